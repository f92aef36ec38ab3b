export * from './event-store.js';
export { PostgresEventStore, type PostgresEventStoreOptions } from './postgres-event-store.js';
export { eventsBetween } from './events-between.js';
export { openEventStore, type OpenEventStoreOptions } from './open-event-store.js';
