import { Inject, Injectable } from '@nestjs/common';
import type { CommandHandler } from '@throughline/decider';
import { COMMAND_HANDLER, Directory } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import type { Assignment } from '../lead/lead.js';
import { assignmentRule, fits } from './assignment-rule.js';
import { AssignmentRuleRow } from './assignment-rule.view.js';

/** Whose a new lead becomes, by the first rule that fits it and has somebody to give it to. */
@Injectable()
export class LeadAssignment {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    @Inject(COMMAND_HANDLER) private readonly commands: CommandHandler,
  ) {}

  /** Takes a turn of the rule. Asked again for the same lead, it answers the same. */
  async assign(tenant: string, leadId: string, lead: { source: string; country: string; industry: string }): Promise<Assignment | undefined> {
    const rules = await this.database.getRepository(AssignmentRuleRow).find({ where: { tenant, archived: false }, order: { position: 'ASC', createdAt: 'ASC' } });
    const { users } = await this.directory.of(tenant);
    for (const rule of rules.filter((rule) => fits(rule, lead))) {
      const active = rule.userIds.filter((id) => users.get(id)?.active);
      if (active.length === 0) continue;
      const context = { tenant, actor: 'policy:assignment', operation: 'takeTurn', commandId: leadId, correlationId: leadId, now: new Date().toISOString() };
      const turn = await this.commands.execute(assignmentRule, rule.id, { type: 'TakeTurn', leadId, active }, context, { request: { leadId } });
      const ownerId = turn.state.status === 'none' ? undefined : turn.state.turns.get(leadId);
      if (ownerId) return { ownerId, ruleId: rule.id };
    }
    return undefined;
  }
}
