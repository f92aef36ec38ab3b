import { describeOn } from '@throughline/test-kit/servers';
import { randomUUID } from 'node:crypto';
import { EventStoreDbEventStore } from './eventstoredb/eventstoredb-event-store.js';
import { eventStoreContract } from './testing/event-store.contract.js';

await describeOn('EventStoreDB', 'EventStoreDbEventStore on a real server', (url) => {
  eventStoreContract('EventStoreDbEventStore', async () => {
    // A server that others may use as well, and that keeps what earlier runs have written.
    const service = `test-${randomUUID()}`;
    const open = () => EventStoreDbEventStore.open({ url, service });
    return { store: await open(), another: open, dispose: async () => {} };
  });
});
