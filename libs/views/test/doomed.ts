import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import { createEventCodec } from '@throughline/contracts';
import { createCommandHandler, type CommandHandler } from '@throughline/decider';
import { PostgresEventStore } from '@throughline/event-store';
import { EmbeddedBus, type Cursor } from '@throughline/message-bus';
import { PolicyRunner, ViewRunner, ViewStore } from '@throughline/views';
import pg from 'pg';
import type { Change } from '../src/view-store.js';
import { repaired } from './repaired.js';
import { products, tally } from './products.js';
import { twoProducts } from './two-products.js';

/** What a process is to do, and where it ends. */
export interface Plan {
  readonly sales: string;
  readonly identity: string;
  readonly does: 'feed' | 'feed, and loses its fence' | 'rebuild' | 'replay' | 'act';
  /** Its n-th statement is its last, sent and not answered; or it is frozen before that. */
  readonly at: number;
  readonly how: 'killed' | 'frozen';
  /** Statements are counted from the first on that matches; default the first of all. Only those that match `only`. */
  readonly from?: string;
  readonly only?: string;
  readonly unsound?: 'checkpoint first' | 'no fence' | 'no transactions' | 'acts later' | 'ids of its own';
}

flushCompileCache();
const plan = await new Promise<Plan>((resolve) => {
  process.once('message', resolve as (message: unknown) => void);
  process.send!('ready');
});

/**
 * What a process does becomes visible by what it writes only, so that to kill it at any await is the same as to kill it at the writing statement
 * before: sent, with nobody left to hear the answer. Frozen, it may wake up before a reading one as well.
 */
const reads = plan.how === 'frozen' ? /from events\.head/ : /^\s*select\b(?!.*append_)/i;
let counting = plan.from === undefined;
let left = plan.at;
const unseen = new WeakSet<object>();
const query = pg.Client.prototype.query as (this: pg.Client, ...args: unknown[]) => unknown;
pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]): unknown {
  const [first, second] = args as [string | { text: string; values?: unknown[] }, unknown];
  const said = typeof first === 'string' ? `${first} ${String(second)}` : `${first.text} ${String(first.values ?? second)}`;
  counting ||= new RegExp(plan.from!, 's').test(said);
  const counts = counting && !unseen.has(this) && !reads.test(said) && new RegExp(plan.only ?? '', 's').test(said);
  const last = counts && --left === 0;
  if (last && plan.how === 'frozen') {
    writeSync(1, 'frozen');
    process.kill(process.pid, 'SIGSTOP');
    // Another thread may have been given the signal.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  }
  const sent = query.apply(this, args);
  if (last && plan.how === 'killed') process.kill(process.pid, 'SIGKILL');
  return sent;
} as typeof pg.Client.prototype.query;

class Unsound extends ViewStore {
  override async write(lane: number, key: string, cursor: Cursor, changes: readonly Change[]): Promise<void> {
    if (plan.unsound === 'checkpoint first') {
      const cursors = new Map([[key, cursor]]);
      await this.settle(changes.map((change) => ({ ...change, lane, cursors, live: false })));
      const after = changes.map((change) => ({ ...change, stored: new Map([...change.stored, ...cursors]) }));
      return super.write(lane, key, cursor, after);
    }
    if (plan.unsound === 'no fence') {
      const newest = await this.lanesOf(changes.map(({ table }) => table));
      const passing = changes.map((change) => {
        const { fence, cursors } = newest.find(({ table }) => table === change.table)!;
        return { ...change, fence, stored: cursors };
      });
      return super.write(lane, key, cursor, passing);
    }
    return super.write(lane, key, cursor, changes);
  }

  override async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    if (plan.unsound !== 'no transactions') return super.transaction(work);
    const client = await this.pool.connect();
    return work(client).finally(() => client.release());
  }
}

const store = await PostgresEventStore.open({ url: plan.sales, pollEvery: 100, notify: false });
const codec = createEventCodec({ forSealing: async () => new Map(), forOpening: async () => new Map() });
const bus = new EmbeddedBus();
bus.register('sales', store);

/** Somebody else replays a parked event in the midst of the first batch. */
let raised = false;
async function raiseTheFence(): Promise<void> {
  if (raised) return;
  raised = true;
  const other = new pg.Client({ connectionString: plan.sales });
  unseen.add(other);
  await other.connect();
  await other.query(`update views.lanes set fence = fence + 1 where table_name like '%_v1'`);
  await other.end();
}

const views = await ViewRunner.start({
  service: 'sales',
  databaseUrl: plan.sales,
  store,
  codec,
  bus,
  views: [plan.does === 'replay' ? repaired : products, tally],
  persistence: new Unsound({ url: plan.sales, leaseMs: 10_000 }),
  at: (point) => (point === 'folded' && plan.does === 'feed, and loses its fence' ? raiseTheFence() : undefined),
});
const shown = async () => views.waitFor((await store.head()).position, { timeoutMs: 60_000 });

switch (plan.does) {
  case 'feed':
  case 'feed, and loses its fence':
    await shown();
    break;
  case 'rebuild':
    await views.rebuild(['products']);
    break;
  case 'replay':
    await views.replayParked('products');
    await shown();
    break;
  case 'act': {
    const teams = await PostgresEventStore.open({ url: plan.identity, pollEvery: 100, notify: false });
    bus.register('identity', teams);
    const handler = createCommandHandler(store, codec, (_, value) => value);
    const execute = ((decider: never, id: string, command: never, context: never, options: never) => {
      if (plan.unsound === 'acts later') {
        setTimeout(() => void handler.execute(decider, id, command, context, options).catch(() => {}), 20);
        return undefined;
      }
      if (plan.unsound === 'ids of its own') {
        const own = { ...(context as object), commandId: randomUUID() } as never;
        return handler.execute(decider, randomUUID(), command, own, options);
      }
      return handler.execute(decider, id, command, context, options);
    }) as CommandHandler['execute'];
    const policies = await PolicyRunner.start({
      views,
      store,
      codec,
      bus,
      handler: { ...handler, execute },
      policies: [twoProducts],
      attempts: [],
    });
    await policies.waitForSource('identity', (await teams.head()).position, { timeoutMs: 60_000 });
    const [parked] = await policies.parked();
    if (parked) await policies.replayParked('two-products', parked.eventId);
    await policies.close();
    await teams.close();
  }
}
await views.close();
await store.close();
process.exit(0);
