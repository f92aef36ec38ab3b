export * from './events.js';
export { createEventCodec, serviceOf, toEvent, UnreadableEvent, type EncodedEvent, type EventCodec, type Upcaster } from './codec.js';
