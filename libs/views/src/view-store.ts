import { createHash } from 'node:crypto';
import type { Cursor } from '@throughline/message-bus';
import pg from 'pg';
import type { Row, ViewTable } from './view-table.js';

/** A cursor per source and partition: `sales/0`. */
export type Cursors = Map<string, Cursor>;

/** Every partition of the source's newest generation is at `position` or beyond. */
export function reached(cursors: Cursors, service: string, position: bigint): boolean {
  const of = [...cursors].filter(([key]) => key.startsWith(`${service}/`)).map(([, cursor]) => cursor);
  const newest = Math.max(...of.map(({ generation }) => generation));
  return of.length > 0 && of.every((cursor) => cursor.generation < newest || cursor.position >= position);
}

/** Names one lane of one table. */
export interface LaneName {
  readonly table: string;
  readonly lane: number;
}

/** What this process holds of a lane: writes are accepted only under the newest fence. */
export interface Lease extends LaneName {
  readonly fence: bigint;
  readonly cursors: Cursors;
  /** It had caught up with all its sources once. */
  readonly live: boolean;
}

export interface Parked {
  readonly source: string;
  readonly partition: number;
  readonly position: bigint;
  readonly eventId: string;
  readonly type: string;
  readonly tenant: string;
  /** The ids of the rows it touches. */
  readonly rows: readonly string[];
  /** Without personal data: kind and place of the error, never its text. */
  readonly reason: string;
}

/** What one batch changes in one lane of one table. */
export interface Change {
  readonly table: string;
  readonly sql: ViewTable;
  readonly fence: bigint;
  /** The cursors as we believe that they are stored. */
  readonly stored: Cursors;
  readonly upserts: readonly Row[];
  readonly deletes: readonly { tenant: string; id: string }[];
  readonly parked: readonly Parked[];
}

const SCHEMA = `
create schema if not exists views;
create table if not exists views.builds (
  table_name text primary key,
  view text not null,
  version integer not null,
  shape text not null,
  lanes integer not null,
  -- The table that this build takes the place of once it has caught up.
  replaces text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now()
);
create table if not exists views.lanes (
  table_name text not null,
  lane integer not null,
  fence bigint not null default 0,
  -- The session of the owner, so that a lane whose owner has died is free at once.
  owner_pid integer,
  owner_since timestamptz,
  lease_until timestamptz,
  live boolean not null default false,
  cursors jsonb not null default '{}',
  -- When the first of its kind was started: of meaning to policies, which are not to act on the past.
  since timestamptz not null default now(),
  primary key (table_name, lane)
) with (fillfactor = 50);
create table if not exists views.parked (
  table_name text not null,
  lane integer not null,
  source text not null,
  partition integer not null,
  position bigint not null,
  event_id uuid not null,
  tenant text not null,
  rows text[] not null,
  reason text not null,
  parked_at timestamptz not null default now(),
  attempts integer not null default 1,
  -- Policies try again by themselves.
  retry_at timestamptz,
  primary key (table_name, source, partition, position, lane)
);
-- The type of the event; null where it was parked before this was noted.
alter table views.parked add column if not exists type text;`;

/** Taken by whoever makes or swaps tables, so that two processes that start at once do it one after the other. */
export const DDL_LOCK = `select pg_advisory_xact_lock(hashtext('throughline views'))`;

export interface ViewStoreOptions {
  readonly url: string;
  readonly leaseMs: number;
}

/** Rows, cursors, leases and parked events in Postgres. */
export class ViewStore {
  readonly pool: pg.Pool;
  /** Called when the session has ended that was not closed: the server, or the way to it, may have crashed. */
  onSessionLost: () => void = () => {};
  private session: Promise<pg.Client> | undefined;
  private readonly statements = new Map<string, string>();

  constructor(private readonly options: ViewStoreOptions) {
    this.pool = new pg.Pool({
      connectionString: options.url,
      max: 4,
      idleTimeoutMillis: 30_000,
      connectionTimeoutMillis: 10_000,
      statement_timeout: 60_000,
      // Rows and cursor are lost or kept together, so that a crash costs nothing but time. Rows are found by their keys whatever the planner
      // believes of a table that is growing under it, so that to plan it anew each time would cost more than to do it.
      options:
        '-c synchronous_commit=off -c timezone=UTC -c datestyle=ISO -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c plan_cache_mode=force_generic_plan -c jit=off',
    });
    this.pool.on('error', () => {});
  }

  async migrate(): Promise<void> {
    const { rows } = await this.pool.query(
      `select exists (select from pg_attribute where attrelid = to_regclass('views.parked') and attname = 'type') as there`,
    );
    if (rows[0].there) return;
    await this.transaction(async (client) => {
      await client.query(DDL_LOCK);
      await client.query(SCHEMA);
    });
  }

  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      const result = await work(client);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((failed: Error) => (broken = failed));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * Takes the lanes that are free, ours already, or whose owner has died or stalled beyond its lease. The fence rises, so that whatever
   * anybody (this process included) has sent under the old one and is still on its way, is refused.
   */
  async acquire(lanes: readonly LaneName[]): Promise<Lease[]> {
    if (lanes.length === 0) return [];
    const session = await this.connected();
    const { rows } = await session.query(
      `update views.lanes l
          set fence = fence + 1, owner_pid = me.pid, owner_since = me.backend_start, lease_until = clock_timestamp() + $3 * interval '1 ms'
         from pg_stat_activity me
        where me.pid = pg_backend_pid()
          and (l.table_name, l.lane) in (select * from unnest($1::text[], $2::integer[]))
          and (l.owner_pid is null or l.lease_until < clock_timestamp() or (l.owner_pid = me.pid and l.owner_since = me.backend_start)
               or not exists (select from pg_stat_activity a where a.pid = l.owner_pid and a.backend_start = l.owner_since))
       returning l.table_name, l.lane, l.fence, l.live, l.cursors`,
      [lanes.map(({ table }) => table), lanes.map(({ lane }) => lane), this.options.leaseMs],
    );
    return rows.map(leaseOf);
  }

  /** Prolongs the leases that are still ours, and answers those. */
  async renew(leases: readonly { table: string; lane: number; fence: bigint }[]): Promise<LaneName[]> {
    const session = await this.connected();
    const { rows } = await session.query(
      `update views.lanes l set owner_pid = me.pid, owner_since = me.backend_start, lease_until = clock_timestamp() + $4 * interval '1 ms'
         from pg_stat_activity me, unnest($1::text[], $2::integer[], $3::bigint[]) m(table_name, lane, fence)
        where me.pid = pg_backend_pid() and l.table_name = m.table_name and l.lane = m.lane and l.fence = m.fence
       returning l.table_name as table, l.lane`,
      [leases.map(({ table }) => table), leases.map(({ lane }) => lane), leases.map(({ fence }) => fence), this.options.leaseMs],
    );
    return rows;
  }

  async release(leases: readonly { table: string; lane: number; fence: bigint }[]): Promise<void> {
    await this.pool.query(
      `update views.lanes l set owner_pid = null, owner_since = null, lease_until = null from unnest($1::text[], $2::integer[], $3::bigint[]) m(table_name, lane, fence)
        where l.table_name = m.table_name and l.lane = m.lane and l.fence = m.fence`,
      [leases.map(({ table }) => table), leases.map(({ lane }) => lane), leases.map(({ fence }) => fence)],
    );
  }

  /** The rows of each table by their keys, in the order of the wants. */
  async load(wants: readonly { table: string; sql: ViewTable; keys: readonly { tenant: string; id: string }[] }[]): Promise<Row[][]> {
    const found: Row[][] = wants.map(() => []);
    const values: unknown[] = [];
    const parts = wants.flatMap(({ table, sql, keys }, n) => {
      if (keys.length === 0) return [];
      const tenants = `$${values.push(keys.map(({ tenant }) => tenant))}`;
      const ids = `$${values.push(keys.map(({ id }) => id))}`;
      return [`select ${n} as n, x.row from (${sql.select(table, `where ${sql.keys(tenants, ids)}`)}) x`];
    });
    if (parts.length === 0) return found;
    const { rows } = await this.prepared(parts.join('\nunion all\n'), values);
    for (const { n, row } of rows) found[n]!.push(wants[n]!.sql.read(row));
    return found;
  }

  /** The held rows of a lane: those with parked events. */
  async held({ table, lane }: LaneName): Promise<{ tenant: string; id: string }[]> {
    const { rows } = await this.pool.query(
      `select distinct tenant, unnest(rows) as id from views.parked where table_name = $1 and lane = $2`,
      [table, lane],
    );
    return rows;
  }

  /**
   * Rows, parked events and cursors in one statement, hence one transaction. Throws {@link FenceLost}, then nothing is written, where
   * one fence is not the newest or the cursors stored are not those that we believe (a server that crashed may have lost the last of them); else what Postgres throws, and the outcome is unknown unless {@link isDataError}.
   */
  async write(lane: number, key: string, cursor: Cursor, changes: readonly Change[]): Promise<void> {
    const values: unknown[] = [
      JSON.stringify({ [key]: cursorJson(cursor) }),
      changes.map(({ table }) => table),
      changes.map(({ fence }) => fence),
      lane,
      changes.map(({ stored }) => cursorsJson(stored)),
    ];
    const value = (v: unknown) => `$${values.push(v)}`;
    const accepted = '(select accepted from fences)';
    const parts = [
      `held as (select l.table_name from views.lanes l join unnest($2::text[], $3::bigint[], $5::jsonb[]) m(table_name, fence, cursors) using (table_name)
        where l.lane = $4 and l.fence = m.fence and l.cursors = m.cursors order by l.table_name for update of l)`,
      `fences as (select count(*) = cardinality($2::text[]) as accepted from held)`,
      `moved as (update views.lanes l set cursors = l.cursors || $1::jsonb where l.table_name = any($2::text[]) and l.lane = $4 and ${accepted})`,
    ];
    changes.forEach(({ table, sql, upserts, deletes, parked }, i) => {
      if (upserts.length > 0) parts.push(`u${i} as (${sql.upsert(table, value(JSON.stringify(upserts)), accepted)})`);
      if (deletes.length > 0) {
        const keys = sql.keys(value(deletes.map(({ tenant }) => tenant)), value(deletes.map(({ id }) => id)));
        parts.push(`d${i} as (delete from "${table}" where ${keys} and ${accepted})`);
      }
      if (parked.length > 0) {
        const rows = value(JSON.stringify(parked.map(parkedJson)));
        parts.push(
          `p${i} as (insert into views.parked (table_name, lane, source, partition, position, event_id, type, tenant, rows, reason)
            select ${value(table)}::text, $4, x.source, x.partition, x.position, x."eventId", x.type, x.tenant, x.rows, x.reason
              from json_to_recordset(${rows}::json) as x(source text, partition integer, position bigint, "eventId" uuid, type text, tenant text, rows text[], reason text)
             where ${accepted} on conflict do nothing)`,
        );
      }
    });
    const { rows } = await this.prepared(`with ${parts.join(',\n')}\nselect accepted from fences`, values);
    if (!rows[0].accepted) throw new FenceLost();
  }

  /**
   * Stores cursors that moved without touching a row, and marks lanes as having caught up. Answers the lanes whose fence and cursors were
   * what we believe; others are left as they are.
   */
  async settle(lanes: readonly (LaneName & { fence: bigint; stored?: Cursors; cursors: Cursors; live: boolean })[]): Promise<LaneName[]> {
    const { rows } = await this.pool.query(
      `update views.lanes l set cursors = l.cursors || m.cursors, live = l.live or m.live
         from unnest($1::text[], $2::integer[], $3::bigint[], $4::jsonb[], $5::boolean[], $6::jsonb[]) m(table_name, lane, fence, cursors, live, stored)
        where l.table_name = m.table_name and l.lane = m.lane and l.fence = m.fence and (m.stored is null or l.cursors = m.stored)
       returning l.table_name as table, l.lane`,
      [
        lanes.map(({ table }) => table),
        lanes.map(({ lane }) => lane),
        lanes.map(({ fence }) => fence),
        lanes.map(({ cursors }) => cursorsJson(cursors)),
        lanes.map(({ live }) => live),
        lanes.map(({ stored }) => stored && cursorsJson(stored)),
      ],
    );
    return rows;
  }

  async lanesOf(tables: readonly string[], client: Pick<pg.ClientBase, 'query'> = this.pool, lock = ''): Promise<Lease[]> {
    const { rows } = await client.query(`select * from views.lanes where table_name = any($1) order by table_name, lane ${lock}`, [tables]);
    return rows.map(leaseOf);
  }

  async close(): Promise<void> {
    const session = this.session;
    this.session = undefined;
    await (await session?.catch(() => undefined))?.end().catch(() => {});
    await this.pool.end();
  }

  private prepared(text: string, values: unknown[]): Promise<pg.QueryResult> {
    let name = this.statements.get(text);
    if (!name) {
      // Combinations of views that are touched together are few; a service that has more goes on unprepared.
      if (this.statements.size >= 200) return this.pool.query(text, values);
      name = `v${createHash('sha1').update(text).digest('hex').slice(0, 16)}`;
      this.statements.set(text, name);
    }
    return this.pool.query({ name, text, values });
  }

  /** The session whose end tells the others that this process is gone. */
  private connected(): Promise<pg.Client> {
    this.session ??= (async () => {
      const client = new pg.Client({
        connectionString: this.options.url,
        statement_timeout: 30_000,
        keepAlive: true,
        application_name: 'throughline views',
      });
      const gone = () => {
        if (this.session !== mine) return;
        this.session = undefined;
        this.onSessionLost();
      };
      client.on('error', gone);
      client.on('end', gone);
      await client.connect();
      return client;
    })();
    const mine = this.session;
    mine.catch(() => {
      if (this.session === mine) this.session = undefined;
    });
    return mine;
  }
}

/** Another process has taken the lane, or this one has begun anew. Nothing was written. */
export class FenceLost extends Error {}

/** Postgres refused the values themselves: the same statement will fail again, and nothing of it was kept. */
export function isDataError(error: unknown): boolean {
  const code = error instanceof pg.DatabaseError ? (error.code ?? '') : '';
  return /^(22|23)/.test(code) || code === '54000' || code === '54001';
}

function cursorsJson(cursors: Cursors): string {
  return JSON.stringify(Object.fromEntries([...cursors].map(([key, cursor]) => [key, cursorJson(cursor)])));
}

function cursorJson(cursor: Cursor) {
  return { ...cursor, position: String(cursor.position) };
}

function leaseOf(row: {
  table_name: string;
  lane: number;
  fence: string;
  live: boolean;
  cursors: Record<string, ReturnType<typeof cursorJson>>;
}): Lease {
  return { table: row.table_name, lane: row.lane, fence: BigInt(row.fence), live: row.live, cursors: cursorsOf(row.cursors) };
}

function cursorsOf(json: Record<string, ReturnType<typeof cursorJson>>): Cursors {
  return new Map(Object.entries(json).map(([key, cursor]) => [key, { ...cursor, position: BigInt(cursor.position) }]));
}

function parkedJson(parked: Parked) {
  return { ...parked, position: String(parked.position) };
}
