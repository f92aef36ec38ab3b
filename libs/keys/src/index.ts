export * from './subject-keys.js';
