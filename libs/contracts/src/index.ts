export * from './events.js';
export * from './codec.js';
