import { serviceOf, type StreamSchema } from '@throughline/contracts';
import { eventsBetween, type EventStore, type Head } from '@throughline/event-store';
import type { Cursor, MessageBus } from '@throughline/message-bus';
import { laneOfPolicy } from './parked.js';
import type { AnyPolicy } from './policy.js';
import type { Build } from './tables.js';
import type { Cursors, LaneName, Lease, ViewStore } from './view-store.js';

/** How far something is behind what feeds it. */
export interface Behind {
  /** Those of no interest included; of another service what its topic holds beyond. About, where there are many and they are of EventStoreDB. */
  readonly events: number;
  /** The age of the oldest event that is not applied yet; 0 where there is none. Undefined where only another process knows it. */
  readonly seconds: number | undefined;
}

export interface SourceStatus {
  /** The service that recorded the events. */
  readonly source: string;
  readonly partition: number;
  readonly lane: number;
  readonly position: bigint;
  readonly behind: Behind;
}

export interface ViewStatus {
  readonly service: string;
  readonly view: string;
  readonly version: number;
  readonly table: string;
  /** `building`: has not caught up for the first time yet. `rebuilding`: serves, while another table is built to take its place. */
  readonly state: 'building' | 'serving' | 'rebuilding';
  /** About how many, by Postgres' statistics. */
  readonly rows: number;
  readonly parked: number;
  /** Of the table in use: all sources together, in its furthest lane. */
  readonly behind: Behind;
  readonly sources: readonly SourceStatus[];
  /** How far the table is that is to take its place. */
  readonly rebuild: { readonly rows: number; readonly behind: Behind } | undefined;
  /** Tables of other versions that are kept for builds of the code which may still run. */
  readonly kept: readonly { readonly version: number; readonly table: string; readonly rows: number; readonly seenAt: string }[];
}

export interface PolicyStatus {
  readonly service: string;
  readonly policy: string;
  readonly version: number;
  /** `stopped`: no process runs it. */
  readonly state: 'running' | 'stopped';
  /** When it was first started: ISO 8601, UTC. */
  readonly since: string;
  readonly parked: number;
  readonly behind: Behind;
  readonly sources: readonly SourceStatus[];
}

/** What the process itself knows of a lane that it feeds, newer than what is stored. */
export interface Known {
  readonly cursors: Cursors;
  /** Of a source and partition: when the oldest event was recorded that has come and is not applied. */
  newest?(key: string): { readonly waiting?: string | undefined } | undefined;
}

export type Knows = (lane: LaneName) => Known | undefined;

export interface StatusOptions {
  readonly service: string;
  readonly store: EventStore;
  readonly bus: MessageBus;
}

export async function viewStatuses(
  persistence: ViewStore,
  builds: readonly Build[],
  beside: readonly Build[],
  options: StatusOptions,
  knows: Knows,
): Promise<ViewStatus[]> {
  const names = builds.map(({ view }) => view.name);
  const { rows: tables } = await persistence.pool.query<{ table_name: string; view: string; version: number; seen_at: Date; rows: string }>(
    `select table_name, view, version, seen_at, coalesce(pg_stat_get_live_tuples(to_regclass(quote_ident(table_name))), 0) as rows
       from views.builds where view = any($1) and table_name not like '%\\_check' order by version`,
    [names],
  );
  const lanes = await persistence.lanesOf(tables.map(({ table_name }) => table_name));
  const parked = await countParked(persistence);
  const clock = new Heads(options);
  const rowsOf = (table: string) => Number(tables.find(({ table_name }) => table_name === table)?.rows ?? 0);
  const sourcesOf = (build: Build) => sources(lanes, build.table, build.view.streams as StreamSchema[], clock, knows);

  const statuses: ViewStatus[] = [];
  for (const build of builds) {
    const { view, table } = build;
    const next = beside.find(({ replaces }) => replaces === table);
    const live = lanes.filter((lane) => lane.table === table).every((lane) => lane.live);
    const ofTable = await sourcesOf(build);
    statuses.push({
      service: options.service,
      view: view.name,
      version: view.version,
      table,
      state: next ? 'rebuilding' : live ? 'serving' : 'building',
      rows: rowsOf(table),
      parked: parked.get(table) ?? 0,
      behind: furthest(ofTable),
      sources: ofTable,
      rebuild: next && { rows: rowsOf(next.table), behind: furthest(await sourcesOf(next)) },
      kept: tables
        .filter((kept) => kept.view === view.name && kept.version !== view.version)
        .map(({ version, table_name, rows, seen_at }) => ({
          version,
          table: table_name,
          rows: Number(rows),
          seenAt: seen_at.toISOString(),
        })),
    });
  }
  return statuses;
}

export async function policyStatuses(
  persistence: ViewStore,
  policies: readonly AnyPolicy[],
  options: StatusOptions,
  knows: Knows,
): Promise<PolicyStatus[]> {
  const tables = policies.map(({ name }) => laneOfPolicy(name));
  const lanes = await persistence.lanesOf(tables);
  const { rows } = await persistence.pool.query<{ table_name: string; since: Date; running: boolean }>(
    `select l.table_name, l.since, exists (select from pg_stat_activity a where a.pid = l.owner_pid and a.backend_start = l.owner_since) as running
       from views.lanes l where l.table_name = any($1)`,
    [tables],
  );
  const parked = await countParked(persistence);
  const clock = new Heads(options);
  const statuses: PolicyStatus[] = [];
  for (const policy of policies) {
    const table = laneOfPolicy(policy.name);
    const row = rows.find(({ table_name }) => table_name === table);
    // Never started yet: without a cursor.
    if (!row) continue;
    const ofPolicy = await sources(lanes, table, policy.streams as StreamSchema[], clock, knows);
    statuses.push({
      service: options.service,
      policy: policy.name,
      version: policy.version,
      state: row.running ? 'running' : 'stopped',
      since: row.since.toISOString(),
      parked: parked.get(table) ?? 0,
      behind: furthest(ofPolicy),
      sources: ofPolicy,
    });
  }
  return statuses;
}

async function countParked(persistence: ViewStore): Promise<Map<string, number>> {
  const { rows } = await persistence.pool.query<{ table_name: string; count: number }>(
    'select table_name, count(*)::int as count from views.parked group by table_name',
  );
  return new Map(rows.map(({ table_name, count }) => [table_name, count]));
}

async function sources(
  lanes: readonly Lease[],
  table: string,
  streams: readonly StreamSchema[],
  heads: Heads,
  knows: Knows,
): Promise<SourceStatus[]> {
  const statuses: SourceStatus[] = [];
  for (const lease of lanes.filter((lane) => lane.table === table)) {
    const known = knows(lease);
    const cursors = known?.cursors ?? lease.cursors;
    for (const source of new Set(streams.map(serviceOf))) {
      const keys = [...cursors.keys()].filter((key) => key.startsWith(`${source}/`));
      for (const key of keys.length > 0 ? keys : [`${source}/0`]) {
        const cursor = cursors.get(key);
        statuses.push({
          source,
          partition: Number(key.slice(source.length + 1)),
          lane: lease.lane,
          position: cursor?.position ?? 0n,
          behind: await heads.behind(source, cursor, known?.newest?.(key)?.waiting),
        });
      }
    }
  }
  return statuses;
}

function furthest(sources: readonly SourceStatus[]): Behind {
  const lanes = [...Map.groupBy(sources, ({ lane }) => lane).values()];
  const events = Math.max(0, ...lanes.map((lane) => lane.reduce((sum, { behind }) => sum + behind.events, 0)));
  const seconds = sources.map(({ behind }) => behind.seconds).filter((known) => known !== undefined);
  const known = seconds.length === sources.length || seconds.some((each) => each > 0);
  return { events, seconds: known ? Math.max(0, ...seconds) : undefined };
}

/** Where the sources are now, asked once. */
class Heads {
  private readonly heads = new Map<string, Promise<bigint>>();
  private own: Promise<Head> | undefined;
  private readonly counted = new Map<string, Promise<Awaited<ReturnType<typeof eventsBetween>>>>();

  constructor(private readonly options: StatusOptions) {}

  /** `waiting`: when the oldest event was recorded that has come from another service and is not applied. */
  async behind(source: string, cursor: Cursor | undefined, waiting: string | undefined): Promise<Behind> {
    const own = source === this.options.service;
    const { events, oldest = waiting } = own ? await this.ownAfter(cursor) : { events: await this.left(source, cursor) };
    if (events === 0) return { events, seconds: 0 };
    return { events, seconds: oldest === undefined ? undefined : Math.max(0, (Date.now() - Date.parse(oldest)) / 1_000) };
  }

  private async ownAfter(cursor: Cursor | undefined): Promise<Awaited<ReturnType<typeof eventsBetween>>> {
    const { epoch, position: head } = await (this.own ??= this.options.store.head());
    // What was built from another epoch is to be built again.
    const after = cursor?.epoch === epoch ? cursor.position : 0n;
    return this.once(String(after), () => eventsBetween(this.options.store, after, head));
  }

  private async left(source: string, cursor: Cursor | undefined): Promise<number> {
    const { bus } = this.options;
    if (bus.left) {
      const left = async () => ({ events: await bus.left!(source, cursor), oldest: undefined });
      return (await this.once(`${source}/${cursor?.partition}/${cursor?.position}`, left)).events;
    }
    let head = this.heads.get(source);
    if (!head) this.heads.set(source, (head = bus.head(source).then((position) => position ?? 0n)));
    return Math.max(0, Number((await head) - (cursor?.position ?? 0n)));
  }

  private once(key: string, count: () => ReturnType<typeof eventsBetween>): ReturnType<typeof eventsBetween> {
    let counted = this.counted.get(key);
    if (!counted) this.counted.set(key, (counted = count()));
    return counted;
  }
}
