import { Args, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { CommandHandler } from '@throughline/decider';
import { Check, InvalidValue, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, requireRole } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { Registry } from '../record/registry.js';
import type { SetTaskEscalationInput, SetTaskKindsInput } from '../schema.types.js';
import { activitiesSettings, type ActivitiesSettings, type ActivitiesSettingsCommand, type EscalationRule } from './activities-settings.js';
import { EscalationChangeRow } from './escalation-change.view.js';

export async function settingsOf(commands: CommandHandler, tenant: string): Promise<ActivitiesSettings> {
  const loaded = await commands.load(activitiesSettings, tenant, tenant);
  return loaded?.state ?? activitiesSettings.initialState;
}

@Resolver()
export class ActivitiesSettingsResolver {
  constructor(
    private readonly commands: Commands,
    private readonly registry: Registry,
  ) {}

  @Query('taskKinds')
  async taskKinds(@CurrentViewer() { tenant }: Viewer) {
    return (await settingsOf(this.commands.handler, tenant)).taskKinds;
  }

  @Query('taskEscalation')
  async taskEscalation(@CurrentViewer() { tenant }: Viewer) {
    return { tenant, ...(await settingsOf(this.commands.handler, tenant)).escalation };
  }

  @Mutation('setTaskKinds')
  async setTaskKinds(@Args('input') input: SetTaskKindsInput, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MANAGER');
    const check = new Check();
    const kinds = check.list('kinds', input.kinds, (kind, at) => check.required(at(), kind, parseLine));
    if (kinds.length === 0) check.refuse('kinds', 'needs at least one');
    check.done();
    const { state } = await this.commands.execute(
      activitiesSettings,
      viewer.tenant,
      { type: 'SetTaskKinds', kinds: [...new Set(kinds)] },
      { viewer, operation: 'setTaskKinds', input },
    );
    return { kinds: state.taskKinds };
  }

  @Mutation('setTaskEscalation')
  async setTaskEscalation(@Args('input') input: SetTaskEscalationInput, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const command = async (): Promise<ActivitiesSettingsCommand> => {
      const check = new Check();
      const afterBusinessDays = check.optional('afterBusinessDays', input.afterBusinessDays, parseDays);
      if (input.toUserId) await this.registry.checkUsers(check, viewer, { toUserId: input.toUserId });
      check.done();
      const changes: Partial<EscalationRule> = {
        enabled: input.enabled ?? undefined,
        afterBusinessDays: afterBusinessDays ?? undefined,
        toUserId: input.toUserId === null ? '' : input.toUserId,
      };
      return { type: 'SetTaskEscalation', changes };
    };
    const options = { viewer, operation: 'setTaskEscalation', input };
    const { state } = await this.commands.execute(activitiesSettings, viewer.tenant, command, options);
    return { escalation: { tenant: viewer.tenant, ...state.escalation } };
  }
}

@Resolver('TaskEscalation')
export class TaskEscalationResolver {
  constructor(private readonly database: DataSource) {}

  @ResolveField('toUser')
  toUser(@Parent() { toUserId }: EscalationRule) {
    return toUserId ? { __typename: 'User', id: toUserId } : null;
  }

  @ResolveField('history')
  history(@Parent() { tenant }: { tenant: string }) {
    return this.database.getRepository(EscalationChangeRow).find({ where: { tenant }, order: { revision: 'DESC' }, take: 500 });
  }
}

@Resolver('TaskEscalationChange')
export class TaskEscalationChangeResolver {
  constructor(private readonly registry: Registry) {}

  @ResolveField('actor')
  actor(@Parent() { tenant, actor }: EscalationChangeRow) {
    return this.registry.actorName(tenant, actor);
  }

  @ResolveField('toUser')
  toUser(@Parent() { toUserId }: EscalationChangeRow) {
    return toUserId && { __typename: 'User', id: toUserId };
  }
}

function parseDays(days: number): number {
  if (days < 1 || days > 100) throw new InvalidValue('must be from 1 to 100');
  return days;
}
