import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { TeamsEventSchema } from '@throughline/contracts/identity';
import { createCommandHandler } from '@throughline/decider';
import { openKafkaBus, type KafkaBus } from '@throughline/message-bus';
import { eventually } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { catalogue, products, tally, type Catalogue } from '../test/catalogue.js';
import { product } from '../test/product.js';
import { does, policy, PolicyRunner } from './index.js';

jest.setTimeout(120_000);

const teamProduct = policy({
  name: 'team-product',
  version: 1,
  streams: [TeamsEventSchema],
  on: ['TeamCreated'],
  from: 'beginning',
  react: ({ data }, _, moment) => [does(product, moment.id('product'), { type: 'add', name: data.name })],
});

await describeOn('Kafka', 'A source in several partitions', (server) => {
  let at: Catalogue;
  let address: (partitions: number) => string;
  const buses: KafkaBus[] = [];

  beforeEach(async () => {
    at = await catalogue();
    const prefix = `t${randomUUID().slice(0, 8)}`;
    address = (partitions) => `${server}?partitions=${partitions}&prefix=${prefix}`;
  });
  afterEach(async () => {
    await at.close();
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
  });

  /** Relays identity's events into so many partitions. */
  async function relay(partitions: number): Promise<KafkaBus> {
    const bus = await openKafkaBus(address(partitions), { service: 'identity', databaseUrl: at.identityUrl });
    bus.register('identity', at.stores.identity);
    await bus.relay('identity');
    buses.push(bus);
    return bus;
  }
  async function teams(count: number): Promise<bigint> {
    let position = 0n;
    for (let i = 0; i < count; i++) position = await at.team({ type: 'TeamCreated', data: { teamId: randomUUID(), name: `Team ${i}` } });
    return position;
  }

  it('is waited for until all of them have come, and is read anew, once, where it is divided in another way', async () => {
    const two = await relay(2);
    const bus = await openKafkaBus(address(2), { service: 'sales', databaseUrl: at.url });
    buses.push(bus);
    const views = await at.start({ bus });
    const { store, codec } = at.options;
    const handler = createCommandHandler(store, codec, (_, value) => value);
    const policies = await PolicyRunner.start({ views, store, codec, bus, handler, policies: [teamProduct] });
    const shown = async () => (await at.rows<{ teams: number }>('select teams from tally_v1'))[0]?.teams;
    const products = async () => (await store.readAll(0n, 1_000)).filter(({ type }) => type === 'ProductAdded').length;
    try {
      for (let had = 0; had < 40; had += 8) {
        const position = await teams(8);
        expect(await views.waitForSource('identity', position, { timeoutMs: 30_000 })).toBe(true);
        expect(await shown()).toBe(had + 8);
        expect(await policies.waitForSource('identity', position, { timeoutMs: 30_000 })).toBe(true);
        expect(await products()).toBe(had + 8);
      }

      await two.close();
      await relay(3);
      const position = await teams(8);
      expect(await policies.waitForSource('identity', position, { timeoutMs: 60_000 })).toBe(true);
      while ((await shown()) !== 48) await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await views.waitForSource('identity', position, { timeoutMs: 60_000, whole: true })).toBe(true);
      expect(await shown()).toBe(48);
      expect(await products()).toBe(48);
    } finally {
      await policies.close();
    }
  });

  it('is read to its end by each of two builds side by side that define a view differently', async () => {
    await relay(3);
    await teams(8);
    const build = async (version: number) => {
      const bus = await openKafkaBus(address(3), { service: 'sales', databaseUrl: at.url });
      buses.push(bus);
      return at.start({ bus, views: [products, { ...tally, version }] });
    };
    const [old, next] = [await build(1), await build(2)];
    const serve = (count: number) =>
      eventually(async () => {
        expect([await old.notReady(), await next.notReady()]).toEqual([[], []]);
        for (const table of ['tally_v1', 'tally_v2']) expect(await at.rows(`select teams from ${table}`)).toEqual([{ teams: count }]);
      });
    await serve(8);
    await teams(8);
    await serve(16);
  });
});
