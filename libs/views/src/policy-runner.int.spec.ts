import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TeamsEventSchema } from '@throughline/contracts/identity';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { createCommandHandler } from '@throughline/decider';
import { added, catalogue, products, renamed, tally, type Catalogue } from '../test/catalogue.js';
import { product } from '../test/product.js';
import { does, policy, PolicyRunner, type AnyPolicy, type ViewRunner } from './index.js';

/** Every team gets a product of its own. */
const teamProduct = policy({
  name: 'team-product',
  version: 1,
  streams: [TeamsEventSchema],
  on: ['TeamCreated'],
  from: 'beginning',
  react: ({ data }, _, moment) => [does(product, moment.id('product'), { type: 'add', name: data.name })],
});

/** A product whose name is taken is archived again. */
const noTwins = policy({
  name: 'no-twins',
  version: 1,
  streams: [ProductEventSchema],
  on: ['ProductAdded'],
  from: 'now',
  load: ({ data }, { dataSource }) =>
    dataSource.query('select count(*)::int as count from products_v1 where name = $1', [data.name]).then(([{ count }]) => count as number),
  react: (event, count) => (count > 1 ? [does(product, event.stream.id, { type: 'archive' })] : []),
});

describe('policies', () => {
  let at: Catalogue;
  let views: ViewRunner;
  const started: PolicyRunner[] = [];
  /** Views that are held up go on at the end, if not before. */
  let late: PromiseWithResolvers<void>;

  beforeEach(async () => {
    at = await catalogue();
    views = await at.start();
    late = Promise.withResolvers();
  });
  afterEach(async () => {
    late.resolve();
    for (const runner of started.splice(0)) await runner.close();
    await at.close();
  });

  async function start(policies: readonly AnyPolicy[], process = views): Promise<PolicyRunner> {
    const handler = createCommandHandler(at.stores.sales, at.codec, (_, value) => value);
    const { store, codec, bus } = at.options;
    const runner = await PolicyRunner.start({ views: process, store, codec, bus, handler, policies, attempts: [] });
    started.push(runner);
    return runner;
  }

  const events = async () => (await at.stores.sales.readAll(0n, 100)).map(({ type, meta }) => ({ type, actor: meta.actor }));

  it('turn the facts of another service into commands, once, however often they are delivered', async () => {
    const position = await at.team(
      { type: 'TeamCreated', data: { teamId: 'a', name: 'North' } },
      { type: 'TeamCreated', data: { teamId: 'b', name: 'South' } },
    );
    const policies = await start([teamProduct]);
    expect(await policies.waitForSource('identity', position)).toBe(true);
    await policies.close();
    await at.rows(`update views.lanes set cursors = '{}' where table_name = 'policy:team-product'`);
    const again = await start([teamProduct]);
    expect(await again.waitForSource('identity', position)).toBe(true);
    expect(await events()).toEqual([
      { type: 'ProductAdded', actor: 'policy:team-product' },
      { type: 'ProductAdded', actor: 'policy:team-product' },
    ]);
  });

  it('read the views as they are after the event, and leave the past alone if they begin now', async () => {
    await at.product(randomUUID(), added('Anvil'));
    await at.product(randomUUID(), added('Anvil'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const policies = await start([noTwins]);
    // Acted on before there is a second one.
    expect(await policies.waitForSource('sales', await at.product(randomUUID(), added('Hammer')))).toBe(true);
    const position = await at.product(randomUUID(), added('Hammer'));
    expect(await policies.waitForSource('sales', position)).toBe(true);
    await views.waitFor((await at.stores.sales.head()).position);
    expect(await at.rows('select name from products_v1 order by name')).toEqual([{ name: 'Anvil' }, { name: 'Anvil' }, { name: 'Hammer' }]);
  });

  it('park what is refused, with the reason in a word, and go on', async () => {
    const policies = await start([teamProduct]);
    const position = await at.team(
      { type: 'TeamCreated', data: { teamId: 'a', name: 'forbidden' } },
      { type: 'TeamCreated', data: { teamId: 'b', name: 'South' } },
    );
    expect(await policies.waitForSource('identity', position)).toBe(true);
    expect(await events()).toHaveLength(1);
    expect(await at.rows('select table_name, reason from views.parked')).toEqual([
      { table_name: 'policy:team-product', reason: 'RULE_VIOLATED' },
    ]);
  });

  it('never give up what is parked: it is tried again at every start, however often it was refused', async () => {
    const policies = await start([teamProduct]);
    const position = await at.team({ type: 'TeamCreated', data: { teamId: 'a', name: 'forbidden' } });
    expect(await policies.waitForSource('identity', position)).toBe(true);
    await policies.close();
    await at.rows(`update views.parked set attempts = 1000, retry_at = null`);

    const again = await start([teamProduct]);
    const due = () => at.rows<{ due: boolean }>(`select retry_at > now() as due from views.parked where attempts > 1000`);
    while ((await due()).length === 0) await pause(100);
    expect(await due()).toEqual([{ due: true }]);
    expect(await again.parked()).toMatchObject([{ kind: 'policy', name: 'team-product', type: 'TeamCreated' }]);
    await again.close();

    const react: typeof teamProduct.react = ({ data }, _, moment) => [
      does(product, moment.id('product'), { type: 'add', name: `Team ${data.name}` }),
    ];
    const newer = await start([{ ...teamProduct, version: 2, react }]);
    while ((await newer.parked()).length > 0) await pause(100);
    expect(await events()).toHaveLength(1);
  });

  /** Answers a team with a product that says how many there were. */
  const counting = (table: string) =>
    policy({
      name: 'counted',
      version: 1,
      streams: [TeamsEventSchema],
      on: ['TeamCreated'],
      from: 'beginning',
      load: (_, { dataSource }) => dataSource.query(`select count(*)::int as count from ${table}`).then(([{ count }]) => count as number),
      react: (_, count, moment) => [does(product, moment.id('product'), { type: 'add', name: `after ${count}` })],
    });

  it('know what their own service recorded before the event of another one, however late its views are', async () => {
    await views.close();
    const slow = await at.start({ at: () => late.promise });
    await at.product(randomUUID(), added('Anvil'));
    const position = await at.team({ type: 'TeamCreated', data: { teamId: 'a', name: 'North' } });
    const policies = await start([counting('products_v1')], slow);
    // Longer than a policy waits for views at once.
    await pause(2_500);
    expect(await events()).toHaveLength(1);
    late.resolve();
    expect(await policies.waitForSource('identity', position, { timeoutMs: 30_000 })).toBe(true);
    await slow.waitFor((await at.stores.sales.head()).position);
    expect(await at.rows('select name from products_v1 order by name')).toEqual([{ name: 'Anvil' }, { name: 'after 1' }]);
  });

  it('know what they did for the events before, where these belong together', async () => {
    for (const name of ['North', 'South', 'West']) await at.team({ type: 'TeamCreated', data: { teamId: name, name } });
    const { position } = await at.stores.identity.head();
    const policies = await start([{ ...counting('products_v1'), together: () => 'all teams' }]);
    expect(await policies.waitForSource('identity', position)).toBe(true);
    await views.waitFor((await at.stores.sales.head()).position);
    expect(await at.rows('select name from products_v1 order by name')).toEqual([
      { name: 'after 0' },
      { name: 'after 1' },
      { name: 'after 2' },
    ]);
  });

  it('wait for a view of a new version until it is built, and so does nobody else', async () => {
    const long = Array.from({ length: 2_500 }, (_, i) => renamed(`Amboss ${i}`));
    const last = await at.product(randomUUID(), added('Anvil'), ...long);
    await views.waitFor(last, { timeoutMs: 20_000 });
    await views.close();
    const next = await at.start({
      views: [{ ...products, version: 2 }, tally],
      at: (_, feed) => ([...feed.targets].some(({ table }) => table === 'products_v2') ? late.promise : undefined),
    });
    expect(await next.waitFor(last)).toBe(true);
    expect(await next.waitFor(last, { whole: true, timeoutMs: 100 })).toBe(false);
    const position = await at.team({ type: 'TeamCreated', data: { teamId: 'a', name: 'North' } });
    const policies = await start([counting('products_v2')], next);
    expect(await policies.waitForSource('identity', position, { timeoutMs: 2_500 })).toBe(false);
    late.resolve();
    expect(await policies.waitForSource('identity', position, { timeoutMs: 30_000 })).toBe(true);
    const [made] = await at.stores.sales.readAll(last, 1);
    expect(made).toMatchObject({ type: 'ProductAdded', data: { name: 'after 1' } });
  });

  it('are run by one process at a time', async () => {
    const [one, two] = [await start([teamProduct]), await start([teamProduct], await at.start())];
    const position = await at.team({ type: 'TeamCreated', data: { teamId: 'a', name: 'North' } });
    expect(await two.waitForSource('identity', position)).toBe(true);
    expect(await events()).toHaveLength(1);
    await one.close();
    const later = await at.team({ type: 'TeamCreated', data: { teamId: 'b', name: 'South' } });
    expect(await two.waitForSource('identity', later)).toBe(true);
    expect(await events()).toHaveLength(2);
  });
});
