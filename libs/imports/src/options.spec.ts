import { describe, expect, it } from '@jest/globals';
import { InvalidInput } from '@throughline/decider';
import type { ImportKind } from './import-kind.js';
import { columnsOf, importOptions } from './options.js';
import { conversion, dateReader } from './values.js';

const kind: Omit<ImportKind, 'open'> = {
  name: 'people',
  fields: [
    { key: 'givenName', label: 'Given name', kind: 'text', aliases: ['first name'] },
    { key: 'email', label: 'E-mail', kind: 'text' },
    { key: 'born', label: 'Born', kind: 'date' },
    { key: 'salary', label: 'Salary', kind: 'decimal' },
    { key: 'children', label: 'Children', kind: 'integer' },
    { key: 'tags', label: 'Tags', kind: 'tags' },
    { key: 'status', label: 'Status', kind: 'enum', values: ['NEW', 'IN_WORK'] },
  ],
  matchOn: ['email'],
  creatable: ['accountName'],
};
const options = (given: object = {}) => importOptions(kind as ImportKind, JSON.stringify(given));
const fieldsOf = (work: () => unknown): Record<string, string> => {
  try {
    work();
  } catch (error) {
    return (error as InvalidInput).fields;
  }
  throw new Error('nothing was refused');
};

describe('options', () => {
  it('have defaults', () => {
    expect(importOptions(kind as ImportKind, undefined)).toMatchObject({
      onMatch: 'UPDATE',
      dateFormat: 'YYYY-MM-DD',
      dryRun: false,
      createMissing: [],
    });
  });

  it('take a list of one field to match on for that field', () => {
    expect(options({ matchOn: ['email'] }).matchOn).toBe('email');
    expect(fieldsOf(() => options({ matchOn: ['email', 'givenName'] }))).toHaveProperty(['options.matchOn']);
  });

  it.each<[object, string]>([
    [{ maping: {} }, 'options.maping'],
    [{ mapping: { Mail: 'e_mail' } }, 'options.mapping.Mail'],
    [{ mapping: { A: 'email', B: 'email' } }, 'options.mapping.B'],
    [{ mapping: { A: 1 } }, 'options.mapping.A'],
    [{ mapping: ['email'] }, 'options.mapping'],
    [{ matchOn: 'born' }, 'options.matchOn'],
    [{ onMatch: 'MERGE' }, 'options.onMatch'],
    [{ dateFormat: 'MM/YYYY' }, 'options.dateFormat'],
    [{ dateFormat: 'sometime' }, 'options.dateFormat'],
    [{ values: { email: { a: 1 } } }, 'options.values.email.a'],
    [{ values: { colour: {} } }, 'options.values.colour'],
    [{ defaults: { colour: 'red' } }, 'options.defaults.colour'],
    [{ dryRun: 'yes' }, 'options.dryRun'],
    [{ createMissing: ['ownerName'] }, 'options.createMissing.0'],
  ])('%j are refused at %s', (given, path) => {
    expect(Object.keys(fieldsOf(() => options(given)))).toEqual([path]);
  });

  it('must be JSON', () => {
    expect(fieldsOf(() => importOptions(kind as ImportKind, '{'))).toEqual({ options: 'is not JSON' });
    expect(fieldsOf(() => importOptions(kind as ImportKind, '[]'))).toEqual({ options: 'must be a JSON object' });
  });
});

describe('the header', () => {
  const columns = (given: object, ...header: string[]) =>
    columnsOf(kind as ImportKind, options(given), header).map(({ field, index }) => `${field.key} ${index}`);

  it('is known by keys, labels and other names, when nothing is mapped', () => {
    expect(columns({}, 'FIRST_NAME', 'Notes', 'E-Mail')).toEqual(['givenName 0', 'email 2']);
  });

  it('goes by the mapping alone, when there is one', () => {
    expect(columns({ mapping: { Vorname: 'givenName' } }, 'Vorname', 'Email')).toEqual(['givenName 0']);
  });

  it('is refused where it does not fit', () => {
    expect(fieldsOf(() => columns({ mapping: { Vorname: 'givenName' } }, 'Name'))).toEqual({
      'options.mapping.Vorname': 'the file has no column "Vorname": it has "Name"',
    });
    expect(fieldsOf(() => columns({ mapping: { Name: 'givenName' } }, 'Name', 'Name'))).toEqual({
      'options.mapping.Name': 'the file has two columns "Name"',
    });
    expect(fieldsOf(() => columns({}, 'Born', 'Email', 'Email'))).toEqual({ file: 'the file has two columns "Email"' });
    expect(fieldsOf(() => columns({}, 'Email', 'E-mail'))).toEqual({
      'options.mapping': 'both "Email" and "E-mail" could be email: say which is which',
    });
    expect(Object.keys(fieldsOf(() => columns({}, 'Foo', 'Bar')))).toEqual(['options.mapping']);
    expect(fieldsOf(() => columns({ matchOn: 'email' }, 'Given name'))).toEqual({ 'options.matchOn': 'no column is mapped to email' });
  });
});

describe('cells', () => {
  const header = ['email', 'born', 'salary', 'children', 'tags', 'status'];
  const convert = (given: object, ...cells: string[]) =>
    conversion(kind.fields, columnsOf(kind as ImportKind, options(given), header), options(given), header.length)(cells);

  it('become values by the kind of their field', () => {
    expect(convert({ dateFormat: 'MM/DD/YYYY' }, ' a@x.org ', '02/28/2026', '1,250.50', '3', 'vip; new', 'in work')).toEqual({
      values: { email: 'a@x.org', born: '2026-02-28', salary: '1250.50', children: 3, tags: ['vip', 'new'], status: 'IN_WORK' },
    });
  });

  it('are absent when empty, unless there is a default', () => {
    expect(convert({ defaults: { tags: 'imported', givenName: 'N. N.' } }, 'a@x.org', '', '', '', '', '')).toEqual({
      values: { email: 'a@x.org', tags: ['imported'], givenName: 'N. N.' },
    });
  });

  it('are replaced by the table of their field', () => {
    expect(convert({ values: { status: { offen: 'NEW', '': 'IN_WORK' } } }, 'a', '', '', '', '', 'offen')).toMatchObject({
      values: { status: 'NEW' },
    });
    expect(convert({ values: { status: { offen: 'NEW', '': 'IN_WORK' } } }, 'a', '', '', '', '', '')).toMatchObject({
      values: { status: 'IN_WORK' },
    });
  });

  it('lose the apostrophe that exports put before a formula', () => {
    expect(convert({}, "'=1+1", '', '', '', '', '')).toMatchObject({ values: { email: '=1+1' } });
  });

  it('refuse their row with every reason', () => {
    expect(convert({}, 'a', '28.02.2026', '12,5', '1.5', '', 'maybe')).toEqual({
      refuse:
        'born: "28.02.2026" is not a date such as YYYY-MM-DD; salary: "12,5" is not a decimal number; children: "1.5" is not a whole number; status: "maybe" is not one of NEW, IN_WORK',
    });
    expect(convert({}, 'a', '2026-02-30', '', '', '', '')).toHaveProperty('refuse');
    expect(convert({}, 'a', '')).toEqual({ refuse: 'has 2 cells, the header has 6' });
    expect(convert({}, 'a', '', '', '', '', '', 'x')).toEqual({ refuse: 'has 7 cells, the header has 6' });
    expect(convert({}, 'a', '', '', '', '', '', '')).toHaveProperty('values');
  });
});

describe('dates', () => {
  it.each([
    ['DD.MM.YYYY', '03.02.2026', '2026-02-03'],
    ['D/M/YYYY', '3/12/2026', '2026-12-03'],
    ['DD MMM YYYY', '03 Feb 2026', '2026-02-03'],
    ['YYYYMMDD', '20260203', '2026-02-03'],
    ['MM/DD/YYYY', '13/01/2026', undefined],
    ['MM/DD/YYYY', '3/1/2026', '2026-03-01'],
    ['YYYYMMDD', '20260301', '2026-03-01'],
    ['YYYYMMDD', '202631', undefined],
    ['DD.MM.YYYY', '30x02x2026', undefined],
  ])('as %s: %s', (format, text, day) => {
    expect(dateReader(format)!(text)).toBe(day);
  });
});
