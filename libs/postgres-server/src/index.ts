export { freePort } from './free-port.js';
export { PostgresServer, type PostgresServerOptions } from './postgres-server.js';
