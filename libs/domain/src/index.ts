export * from './check.js';
export * from './text.js';
export * from './money.js';
export * from './business-days.js';
export * from './phone.js';
export * from './email.js';
export * from './domain-name.js';
export * from './address.js';
