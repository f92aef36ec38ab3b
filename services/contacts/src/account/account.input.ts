import {
  countryCode,
  InvalidValue,
  parseAddress,
  parseDomain,
  parseLine,
  parsePrice,
  parseName,
  parsePhone,
  parseTags,
  type Address,
  type Check,
} from '@throughline/domain';
import type { CreateAccountInput, UpdateAccountInput } from '../schema.types.js';
import type { Facts } from './account.js';

type Input = Partial<Omit<CreateAccountInput, 'name' | 'parentId' | 'commandId'>> & Pick<UpdateAccountInput, 'name'>;

/** What a person typed, as it is kept; what is wrong with it goes to `check`. Absent stays absent, null stays null. */
export function parseAccount(check: Check, input: Input): { readonly [K in keyof Facts]?: Facts[K] | null } {
  return {
    name: input.name === undefined ? undefined : check.required('name', input.name, parseName),
    domain: check.optional('domain', input.domain, parseDomain),
    industry: check.optional('industry', input.industry, parseLine),
    employees: check.optional('employees', input.employees, parseCount),
    annualRevenue: check.optional('annualRevenue', input.annualRevenue, parsePrice),
    founded: check.optional('founded', input.founded, parseYear),
    phone: check.optional('phone', input.phone, (typed) => parsePhone(typed, countryCode(input.address?.country))),
    address: check.optional('address', input.address, (typed): Address | null => parseAddress(typed) ?? null),
    tags: check.optional('tags', input.tags, parseTags),
    ownerId: input.ownerId,
  };
}

function parseCount(count: number): number {
  if (!Number.isInteger(count) || count < 0) throw new InvalidValue('is not a number of people');
  return count;
}

function parseYear(year: number): number {
  if (!Number.isInteger(year) || year < 500 || year > 2200) throw new InvalidValue('is not a year, such as 1996');
  return year;
}
