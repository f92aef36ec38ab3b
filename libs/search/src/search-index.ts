/**
 * The port: one box over everything. Adapters: PostgreSQL (`postgres-search-index.ts`), OpenSearch (`opensearch-index.ts`); the contract they keep is
 * `@throughline/search/testing`. Documents are made from view rows; an index can be made again from them at any time.
 */
export interface SearchIndex {
  /** What the searcher may see, best first. Visible at the latest a second after it was put. */
  search(query: SearchQuery): Promise<SearchHit[]>;
  /** A document older than the one there (by `version`) is ignored, so that repeats and late arrivals do no harm. */
  put(documents: readonly SearchDocument[]): Promise<void>;
  remove(keys: readonly SearchKey[]): Promise<void>;
  /** Replaces everything, while searches go on finding what was there before. */
  rebuild(documents: AsyncIterable<SearchDocument> | Iterable<SearchDocument>): Promise<void>;
}

/** It holds only what everyone who sees the record may know: fields under a field rule stay out. */
export interface SearchDocument {
  readonly tenant: string;
  /** `CONTACT` */
  readonly kind: string;
  /** Unique in the tenant over all kinds. */
  readonly id: string;
  /** Whose record it is: its owner's, or its creator's where it has none. Null: only seen by those who see all. */
  readonly accessId: string | null;
  readonly title: string;
  readonly subtitle: string | null;
  /** Further words to be found by. */
  readonly texts: readonly string[];
  readonly emails: readonly string[];
  /** E.164 or as typed: found by any four digits in a row or more. */
  readonly phones: readonly string[];
  /** Rises with every change of the record. */
  readonly version: number;
}

/** A document to remove. */
export interface SearchKey {
  readonly tenant: string;
  readonly id: string;
  /** What is newer stays, and what is older and comes later is ignored. Default: removed whatever it is. */
  readonly version?: number;
}

export interface SearchQuery {
  readonly tenant: string;
  /** As typed: words or their beginnings in any order, with typos; digits of a phone; an e-mail, its beginning or `@domain`. */
  readonly text: string;
  /** Default: all. */
  readonly kinds?: readonly string[] | null;
  /** The searcher's: see `Viewer`. */
  readonly sees: 'all' | readonly string[];
  /** 1 to 100; default 20. */
  readonly first?: number | null;
}

export interface SearchHit {
  readonly kind: string;
  readonly id: string;
  readonly title: string;
  readonly subtitle: string | null;
  /** The text that matched, escaped as HTML, with the matching words in `<em>`. */
  readonly highlight: string;
}

/** One of each, the newest; of those as new, the last. */
export function newestOf(documents: readonly SearchDocument[]): SearchDocument[] {
  const newest = new Map<string, SearchDocument>();
  for (const document of documents) {
    const key = JSON.stringify([document.tenant, document.id]);
    if ((newest.get(key)?.version ?? -Infinity) <= document.version) newest.set(key, document);
  }
  return [...newest.values()];
}

/** The index is not there, or cannot do it now. */
export class SearchUnavailable extends Error {
  override readonly name: string = 'SearchUnavailable';
}

/** There is no index yet, or it has been lost: a rebuild makes it. */
export class NoIndex extends SearchUnavailable {
  override readonly name = 'NoIndex';
}

/** Documents that the index will never take. All others were written. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(readonly documents: readonly { readonly tenant: string; readonly id: string; readonly reason: string }[]) {
    super(`${documents.length} documents were refused: ${documents[0]?.reason}`);
  }
}
