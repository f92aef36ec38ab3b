import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import { Check, endOfDay, parseDate, startOfDay } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { CurrentViewer, Directory, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { Loaders } from '../loaders.js';
import { Pipelines } from '../pipeline/pipelines.js';
import type { QueryPipelineChangesArgs, QueryPipelineDifferenceArgs } from '../schema.types.js';
import type { DealState } from './deal-states.view.js';
import { moneyOf } from './opportunity.resolver.js';
import { opportunitySource } from './opportunity.source.js';
import { listChanges, movements, openDealsAt, type Change, type Span } from './pipeline-changes.js';

/** What changed on the pipeline since any day, deal by deal and added up. */
@Resolver('PipelineChange')
export class PipelineChangesResolver {
  constructor(
    private readonly database: DataSource,
    private readonly pipelines: Pipelines,
    private readonly directory: Directory,
    private readonly loaders: Loaders,
  ) {}

  @Query('pipelineChanges')
  async changes(@Args() query: QueryPipelineChangesArgs, @CurrentViewer() viewer: Viewer) {
    return listChanges(this.database, await this.span(query, viewer), query);
  }

  @Query('pipelineDifference')
  async difference(@Args() query: QueryPipelineDifferenceArgs, @CurrentViewer() viewer: Viewer) {
    const span = await this.span(query, viewer);
    const [opening, closing, moved] = await Promise.all([
      openDealsAt(this.database, span, span.since),
      openDealsAt(this.database, span, span.until),
      movements(this.database, span),
    ]);
    return { since: span.since, until: span.until, opening, closing, movements: moved };
  }

  @ResolveField('at')
  at(@Parent() { after }: Change) {
    return after.at;
  }

  @ResolveField('opportunity')
  opportunity(@Parent() { dealId }: Change, @Context() request: RequestContext) {
    return request.load(this.loaders.opportunities, dealId);
  }

  @ResolveField('before')
  before(@Parent() { before }: Change) {
    return before && stateFields(before);
  }

  @ResolveField('after')
  after(@Parent() { after }: Change) {
    return stateFields(after);
  }

  @ResolveField('by')
  by(@Parent() { after }: Change) {
    return after.by.includes(':') ? null : { __typename: 'User', id: after.by };
  }

  private async span({ since, until, filter }: QueryPipelineDifferenceArgs, viewer: Viewer): Promise<Span> {
    const check = new Check();
    const [from, to] = [check.required('since', since, parseDate), check.optional('until', until, parseDate)];
    check.done();
    if (to && to < from) throw new InvalidInput({ until: 'is before since' });
    const [{ organisation }, pipelines] = await Promise.all([this.directory.of(viewer.tenant), this.pipelines.all(viewer)]);
    return {
      record: opportunitySource.record,
      viewer,
      filter,
      since: startOfDay(from, organisation.timeZone),
      until: to ? endOfDay(to, organisation.timeZone) : new Date().toISOString(),
      order: new Map(pipelines.flatMap(({ stages }) => stages.map(({ id }, place) => [id, place] as const))),
    };
  }
}

const stateFields = ({ status, stage, stageId, amount, currency, closeDate, ownerId, archived }: DealState) => ({
  status,
  stage,
  stageId,
  amount: moneyOf(amount, currency),
  closeDate,
  owner: ownerId && { __typename: 'User', id: ownerId },
  archived,
});
