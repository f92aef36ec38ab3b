export { MemoryEventStore } from './memory-event-store.js';
export { anAppend, type AppendParts } from './an-append.js';
