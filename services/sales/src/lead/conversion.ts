import type { Money } from '@throughline/domain';
import type { OpportunityCommand } from '../opportunity/opportunity.js';
import type { Pipeline } from '../pipeline/pipeline.js';

/** The command that opens the opportunity of a converted lead: the same from the mutation and from the policy that completes it. */
export function openConverted(opening: {
  readonly pipeline: Pipeline;
  readonly stageId: string;
  readonly name: string;
  readonly amount?: Money;
  readonly createdOn: string;
  readonly source: string;
  readonly accountId: string;
  readonly contactId: string;
  readonly leadId: string;
  readonly ownerId?: string;
}): OpportunityCommand {
  const { pipeline, stageId, name, amount, createdOn, source, accountId, contactId, leadId, ownerId } = opening;
  return {
    type: 'Open',
    pipeline,
    stageId: stageId || undefined,
    facts: { name, amount, accountId, contacts: [{ contactId }], ownerId },
    origin: { leadId, source: source || undefined, createdOn },
  };
}
