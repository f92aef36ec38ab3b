export { startTestPostgres, testDatabase, type TestDatabase } from './test-postgres.js';
export { eventually, until } from './until.js';
export {
  administrator,
  freshFolder,
  graph,
  hasEnded,
  processesOf,
  runScript,
  signIn,
  startedFolder,
  startProduct,
  stopProduct,
  type Options,
  type Run,
} from './product.js';
