import type { EventInitOf, EventOf, StreamSchema } from '@throughline/contracts';
import type { Decider } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import type { RecordSource } from '@throughline/service-kit';
import type { ViewRow } from '@throughline/views';
import { together } from './together.js';

/** What is to be set, by field. `addTags` and `removeTags` change `tags`. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * Records that a service lets people change many at a time: a Nest provider, listed with `bulkEditing`. The engine finds the records, executes what
 * `prepare` answers, counts, goes on after a crash and takes it back; the kind knows what commands a value is set by.
 */
export interface BulkEditKind<R extends ViewRow = ViewRow> {
  /** `contacts`: as `BulkEdit.kind` in the graph. */
  readonly name: string;
  readonly target: Target<R>;
  /**
   * Checks values once for all records, and answers what makes the commands that set them on one of them. Throws InvalidInput for values that no record could
   * take, by their own names. `undoing`: as the record was before the edit that is taken back.
   */
  prepare(values: Values, viewer: Viewer): Promise<(row: R, undoing?: R) => readonly unknown[] | Promise<readonly unknown[]>>;
  /** Fields that a row holds otherwise than as a property of that name, as `prepare` takes them. */
  held?(row: R): Values;
}

/** A kind and the mutation that changes many of it, which is also the name of its commands: `updateContacts`. */
export interface Offered {
  readonly mutation: string;
  readonly kind: BulkEditKind;
}

/** The records and their decider; the commands of one record are done all or not at all. */
export interface Target<R extends ViewRow> {
  readonly source: RecordSource<R, StreamSchema>;
  readonly decider: Decider<unknown, readonly unknown[], never, never> & { readonly events: StreamSchema };
}

export function target<R extends ViewRow, S extends StreamSchema, State, Command>(
  source: RecordSource<R, S>,
  decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
): Target<R> {
  return {
    source: source as unknown as Target<R>['source'],
    decider: together(decider) as unknown as Target<R>['decider'],
  };
}

/** Tags as they are after some were added and some taken away; those of other spelling in upper and lower case are the same. */
export function retagged(tags: readonly string[], add: readonly string[] = [], remove: readonly string[] = []): string[] {
  const key = (tag: string): string => tag.toLowerCase();
  const kept = tags.filter((tag) => !remove.some((other) => key(other) === key(tag)));
  return [...kept, ...add.filter((tag) => !kept.some((other) => key(other) === key(tag)))];
}
