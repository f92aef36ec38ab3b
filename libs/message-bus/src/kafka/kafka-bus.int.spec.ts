import { randomUUID } from 'node:crypto';
import { PostgresEventStore } from '@throughline/event-store';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { jest } from '@jest/globals';
import pg from 'pg';
import type { Closeable } from '../message-bus.js';
import { messageBusContract } from '../testing/index.js';
import { openKafkaBus, type KafkaBus } from './index.js';

jest.setTimeout(120_000);

for (const partitions of [1, 3]) {
  await describeOn('Kafka', `on Kafka, ${partitions} partitions a topic`, (url) => {
    messageBusContract('The bus', async () => {
      const address = `${url}?partitions=${partitions}&prefix=t${randomUUID().slice(0, 8)}`;
      const services = new Map<string, { store: PostgresEventStore; database: TestDatabase; bus: KafkaBus; relay: Closeable }>();
      const bus = await openKafkaBus(address, { service: 'reader', databaseUrl: 'none:' });
      return {
        bus,
        async open(service) {
          const database = await testDatabase();
          const store = await PostgresEventStore.open({ url: database.url });
          const own = await openKafkaBus(address, { service, databaseUrl: database.url });
          own.register(service, store);
          services.set(service, { store, database, bus: own, relay: await own.relay(service) });
          return store;
        },
        async beginAnew(service) {
          const of = services.get(service)!;
          await of.relay.close();
          const client = new pg.Client({ connectionString: of.database.url });
          await client.connect();
          await client.query('update events.head set epoch = gen_random_uuid()');
          await client.end();
          of.relay = await of.bus.relay(service);
        },
        async close() {
          await bus.close();
          for (const of of services.values()) {
            await of.bus.close();
            await of.store.close();
            await of.database.drop();
          }
        },
      };
    });
  });
}
