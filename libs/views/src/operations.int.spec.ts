import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TeamsEventSchema } from '@throughline/contracts/identity';
import { createCommandHandler } from '@throughline/decider';
import { added, catalogue, products, renamed, tally, type Catalogue } from '../test/catalogue.js';
import { product } from '../test/product.js';
import { does, Operations, policy, PolicyRunner, type AnyView, type ViewRunner } from './index.js';

/** Every team gets a product of its own. */
const teamProduct = policy({
  name: 'team-product',
  version: 3,
  streams: [TeamsEventSchema],
  on: ['TeamCreated'],
  from: 'beginning',
  react: ({ data }, _, moment) => [does(product, moment.id('product'), { type: 'add', name: data.name })],
});
const created = (name: string) => ({ type: 'TeamCreated', data: { teamId: randomUUID(), name } }) as const;

describe('an operator', () => {
  let at: Catalogue;
  let runners: { close(): Promise<void> }[];
  /** Views that are held up go on at the end, if not before. */
  let late: PromiseWithResolvers<void>;

  beforeEach(async () => {
    at = await catalogue();
    runners = [];
    late = Promise.withResolvers();
  });
  afterEach(async () => {
    late.resolve();
    for (const runner of runners.reverse()) await runner.close();
    await at.close();
  });

  async function act(views: ViewRunner, policies = [teamProduct]): Promise<PolicyRunner> {
    const { store, codec, bus } = at.options;
    const handler = createCommandHandler(store, codec, (_, value) => value);
    const runner = await PolicyRunner.start({ views, store, codec, bus, handler, policies, attempts: [] });
    runners.push(runner);
    return runner;
  }

  async function operate(views: readonly AnyView[] = [products, tally]): Promise<Operations> {
    const operations = await Operations.open({ ...at.options, views, policies: [teamProduct] });
    runners.push(operations);
    return operations;
  }

  it('sees from another process how views and policies are', async () => {
    const views = await at.start();
    const policies = await act(views);
    await policies.waitForSource('identity', await at.team(created('North')));
    await views.waitFor(await at.product(randomUUID(), added('Anvil')));
    const operations = await operate();

    // What moved over events of no interest is stored after a few seconds.
    let status = await operations.status();
    while (status.views.some(({ behind }) => behind.events > 0)) status = await operations.status();
    expect(status.views).toMatchObject([
      {
        service: 'sales',
        view: 'products',
        version: 1,
        table: 'products_v1',
        state: 'serving',
        parked: 0,
        behind: { seconds: 0 },
        kept: [],
      },
      { view: 'tally', sources: [{ source: 'sales', position: 2n }, { source: 'identity' }], rebuild: undefined },
    ]);
    expect(status.policies).toMatchObject([
      { service: 'sales', policy: 'team-product', version: 3, state: 'running', parked: 0, behind: { events: 0, seconds: 0 } },
    ]);
    expect(await views.status()).toMatchObject(status.views.map(({ table, state, behind }) => ({ table, state, behind })));
    await policies.close();
    expect((await operations.status()).policies).toMatchObject([{ state: 'stopped' }]);
    await at.team(created('South'));
    expect((await operations.status()).policies).toMatchObject([{ behind: { events: 1 } }]);
  });

  it('sees how far a view is behind in events and in seconds, while it is built and while it is built again', async () => {
    const old = await at.start();
    await old.waitFor(await at.product(randomUUID(), added('Anvil'), ...Array.from({ length: 2_400 }, () => renamed('Amboss'))), {
      timeoutMs: 20_000,
    });
    await at.rows(`update events.events set recorded_at = recorded_at - interval '1 hour'`);
    const slow = await at.start({
      views: [{ ...products, version: 2 }, tally],
      at: (_, { targets }) => ([...targets].some(({ table, replaces }) => table === 'products_v2' || replaces) ? late.promise : undefined),
    });
    const [built] = await slow.status();
    expect(built).toMatchObject({ version: 2, state: 'building', behind: { events: 2_401 }, kept: [{ version: 1, table: 'products_v1' }] });
    expect(built!.behind.seconds).toBeGreaterThan(3_599);
    expect(await slow.notReady()).toHaveLength(1);

    const rebuilt = slow.rebuild(['tally']);
    let tallied = (await slow.status())[1]!;
    while (tallied.state === 'serving') tallied = (await slow.status())[1]!;
    expect(tallied).toMatchObject({ state: 'rebuilding', behind: { events: 0, seconds: 0 }, rebuild: { behind: { events: 2_401 } } });
    late.resolve();
    await rebuilt;
    expect((await slow.status())[1]).toMatchObject({ state: 'serving', rebuild: undefined });
  });

  it('lists what is parked, without a word of it, and has one of them or all tried again', async () => {
    const views = await at.start();
    const policies = await act(views);
    const id = randomUUID();
    const position = await at.team(created('forbidden'), created('forbidden'));
    await policies.waitForSource('identity', position);
    await at.product(id, added('Anvil'), renamed('poison'));
    await views.waitFor(await at.product(id, renamed('poison')));
    const operations = await operate();
    const parked = await operations.parked();
    expect(parked).toMatchObject([
      {
        service: 'sales',
        kind: 'view',
        name: 'products',
        source: 'sales',
        type: 'ProductChanged',
        position: 2n,
        tenant: 'main',
        rows: [id],
      },
      { kind: 'view', name: 'products', position: 3n, attempts: 1, retryAt: undefined },
      { service: 'sales', kind: 'policy', name: 'team-product', source: 'identity', type: 'TeamCreated', reason: 'RULE_VIOLATED' },
      { kind: 'policy', retryAt: expect.any(String), since: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    expect(JSON.stringify(parked.map(({ reason }) => reason))).not.toMatch(/is not a name|is not allowed/);
    expect((await operations.status()).views[0]!.parked).toBe(2);

    // Nothing has been repaired yet.
    expect(await operations.replayParked('view', 'products', parked[0]!.eventId)).toEqual({ replayed: 0, parked: 1 });
    expect((await operations.parked()).map(({ attempts }) => attempts)).toEqual([2, 1, expect.any(Number), expect.any(Number)]);
    await policies.close();
    await views.close();

    const taught: AnyView = {
      ...products,
      project: (row: Parameters<typeof products.project>[0], event: Parameters<typeof products.project>[1], rowId: string) =>
        products.project(row, event.type === 'ProductChanged' ? { ...event, data: { ...event.data, name: 'Amboss' } } : event, rowId),
    };
    const repaired = await at.start({ views: [taught, tally] });
    const repairer = await operate([taught, tally]);
    expect(await repairer.replayParked('view', 'products', parked[1]!.eventId)).toEqual({ replayed: 1, parked: 0 });
    expect(await repairer.replayParked('view', 'products')).toEqual({ replayed: 1, parked: 0 });
    expect(await at.rows('select events from products_v1 where id = $1', id)).toEqual([{ events: 3 }]);

    const react: typeof teamProduct.react = (_, __, moment) => [does(product, moment.id('product'), { type: 'add', name: 'allowed' })];
    const acting = await act(repaired, [{ ...teamProduct, react }]);
    expect(await acting.replayParked('team-product', parked[2]!.eventId)).toMatchObject({ parked: 0 });
    expect(await repairer.replayParked('policy', 'team-product')).toMatchObject({ parked: 0 });
    expect(await repairer.parked()).toEqual([]);
    await repaired.waitFor((await at.stores.sales.head()).position);
    expect(await at.rows(`select count(*)::int from products_v1`)).toEqual([{ count: 3 }]);
  });

  it('has a view built again by the process that runs it', async () => {
    const views = await at.start();
    await views.waitFor(await at.product(randomUUID(), added('Anvil')));
    await at.rows('update products_v1 set events = 1000');
    const operations = await operate();
    await operations.rebuild(['products']);
    expect(await at.rows('select events from products_v1')).toEqual([{ events: 1 }]);
    await views.waitFor(await at.product(randomUUID(), added('Hammer')));
    expect(await at.rows('select events from products_v1')).toEqual([{ events: 1 }, { events: 1 }]);
  });
});
