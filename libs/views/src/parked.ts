import type { RecordedEvent } from '@throughline/event-store';
import type { ViewStore } from './view-store.js';

/** An event that a view or a policy could not take, and why. Nothing of it is personal. */
export interface ParkedEvent {
  readonly service: string;
  readonly kind: 'view' | 'policy';
  /** Of the view or policy. */
  readonly name: string;
  readonly tenant: string;
  /** The service that recorded the event. */
  readonly source: string;
  readonly partition: number;
  readonly position: bigint;
  readonly eventId: string;
  /** `ProductAdded`; absent where it was parked by a version that did not note it. */
  readonly type: string | undefined;
  readonly lane: number;
  /** The ids of the rows it touches; of a policy, of the event's stream. */
  readonly rows: readonly string[];
  /** Kind and place of the error, never its text. */
  readonly reason: string;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly since: string;
  /** When a policy tries again by itself; a view does when told to. */
  readonly retryAt: string | undefined;
}

export interface Replayed {
  /** Done now. */
  readonly replayed: number;
  /** Still parked, of those that were to be replayed. */
  readonly parked: number;
}

/** The name of a policy's lane, among those of tables. */
export function laneOfPolicy(policy: string): string {
  return `policy:${policy}`;
}

/** `retryIn`: an interval, after which it is tried again. What is parked already stays as it is. */
export async function parkForPolicy(
  database: Pick<ViewStore['pool'], 'query'>,
  policy: string,
  {
    source,
    partition,
    event: { id, type, position, stream },
    reason,
    retryIn,
  }: {
    readonly source: string;
    readonly partition: number;
    readonly event: Pick<RecordedEvent, 'id' | 'type' | 'position' | 'stream'>;
    readonly reason: string;
    readonly retryIn: string;
  },
): Promise<void> {
  await database.query(
    `insert into views.parked (table_name, lane, source, partition, position, event_id, type, tenant, rows, reason, retry_at)
     values ($1, 0, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10::interval) on conflict do nothing`,
    [laneOfPolicy(policy), source, partition, position, id, type, stream.tenant, [stream.id], reason, retryIn],
  );
}

/** What is parked in the named tables and for the policies, in the order to replay it. `views`: names by table. */
export async function parkedEvents(
  store: ViewStore,
  service: string,
  of: { readonly views?: ReadonlyMap<string, string>; readonly policies?: boolean },
): Promise<ParkedEvent[]> {
  const { rows } = await store.pool.query(
    `select * from views.parked where table_name = any($1) or ($2 and table_name like $3) order by table_name, source, position`,
    [[...(of.views?.keys() ?? [])], of.policies ?? false, laneOfPolicy('%')],
  );
  return rows.map((row) => {
    const view = of.views?.get(row.table_name);
    return {
      service,
      kind: view ? 'view' : 'policy',
      name: view ?? row.table_name.slice(laneOfPolicy('').length),
      tenant: row.tenant,
      source: row.source,
      partition: row.partition,
      position: BigInt(row.position),
      eventId: row.event_id,
      type: row.type ?? undefined,
      lane: row.lane,
      rows: row.rows,
      reason: row.reason,
      attempts: row.attempts,
      since: row.parked_at.toISOString(),
      retryAt: row.retry_at?.toISOString(),
    };
  });
}

/** How many events the policies of a service could not act on yet. */
export async function parkedByPolicies(database: Pick<ViewStore['pool'], 'query'>): Promise<number> {
  const { rows } = await database.query<{ count: number }>('select count(*)::int as count from views.parked where table_name like $1', [
    laneOfPolicy('%'),
  ]);
  return rows[0]!.count;
}
