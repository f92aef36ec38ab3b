import type { EventCodec, StreamSchema } from '@throughline/contracts';
import type { RecordedEvent } from '@throughline/event-store';
import { fold, laneOf, reasonOf, rowKey, touches, type Opened } from './fold.js';
import type { ParkedEvent } from './parked.js';
import type { Build } from './tables.js';
import type { ViewStore } from './view-store.js';
import type { Row } from './view-table.js';

/**
 * Folds a parked event over its rows as they are now, and forgets it; true if that worked. Raises the fences of the table's lanes, so that a
 * batch that has read the rows before this cannot write over it: whoever owns the lanes takes them again.
 */
export async function replay(
  store: ViewStore,
  codec: EventCodec,
  { view, table, sql }: Build,
  parked: ParkedEvent,
  event: RecordedEvent,
  lanes: number,
): Promise<boolean> {
  const of = [table, parked.source, parked.partition, parked.position, parked.lane];
  try {
    const [opened] = (await codec.decode(view.streams as StreamSchema[], parked.source, [event])) as readonly Opened[];
    if (!opened) return false;
    await store.transaction(async (client) => {
      await client.query(`update views.lanes set fence = fence + 1 where table_name = $1`, [table]);
      const { rowCount } = await client.query(
        `delete from views.parked where table_name = $1 and source = $2 and partition = $3 and position = $4 and lane = $5`,
        of,
      );
      if (!rowCount) return;
      const { tenant } = opened.stream;
      const { touched, failed: unkeyed } = touches(view, [opened]);
      // An event whose rows were not known is parked once for all lanes.
      const mine = touched.map((touch) => ({
        ...touch,
        ids: touch.ids.filter((id) => parked.rows.length === 0 || laneOf(tenant, id, lanes) === parked.lane),
      }));
      const ids = mine.flatMap((touch) => touch.ids);
      const { rows: found } = await client.query<{ row: Row }>(sql.select(table, `where ${sql.keys('$1', '$2')}`), [
        ids.map(() => tenant),
        ids,
      ]);
      const rows = new Map<string, Row | null>(found.map(({ row }) => [rowKey(row.tenant, row.id), sql.read(row)]));
      const { changed, failed } = fold(view, mine, rows);
      const failure = unkeyed[0] ?? failed[0];
      if (failure) throw new StillRefused(failure.reason);
      const upserts = [...changed].map((key) => rows.get(key)).filter((row) => row);
      const deletes = found.map(({ row }) => row).filter((row) => rows.get(rowKey(row.tenant, row.id)) === null);
      if (upserts.length > 0) await client.query(sql.upsert(table, '$1', 'true'), [JSON.stringify(upserts)]);
      if (deletes.length > 0)
        await client.query(`delete from "${table}" where ${sql.keys('$1', '$2')}`, [
          deletes.map(() => tenant),
          deletes.map(({ id }) => id),
        ]);
    });
    return true;
  } catch (error) {
    const reason = error instanceof StillRefused ? error.message : reasonOf(error);
    await store.pool.query(
      `update views.parked set reason = $6, attempts = attempts + 1 where table_name = $1 and source = $2 and partition = $3 and position = $4 and lane = $5`,
      [...of, reason],
    );
    return false;
  }
}

class StillRefused extends Error {}
