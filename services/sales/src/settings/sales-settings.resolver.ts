import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Check, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, requireRole } from '@throughline/service-kit';
import type { SetLostReasonsInput } from '../schema.types.js';
import { salesSettings } from './sales-settings.js';

@Resolver()
export class SalesSettingsResolver {
  constructor(private readonly commands: Commands) {}

  @Query('lostReasons')
  async lostReasons(@CurrentViewer() { tenant }: Viewer) {
    const loaded = await this.commands.handler.load(salesSettings, tenant, tenant);
    return (loaded?.state ?? salesSettings.initialState).lostReasons;
  }

  @Mutation('setLostReasons')
  async setLostReasons(@Args('input') input: SetLostReasonsInput, @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'MANAGER');
    const check = new Check();
    const reasons = check.list('reasons', input.reasons, (reason, at) => check.required(at(), reason, parseLine));
    check.done();
    const { state } = await this.commands.execute(
      salesSettings,
      viewer.tenant,
      { type: 'SetLostReasons', reasons },
      { viewer, operation: 'setLostReasons', input },
    );
    return { reasons: state.lostReasons };
  }
}
