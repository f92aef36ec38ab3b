import type { EventInitOf, EventOf } from '@throughline/contracts';
import { OrganisationEventSchema } from '@throughline/contracts/identity';
import type { Decider } from '@throughline/decider';

/** The stream's id: there is one organisation a tenant. */
export const theOrganisation = 'organisation';

// ---- Commands -----------------------------------------------------------------------------------------------------

export interface Calendar {
  /** IANA name. */
  readonly timeZone: string;
  /** ISO days of the week: 1 is Monday. */
  readonly workingDays: readonly number[];
  /** Calendar days: "2026-12-25". */
  readonly holidays: readonly string[];
}

export interface Organisation extends Calendar {
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
}

export type OrganisationCommand =
  | ({ type: 'Found' } & Organisation)
  /** What is absent stays as it is. */
  | ({ type: 'Update' } & Partial<Organisation>);

// ---- State --------------------------------------------------------------------------------------------------------

export type OrganisationState = { readonly founded: boolean } & Organisation;

export const defaults: Organisation = {
  name: 'My organisation',
  timeZone: 'UTC',
  workingDays: [1, 2, 3, 4, 5],
  holidays: [],
  currency: 'EUR',
};

export type OrganisationEvent = EventOf<typeof OrganisationEventSchema>;
export type OrganisationEventInit = EventInitOf<typeof OrganisationEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide({ type, ...command }: OrganisationCommand, state: OrganisationState): readonly OrganisationEventInit[] {
  if (type === 'Found' && state.founded) return [];
  const { founded: _, ...before } = state;
  const given = Object.fromEntries(Object.entries(command).filter(([, value]) => value !== undefined));
  const wanted: Organisation = { ...before, ...given };
  const { name, timeZone, workingDays, holidays, currency } = wanted;
  const calendar = { timeZone, workingDays: [...workingDays].sort(), holidays: [...holidays].sort() };
  if (!state.founded) return [{ type: 'OrganisationFounded', data: { name, ...calendar, currency } }];

  const events: OrganisationEventInit[] = [];
  if (name !== state.name) events.push({ type: 'OrganisationRenamed', data: { name } });
  const { timeZone: zone, workingDays: days, holidays: free } = state;
  if (JSON.stringify(calendar) !== JSON.stringify({ timeZone: zone, workingDays: days, holidays: free })) {
    events.push({ type: 'OrganisationCalendarChanged', data: calendar });
  }
  if (currency !== state.currency) events.push({ type: 'OrganisationCurrencyChanged', data: { currency } });
  return events;
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: OrganisationState, { type, data }: OrganisationEvent): OrganisationState {
  switch (type) {
    case 'OrganisationFounded': {
      const { name, timeZone, workingDays, holidays, currency } = data;
      return { founded: true, name, timeZone, workingDays, holidays, currency };
    }
    case 'OrganisationRenamed':
      return { ...state, name: data.name };
    case 'OrganisationCalendarChanged': {
      const { timeZone, workingDays, holidays } = data;
      return { ...state, timeZone, workingDays, holidays };
    }
    case 'OrganisationCurrencyChanged':
      return { ...state, currency: data.currency };
  }
}

export const organisation = {
  category: 'organisation',
  events: OrganisationEventSchema,
  initialState: { founded: false, ...defaults } as OrganisationState,
  decide,
  evolve,
} satisfies Decider<OrganisationState, OrganisationCommand, OrganisationEvent, OrganisationEventInit> & { events: unknown };
