import type { RecordedEventOf, StreamSchema } from '@throughline/contracts';
import { PrimaryColumn } from 'typeorm';

/** What every view's row has. Both are set by the runner: the tenant of the event's stream, and the key that `keys` named. */
export abstract class ViewRow {
  @PrimaryColumn('text') tenant!: string;
  @PrimaryColumn('text') id!: string;
}

export type RowData<R extends ViewRow> = Omit<R, 'tenant' | 'id'>;

/**
 * A read model: one table, fed by the events of one service or several, in the service's own Postgres.
 *
 * Pure: `project` gets the row there is and the event, and answers the row there shall be, or null for none. The runner loads the rows of a
 * batch, folds the events over them in memory, and writes rows and cursor in one transaction. Raise `version` when `project` or the
 * table changes: a new table is built from the first event beside the old one, which goes on serving until the new one has caught up.
 *
 * Rows are JSON values, in and out: a `timestamptz` is `2026-11-23T03:07:00.000Z` (UTC, milliseconds), a `date` is `2026-11-23`, `numeric` and
 * `bigint` are strings, `jsonb` and arrays are themselves. A property that the row leaves out is null. A row is never changed in place: answer a new one.
 *
 * A view fed by several services may assume the order of one service's events, never the order between services.
 */
export interface View<R extends ViewRow = ViewRow, S extends StreamSchema = StreamSchema> {
  /** Snake case; the table is `<name>_v<version>`. */
  readonly name: string;
  readonly version: number;
  /** A TypeORM entity class that extends {@link ViewRow}; properties in camelCase become columns in snake_case, the table's name is given by the runner. */
  readonly entity: new () => R;
  /** The streams it is fed by, of its own service or of others (then only their PUBLIC events). */
  readonly streams: readonly S[];
  /**
   * The ids of the rows an event touches; none if it is of no interest. Absent: the id of the event's stream, which is also what lets
   * a lane leave the events of other lanes sealed.
   */
  keys?(this: void, event: RecordedEventOf<S>): readonly string[];
  project(this: void, row: Readonly<RowData<R>> | null, event: RecordedEventOf<S>, id: string): RowData<R> | null;
  /** What happens to later events of a row whose event failed: `continue` (default), or `hold` until the parked one is replayed. */
  readonly onPoison?: 'continue' | 'hold';
  /**
   * Indexes that `@Index` cannot say, as SQL with `{table}` for the table: `create index on {table} using gin (name gin_trgm_ops)`. Without a
   * name, so that Postgres finds one for every table; part of the table's shape, as columns are.
   */
  readonly indexes?: readonly string[];
}

/** Any view, whatever its rows and events. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type AnyView = View<any, any>;

export function tableOf(view: AnyView): string {
  return `${view.name}_v${view.version}`;
}

/** The types of the events of a stream. */
export function typesOf(schema: StreamSchema): string[] {
  const cases = schema.oneofs.find((oneof) => oneof.name === 'event')?.fields ?? [];
  return cases.flatMap((field) => (field.message ? [field.message.name] : []));
}
