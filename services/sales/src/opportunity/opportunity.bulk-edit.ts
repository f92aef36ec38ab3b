import { Injectable } from '@nestjs/common';
import { commandsFor, target, type BulkEditKind, type Values } from '@throughline/bulk-edits';
import { InvalidInput } from '@throughline/decider';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import type { Pipeline } from '../pipeline/pipeline.js';
import { Pipelines } from '../pipeline/pipelines.js';
import { References } from '../references.js';
import type { OpportunityValues } from '../schema.types.js';
import { parseOpportunity } from './opportunity.input.js';
import { opportunity, type Changes, type OpportunityCommand } from './opportunity.js';
import { mayKnowMargin } from './opportunity.record.js';
import { opportunitySource } from './opportunity.source.js';
import type { OpportunityRow } from './opportunity.view.js';

@Injectable()
export class OpportunityBulkEdit implements BulkEditKind<OpportunityRow> {
  readonly name = 'opportunities';
  readonly target = target(opportunitySource, opportunity);

  constructor(
    private readonly pipelines: Pipelines,
    private readonly references: References,
  ) {}

  async prepare(values: Values, viewer: Viewer, undoing?: OpportunityRow) {
    const { stageId, ...set } = values as OpportunityValues;
    const check = new Check();
    const changes = { ...parseOpportunity(check, set), ...(undoing && linesOf(undoing, set)) };
    await this.references.check(check, viewer, { ...set, contactIds: set.contactIds ?? [], productIds: set.productIds ?? [] });
    if (stageId !== undefined) await this.checkStage(check, viewer, stageId);
    check.done();
    const today = await this.references.today(viewer.tenant);
    return async (row: OpportunityRow): Promise<readonly OpportunityCommand[]> => {
      if (changes.margin !== undefined && !mayKnowMargin(viewer, row))
        throw new InvalidInput({ margin: 'may be set by the owner or a manager' });
      const pipeline = await this.pipelines.get(viewer, row.pipelineId);
      const update: OpportunityCommand = { type: 'Update', pipeline, changes };
      if (!stageId) return commandsFor(values, update);
      // The stage it comes into may ask for what is set; the one it goes back from, for what is taken away.
      if (undoing) return commandsFor(values, back(undoing, pipeline, viewer), update);
      return commandsFor<OpportunityCommand>(values, update, { type: 'MoveToStage', pipeline, stageId, today, by: viewer.role });
    };
  }

  private async checkStage(check: Check, viewer: Viewer, stageId: string | null): Promise<void> {
    const pipelines = await this.pipelines.all(viewer);
    if (!pipelines.some(({ stages }) => stages.some(({ id }) => id === stageId))) check.refuse('stageId', 'is not a stage of a pipeline');
  }
}

/** With what the ids alone do not say: roles, quantities and prices. */
const linesOf = ({ contacts, products }: OpportunityRow, { contactIds, productIds }: OpportunityValues): Changes => ({
  ...(contactIds !== undefined && { contacts: contacts.map(({ contactId, role }) => ({ contactId, role: role ?? undefined })) }),
  ...(productIds !== undefined && {
    products: products.map(({ productId, quantity, unitPrice }) => ({
      productId,
      quantity: quantity ?? undefined,
      unitPrice: unitPrice ?? undefined,
    })),
  }),
});

/** Into the stage where it stood, closed as it was. */
function back({ status, stageId, closedOn, lostReason }: OpportunityRow, pipeline: Pipeline, { role: by }: Viewer): OpportunityCommand {
  const closed = { stageId, closedOn: closedOn! };
  switch (status) {
    case 'OPEN':
      return { type: 'MoveToStage', pipeline, stageId, today: '', by };
    case 'WON':
      return { type: 'Reconcile', pipeline, changes: {}, outcome: { type: 'won', ...closed }, by };
    case 'LOST':
      return { type: 'Reconcile', pipeline, changes: {}, outcome: { type: 'lost', reason: lostReason ?? '', ...closed }, by };
  }
}
