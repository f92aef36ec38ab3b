import { eventStoreContract, MemoryEventStore } from './testing/index.js';

eventStoreContract('The model', async () => {
  const store = new MemoryEventStore();
  return { store, another: async () => store.another(), dispose: async () => {} };
});
