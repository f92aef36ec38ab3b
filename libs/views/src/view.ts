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
 * batch, folds the events over them in memory, and writes rows and cursor in one transaction. Rows are JSON values: times, dates,
 * decimals and 64-bit integers are strings. Raise `version` when `project` or the table changes: a new table is built from the first event
 * beside the old one, which goes on serving until the new one has caught up.
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
  /** The ids of the rows an event touches: usually one, the stream's id; none if it is of no interest. */
  keys(this: void, event: RecordedEventOf<S>): readonly string[];
  project(this: void, row: Readonly<RowData<R>> | null, event: RecordedEventOf<S>, id: string): RowData<R> | null;
  /** What happens to later events of a row whose event failed: `continue` (default), or `hold` until the parked one is replayed. */
  readonly onPoison?: 'continue' | 'hold';
}
