import { EventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.js';
import { eventStoreContract } from './testing/event-store.contract.js';
import { EventStoreDbDouble } from './testing/eventstoredb-double.js';

eventStoreContract('EventStoreDbEventStore, on a double of the server,', async () => {
  const double = await EventStoreDbDouble.start();
  const open = () => EventStoreDbEventStore.open({ url: double.url, service: 'sales' });
  return { store: await open(), another: open, dispose: async () => double.stop() };
});
