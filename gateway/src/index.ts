export { settingsFrom } from './configuration.js';
export type { GatewaySettings } from './configuration.js';
export { composedSupergraph, startGateway } from './gateway.js';
export type { Gateway, GatewayOptions } from './gateway.js';
export { defaultLimits } from './limits.js';
export type { Limits } from './limits.js';
export type { Subgraph, SubgraphAnswer, SubgraphRequest } from './subgraph.js';
