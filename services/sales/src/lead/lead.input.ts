import { parseEmail, parseLine, parsePhone, parseText, type Check } from '@throughline/domain';
import type { CreateLeadInput, TouchInput } from '../schema.types.js';
import type { Changes, Facts, Touch } from './lead.js';

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

/** Absent fields are empty; a touch without a moment is one of now. */
export function parseTouch(check: Check, path: string, input: TouchInput): Touch {
  const text = (field: Exclude<keyof TouchInput, 'at'>) => check.optional(`${path}.${field}`, input[field], parseLine) ?? '';
  return {
    source: text('source'),
    medium: text('medium'),
    campaign: text('campaign'),
    term: text('term'),
    content: text('content'),
    referrer: text('referrer'),
    at: new Date(input.at ?? Date.now()).toISOString(),
  };
}

/** A lead that nobody could name or reach is none. */
export function needsAName(check: Check, { givenName, familyName, company, email, phone }: Changes): void {
  if (givenName || familyName || company || email || phone) return;
  check.refuse('familyName', 'is required, or a given name, a company, an e-mail or a phone');
}

const countryCode = (country: string | null | undefined) => (country && /^[A-Z]{2}$/.test(country) ? country : undefined);
