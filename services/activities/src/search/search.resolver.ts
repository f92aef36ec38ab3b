import { Args, Query, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { PostgresSearchIndex } from '@throughline/search';
import { CurrentViewer } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { RecordRow } from '../record/record.view.js';
import type { QuerySearchArgs } from '../schema.types.js';

@Resolver()
export class SearchResolver {
  constructor(private readonly database: DataSource) {}

  @Query('search')
  search(@Args() { text, kinds, first }: QuerySearchArgs, @CurrentViewer() viewer: Viewer) {
    if (text.length > 500) throw new InvalidInput({ text: 'has more than 500 characters' });
    if (first !== undefined && first !== null && (first < 1 || first > 100)) throw new InvalidInput({ first: 'must be from 1 to 100' });
    const { tenant, sees } = viewer;
    return new PostgresSearchIndex(this.database, RecordRow).search({ tenant, text, kinds, sees, first });
  }
}
