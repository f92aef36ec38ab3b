import { parseEmail, parseLine, parsePhone, parseText, type Check } from '@throughline/domain';
import type { CreateLeadInput } from '../schema.types.js';
import type { Changes, Facts } from './lead.js';

type FactsInput = Pick<CreateLeadInput, Exclude<keyof Facts, 'phoneE164'>>;

/** Absent stays absent, null stays null. */
export function parseLeadFacts(check: Check, input: FactsInput): Changes {
  const phone = check.optional('phone', input.phone, (typed) => parsePhone(typed, countryCode(input.country)));
  return {
    givenName: check.optional('givenName', input.givenName, parseLine),
    familyName: check.optional('familyName', input.familyName, parseLine),
    company: check.optional('company', input.company, parseLine),
    email: check.optional('email', input.email, parseEmail),
    phone: phone && phone.number,
    phoneE164: phone === undefined ? undefined : (phone?.e164 ?? null),
    source: check.optional('source', input.source, parseLine),
    campaign: check.optional('campaign', input.campaign, parseLine),
    note: check.optional('note', input.note, parseText),
    country: check.optional('country', input.country, parseLine),
    industry: check.optional('industry', input.industry, parseLine),
  };
}

/** A lead that nobody could name or reach is none. */
export function needsAName(check: Check, { givenName, familyName, company, email, phone }: Changes): void {
  if (givenName || familyName || company || email || phone) return;
  check.refuse('familyName', 'is required, or a given name, a company, an e-mail or a phone');
}

const countryCode = (country: string | null | undefined) => (country && /^[A-Z]{2}$/.test(country) ? country : undefined);
