import type { EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import type { Decider } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import type { Recent } from './recent.js';

/**
 * What a service can import: a Nest provider, listed with {@link importing}. The engine reads the file, checks and converts its cells, executes what
 * the planner answers, counts, keeps the refused rows, and goes on after a crash; the kind knows what a row means.
 */
export interface ImportKind {
  /** `accounts`: of `POST /imports/accounts`. */
  readonly name: string;
  readonly fields: readonly ImportField[];
  /** Fields that a row can be told by to be a record that is there. What is not asked for otherwise: the first of them that the file has. */
  readonly matchOn: readonly string[];
  /** Fields of which `createMissing` may name the ones that are made where they match nothing. */
  readonly creatable?: readonly string[];
  open(job: ImportJob): Promise<ImportPlanner>;
}

export interface ImportField {
  /** As in the create mutation: what `mapping` maps to. */
  readonly key: string;
  readonly label: string;
  /** `text` is trimmed; `tags` are parted by `;` or `,`; `decimal` may have commas for thousands; `date` goes by `dateFormat`. */
  readonly kind: 'text' | 'tags' | 'integer' | 'decimal' | 'date' | 'boolean' | 'enum';
  readonly values?: readonly string[];
  /** Further headers it is known by when no `mapping` is given. */
  readonly aliases?: readonly string[];
}

/** What a row may bring, by the fields of its kind: `ValuesOf<typeof fields>`, where those are `as const`. */
export type ValuesOf<Fields extends readonly ImportField[]> = { readonly [F in Fields[number] as F['key']]?: ValueByKind[F['kind']] };

interface ValueByKind extends Readonly<Record<ImportField['kind'], ImportValue>> {
  readonly text: string;
  readonly tags: readonly string[];
  readonly integer: number;
  readonly decimal: string;
  readonly date: string;
  readonly boolean: boolean;
  readonly enum: string;
}

export interface ImportJob {
  readonly id: string;
  readonly tenant: string;
  /** Who sent the file, as of then. */
  readonly viewer: Viewer;
  /** The field that rows are matched on; undefined where the file has none of the kind's. */
  readonly matchOn: string | undefined;
  readonly onMatch: 'UPDATE' | 'SKIP';
  readonly createMissing: readonly string[];
  /** ISO 8601: when it was sent. */
  readonly startedAt: string;
  /** Records that this import has just made and the views may not show yet, by keys of the planner's choice (`email:ann@x.org`). */
  readonly recent: Recent;
  /** The id of the record that a row makes, or of one that is made once however many rows want it (`account:acme`). */
  newId(of: ImportRow | string): string;
}

export interface ImportRow {
  /** As a spreadsheet counts: the first row below the header is 2. */
  readonly number: number;
  /** By field: text, a list of tags, an integer, a decimal as text, a date as `2026-11-23`. Empty cells are absent. */
  readonly values: Readonly<Record<string, ImportValue | undefined>>;
}

export type ImportValue = string | number | boolean | readonly string[];

/** One import's own: it may remember what it has seen of the file. */
export interface ImportPlanner {
  /** Is shown every row, in portions, before anything is planned: for names that later rows bear. Also after a crash. */
  survey?(rows: readonly ImportRow[]): void;
  /** What to do about these rows, one plan a row. */
  plan(rows: readonly ImportRow[]): Promise<readonly RowPlan[]>;
  /** Whether a row has something to link once all rows are in the views, such as a parent that the same file names. */
  links?(row: ImportRow): boolean;
  /** For those rows, with the id of the record each was planned to be. */
  link?(rows: readonly (ImportRow & { readonly recordId: string })[]): Promise<readonly RowPlan[]>;
}

export type RowPlan =
  /** Why the row cannot be taken, in words. */
  | { readonly refuse: string }
  /** It is there already and stays as it is. */
  | { readonly keep: true }
  /** Executed in order. The last is the row's own record; `creates` if that is a new one. */
  | { readonly creates: boolean; readonly steps: readonly Step[] };

export interface Step {
  readonly decider: Decider<unknown, unknown, never, never> & { readonly events: StreamSchema };
  readonly id: string;
  readonly command: unknown;
  /** For a record that several rows want: what {@link ImportJob.newId} was given. */
  readonly once?: string;
}

/** A step with its types checked. */
export function step<S extends StreamSchema, State, Command>(
  decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
  id: string,
  command: Command,
  once?: string,
): Step {
  return { decider: decider as unknown as Step['decider'], id, command, once };
}
