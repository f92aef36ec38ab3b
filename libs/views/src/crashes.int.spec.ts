import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { added, catalogue, renamed, type Catalogue } from '../test/catalogue.js';
import type { Plan } from '../test/doomed.js';

/** A process that has come up and waits for its plan; the next one comes up meanwhile. */
let spare: Promise<ChildProcess> | undefined;
async function boot(): Promise<ChildProcess> {
  const script = new URL('../test/doomed.ts', import.meta.url).pathname;
  const loader = new URL('../../../tools/run-source.mjs', import.meta.url).pathname;
  const child = fork(script, {
    execArgv: ['-C', 'source', '--import', loader],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await once(child, 'message');
  return child;
}
async function started(plan: Plan): Promise<ChildProcess> {
  const child = await (spare ?? boot());
  spare = boot();
  child.send(plan);
  return child;
}
afterAll(async () => void (await spare)?.kill('SIGKILL'));

async function ended(child: ChildProcess): Promise<'killed' | 'done'> {
  const [code, signal] = child.signalCode || child.exitCode !== null ? [child.exitCode, child.signalCode] : await once(child, 'exit');
  if (signal === 'SIGKILL') return 'killed';
  if (code !== 0) throw new Error(`the process ended with ${String(code ?? signal)}`);
  return 'done';
}

describe('wherever a process is killed or frozen', () => {
  let at: Catalogue;
  let ids: string[];
  let n: number;
  beforeEach(async () => {
    at = await catalogue();
    ids = Array.from({ length: 4 }, () => randomUUID());
    n = 0;
    for (const id of ids) await at.product(id, added(`Anvil ${n++}`));
  });
  afterEach(() => at.close());

  const plan = (does: Plan['does'], rest: Partial<Plan> = {}): Omit<Plan, 'at'> => ({
    sales: at.url,
    identity: at.identityUrl,
    does,
    how: 'killed',
    ...rest,
  });

  /** Something for every way through a batch: a row that is new, one that changes, one that its projection refuses, one that Postgres does. */
  async function change(): Promise<bigint> {
    const [one, two, three] = ids as [string, string, string];
    await at.product(randomUUID(), added(`Anvil ${n++}`));
    await at.product(one, renamed('poison'));
    await at.product(two, renamed(`Amboss ${n++}`, { code: '0x00' }));
    return at.product(three, renamed(`Amboss ${n++}`));
  }

  /** What rows show other than a fresh fold of the events up to their cursor, without those that are parked. All of one moment. */
  const wrongRows = () =>
    at.rows(`
      with events as (
        select position, type, stream_id as id, replace(data->>'name', 'poison', 'Antidote') as name from events.events where type like 'Product%'
      ), cursors as (
        select table_name, coalesce((cursors->'sales/0'->>'position')::bigint, 0) as position from views.lanes
      ), folded as (
        select id, array_agg(name order by name) as names from events
         where position <= (select position from cursors where table_name = 'products_v1')
           and position not in (select position from views.parked where table_name = 'products_v1')
         group by id
      ), counted as (
        select count(*) filter (where type = 'ProductAdded')::int as products from events
         where position <= (select position from cursors where table_name = 'tally_v1')
      )
      select f.id, f.names, p.names as found, p.events from folded f full join products_v1 p on p.id = f.id
       where f.names is distinct from (select array_agg(name order by name) from unnest(p.names) name) or p.events <> cardinality(p.names)
      union all
      select 'tally', null, null, t.products from counted c left join tally_v1 t on true where coalesce(t.products, 0) <> c.products`);

  /**
   * Kills one process at its first statement, the next at its second, and so on until one ends by itself. Each has new work if the one before it
   * came to do any. Answers what is wrong at the first place where something is.
   */
  async function killedEverywhere(
    what: Omit<Plan, 'at'>,
    work: () => Promise<unknown>,
    progress: () => Promise<unknown>,
    wrong: () => Promise<unknown[]> = wrongRows,
  ): Promise<{ places: number; wrong: unknown[] }> {
    let before = '';
    for (let place = 1; ; place++) {
      const now = JSON.stringify(await progress());
      if (now !== before) await work();
      before = now;
      const how = await ended(await started({ ...what, at: place }));
      const found = await wrong();
      if (found.length > 0 || how === 'done') return { places: place - 1, wrong: found };
    }
  }
  const cursors = () => at.rows(`select cursors from views.lanes where table_name = 'products_v1'`);
  const tables = async () => (await at.start()).close();

  describe('feeding views', () => {
    it('their rows are those of their cursor, the parked ones parked, also where it has lost its fence', async () => {
      await tables();
      const { places, wrong } = await killedEverywhere(plan('feed, and loses its fence'), change, cursors);
      expect(wrong).toEqual([]);
      expect(places).toBeGreaterThan(10);
      expect((await (await at.start()).verify()).flatMap(({ differences }) => differences)).toEqual([]);
    });

    it('but would not be, if the cursor were written before the rows', async () => {
      await tables();
      const unsound = plan('feed', { unsound: 'checkpoint first', from: 'owner_pid = me.pid' });
      expect((await killedEverywhere(unsound, change, cursors)).wrong).not.toEqual([]);
    });

    const work = async () => {
      await at.product(randomUUID(), added(`Anvil ${n++}`));
      return at.product(ids[0]!, renamed(`Amboss ${n++}`, { code: '0x00' }));
    };

    /** Freezes a process at its n-th statement for every n, lets another take over, wakes the first up. */
    async function frozenEverywhere(what: Omit<Plan, 'at'>): Promise<{ places: number; wrong: unknown[] }> {
      await tables();
      for (let place = 1; ; place++) {
        await work();
        const child = await started({ ...what, how: 'frozen', from: 'owner_pid = me.pid', only: '_v1', at: place });
        const end = ended(child);
        const frozen = once(child.stdout!, 'data').then(() => 'frozen' as const);
        if ((await Promise.race([frozen, end])) !== 'frozen') return { places: place - 1, wrong: [] };
        // As the others see it: it has not been heard of for longer than its lease.
        await at.rows(`update views.lanes set owner_pid = 0, lease_until = now() - interval '1 s'`);
        const other = await at.start();
        await other.waitFor(await work());
        const wrong = await wrongRows();
        child.kill('SIGCONT');
        await end;
        await other.waitFor(await work());
        wrong.push(...(await wrongRows()));
        await other.close();
        if (wrong.length > 0) return { places: place, wrong };
      }
    }

    it('and wakes up when another has taken over: what it still writes does nothing', async () => {
      const { places, wrong } = await frozenEverywhere(plan('feed'));
      expect(wrong).toEqual([]);
      expect(places).toBeGreaterThan(5);
    });

    it('but would do something, if fences were not looked at', async () => {
      expect((await frozenEverywhere(plan('feed', { unsound: 'no fence' }))).wrong).not.toEqual([]);
    });
  });

  describe('replaying what is parked', () => {
    beforeEach(() => tables());
    const park = async () => {
      const views = await at.start();
      await views.waitFor(await change());
      await views.close();
    };
    const parked = () => at.rows(`select position from views.parked order by 1`);

    it('every event is in its rows or parked, never both, never neither', async () => {
      const { places, wrong } = await killedEverywhere(plan('replay', { from: 'parked where' }), park, parked);
      expect(wrong).toEqual([]);
      expect(places).toBeGreaterThan(8);
      expect(await parked()).toEqual([]);
    });

    it('but would be neither, if it were not one transaction', async () => {
      const unsound = plan('replay', { from: 'parked where', unsound: 'no transactions' });
      expect((await killedEverywhere(unsound, park, parked)).wrong).not.toEqual([]);
    });
  });

  describe('rebuilding a view while people work', () => {
    /** Changes without end until told to stop. */
    function traffic(): () => Promise<void> {
      let working = true;
      const done = (async () => {
        while (working) {
          await at.product(ids[n++ % ids.length]!, renamed(`Amboss ${n}`));
          await pause(20);
        }
      })();
      return async () => {
        working = false;
        await done;
      };
    }
    const fill = async () => {
      const views = await at.start();
      for (const id of ids) await at.product(id, ...Array.from({ length: 30 }, () => renamed(`Amboss ${n++}`)));
      await views.waitFor(await change(), { timeoutMs: 20_000 });
      await views.close();
    };

    /** Not the writes of the table in use, of which there are as many as there is time. */
    const only = '_v1_r|^(begin|commit|set local|drop|delete|update views.parked)';
    const forget = () =>
      at.rows(`drop table if exists products_v1_r; delete from views.builds where table_name = 'products_v1_r';
        delete from views.lanes where table_name = 'products_v1_r'; delete from views.parked where table_name = 'products_v1_r'`);

    it.each([
      { each: 'begins', from: 'pg_advisory', before: forget, least: 12 },
      { each: 'goes on with what the one before it began', from: 'owner_pid = me.pid.*_v1_r', before: async () => {}, least: 8 },
    ])('the table in use shows what its cursor says, before, while and after it is swapped, where each $each', async (how) => {
      await fill();
      const stop = traffic();
      const { places, wrong } = await killedEverywhere(plan('rebuild', { from: how.from, only }), how.before, async () => n).finally(stop);
      expect(wrong).toEqual([]);
      expect(places).toBeGreaterThan(how.least);
      expect(await at.rows(`select table_name from views.builds where view = 'products'`)).toEqual([{ table_name: 'products_v1' }]);
      const views = await at.start();
      await views.waitFor((await at.stores.sales.head()).position, { timeoutMs: 20_000 });
      expect(await wrongRows()).toEqual([]);
      expect((await views.verify()).flatMap(({ differences }) => differences)).toEqual([]);
    });

    it('but would not, if the swap were not one transaction', async () => {
      await fill();
      const stop = traffic();
      const unsound = plan('rebuild', { unsound: 'no transactions', from: `drop table "products_v1"` });
      const torn = async () => {
        const there = await at.rows(`select from pg_tables where tablename = 'products_v1'`);
        return there.length === 0 ? ['there is no table'] : wrongRows();
      };
      const { wrong } = await killedEverywhere(
        unsound,
        async () => {},
        async () => {},
        torn,
      ).finally(stop);
      expect(wrong).not.toEqual([]);
    });
  });

  describe('acting on events', () => {
    const work = () =>
      at.team(...['North', 'forbidden'].map((name) => ({ type: 'TeamCreated', data: { teamId: randomUUID(), name } }) as const));
    const progress = () => at.rows(`select cursors from views.lanes where table_name = 'policy:two-products'`);
    /** Up to the policy's cursor, every event has had its effects; beyond it some have; none has had any twice. */
    async function wrongEffects(): Promise<unknown[]> {
      const [now] = await at.rows<{ cursor: string | null; effects: Record<string, number>; parked: string[] }>(`
        select (select cursors->'identity/0'->>'position' from views.lanes where table_name = 'policy:two-products') as cursor,
               (select coalesce(json_object_agg(cause, times), '{}') from
                 (select meta->>'causationId' as cause, count(*) as times from events.events where meta->>'causationId' is not null group by 1) x) as effects,
               (select coalesce(json_agg(event_id), '[]') from views.parked where table_name = 'policy:two-products') as parked`);
      const events = await at.stores.identity.readAll(0n, 10_000);
      return events.flatMap(({ id, position, data }) => {
        const due = (data as { name: string }).name === 'forbidden' ? 1 : 2;
        const times = now!.effects[id] ?? 0;
        const parked = now!.parked.includes(id);
        const passed = position <= BigInt(now!.cursor ?? 0);
        const right = times <= due && (!passed || (times === due && parked === (due === 1)));
        return right ? [] : [{ id, due, times, parked, passed }];
      });
    }

    it('each has its effects once, or is parked', async () => {
      await tables();
      const { places, wrong } = await killedEverywhere(plan('act', { from: 'policy:' }), work, progress, wrongEffects);
      expect(wrong).toEqual([]);
      expect(places).toBeGreaterThan(8);
      expect((await at.rows('select from views.parked')).length).toBeGreaterThan(0);
    });

    it.each(['acts later', 'ids of its own'] as const)('but would not, if a policy %s', async (unsound) => {
      await tables();
      const found = await killedEverywhere(plan('act', { from: 'policy:', unsound }), work, progress, wrongEffects);
      expect(found.wrong).not.toEqual([]);
    });
  });
});
