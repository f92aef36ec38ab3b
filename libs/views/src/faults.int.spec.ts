import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Cursor } from '@throughline/message-bus';
import { until } from '@throughline/test-kit';
import { added, catalogue, products, renamed, tally, type Catalogue } from '../test/catalogue.js';
import type { FeedContext } from './feed.js';
import { ViewStore, type Change } from './view-store.js';

type Point = Parameters<NonNullable<FeedContext['at']>>[0];

/** Stops whoever comes by, for good or until told to go on. */
class Trap {
  private readonly caught = Promise.withResolvers<void>();
  private readonly freed = Promise.withResolvers<void>();
  private set = false;
  arm(): void {
    this.set = true;
  }
  async pass(): Promise<void> {
    if (!this.set) return;
    this.caught.resolve();
    await this.freed.promise;
  }
  get sprung(): Promise<void> {
    return this.caught.promise;
  }
  release(): void {
    this.set = false;
    this.freed.resolve();
  }
}

describe('views survive', () => {
  let at: Catalogue;
  let trap: Trap;
  beforeEach(async () => {
    at = await catalogue();
    trap = new Trap();
  });
  afterEach(async () => {
    trap.release();
    await at.close();
  });

  /** What every product's row must say after `events` events: that it has seen each of them once. */
  async function wrong(events: number, of = 10): Promise<unknown[]> {
    const rows = await at.rows<{ events: number; count: number }>('select events, count(*)::int from products_v1 group by 1');
    const ofTally = await at.rows<{ products: number }>('select products from tally_v1');
    const right = rows.length === 1 && rows[0]!.events === events && rows[0]!.count === of && ofTally[0]?.products === of;
    return right ? [] : [rows, ofTally];
  }

  /** As the others see it: the process is gone, or has not been heard of for longer than its lease. */
  const giveUpOn = () => at.rows(`update views.lanes set owner_pid = 0, lease_until = now() - interval '1 s'`);

  const ids = Array.from({ length: 10 }, () => randomUUID());
  async function everyProduct(event: Parameters<Catalogue['product']>[1]): Promise<bigint> {
    let last = 0n;
    for (const id of ids) last = await at.product(id, event);
    return last;
  }

  /**
   * A process stops somewhere in a batch, another takes over and goes on; then the first wakes up and goes on too. Answers what is
   * wrong with the rows before and after that.
   */
  async function stopped(options: { at?: FeedContext['at']; persistence?: ViewStore }): Promise<unknown[]> {
    const one = await at.start(options);
    await one.waitFor(await everyProduct(added('Anvil')));
    trap.arm();
    await everyProduct(renamed('Amboss'));
    await trap.sprung;
    await giveUpOn();
    const two = await at.start();
    expect(await two.waitFor(await everyProduct(renamed('Enclume')))).toBe(true);
    const meanwhile = await wrong(3);
    trap.release();
    await one.close();
    return [...meanwhile, ...(await wrong(3))];
  }

  it.each<Point>(['received', 'decoded', 'loaded', 'folded', 'written'])(
    'a process that stops when a batch is %s, and wakes up after a takeover',
    async (point) => {
      expect(await stopped({ at: (reached) => (reached === point ? trap.pass() : undefined) })).toEqual([]);
    },
  );

  it('but would not, if the cursor were written before the rows', async () => {
    class CheckpointFirst extends ViewStore {
      override async write(lane: number, key: string, cursor: Cursor, changes: readonly Change[]): Promise<void> {
        const cursors = new Map([[key, cursor]]);
        await this.settle(changes.map((change) => ({ ...change, lane, cursors, live: false })));
        await trap.pass();
        const after = changes.map((change) => ({ ...change, stored: new Map([...change.stored, ...cursors]) }));
        await super.write(lane, key, cursor, after);
      }
    }
    expect(await stopped({ persistence: new CheckpointFirst({ url: at.url, leaseMs: 10_000 }) })).not.toEqual([]);
  });

  it('but would not, if fences and cursors were not looked at', async () => {
    class Unfenced extends ViewStore {
      override async write(lane: number, key: string, cursor: Cursor, changes: readonly Change[]): Promise<void> {
        await trap.pass();
        const newest = await this.lanesOf(changes.map(({ table }) => table));
        const passing = changes.map((change) => {
          const { fence, cursors } = newest.find(({ table }) => table === change.table)!;
          return { ...change, fence, stored: cursors };
        });
        await super.write(lane, key, cursor, passing);
      }
    }
    expect(await stopped({ persistence: new Unfenced({ url: at.url, leaseMs: 10_000 }) })).not.toEqual([]);
  });

  it('a server that crashed and lost what it had not flushed yet, whether more events come or not', async () => {
    const views = await at.start();
    await views.waitFor(await everyProduct(added('Anvil')));
    const tables = ['products_v1', 'tally_v1', 'views.lanes'];
    for (const table of tables) await at.rows(`create table kept_${table.replace('.', '_')} as select * from ${table}`);
    const lose = async () => {
      const back = tables.map((table) => `delete from ${table}; insert into ${table} select * from kept_${table.replace('.', '_')}`);
      await at.rows(`begin; ${back.join(';')}; commit`);
    };
    const position = await everyProduct(renamed('Amboss'));
    await views.waitFor(position);
    await lose();
    await views.waitFor(await everyProduct(renamed('Enclume')));
    expect(await wrong(3)).toEqual([]);

    await lose();
    await at.rows(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'throughline views'`);
    expect(await until(async () => (await wrong(3)).length === 0)).toBe(true);
  });

  it.each([
    ['before', 'after'],
    ['after', 'before'],
  ])('a connection that breaks %s the commit, not %s', async (when) => {
    let broken = 0;
    class Breaking extends ViewStore {
      override async write(...batch: Parameters<ViewStore['write']>): Promise<void> {
        const breaks = broken++ % 3 === 1;
        if (breaks && when === 'before') throw new Error('Connection terminated unexpectedly');
        await super.write(...batch);
        if (breaks && when === 'after') throw new Error('Connection terminated unexpectedly');
      }
    }
    const views = await at.start({ persistence: new Breaking({ url: at.url, leaseMs: 10_000 }) });
    await everyProduct(added('Anvil'));
    const position = await everyProduct(renamed('Amboss'));
    expect(await views.waitFor(position, { timeoutMs: 20_000 })).toBe(true);
    expect(broken).toBeGreaterThan(1);
    expect(await wrong(2)).toEqual([]);
  });

  it('every one of their server processes being killed', async () => {
    const views = await at.start();
    await everyProduct(added('Anvil'));
    let killed = 0;
    for (let i = 0; i < 8; i++) {
      const [{ count }] = (await at.rows<{ count: number }>(
        `select count(pg_terminate_backend(pid))::int from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and (application_name like 'throughline views%' or query like '%views.lanes%')`,
      )) as [{ count: number }];
      killed += count;
      await everyProduct(renamed(`Amboss ${i}`));
    }
    expect(killed).toBeGreaterThan(0);
    expect(await views.waitFor((await at.stores.sales.head()).position, { timeoutMs: 20_000 })).toBe(true);
    expect(await wrong(9)).toEqual([]);
  });

  it('a rebuild while people work and read', async () => {
    const views = await at.start();
    await everyProduct(added('Anvil'));
    let working = true;
    const work = (async () => {
      let changes = 0;
      for (; working; changes++) await everyProduct(renamed('Amboss'));
      return changes;
    })();
    const counts: number[] = [];
    const read = (async () => {
      while (working) counts.push((await at.rows<{ count: number }>('select count(*)::int from products_v1'))[0]!.count);
    })();
    await views.waitFor((await at.stores.sales.head()).position);
    counts.length = 0;
    await at.rows(`update products_v1 set events = 1000`);
    await views.rebuild(['products']);
    working = false;
    const changes = await work;
    await read;
    await views.waitFor((await at.stores.sales.head()).position);
    expect(await wrong(1 + changes)).toEqual([]);
    expect(new Set(counts)).toEqual(new Set([10]));
    expect(await views.verify()).toEqual([expect.objectContaining({ differences: [] }), expect.objectContaining({ differences: [] })]);
    expect(await at.rows(`select tablename from pg_tables where tablename like 'products%'`)).toEqual([{ tablename: 'products_v1' }]);
  });

  it('their source beginning anew: they are built again', async () => {
    const views = await at.start({ views: [products, tally] });
    await views.waitFor(await everyProduct(added('Anvil')));
    await views.close();
    await at.rows(`update products_v1 set events = 1000`);
    await at.rows(`update views.lanes set cursors = replace(cursors::text, (select epoch::text from events.head), 'another')::jsonb`);
    const again = await at.start({ views: [products, tally] });
    expect(await until(async () => (await at.rows('select 1 from products_v1 where events = 1')).length === 10)).toBe(true);
    await again.waitFor(await everyProduct(renamed('Amboss')));
    expect(await wrong(2)).toEqual([]);
  });
});
