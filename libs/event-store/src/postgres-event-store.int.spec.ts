import { testDatabase } from '@throughline/test-kit';
import { PostgresEventStore } from './postgres-event-store.js';
import { eventStoreContract } from './testing/event-store.contract.js';

eventStoreContract('PostgresEventStore', async () => {
  const { url, drop } = await testDatabase();
  const open = () => PostgresEventStore.open({ url });
  return { store: await open(), another: open, dispose: drop };
});
