import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { FallbackSearch, leaveUnfed, PostgresSearchIndex, SearchFeed, type SearchHit, type SearchQuery } from '@throughline/search';
import { ENVIRONMENT, LOG, VIEWS, type Log, type ServiceEnvironment, type ServiceViews } from '@throughline/service-kit';
import { onScrape, searchLagChanges, searchLagSeconds } from '@throughline/telemetry';
import { DataSource } from 'typeorm';
import { RecordRow } from '../record/record.view.js';

/** Seconds that changes may have waited for the index when it answers again after it was away. */
const lateBy = 2;

/** Where records are looked for: in their view, or, with `SEARCH_URL`, in an OpenSearch that is fed from it, and in the view while that is away. */
@Injectable()
export class SearchBox implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly records: PostgresSearchIndex;
  private readonly searching = new Set<Promise<SearchHit[]>>();
  private beside?: { readonly search: FallbackSearch; close(): Promise<void> };

  constructor(
    private readonly database: DataSource,
    @Inject(VIEWS) private readonly views: ServiceViews,
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
    @Inject(LOG) private readonly log: Log,
  ) {
    this.records = new PostgresSearchIndex(database, RecordRow);
  }

  async onApplicationBootstrap(): Promise<void> {
    const url = this.environment.settings?.['SEARCH_URL'];
    if (!url) return leaveUnfed(this.database, RecordRow);
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Error('SEARCH_URL is not an address such as https://user:password@host:9200');
    // Its client takes its time and 30 MB, which who has no OpenSearch need not spend.
    const { OpenSearchIndex } = await import('@throughline/search/opensearch');
    const { database: dataSource, log } = this;
    const index = new OpenSearchIndex({ url, name: dataSource.getMetadata(RecordRow).tableName });
    const feed = new SearchFeed({ databaseUrl: this.environment.databaseUrl, dataSource, entity: RecordRow, index, log });
    const caughtUp = async () => (await feed.behind()).seconds < lateBy;
    const search = new FallbackSearch({ first: index, fallback: this.records, caughtUp, log });
    const unlisten = this.views.onAdvanced(() => feed.wake());
    feed.start();
    const service = 'activities';
    const untell = onScrape(async () => {
      const { changes, seconds } = await feed.behind();
      searchLagChanges.set({ service }, changes);
      searchLagSeconds.set({ service }, seconds);
    });
    const close = async () => {
      untell();
      unlisten();
      await feed.close();
      await index.close();
    };
    this.beside = { search, close };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.beside?.close();
  }

  search(query: SearchQuery): Promise<SearchHit[]> {
    const answer = (this.beside?.search ?? this.records).search(query);
    this.searching.add(answer);
    return answer.finally(() => this.searching.delete(answer));
  }

  /** For people; null where there is nothing to tell. Answers for a search of the same request too. */
  async notice(): Promise<string | null> {
    await Promise.allSettled(this.searching);
    if (!this.beside?.search.degraded()) return null;
    return 'The search engine is not there just now. The database answers in its place: all is found, but it may take longer.';
  }
}
