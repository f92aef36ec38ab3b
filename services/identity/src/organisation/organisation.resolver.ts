import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import { Check, parseName } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Directory, requireRole } from '@throughline/service-kit';
import type { MutationUpdateOrganisationArgs } from '../schema.types.js';
import { organisation, theOrganisation, type Organisation } from './organisation.js';

@Resolver('Organisation')
export class OrganisationResolver {
  constructor(
    private readonly directory: Directory,
    private readonly commands: Commands,
  ) {}

  @Query('organisation')
  async organisation(@CurrentViewer() { tenant }: Viewer) {
    return (await this.directory.of(tenant)).organisation;
  }

  @Mutation('updateOrganisation')
  async updateOrganisation(@Args('input') input: MutationUpdateOrganisationArgs['input'], @CurrentViewer() viewer: Viewer) {
    requireRole(viewer, 'ADMIN');
    const { state, revision } = await this.commands.execute(
      organisation,
      theOrganisation,
      { type: 'Update', ...checkOrganisation(input) },
      { viewer, operation: 'updateOrganisation', input },
    );
    return { organisation: { ...state, revision } };
  }
}

type Given = { readonly [K in keyof Organisation]?: Organisation[K] | null };

/** What was given of an organisation, as it is kept; throws {@link InvalidInput}. */
export function checkOrganisation(given: Given): Partial<Organisation> {
  const fields: Record<string, string> = {};
  for (const field of ['name', 'timeZone', 'workingDays', 'holidays', 'currency'] as const) {
    if (given[field] === null) fields[field] = 'is required';
  }
  const { timeZone, workingDays, holidays, currency } = given;
  if (timeZone && !isTimeZone(timeZone)) fields['timeZone'] = 'is not a time zone such as Europe/Berlin';
  if (currency && !Intl.supportedValuesOf('currency').includes(currency)) fields['currency'] = 'is not a currency such as EUR';
  if (workingDays && (workingDays.length === 0 || workingDays.some((day) => !Number.isInteger(day) || day < 1 || day > 7))) {
    fields['workingDays'] = 'needs at least one of the days 1 (Monday) to 7 (Sunday)';
  }
  if (holidays && holidays.length > 1_000) fields['holidays'] = 'has more than 1000 days';
  if (Object.keys(fields).length > 0) throw new InvalidInput(fields);
  const check = new Check();
  const name = given.name === undefined ? undefined : check.required('name', given.name, parseName);
  check.done();
  return {
    ...(name && { name }),
    ...(timeZone && { timeZone }),
    ...(workingDays && { workingDays: [...new Set(workingDays)] }),
    ...(holidays && { holidays: [...new Set(holidays)] }),
    ...(currency && { currency }),
  };
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0 && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
