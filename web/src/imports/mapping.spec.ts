import { describe, expect, it } from '@jest/globals';
import type { ImportField } from './kinds';
import { guessDateFormat, guessPlan, misfits, optionsOf, type ImportPlan } from './mapping';

const field = (key: string, kind: ImportField['kind'] = 'text', more: Partial<ImportField> = {}): ImportField => ({
  key,
  label: key,
  kind,
  ...more,
});
const fields = [
  field('externalId'),
  field('givenName', 'text', { aliases: ['first name'] }),
  field('familyName', 'text', { aliases: ['last name'] }),
  field('email'),
  field('accountName'),
  field('postalCode'),
  field('amount', 'decimal'),
  field('closedOn', 'date'),
  field('outcome', 'enum', { values: ['WON', 'LOST'] }),
];
const plan = (header: string[], rows: string[][] = [], locale = 'de') =>
  guessPlan(fields, { header, rows }, ({ key }) => (key === 'amount' ? ['Auftragssumme'] : []), locale);

describe('the mapping of a file', () => {
  it('is guessed from headers in both languages, whatever their case and separators', () => {
    expect(plan(['Vorname', 'LAST_NAME', 'E-Mail-Adresse', 'Firma', 'PLZ', 'Favourite colour']).mapping).toEqual({
      Vorname: 'givenName',
      LAST_NAME: 'familyName',
      'E-Mail-Adresse': 'email',
      Firma: 'accountName',
      PLZ: 'postalCode',
    });
  });

  it('knows fields as pages call them, and as other systems put their kind before them', () => {
    expect(plan(['Auftragssumme', 'Contact First Name']).mapping).toEqual({ Auftragssumme: 'amount', 'Contact First Name': 'givenName' });
  });

  it('takes each field once, and no column whose name two have', () => {
    expect(plan(['E-mail', 'Mail', 'Firma', 'Firma']).mapping).toEqual({ 'E-mail': 'email' });
  });

  it('finds addresses by what they are', () => {
    expect(plan(['Reach'], [['ann@example.org'], ['bo@example.org'], ['']]).mapping).toEqual({ Reach: 'email' });
    expect(plan(['Reach'], [['ann@example.org'], ['by phone']]).mapping).toEqual({});
  });
});

describe('dates', () => {
  it('are read as all of them can be', () => {
    expect(guessDateFormat(['3/1/2017', '10/20/2016'], 'de')).toBe('MM/DD/YYYY');
    expect(guessDateFormat(['31/1/2017'], 'en-US')).toBe('DD/MM/YYYY');
    expect(guessDateFormat(['1.2.2017', '28.02.2017'], 'en')).toBe('DD.MM.YYYY');
  });

  it('that could be both are read as the reader writes them', () => {
    expect(guessDateFormat(['3/4/2017'], 'en-US')).toBe('MM/DD/YYYY');
    expect(guessDateFormat(['3/4/2017'], 'en-GB')).toBe('DD/MM/YYYY');
  });
});

describe('values', () => {
  const like = (change: Partial<ImportPlan> = {}): ImportPlan => ({ ...plan([]), ...change });

  it('that their field cannot hold are found', () => {
    const wrong = (key: string, ...cells: string[]) =>
      misfits(
        fields.find((one) => one.key === key)!,
        cells,
        like(),
      );
    expect(wrong('amount', '1,054.50', '.5', '1.054,50', 'many')).toEqual(['1.054,50', 'many']);
    expect(wrong('closedOn', '2017-02-28', '2017-02-29')).toEqual(['2017-02-29']);
    expect(wrong('email', 'ann@example.org', 'nobody', 'nobody')).toEqual(['nobody']);
    expect(wrong('outcome', 'won', 'open')).toEqual(['open']);
  });

  it('that stand for others are looked at as those', () => {
    expect(misfits(fields.at(-1)!, ['gewonnen'], like({ values: { outcome: { gewonnen: 'WON' } } }))).toEqual([]);
  });
});

it('a record is not looked for by what no column brings', () => {
  const sent = (change: Partial<ImportPlan>) =>
    JSON.parse(optionsOf({ ...plan(['E-mail']), matchOn: 'externalId', ...change }, true)) as { matchOn?: string; dryRun: boolean };
  expect(sent({})).not.toHaveProperty('matchOn');
  expect(sent({ mapping: { Nr: 'externalId' } })).toMatchObject({ matchOn: 'externalId', dryRun: true });
});
