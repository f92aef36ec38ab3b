import { InvalidValue } from './check.js';
import { parseLine, parseText } from './text.js';

/** A postal address as people write it where it is. Every part may be absent; none is empty. */
export interface Address {
  /** The lines above the place: street, house, floor, care of. */
  readonly street?: string;
  readonly postalCode?: string;
  readonly city?: string;
  /** State, province, county. */
  readonly region?: string;
  /** As written, or an ISO 3166-1 alpha-2 code in capitals. */
  readonly country?: string;
}

export type AddressInput = { readonly [K in keyof Address]?: string | null };

/** Undefined where every part is blank. */
export function parseAddress(typed: AddressInput): Address | undefined {
  const address: Address = {
    ...part('street', typed.street, (street) => parseText(street, 500)),
    ...part('postalCode', typed.postalCode, (code) => parseLine(code, 20)),
    ...part('city', typed.city, (city) => parseLine(city, 200)),
    ...part('region', typed.region, (region) => parseLine(region, 200)),
    ...part('country', typed.country, parseCountry),
  };
  return Object.keys(address).length > 0 ? address : undefined;
}

/** Two letters are a code and become capitals; anything longer stays as written. */
export function parseCountry(typed: string): string {
  const country = parseLine(typed, 100);
  return /^[a-z]{2}$/i.test(country) ? country.toUpperCase() : country;
}

/** The ISO 3166-1 alpha-2 code of a country written as code or by its English name, if there is one. */
export function countryCode(country: string | null | undefined): string | undefined {
  if (!country) return undefined;
  if (/^[a-z]{2}$/i.test(country)) return country.toUpperCase();
  codesByName ??= new Map(allCodes().map((code) => [names.of(code)!.toLowerCase(), code]));
  return codesByName.get(country.toLowerCase());
}

const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
let codesByName: Map<string, string> | undefined;

function allCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  return letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => names.of(code) && !/^(EU|EZ|UN|QO|ZZ|XA|XB)$/.test(code));
}

function part<K extends keyof Address>(
  key: K,
  typed: string | null | undefined,
  parse: (typed: string) => string,
): Partial<Record<K, string>> {
  if (typed === null || typed === undefined) return {};
  try {
    const value = parse(typed);
    return (value === '' ? {} : { [key]: value }) as Partial<Record<K, string>>;
  } catch (error) {
    throw error instanceof InvalidValue ? new InvalidValue(`has a ${PART_NAMES[key]} that ${error.message}`) : error;
  }
}

const PART_NAMES: Record<keyof Address, string> = {
  street: 'street',
  postalCode: 'postal code',
  city: 'city',
  region: 'region',
  country: 'country',
};
