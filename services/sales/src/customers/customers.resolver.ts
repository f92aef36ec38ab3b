import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Viewer } from '@throughline/records';
import { CurrentViewer, Records } from '@throughline/service-kit';
import { opportunitySource } from '../opportunity/opportunity.source.js';
import type { AccountOpportunitiesArgs, ContactOpportunitiesArgs } from '../schema.types.js';

/** What sales adds to contacts' accounts. */
@Resolver('Account')
export class AccountDealsResolver {
  constructor(private readonly records: Records) {}

  @ResolveField('opportunities')
  opportunities(@Parent() { id }: { id: string }, @Args() query: AccountOpportunitiesArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(opportunitySource, {
      ...query,
      viewer,
      scope: (row) => `${row.column('accountId')} = ${row.param(id, 'text')}`,
    });
  }
}

/** What sales adds to contacts' people. */
@Resolver('Contact')
export class ContactDealsResolver {
  constructor(private readonly records: Records) {}

  @ResolveField('opportunities')
  opportunities(@Parent() { id }: { id: string }, @Args() query: ContactOpportunitiesArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(opportunitySource, {
      ...query,
      viewer,
      scope: (row) => `${row.column('contactIds')} @> ${row.param([id], 'text[]')}`,
    });
  }
}
