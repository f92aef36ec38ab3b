export { givenOf, on, type GivenRows, type Happened } from './given.js';
