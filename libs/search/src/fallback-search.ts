import { type SearchHit, type SearchIndex, type SearchQuery, SearchUnavailable } from './search-index.js';

type Searched = Pick<SearchIndex, 'search'>;

export interface FallbackSearchOptions {
  readonly first: Searched;
  /** Asked while the first is away. */
  readonly fallback: Searched;
  /** Whether the first, when it is back, has what was written meanwhile. */
  readonly caughtUp: () => Promise<boolean>;
  readonly log?: { info(details: object, message: string): void; warn(details: object, message: string): void };
  /** Milliseconds between looks whether it is back. Default 1,000. */
  readonly retryMs?: number;
}

/** Searches in one index, and in another while the first is not there. Nobody waits for the first twice: it is looked for beside the searches. */
export class FallbackSearch implements Searched {
  private away = false;
  private looking: Promise<void> | undefined;
  private looked = 0;

  constructor(private readonly options: FallbackSearchOptions) {}

  async search(query: SearchQuery): Promise<SearchHit[]> {
    if (!this.degraded()) {
      try {
        return await this.options.first.search(query);
      } catch (error) {
        if (!(error instanceof SearchUnavailable)) throw error;
        if (!this.away)
          this.options.log?.warn({ reason: error.message }, 'the search index is away: the database is searched in its place');
        this.away = true;
        this.looked = Date.now();
      }
    }
    return this.options.fallback.search(query);
  }

  /** Whether the fallback answers now. */
  degraded(): boolean {
    if (this.away && Date.now() - this.looked >= (this.options.retryMs ?? 1_000)) this.looking ??= this.look();
    return this.away;
  }

  private async look(): Promise<void> {
    try {
      await this.options.first.search({ tenant: '', text: 'a', sees: 'all', first: 1 });
      if (!(await this.options.caughtUp())) return;
      this.away = false;
      this.options.log?.info({}, 'the search index is back');
    } catch {
      // Still away: told when it went.
    } finally {
      this.looked = Date.now();
      this.looking = undefined;
    }
  }
}
