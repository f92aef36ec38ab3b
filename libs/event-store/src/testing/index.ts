export { MemoryEventStore } from './memory-event-store.js';
export { eventStoreContract, type StoreUnderTest } from './event-store.contract.js';
export { anAppend, type AppendParts } from './an-append.js';
