export * from './subject-keys.js';
export { createHmacs, deriveKey, loadOrCreateMasterKey, parseMasterKey, type MasterKey } from './master-key.js';
export { PostgresSubjectKeys, type PostgresSubjectKeysOptions } from './postgres-subject-keys.js';
