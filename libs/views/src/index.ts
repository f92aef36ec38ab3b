export * from './view.js';
export * from './policy.js';
