import type { Money } from '@throughline/domain';
import type { Attribution, OpportunityCommand } from '../opportunity/opportunity.js';
import type { Pipeline, Role } from '../pipeline/pipeline.js';
import type { Touch } from './lead.js';
import type { LeadRow, TouchData } from './lead.view.js';

/** The command that opens the opportunity of a converted lead: the same from the mutation and from the policy that completes it. */
export function openConverted(opening: {
  readonly pipeline: Pipeline;
  readonly stageId: string;
  readonly name: string;
  readonly amount?: Money;
  readonly createdOn: string;
  readonly source: string;
  readonly attribution?: Attribution;
  readonly accountId: string;
  readonly contactId: string;
  readonly leadId: string;
  readonly ownerId?: string;
  readonly by?: Role;
}): OpportunityCommand {
  const { pipeline, stageId, name, amount, createdOn, source, attribution, accountId, contactId, leadId, ownerId, by } = opening;
  return {
    type: 'Open',
    pipeline,
    stageId: stageId || undefined,
    facts: { name, amount, accountId, contacts: [{ contactId }], ownerId },
    origin: { leadId, source: source || undefined, createdOn, attribution },
    by,
  };
}

/** What a deal takes over of what brought its lead. */
export const attributionOf = ({ campaign, referringContactId, referringAccountId, firstTouch, lastTouch }: LeadRow): Attribution => ({
  campaign: campaign ?? undefined,
  referringContactId: referringContactId ?? undefined,
  referringAccountId: referringAccountId ?? undefined,
  firstTouch: touchOf(firstTouch),
  lastTouch: touchOf(lastTouch),
});

const touchOf = (touch: TouchData | null): Touch | undefined =>
  touch
    ? {
        source: touch.source ?? '',
        medium: touch.medium ?? '',
        campaign: touch.campaign ?? '',
        term: touch.term ?? '',
        content: touch.content ?? '',
        referrer: touch.referrer ?? '',
        at: touch.at ?? '',
      }
    : undefined;
