import type { EventInitOf, EventOf } from '@throughline/contracts';
import { SalesSettingsEventSchema } from '@throughline/contracts/sales';
import type { Decider } from '@throughline/decider';

export type SalesSettingsCommand = { type: 'SetLostReasons'; reasons: readonly string[] };

/** Until somebody chooses others, these are offered. */
export const defaultLostReasons: readonly string[] = [
  'Price',
  'A competitor',
  'No budget',
  'Bad timing',
  'Missing feature',
  'No answer',
  'No need',
];

export interface SalesSettings {
  readonly lostReasons: readonly string[];
}

export type SalesSettingsEvent = EventOf<typeof SalesSettingsEventSchema>;
type SalesSettingsEventInit = EventInitOf<typeof SalesSettingsEventSchema>;

function decide(command: SalesSettingsCommand, state: SalesSettings): readonly SalesSettingsEventInit[] {
  if (JSON.stringify(command.reasons) === JSON.stringify(state.lostReasons)) return [];
  return [{ type: 'LostReasonsChanged', data: { reasons: [...command.reasons] } }];
}

const evolve = (_: SalesSettings, event: SalesSettingsEvent): SalesSettings => ({ lostReasons: event.data.reasons });

/** One stream a tenant; its id is the tenant. */
export const salesSettings = {
  category: 'sales_settings',
  events: SalesSettingsEventSchema,
  initialState: { lostReasons: defaultLostReasons } as SalesSettings,
  decide,
  evolve,
} satisfies Decider<SalesSettings, SalesSettingsCommand, SalesSettingsEvent, SalesSettingsEventInit> & { events: unknown };
