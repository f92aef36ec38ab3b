export * from './message-bus.js';
export { EmbeddedBus } from './embedded-bus.js';
export { consumeStore, type ConsumeStoreOptions } from './consume-store.js';
