import { randomUUID } from 'node:crypto';
import type { EventCodec } from '@throughline/contracts';
import type { EventStore } from '@throughline/event-store';
import { consumeStore, type MessageBus } from '@throughline/message-bus';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { viewsDataSource } from './data-source.js';
import { Feed, type FeedContext } from './feed.js';
import { addLanes, dropBuild, ensureTables } from './tables.js';
import { Target } from './target.js';
import { DDL_LOCK, ViewStore } from './view-store.js';
import type { Row, ViewTable } from './view-table.js';
import type { AnyView } from './view.js';

export interface VerifyOptions {
  readonly service: string;
  readonly databaseUrl: string;
  readonly dataSource?: DataSource;
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly bus: MessageBus;
  readonly views: readonly AnyView[];
  readonly lanes?: number;
  /** Most differences told for one view. Default 100. */
  readonly most?: number;
  /** Told as the recount goes on, in positions of all views together. */
  readonly onProgress?: (done: number, of: number) => void;
}

export interface Difference {
  readonly view: string;
  readonly tenant: string;
  readonly id: string;
  /** The property that differs; absent where the whole row is missing, or too many. */
  readonly column?: string;
  /** Texts are told by their length only, since they may be personal. */
  readonly stored: string;
  readonly expected: string;
}

export interface Verified {
  readonly view: string;
  /** Rows that were compared. */
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** Differences beyond `most`. */
  readonly more: number;
}

/**
 * Recounts every view from the first event into a table beside it, as far as the view itself has come, and compares. Changes nothing, and
 * may be run while people work. A view whose source has begun anew since, or that has no rows yet, cannot be compared and is told as it is.
 */
export async function verifyViews(options: VerifyOptions): Promise<Verified[]> {
  const dataSource = options.dataSource ?? viewsDataSource({ url: options.databaseUrl, views: options.views });
  const store = new ViewStore({ url: options.databaseUrl, leaseMs: 600_000 });
  const snapshot = await store.pool.connect();
  const checks: string[] = [];
  try {
    if (!dataSource.isInitialized) await dataSource.initialize();
    const lanes = options.lanes ?? 1;
    const builds = await ensureTables(store, dataSource, options.views, lanes);

    // Rows and cursors of one moment: what the recount must come to.
    await snapshot.query('begin isolation level repeatable read read only');
    const stood = await store.lanesOf(
      builds.map(({ table }) => table),
      snapshot,
    );

    const run = randomUUID().slice(0, 8);
    const recounts = builds.map((build) => ({ ...build, check: `${build.table}_${run}_check` }));
    await store.transaction(async (client) => {
      await client.query(DDL_LOCK);
      for (const { view, table, sql, check } of recounts) {
        await client.query(`create unlogged table "${check}" (like "${table}" including generated, primary key (tenant, id))`);
        await client.query(`insert into views.builds (table_name, view, version, shape, lanes) values ($1, $2, $3, $4, $5)`, [
          check,
          view.name,
          view.version,
          sql.shape,
          lanes,
        ]);
        await addLanes(client, check, lanes);
        checks.push(check);
      }
    });
    const leases = await store.acquire(
      recounts.flatMap(({ check }) => Array.from({ length: lanes }, (_, lane) => ({ table: check, lane }))),
    );
    for (let lane = 0; lane < lanes; lane++) {
      const targets = recounts.map(({ view, table, sql, check }) => {
        const lease = leases.find((candidate) => candidate.table === check && candidate.lane === lane)!;
        const cursors = stood.find((candidate) => candidate.table === table && candidate.lane === lane)?.cursors ?? new Map();
        return new Target(view, check, sql, lease, undefined, cursors);
      });
      for (const target of targets) if (target.view.onPoison === 'hold') target.held = new Set();
      await recount(options, store, lane, lanes, targets);
    }

    const verified: Verified[] = [];
    for (const { view, table, sql, check } of recounts)
      verified.push(await compare(view.name, sql, { table, on: snapshot }, { table: check, on: store.pool }, options.most ?? 100));
    return verified;
  } finally {
    await snapshot.query('rollback').catch(() => {});
    snapshot.release();
    for (const check of checks) await dropBuild(store.pool, check).catch(() => {});
    await store.close();
    if (!options.dataSource && dataSource.isInitialized) await dataSource.destroy();
  }
}

/** Feeds the targets up to their limits. */
async function recount(
  { service, store, bus, codec, onProgress }: VerifyOptions,
  views: ViewStore,
  lane: number,
  lanes: number,
  targets: readonly Target[],
): Promise<void> {
  if (targets.every((target) => target.caughtUp)) return;
  const done = Promise.withResolvers<void>();
  const fail = (error: unknown) => done.reject(error);
  const context: FeedContext = {
    store: views,
    codec,
    lanes,
    consume: async (source, consumer) => {
      // Nothing is tried again: a recount that fails has found out nothing.
      const once = {
        ...consumer,
        handle: (batch: Parameters<typeof consumer.handle>[0]) =>
          consumer.handle(batch).catch((error: unknown) => (fail(error), undefined)),
      };
      return source === service ? consumeStore(source, store, once, { publicOnly: false, onError: fail }) : bus.consume(source, once);
    },
    advanced: (feed) => {
      const counts = targets.map(({ recounted }) => recounted);
      onProgress?.(
        counts.reduce((sum, { done }) => sum + done, 0),
        counts.reduce((sum, { of }) => sum + of, 0),
      );
      if (feed.caughtUp) done.resolve();
    },
    lost: () => fail(new Error('The recount was taken over by another process')),
    void: (voided) => fail(new Error(`The source of ${voided[0]!.view.name} has begun anew`)),
    parked: () => {},
  };
  const feed = new Feed(`${service}.verify.${randomUUID()}`, lane, context);
  feed.add(targets);
  try {
    await done.promise;
  } finally {
    await feed.close();
  }
}

type Side = { readonly table: string; readonly on: Pick<pg.ClientBase, 'query'> };

/** Both sides in the order of their keys, side by side. */
async function compare(view: string, sql: ViewTable, stored: Side, expected: Side, most: number): Promise<Verified> {
  const differences: Difference[] = [];
  let rows = 0;
  let more = 0;
  const tell = (difference: Difference) => (differences.length < most ? differences.push(difference) : more++);
  const left = ordered(sql, stored);
  const right = ordered(sql, expected);
  let [a, b] = [await next(left), await next(right)];
  while (a || b) {
    rows++;
    const order = !a ? 1 : !b ? -1 : compareKeys(a, b);
    const { tenant, id } = (order <= 0 ? a : b)!;
    if (order < 0) tell({ view, tenant, id, stored: 'a row', expected: 'no row' });
    if (order > 0) tell({ view, tenant, id, stored: 'no row', expected: 'a row' });
    if (order === 0) {
      for (const { property } of sql.columns) {
        if (canonical(a![property]) !== canonical(b![property]))
          tell({ view, tenant, id, column: property, stored: shown(a![property]), expected: shown(b![property]) });
      }
    }
    if (order <= 0) a = await next(left);
    if (order >= 0) b = await next(right);
  }
  return { view, rows, differences, more };
}

async function next(rows: AsyncGenerator<Row>): Promise<Row | undefined> {
  const { value, done } = await rows.next();
  return done ? undefined : value;
}

async function* ordered(sql: ViewTable, { table, on }: Side): AsyncGenerator<Row> {
  const order = `order by tenant collate "C", id::text collate "C" limit 1000`;
  let after: Row | undefined;
  for (;;) {
    const where = after ? `where (tenant collate "C", id::text collate "C") > ($1, $2) ${order}` : order;
    const { rows } = await on.query(sql.select(table, where), after ? [after.tenant, after.id] : []);
    for (const { row } of rows) yield sql.read(row);
    if (rows.length < 1000) return;
    after = rows.at(-1).row;
  }
}

function compareKeys(a: Row, b: Row): number {
  return Buffer.compare(Buffer.from(a.tenant), Buffer.from(b.tenant)) || Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
}

/** `jsonb` has no order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

const HARMLESS = /^([0-9a-f]{8}-[0-9a-f-]{27}|-?\d+(\.\d+)?|\d{4}-\d\d-\d\d(T[\d:.]+Z)?|[A-Z][A-Z_]*)$/;

/** Figures, times, ids and names of states; of anything else its kind and size. */
function shown(value: unknown): string {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return HARMLESS.test(value) && !/^\d{7,}$/.test(value) ? value : `a text of ${value.length} characters`;
  return `${Array.isArray(value) ? 'a list' : 'an object'} of ${JSON.stringify(value).length} characters`;
}
