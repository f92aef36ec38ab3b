export { BusServer, type BusServerOptions, type Cursors } from './bus-server.js';
export { PostgresCursors } from './postgres-cursors.js';
