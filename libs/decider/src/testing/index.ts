export { givenOf, type Given } from './given.js';
