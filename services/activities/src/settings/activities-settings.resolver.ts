import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Check, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, requireRole } from '@throughline/service-kit';
import type { SetTaskKindsInput } from '../schema.types.js';
import { activitiesSettings } from './activities-settings.js';

@Resolver()
export class ActivitiesSettingsResolver {
  constructor(private readonly commands: Commands) {}

  @Query('taskKinds')
  async taskKinds(@CurrentViewer() { tenant }: Viewer) {
    const loaded = await this.commands.handler.load(activitiesSettings, tenant, tenant);
    return (loaded?.state ?? activitiesSettings.initialState).taskKinds;
  }

  @Mutation('setTaskKinds')
  async setTaskKinds(@Args('input') input: SetTaskKindsInput, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MANAGER');
    const check = new Check();
    const kinds = check.list('kinds', input.kinds, (kind, at) => check.required(at(), kind, parseLine));
    check.done();
    const { state } = await this.commands.execute(
      activitiesSettings,
      viewer.tenant,
      { type: 'SetTaskKinds', kinds },
      { viewer, operation: 'setTaskKinds', input },
    );
    return { kinds: state.taskKinds };
  }
}
