import { PostgresSearchIndex, searchIndexes, SearchFeed, SearchRow } from '@throughline/search';
import { OpenSearchIndex } from '@throughline/search/opensearch';
import { DataSource, DefaultNamingStrategy, Entity } from 'typeorm';

@Entity('findable_v1')
export class Findable extends SearchRow {}

class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string): string {
    return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  }
}

/** A table of a view, as far as search can tell: `rows.put` and `rows.remove` are what the view writes. */
export async function findable({ databaseUrl, searchUrl, log }: { databaseUrl: string; searchUrl: string; log?: Log }) {
  const dataSource = await new DataSource({
    type: 'postgres',
    url: databaseUrl,
    entities: [Findable],
    namingStrategy: new SnakeCase(),
  }).initialize();
  const rows = new PostgresSearchIndex(dataSource, Findable);
  const index = new OpenSearchIndex({ url: searchUrl, name: 'findable_v1', searchTimeoutMs: 5_000 });
  const feed = new SearchFeed({ databaseUrl, dataSource, entity: Findable, index, log, pollMs: 50 });
  const close = async () => {
    await feed.close();
    await index.close();
    await dataSource.destroy();
  };
  return { dataSource, rows, index, feed, close };
}

export async function createTable(dataSource: DataSource): Promise<void> {
  await dataSource.synchronize();
  for (const index of searchIndexes) await dataSource.query(index.replace('{table}', 'findable_v1'));
}

type Log = ConstructorParameters<typeof SearchFeed>[0]['log'];
