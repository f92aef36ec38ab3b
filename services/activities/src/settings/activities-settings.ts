import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ActivitiesSettingsEventSchema } from '@throughline/contracts/activities';
import type { Decider } from '@throughline/decider';

export type ActivitiesSettingsCommand =
  | { type: 'SetTaskKinds'; kinds: readonly string[] }
  /** What is absent stays as it is. */
  | { type: 'SetTaskEscalation'; changes: Partial<EscalationRule> };

/** When a task that stays overdue is told to others, and to whom. */
export interface EscalationRule {
  readonly enabled: boolean;
  /** At the end of which business day after the day it was due. */
  readonly afterBusinessDays: number;
  /** A user; empty: whoever manages the assignee's team. */
  readonly toUserId: string;
}

export interface ActivitiesSettings {
  readonly taskKinds: readonly string[];
  readonly escalation: EscalationRule;
}

/** Until somebody chooses otherwise. */
export const defaultSettings: ActivitiesSettings = {
  taskKinds: ['To do', 'Call', 'E-mail', 'Meeting', 'Follow-up'],
  escalation: { enabled: true, afterBusinessDays: 2, toUserId: '' },
};

export type ActivitiesSettingsEvent = EventOf<typeof ActivitiesSettingsEventSchema>;
type ActivitiesSettingsEventInit = EventInitOf<typeof ActivitiesSettingsEventSchema>;

function decide(command: ActivitiesSettingsCommand, { taskKinds, escalation }: ActivitiesSettings): readonly ActivitiesSettingsEventInit[] {
  switch (command.type) {
    case 'SetTaskKinds':
      return JSON.stringify(command.kinds) === JSON.stringify(taskKinds)
        ? []
        : [{ type: 'TaskKindsChanged', data: { kinds: [...command.kinds] } }];
    case 'SetTaskEscalation': {
      const given = Object.fromEntries(Object.entries(command.changes).filter(([, value]) => value !== undefined));
      const next: EscalationRule = { ...escalation, ...given };
      return JSON.stringify(next) === JSON.stringify(escalation) ? [] : [{ type: 'TaskEscalationChanged', data: next }];
    }
  }
}

function evolve(state: ActivitiesSettings, { type, data }: ActivitiesSettingsEvent): ActivitiesSettings {
  switch (type) {
    case 'TaskKindsChanged':
      return { ...state, taskKinds: data.kinds };
    case 'TaskEscalationChanged': {
      const { enabled, afterBusinessDays, toUserId } = data;
      return { ...state, escalation: { enabled, afterBusinessDays, toUserId } };
    }
  }
}

/** One stream a tenant; its id is the tenant. */
export const activitiesSettings = {
  category: 'activities_settings',
  events: ActivitiesSettingsEventSchema,
  initialState: defaultSettings,
  decide,
  evolve,
} satisfies Decider<ActivitiesSettings, ActivitiesSettingsCommand, ActivitiesSettingsEvent, ActivitiesSettingsEventInit> & {
  events: unknown;
};
