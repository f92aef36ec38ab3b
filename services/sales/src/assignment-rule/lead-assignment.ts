import { Inject, Injectable } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import { COMMAND_HANDLER, UserRow } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { lead } from '../lead/lead.js';
import { assignmentRule, fits } from './assignment-rule.js';
import { AssignmentRuleRow } from './assignment-rule.view.js';

export interface FittingRule {
  readonly id: string;
  /** Its users who may be given a lead today. */
  readonly active: readonly string[];
}

/** The first rule that fits a lead and has somebody to give it to. */
export async function fittingRule(
  database: DataSource,
  tenant: string,
  about: { readonly source: string; readonly country: string; readonly industry: string },
): Promise<FittingRule | undefined> {
  const rules = await database
    .getRepository(AssignmentRuleRow)
    .find({ where: { tenant, archived: false }, order: { position: 'ASC', createdAt: 'ASC' } });
  for (const rule of rules.filter((rule) => fits(rule, about))) {
    const users = await database.getRepository(UserRow).findBy(rule.userIds.map((id) => ({ tenant, id, active: true, invited: false })));
    const active = rule.userIds.filter((id) => users.some((user) => user.id === id));
    if (active.length > 0) return { id: rule.id, active };
  }
  return undefined;
}

/**
 * Gives a new lead its owner at once, for somebody who waits for the answer; `assign-lead.policy.ts` does the same for everybody else, and
 * ends what a crash cut short. A lead has one turn, whoever takes it.
 */
@Injectable()
export class LeadAssignment {
  constructor(
    private readonly database: DataSource,
    @Inject(COMMAND_HANDLER) private readonly commands: CommandHandler,
  ) {}

  /** Answers the position after which views show it; undefined where no rule fits. */
  async assign(tenant: string, leadId: string, about: { source: string; country: string; industry: string }): Promise<bigint | undefined> {
    const rule = await fittingRule(this.database, tenant, about);
    if (!rule) return undefined;
    const context = { tenant, actor: 'policy:assign-lead', commandId: leadId, correlationId: leadId, now: new Date().toISOString() };
    const request = { leadId };
    const turn = await this.commands.execute(
      assignmentRule,
      rule.id,
      { type: 'TakeTurn', leadId, active: rule.active },
      { ...context, operation: 'takeTurn' },
      { request },
    );
    const ownerId = turn.state.status === 'none' ? undefined : turn.state.turns.get(leadId);
    if (!ownerId) return undefined;
    const assigned = await this.commands.execute(
      lead,
      leadId,
      { type: 'Assign', ownerId, ruleId: rule.id },
      { ...context, operation: 'assignLead' },
      { request },
    );
    return assigned.position;
  }
}
