export * from './search-index.js';
export { PostgresSearchIndex } from './postgres-search-index.js';
export { searchIndexes, searchRow, SearchRow } from './search-row.js';
export { type FedIndex, leaveUnfed, SearchFeed, type SearchFeedOptions } from './search-feed.js';
export { FallbackSearch, type FallbackSearchOptions } from './fallback-search.js';
export { fold } from './text.js';
