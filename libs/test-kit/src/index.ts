export { startTestPostgres, testDatabase, type TestDatabase } from './test-postgres.js';
export {
  administrator,
  freePort,
  freshFolder,
  graph,
  hasEnded,
  processesOf,
  runScript,
  signIn,
  startProduct,
  stopProduct,
  type Options,
  type Run,
} from './product.js';
