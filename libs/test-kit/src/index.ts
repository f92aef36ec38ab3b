export { startTestPostgres, testDatabase, type TestDatabase } from './test-postgres.js';
