import { PostgresEventStore } from '@throughline/event-store';
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
