import { eventStoreContract } from './testing/event-store.contract.js';
import { MemoryEventStore } from './testing/index.js';

eventStoreContract('The model', async () => {
  const store = new MemoryEventStore();
  return { store, another: async () => store.another(), dispose: async () => {} };
});
