import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ActivitiesSettingsEventSchema } from '@throughline/contracts/activities';
import type { Decider } from '@throughline/decider';

export type ActivitiesSettingsCommand = { type: 'SetTaskKinds'; kinds: readonly string[] };

/** Until somebody chooses others, these are offered. */
export const defaultTaskKinds: readonly string[] = ['To do', 'Call', 'E-mail', 'Meeting', 'Follow-up'];

export interface ActivitiesSettings {
  readonly taskKinds: readonly string[];
}

export type ActivitiesSettingsEvent = EventOf<typeof ActivitiesSettingsEventSchema>;
type ActivitiesSettingsEventInit = EventInitOf<typeof ActivitiesSettingsEventSchema>;

/** One stream a tenant; its id is the tenant. */
export const activitiesSettings = {
  category: 'activities_settings',
  events: ActivitiesSettingsEventSchema,
  initialState: { taskKinds: defaultTaskKinds } as ActivitiesSettings,
  decide: ({ kinds }: ActivitiesSettingsCommand, { taskKinds }: ActivitiesSettings): readonly ActivitiesSettingsEventInit[] =>
    JSON.stringify(kinds) === JSON.stringify(taskKinds) ? [] : [{ type: 'TaskKindsChanged', data: { kinds: [...kinds] } }],
  evolve: (_: ActivitiesSettings, event: ActivitiesSettingsEvent): ActivitiesSettings => ({ taskKinds: event.data.kinds }),
} satisfies Decider<ActivitiesSettings, ActivitiesSettingsCommand, ActivitiesSettingsEvent, ActivitiesSettingsEventInit> & {
  events: unknown;
};
