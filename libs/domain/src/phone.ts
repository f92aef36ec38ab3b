import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.min';
import { InvalidValue } from './check.js';
import { parseLine } from './text.js';

export interface Phone {
  /** As it was typed. */
  readonly number: string;
  /** `+4930123456`, where the number can be parsed. */
  readonly e164?: string;
}

/**
 * A number is never refused for a form we do not know: it is kept as typed, and E.164 is added where it parses. `country` (ISO 3166-1 alpha-2)
 * is where a number without `+` is dialled from.
 */
export function parsePhone(typed: string, country?: string): Phone {
  const number = parseLine(typed, 50);
  if (phoneDigits(number).length < 3) throw new InvalidValue('is not a phone number');
  const parsed = parsePhoneNumberFromString(number, { defaultCountry: country as CountryCode | undefined, extract: false }, metadata);
  return parsed?.isPossible() ? { number, e164: parsed.number } : { number };
}

/** The digits of what was typed, of any script, as ASCII: what a search by digits compares. */
export const phoneDigits = (number: string): string =>
  [...number.normalize('NFKC')].map((each) => (/\p{Nd}/u.test(each) ? digitOf(each) : '')).join('');

/** Equal for two spellings of one number: E.164 where known, else the digits. */
export const phoneKey = (phone: Phone): string => phone.e164 ?? phoneDigits(phone.number);

// Decimal digits of a script stand in ten consecutive code points, and a block of them never begins in the middle of another.
function digitOf(digit: string): string {
  const code = digit.codePointAt(0)!;
  if (code < 0x80) return digit;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String(code - zero);
}
