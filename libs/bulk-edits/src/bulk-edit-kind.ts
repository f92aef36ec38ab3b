import type { EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import type { Decider } from '@throughline/decider';
import { parseTags, type Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import type { RecordSource } from '@throughline/service-kit';
import type { ViewRow } from '@throughline/views';
import { together } from './together.js';

/** What is to be set, by field. `addTags` and `removeTags` change `tags`; `archived` says whether it is to be put away or brought back. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * Records that a service lets people change many at a time: a Nest provider, listed with `bulkEditing`. The engine finds the records, executes what
 * `prepare` answers, counts, goes on after a crash and takes it back; the kind knows what commands a value is set by.
 */
export interface BulkEditKind<R extends ViewRow = ViewRow> {
  /** `contacts`: as `BulkEdit.kind` in the graph. */
  readonly name: string;
  readonly target: Target;
  /**
   * Checks values once for all records, and answers what makes the commands that set them on one of them. Throws InvalidInput for values that no record could
   * take, by their own names. `undoing`: the one record that gets them, as it was before the edit that is taken back.
   */
  prepare(values: Values, viewer: Viewer, undoing?: R): Promise<Plan<R>>;
  /** Fields that a row holds otherwise than as a property of that name, as `prepare` takes them. */
  held?(row: R): Values;
  /** Where something must not happen meanwhile: calls `execute` with the commands for this record, or with what it makes of them. */
  executing?<T>(row: R, commands: readonly unknown[], execute: (commands: readonly unknown[]) => Promise<T>): Promise<T>;
}

export type Plan<R extends ViewRow = ViewRow> = (row: R) => readonly unknown[] | Promise<readonly unknown[]>;

/** A kind and the mutation that changes many of it, which is also the name of its commands: `updateContacts`. */
export interface Offered {
  readonly mutation: string;
  readonly kind: BulkEditKind;
}

/** The records and their decider; the commands of one record are done all or not at all. */
export interface Target {
  readonly source: RecordSource<ViewRow, StreamSchema>;
  readonly decider: Decider<unknown, readonly unknown[], never, never> & { readonly events: StreamSchema };
}

export function target<R extends ViewRow, S extends StreamSchema, State, Command>(
  source: RecordSource<R, S>,
  decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
): Target {
  return {
    source: source as unknown as Target['source'],
    decider: together(decider) as unknown as Target['decider'],
  };
}

/**
 * The commands for one record: an archived one takes no changes, so that it is brought back before them and put away after them. `change` is left out where
 * nothing but that is said.
 */
export function commandsFor<Command>(
  values: Values,
  ...changes: readonly Command[]
): (Command | { type: 'Archive' } | { type: 'Restore' })[] {
  const { archived, ...set } = values;
  const changing = Object.keys(set).length > 0 ? changes : [];
  if (archived === true) return [...changing, { type: 'Archive' }];
  return archived === false ? [{ type: 'Restore' }, ...changing] : [...changing];
}

/** What becomes of a record's tags by `tags`, `addTags` and `removeTags`; undefined: they stay. Upper and lower case are the same. */
export function tagsBy(check: Check, values: Values): (now: readonly string[]) => readonly string[] | null | undefined {
  const of = (field: string) => check.optional(field, values[field] as readonly string[] | null | undefined, parseTags);
  const [all, add, remove] = [of('tags'), of('addTags') ?? [], of('removeTags') ?? []];
  if (add.length === 0 && remove.length === 0) return () => all;
  const key = (tag: string): string => tag.toLowerCase();
  return (now) => {
    const kept = (all === undefined ? now : (all ?? [])).filter((tag) => !remove.some((other) => key(other) === key(tag)));
    return [...kept, ...add.filter((tag) => !kept.some((other) => key(other) === key(tag)))];
  };
}
