import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { added, archived, catalogue, ProductRow, products, renamed, tally, type Catalogue } from '../test/catalogue.js';

let at: Catalogue;
beforeEach(async () => {
  at = await catalogue();
});
afterEach(() => at.close());

describe('views', () => {
  it('show what happened, with rows as JSON values', async () => {
    const views = await at.start();
    const id = randomUUID();
    await at.product(id, added('Anvil', { code: 'A-1', price: '12.50' }));
    const position = await at.product(id, renamed('Großer Amboss'));
    expect(await views.waitFor(position)).toBe(true);

    const row = await views.dataSource.getRepository(ProductRow).findOneByOrFail({ tenant: 'main', id });
    expect(row).toMatchObject({
      name: 'Großer Amboss',
      code: null,
      events: 2,
      names: ['Anvil', 'Großer Amboss'],
      last: { type: 'ProductChanged', revision: 2 },
      since: '2026-03-01',
    });
    expect(await at.rows('select * from tally_v1')).toEqual([{ tenant: 'main', id: 'all', products: 1, teams: 0 }]);

    await views.waitFor(await at.product(id, archived));
    expect(await at.rows('select * from products_v1')).toEqual([]);
  });

  it('are fed by other services, whichever comes first', async () => {
    const views = await at.start();
    await at.team({ type: 'TeamCreated', data: { teamId: 'a', name: 'North' } });
    await views.waitFor(await at.product(randomUUID(), added('Anvil')));
    const position = await at.team({ type: 'TeamCreated', data: { teamId: 'b', name: 'South' } });
    expect(await views.waitForSource('identity', position)).toBe(true);
    expect(await at.rows('select products, teams from tally_v1')).toEqual([{ products: 1, teams: 2 }]);
  });

  it('go on where they were after a restart', async () => {
    const id = randomUUID();
    const first = await at.start();
    await first.waitFor(await at.product(id, added('Anvil')));
    await first.close();
    const position = await at.product(id, renamed('Amboss'));
    const second = await at.start();
    expect(await second.waitFor(position)).toBe(true);
    expect(await second.notReady()).toEqual([]);
    expect(await at.rows('select events from products_v1')).toEqual([{ events: 2 }]);
  });

  it('read every row as many times as it has events, with many events at once', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const views = await at.start();
    await Promise.all(
      ids.map(async (id) => {
        await at.product(id, added('Anvil'));
        for (let i = 0; i < 9; i++) await at.product(id, renamed(`Anvil ${i}`));
      }),
    );
    await views.waitFor((await at.stores.sales.head()).position);
    expect(await at.rows('select events, count(*)::int from products_v1 group by 1')).toEqual([{ events: 10, count: 40 }]);
    expect(views.lag().every(({ behind, state }) => behind === 0n && state === 'serving')).toBe(true);
  });

  it('of a new version are built beside the old, which is dropped later', async () => {
    const id = randomUUID();
    const old = await at.start();
    await old.waitFor(await at.product(id, added('Anvil'), renamed('Amboss')));
    const next = await at.start({ views: [{ ...products, version: 2 }, tally] });
    const position = await at.product(id, renamed('Enclume'));
    await old.waitFor(position);
    await next.waitFor(position);
    for (const table of ['products_v1', 'products_v2'])
      expect(await at.rows(`select name, events from ${table}`)).toEqual([{ name: 'Enclume', events: 3 }]);

    const begunLongAgo = () => at.rows(`update views.builds set seen_at = now() - interval '8 days' where table_name = 'products_v1'`);
    await begunLongAgo();
    await at.start({ views: [{ ...products, version: 2 }, tally] });
    expect(await at.rows(`select name from products_v1`)).toEqual([{ name: 'Enclume' }]);

    await old.close();
    await begunLongAgo();
    await at.start({ views: [{ ...products, version: 2 }, tally] });
    expect(await at.rows(`select to_regclass('products_v1') as table`)).toEqual([{ table: null }]);
  });

  it('are known to the planner from the moment that they serve', async () => {
    for (let i = 0; i < 30; i++) await at.product(randomUUID(), added(`Anvil ${i}`));
    const views = await at.start();
    while ((await views.notReady()).length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await at.rows(`select reltuples::int from pg_class where relname = 'products_v1'`)).toEqual([{ reltuples: 30 }]);
  });

  it('whose entity changed without a new version are refused, in words', async () => {
    await (await at.start()).close();
    await expect(at.start({ views: [{ ...products, indexes: [] }, tally] })).rejects.toThrow('raise its version from 1 to 2');
  });

  it('can be started by two processes at once', async () => {
    const [one, two] = await Promise.all([at.start(), at.start()]);
    const position = await at.product(randomUUID(), added('Anvil'));
    expect(await Promise.all([one.waitFor(position), two.waitFor(position)])).toEqual([true, true]);
    expect(await at.rows('select events from products_v1')).toEqual([{ events: 1 }]);
  });

  it('are recounted from the events, and a row that was tampered with is told without its texts', async () => {
    const views = await at.start();
    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()];
    for (const id of [one, two]) await at.product(id, added('Anvil', { price: '12.50' }));
    await views.waitFor(await at.product(three, added('Hammer')));
    await views.waitForSource('identity', await at.team({ type: 'TeamCreated', data: { teamId: 'a', name: 'North' } }));
    expect(await views.verify()).toEqual([
      { view: 'products', rows: 3, differences: [], more: 0 },
      { view: 'tally', rows: 1, differences: [], more: 0 },
    ]);

    await at.rows(`update products_v1 set name = 'Amboss', price = 1, updated_at = updated_at + interval '1 s' where id = $1`, one);
    await at.rows(`delete from products_v1 where id = $1`, two);
    await at.rows(
      `insert into products_v1 select tenant, 'x', name, code, price, events, names, last, updated_at, since from products_v1 where id = $1`,
      three,
    );
    const [found] = await views.verify();
    expect(found!.differences).toHaveLength(5);
    expect(found!.differences).toEqual(
      expect.arrayContaining([
        { view: 'products', tenant: 'main', id: one, column: 'name', stored: 'a text of 6 characters', expected: 'a text of 5 characters' },
        { view: 'products', tenant: 'main', id: one, column: 'price', stored: '1', expected: '12.5' + '0' },
        { view: 'products', tenant: 'main', id: two, stored: 'no row', expected: 'a row' },
        { view: 'products', tenant: 'main', id: 'x', stored: 'a row', expected: 'no row' },
      ]),
    );
    expect(await at.rows(`select tablename from pg_tables where tablename like '%_check'`)).toEqual([]);
  });

  it('are divided into lanes, which processes share, and which one takes over when another stops', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const views = [products, tally];
    const [one, two] = await Promise.all([at.start({ views, lanes: 2, take: 1 }), at.start({ views, lanes: 2, take: 1 })]);
    for (const id of ids) await at.product(id, added('Anvil'));
    const position = await at.product(ids[0]!, renamed('Amboss'));
    expect(await Promise.all([one.waitFor(position), two.waitFor(position)])).toEqual([true, true]);
    expect(await at.rows('select events, count(*)::int from products_v1 group by 1 order by 1')).toEqual([
      { events: 1, count: 39 },
      { events: 2, count: 1 },
    ]);
    expect(await at.rows('select products from tally_v1')).toEqual([{ products: 40 }]);
    const owners = await at.rows(`select lane, count(distinct owner_pid)::int as owners from views.lanes group by lane order by lane`);
    expect(owners).toEqual([
      { lane: 0, owners: 1 },
      { lane: 1, owners: 1 },
    ]);
    expect((await at.rows('select distinct owner_pid from views.lanes')).length).toBe(2);

    await one.close();
    await two.close();
    const alone = await at.start({ views, lanes: 2 });
    for (const id of ids) await at.product(id, renamed('Enclume'));
    expect(await alone.waitFor((await at.stores.sales.head()).position, { timeoutMs: 10_000 })).toBe(true);
    expect(await at.rows('select events, count(*)::int from products_v1 group by 1 order by 1')).toEqual([
      { events: 2, count: 39 },
      { events: 3, count: 1 },
    ]);
    expect((await alone.verify()).flatMap(({ differences }) => differences)).toEqual([]);
    await alone.close();

    const joined = await at.start({ views, lanes: 1 });
    expect(await joined.waitFor(await at.product(ids[0]!, renamed('Incudine')), { timeoutMs: 10_000 })).toBe(true);
    expect(await at.rows('select events from products_v1 where id = $1', ids[0])).toEqual([{ events: 4 }]);
  });
});
