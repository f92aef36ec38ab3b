export { startDistributed, type Distributed, type DistributedOptions } from './distributed.js';
export type { Kept } from './kept.js';
