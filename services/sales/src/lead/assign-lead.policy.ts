import { AssignmentRuleEventSchema, LeadEventSchema } from '@throughline/contracts/sales';
import { does, policy } from '@throughline/views';
import { assignmentRule } from '../assignment-rule/assignment-rule.js';
import { fittingRule } from '../assignment-rule/lead-assignment.js';
import { lead } from './lead.js';

/** A lead without an owner takes a turn of the first rule that fits it; where none does, what is to be done with it is asked of nobody in particular. */
export const assignLead = policy({
  name: 'assign-lead',
  version: 1,
  streams: [LeadEventSchema],
  on: ['LeadCreated'],
  from: 'beginning',
  async load({ data, stream }, { dataSource, load }) {
    const known = await load(lead, stream.tenant, stream.id);
    const isOwned = known?.state.status !== 'none' && known?.state.ownerId !== undefined;
    return isOwned ? 'owned' : await fittingRule(dataSource, stream.tenant, data);
  },
  react({ stream }, rule) {
    if (rule === 'owned') return [];
    if (!rule) return [does(lead, stream.id, { type: 'RequestFollowUp' })];
    return [does(assignmentRule, rule.id, { type: 'TakeTurn', leadId: stream.id, active: rule.active })];
  },
});

/** Whose turn it was becomes the owner. */
export const giveLead = policy({
  name: 'give-lead',
  version: 1,
  streams: [AssignmentRuleEventSchema],
  on: ['AssignmentTurnTaken'],
  from: 'beginning',
  react: ({ data, stream }) => [does(lead, data.leadId, { type: 'Assign', ownerId: data.userId, ruleId: stream.id })],
});
