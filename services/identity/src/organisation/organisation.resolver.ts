import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { Check, parseCurrency, parseName, parseTimeZone } from '@throughline/domain';
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
    const check = new Check();
    const changes = checkOrganisation(check, input);
    check.done();
    const { state, revision } = await this.commands.execute(
      organisation,
      theOrganisation,
      { type: 'Update', ...changes },
      { viewer, operation: 'updateOrganisation', input },
    );
    return { organisation: { ...state, revision } };
  }
}

type Given = { readonly [K in keyof Organisation]?: Organisation[K] | null };

/** What was given of an organisation, as it is kept. `called`: the input's field for its name. */
export function checkOrganisation(check: Check, given: Given, called = 'name'): Partial<Organisation> {
  const { workingDays, holidays } = given;
  const parsed = <T>(field: string, value: string | null | undefined, parse: (typed: string) => T) =>
    value === undefined ? undefined : check.required(field, value, parse);
  const name = parsed(called, given.name, parseName);
  const timeZone = parsed('timeZone', given.timeZone, parseTimeZone);
  const currency = parsed('currency', given.currency, parseCurrency);
  for (const field of ['workingDays', 'holidays'] as const) if (given[field] === null) check.refuse(field, 'is required');
  if (workingDays && (workingDays.length === 0 || workingDays.some((day) => !Number.isInteger(day) || day < 1 || day > 7))) {
    check.refuse('workingDays', 'needs at least one of the days 1 (Monday) to 7 (Sunday)');
  }
  if (holidays && holidays.length > 1_000) check.refuse('holidays', 'has more than 1000 days');
  return {
    ...(name && { name }),
    ...(timeZone && { timeZone }),
    ...(workingDays && { workingDays: [...new Set(workingDays)] }),
    ...(holidays && { holidays: [...new Set(holidays)] }),
    ...(currency && { currency }),
  };
}
