export * from './message-bus.js';
export { EmbeddedBus } from './embedded-bus.js';
export { consumeStore, type ConsumeStoreOptions } from './consume-store.js';
export * from './kafka/index.js';
export { busSchemes, openBus, type ServiceBus } from './open-bus.js';
