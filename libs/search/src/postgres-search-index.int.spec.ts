import { testDatabase } from '@throughline/test-kit';
import { Entity, DataSource } from 'typeorm';
import { DefaultNamingStrategy } from 'typeorm';
import { PostgresSearchIndex, searchIndexes, SearchRow } from './index.js';
import { searchIndexContract } from './testing/index.js';

@Entity('search_v1')
class Row extends SearchRow {}

class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string): string {
    return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  }
}

searchIndexContract('The Postgres search index', async () => {
  const database = await testDatabase();
  const dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [Row],
    namingStrategy: new SnakeCase(),
  }).initialize();
  await dataSource.synchronize();
  for (const index of searchIndexes) await dataSource.query(index.replace('{table}', 'search_v1'));
  return {
    index: new PostgresSearchIndex(dataSource, Row),
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
});
