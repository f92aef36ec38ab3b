import { Args, Query, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer } from '@throughline/service-kit';
import type { QuerySearchArgs } from '../schema.types.js';
import { SearchBox } from './search-box.js';

@Resolver()
export class SearchResolver {
  constructor(private readonly box: SearchBox) {}

  @Query('search')
  search(@Args() { text, kinds, first }: QuerySearchArgs, @CurrentViewer() viewer: Viewer) {
    if (text.length > 500) throw new InvalidInput({ text: 'has more than 500 characters' });
    if (first !== undefined && first !== null && (first < 1 || first > 100)) throw new InvalidInput({ first: 'must be from 1 to 100' });
    const { tenant, sees } = viewer;
    return this.box.search({ tenant, text, kinds, sees, first });
  }

  @Query('searchNotice')
  notice(@CurrentViewer() _viewer: Viewer): Promise<string | null> {
    return this.box.notice();
  }
}
