import { Args, Query, Resolver } from '@nestjs/graphql';
import { addMoney, weighted, zero, type Money } from '@throughline/domain';
import { aggregate, type Viewer } from '@throughline/records';
import { CurrentViewer, Directory } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { stageFields } from '../pipeline/pipeline.resolver.js';
import { Pipelines } from '../pipeline/pipelines.js';
import type { QueryOpportunityTotalsArgs, QueryPipelineBoardArgs } from '../schema.types.js';
import { opportunitySource } from './opportunity.source.js';
import { OpportunityRow } from './opportunity.view.js';

/** Deals added up: of the board, what the viewer sees of each stage. The deals themselves are `opportunities` with the same filter. */
@Resolver()
export class PipelineBoardResolver {
  constructor(
    private readonly database: DataSource,
    private readonly pipelines: Pipelines,
    private readonly directory: Directory,
  ) {}

  @Query('pipelineBoard')
  async board(@Args() { pipelineId, filter }: QueryPipelineBoardArgs, @CurrentViewer() viewer: Viewer) {
    const pipeline = await this.pipelines.get(viewer, pipelineId);
    const { organisation } = await this.directory.of(viewer.tenant);
    const totals = await aggregate(this.database, {
      record: opportunitySource.record,
      entity: OpportunityRow,
      viewer,
      filter: { and: [{ pipelineId: { eq: pipelineId } }, ...(filter ? [filter] : [])] },
      groupBy: ['stageId'],
      sum: 'amount',
    });
    return pipeline.stages.map((stage) => {
      const own = totals.filter(({ group }) => group['stageId'] === stage.id);
      const sums = own.flatMap(({ sum, currency }) => (sum !== null && currency ? [{ amount: sum, currency }] : []));
      const total = addMoney(
        zero(organisation.currency),
        sums.find(({ currency }) => currency === organisation.currency) ?? zero(organisation.currency),
      );
      return {
        stage: stageFields(stage),
        count: own.reduce((all, { count }) => all + count, 0),
        total,
        weighted: weighted(total, Number(stage.probability)),
        otherTotals: sums
          .filter(({ currency }) => currency !== organisation.currency)
          .map((sum): Money => addMoney(zero(sum.currency), sum)),
      };
    });
  }

  @Query('opportunityTotals')
  async totals(@Args() { filter }: QueryOpportunityTotalsArgs, @CurrentViewer() viewer: Viewer) {
    const { record } = opportunitySource;
    const totals = await aggregate(this.database, { record, entity: OpportunityRow, viewer, filter, groupBy: [], sum: 'amount' });
    return {
      count: totals.reduce((all, { count }) => all + count, 0),
      amounts: totals.flatMap(({ sum, currency }) =>
        sum !== null && currency ? [addMoney(zero(currency), { amount: sum, currency })] : [],
      ),
    };
  }
}
