import { PostgresEventStore } from '@throughline/event-store';
import { anAppend } from '@throughline/event-store/testing';
import { expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import pg from 'pg';
import { EmbeddedBus } from './embedded-bus.js';
import { messageBusContract } from './testing/index.js';

messageBusContract('The embedded bus', async () => {
  const bus = new EmbeddedBus();
  const services = new Map<string, { store: PostgresEventStore; database: TestDatabase }>();
  return {
    bus,
    async open(service) {
      const database = await testDatabase();
      const store = await PostgresEventStore.open({ url: database.url });
      services.set(service, { store, database });
      bus.register(service, store);
      return store;
    },
    async beginAnew(service) {
      const client = new pg.Client({ connectionString: services.get(service)!.database.url });
      await client.connect();
      await client.query('update events.head set epoch = gen_random_uuid()');
      await client.end();
    },
    async close() {
      for (const { store, database } of services.values()) {
        await store.close();
        await database.drop();
      }
    },
  };
});

it('ends every delivery when it closes, so that the stores may then go in any order', async () => {
  const database = await testDatabase();
  const store = await PostgresEventStore.open({ url: database.url });
  const reader = async (bus: EmbeddedBus) => {
    let batches = 0;
    let next = Promise.withResolvers<void>();
    const handle = async () => {
      batches++;
      next.resolve();
      next = Promise.withResolvers();
    };
    bus.register('sales', store);
    const first = next.promise;
    await bus.consume('sales', { name: 'reader', cursor: async () => undefined, handle });
    await first;
    return { batches: () => batches, next: () => next.promise };
  };
  const [closing, other] = [new EmbeddedBus(), new EmbeddedBus()];
  const [left, stays] = [await reader(closing), await reader(other)];
  await closing.close();
  const delivered = stays.next();
  await store.append(anAppend());
  await delivered;
  expect([left.batches(), stays.batches()]).toEqual([1, 2]);
  await other.close();
  await store.close();
  await database.drop();
});

it('closes while a consumer waits for something, once it has told the consumer', async () => {
  const database = await testDatabase();
  const store = await PostgresEventStore.open({ url: database.url });
  const bus = new EmbeddedBus();
  bus.register('sales', store);
  const begun = Promise.withResolvers<void>();
  const waits = Promise.withResolvers<void>();
  const handle = (): Promise<void> => {
    begun.resolve();
    return waits.promise;
  };
  const interrupt = () => waits.reject(new Error('given up'));
  await bus.consume('sales', { name: 'waits', cursor: async () => undefined, handle, interrupt });
  await begun.promise;
  await bus.close();
  await expect(waits.promise).rejects.toThrow('given up');
  await store.close();
  await database.drop();
}, 20_000);
