import type { Field, RecordValues } from '../records/record-type';

/** The source of a touch. */
const touch = (key: 'firstTouch' | 'lastTouch'): Field => ({
  key,
  kind: 'text',
  label: `sales:${key}`,
  group: 'sales:origin',
  select: `${key} { source }`,
  value: (record: RecordValues) => {
    const known = record[key] as { readonly source: string | null } | null | undefined;
    return known === undefined ? undefined : (known?.source ?? null);
  },
  filter: `${key}Source`,
  input: false,
  importAs: false,
});

/** What brought a lead, or the deal that it became. */
export const originFields: readonly Field[] = [
  {
    key: 'referringContact',
    kind: 'reference',
    of: 'CONTACT',
    label: 'sales:referringContact',
    group: 'sales:origin',
    importAs: false,
  },
  {
    key: 'referringAccount',
    kind: 'reference',
    of: 'ACCOUNT',
    label: 'sales:referringAccount',
    group: 'sales:origin',
    importAs: false,
  },
  touch('firstTouch'),
  touch('lastTouch'),
];

/** Of every record. */
export const recordFields: readonly Field[] = [
  { key: 'createdAt', kind: 'dateTime', label: 'sales:createdAt', order: 'createdAt', input: false, importAs: false },
  { key: 'updatedAt', kind: 'dateTime', label: 'sales:updatedAt', order: 'updatedAt', input: false, importAs: false },
  { key: 'externalId', kind: 'text', label: 'sales:externalId', input: false, importAs: 'externalId' },
];
