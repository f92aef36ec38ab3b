import type { ImportField, ValuesOf } from '@throughline/imports';

/** A postal address in a file. */
export const addressColumns = [
  { key: 'address', label: 'Address', kind: 'text' },
  { key: 'street', label: 'Street', kind: 'text' },
  { key: 'postalCode', label: 'Postal code', kind: 'text', aliases: ['zip', 'zip code', 'postcode'] },
  { key: 'city', label: 'City', kind: 'text' },
  { key: 'region', label: 'Region', kind: 'text', aliases: ['state', 'province'] },
  { key: 'country', label: 'Country', kind: 'text' },
] as const satisfies readonly ImportField[];

/** Undefined where all its cells are empty. What is called an address is a street where no other column is. */
export function addressOf({ address, street = address, postalCode, city, region, country }: ValuesOf<typeof addressColumns>) {
  return [street, postalCode, city, region, country].some(Boolean) ? { street, postalCode, city, region, country } : undefined;
}
