import {
  countryCode,
  InvalidValue,
  parseAddress,
  parseDate,
  parseEmail,
  parseLine,
  parseName,
  parsePhone,
  parseTags,
  parseText,
  type AddressInput,
  type Check,
} from '@throughline/domain';
import type { CreateContactInput, LinkContactToAccountInput, UpdateContactInput } from '../schema.types.js';
import { present } from '../values.js';
import type { ContactChanges, Email, Facts, PositionChanges } from './contact.js';

type Input =
  Omit<CreateContactInput, 'accountId' | 'commandId'> | Omit<UpdateContactInput, 'id' | 'accountId' | 'commandId' | 'expectedRevision'>;

/** What a person typed, as it is kept; what is wrong with it goes to `check`. Absent stays absent, null stays null. */
export function parseContact(check: Check, input: Input): ContactChanges {
  if (input.address && input.addresses) check.refuse('addresses', 'are all addresses: leave `address` out');
  const country = countryCode((input.address ?? input.addresses?.[0])?.country);
  return {
    givenName: check.optional('givenName', input.givenName, parseName),
    familyName: check.optional('familyName', input.familyName, parseName),
    emails: check.optional('emails', input.emails, (emails) => parseEmails(check, emails)),
    phones: check.optional('phones', input.phones, (phones) =>
      check.list('phones', phones, ({ number, kind }, at) => ({
        ...check.required(at('number'), number, (typed) => parsePhone(typed, country)),
        ...parseKind(check, at('kind'), kind),
      })),
    ),
    address: check.optional('address', input.address, (address) => parsePersonAddress(address)),
    addresses: check.optional('addresses', input.addresses, (addresses) =>
      check
        .list('addresses', addresses, (address, at) => check.optional(at(), address, parsePersonAddress))
        .filter((address) => address != null),
    ),
    title: check.optional('title', input.title, parseLine),
    language: check.optional('language', input.language, parseLanguage),
    handles: check.optional('handles', input.handles, (handles) =>
      check.list('handles', handles, ({ network, handle }, at) => ({
        network: check.required(at('network'), network, (typed) => parseLine(typed, 50)),
        handle: check.required(at('handle'), handle, parseLine),
      })),
    ),
    note: check.optional('note', input.note, parseText),
    tags: check.optional('tags', input.tags, parseTags),
    ownerId: input.ownerId,
  };
}

export function parsePosition(check: Check, { accountId, title, since, until }: LinkContactToAccountInput): PositionChanges {
  return {
    accountId,
    title: check.optional('title', title, parseLine),
    since: check.optional('since', since, parseDate),
    until: check.optional('until', until, parseDate),
  };
}

export function parseEmails(check: Check, typed: readonly { address: string; kind?: string | null; primary?: boolean | null }[]): Email[] {
  const wanted = typed.flatMap(({ primary }, index) => (primary ? [index] : []));
  if (wanted.length > 1) check.refuse(`emails.${wanted[1]}.primary`, 'is the second address marked as primary');
  return check.list('emails', typed, ({ address, kind }, at) => ({
    address: check.required(at('address'), address, parseEmail),
    ...parseKind(check, at('kind'), kind),
    primary: at() === `emails.${wanted[0] ?? 0}`,
  }));
}

/** As BCP 47 spells it: `pt-BR`. */
export function parseLanguage(typed: string): string {
  try {
    return Intl.getCanonicalLocales(typed.trim().replaceAll('_', '-'))[0] ?? '';
  } catch {
    throw new InvalidValue('is not a language code, such as de or pt-BR');
  }
}

const parseKind = (check: Check, path: string, kind: string | null | undefined): { kind?: string } =>
  present({ kind: check.optional(path, kind, (typed) => parseLine(typed, 50)) });

function parsePersonAddress(typed: AddressInput & { readonly kind?: string | null }): Facts['addresses'][number] | null {
  const address = parseAddress(typed);
  return address ? present({ ...address, kind: typed.kind && parseLine(typed.kind, 50) }) : null;
}
