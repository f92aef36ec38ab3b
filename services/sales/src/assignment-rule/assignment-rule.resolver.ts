import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { NotFound, type Executed } from '@throughline/decider';
import { Check, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, requireRole, type CommandInput, type Proposal } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { References } from '../references.js';
import type { CreateAssignmentRuleInput, LeadConditionsInput, UpdateAssignmentRuleInput } from '../schema.types.js';
import { assignmentRule, AssignmentStrategy, type AssignmentRuleCommand, type RuleState } from './assignment-rule.js';
import { AssignmentRuleRow } from './assignment-rule.view.js';

@Resolver('AssignmentRule')
export class AssignmentRuleResolver {
  constructor(
    private readonly commands: Commands,
    private readonly database: DataSource,
    private readonly references: References,
  ) {}

  @Query('assignmentRules')
  list(@CurrentViewer() { tenant }: Viewer) {
    return this.rules.find({ where: { tenant, archived: false }, order: { position: 'ASC', createdAt: 'ASC' } });
  }

  @Mutation('createAssignmentRule')
  create(@Args('input') input: CreateAssignmentRuleInput, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'createAssignmentRule', undefined, input, async () => {
      const check = new Check();
      const name = check.required('name', input.name, parseLine);
      const when = conditions(check, input.when);
      if (input.userIds.length === 0) check.refuse('userIds', 'needs at least one user');
      await this.checkUsers(check, viewer, input.userIds);
      check.done();
      const position = input.position ?? (await this.rules.countBy({ tenant: viewer.tenant })) + 1;
      const rule = { name, position, when, strategy: AssignmentStrategy[input.strategy], userIds: input.userIds };
      return { type: 'Create', rule };
    });
  }

  @Mutation('updateAssignmentRule')
  update(@Args('input') input: UpdateAssignmentRuleInput, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'updateAssignmentRule', input.id, input, async () => {
      const check = new Check();
      const rule = {
        ...(input.name != null && { name: check.required('name', input.name, parseLine) }),
        ...(input.position != null && { position: input.position }),
        ...(input.when !== undefined && { when: conditions(check, input.when) }),
        ...(input.strategy != null && { strategy: AssignmentStrategy[input.strategy] }),
        ...(input.userIds != null && { userIds: input.userIds }),
      };
      await this.checkUsers(check, viewer, input.userIds ?? []);
      check.done();
      return { type: 'Change', rule };
    });
  }

  @Mutation('archiveAssignmentRule')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'archiveAssignmentRule', input.id, input, { type: 'Archive' });
  }

  @ResolveField('strategy')
  strategy(@Parent() { strategy }: AssignmentRuleRow) {
    return AssignmentStrategy[strategy];
  }

  @ResolveField('users')
  users(@Parent() { userIds }: AssignmentRuleRow) {
    return userIds.map((id) => ({ __typename: 'User', id }));
  }

  private async execute(
    viewer: Viewer,
    operation: string,
    id: string | undefined,
    input: CommandInput,
    command: Proposal<AssignmentRuleCommand>,
  ) {
    requireRole(viewer, 'MANAGER');
    const executed = await this.commands.execute(assignmentRule, id, command, { viewer, operation, input });
    return { rule: (await this.rules.findOneBy({ tenant: viewer.tenant, id: executed.id })) ?? late(executed) };
  }

  private checkUsers(check: Check, viewer: Viewer, userIds: readonly string[]): Promise<void> {
    return this.references.checkUsers(check, viewer, Object.fromEntries(userIds.map((id, i) => [`userIds.${i}`, id])));
  }

  private get rules() {
    return this.database.getRepository(AssignmentRuleRow);
  }
}

/** The answer where the view is late: the rule as the command left it. */
function late({ id, state, revision }: Executed<RuleState>) {
  if (state.status === 'none') throw new NotFound('assignment rule', id);
  const now = new Date().toISOString();
  return { ...state, id, revision, createdAt: now, updatedAt: now };
}

function conditions(check: Check, input: LeadConditionsInput | null | undefined) {
  const of = (field: keyof LeadConditionsInput) => check.optional(`when.${field}`, input?.[field], parseLine) ?? '';
  return { source: of('source'), country: of('country'), industry: of('industry') };
}
