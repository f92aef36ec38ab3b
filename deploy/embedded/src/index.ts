export { DataFolder, Refusal } from './data-folder.js';
export { ensureDatabases, startDatabaseServer, type DatabaseServer } from './database-server.js';
export { withClient } from './export.js';
export { withDatabases, type DatabaseUrl } from './installation.js';
export { discoverServices, serviceNames } from './services.js';
