export * from './search-index.js';
export { PostgresSearchIndex } from './postgres-search-index.js';
export { searchIndexes, searchRow, SearchRow } from './search-row.js';
export { fold } from './text.js';
