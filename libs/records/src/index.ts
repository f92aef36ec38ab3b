export * from './record-type.js';
export * from './viewer.js';
