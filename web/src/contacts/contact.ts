import { IconUser } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Choice, Field, RecordType, RecordValues } from '../records/record-type';
import type { CommitteeRole } from './contacts.graphql';

const part = (key: string): Field => ({
  key,
  kind: 'text',
  label: `contacts:${key}`,
  select: `address { ${key} }`,
  value: (record: RecordValues) => (record['address'] as Record<string, unknown> | null | undefined)?.[key],
  input: false,
  importAs: key,
});

/** Of where somebody or something is. */
export const addressFields: readonly Field[] = [
  { key: 'address', kind: 'address', label: 'contacts:address', group: 'contacts:reach', filter: false },
  ...['street', 'postalCode', 'city', 'region', 'country'].map(part),
];

/** Of every record. */
export const recordFields: readonly Field[] = [
  { key: 'createdAt', kind: 'dateTime', label: 'contacts:createdAt', order: 'createdAt', input: false, importAs: false },
  { key: 'updatedAt', kind: 'dateTime', label: 'contacts:updatedAt', order: 'updatedAt', input: false, importAs: false },
  { key: 'externalId', kind: 'text', label: 'contacts:externalId', input: false, importAs: 'externalId' },
];

const roles: readonly CommitteeRole[] = [
  'DECISION_MAKER',
  'ECONOMIC_BUYER',
  'TECHNICAL_BUYER',
  'CHAMPION',
  'INFLUENCER',
  'USER',
  'GATEKEEPER',
  'BLOCKER',
];
/** The parts that people have in what an account decides. */
export const committeeRoles: readonly Choice[] = roles.map((value) => ({ value, label: `contacts:role_${value}` }));

export const contact: RecordType = {
  kind: 'CONTACT',
  type: 'Contact',
  one: 'contact',
  many: 'contacts',
  path: '/contacts',
  icon: IconUser,
  label: 'contacts:contact',
  plural: 'contacts:contacts',
  titleSelect: 'name title account { id name }',
  title: ({ name }) => String(name),
  subtitle: ({ title, account }) => [title, (account as { name: string } | null)?.name].filter(Boolean).join(' · ') || undefined,
  titleField: 'name',
  fields: [
    { key: 'name', kind: 'text', label: 'contacts:name', order: 'familyName', input: false, importAs: false },
    { key: 'givenName', kind: 'text', label: 'contacts:givenName', group: 'contacts:about', single: true },
    { key: 'familyName', kind: 'text', label: 'contacts:familyName', group: 'contacts:about', order: 'familyName', single: true },
    { key: 'title', kind: 'text', label: 'contacts:title', group: 'contacts:about' },
    { key: 'account', kind: 'reference', of: 'ACCOUNT', label: 'contacts:account', group: 'contacts:about', importAs: 'accountName' },
    { key: 'owner', kind: 'reference', of: 'USER', label: 'contacts:owner', group: 'contacts:about', importAs: 'ownerEmail' },
    { key: 'emails', kind: 'emails', label: 'contacts:emails', group: 'contacts:reach', order: 'email', importAs: 'email', single: true },
    { key: 'phones', kind: 'phones', label: 'contacts:phones', group: 'contacts:reach', importAs: 'phone', single: true },
    ...addressFields,
    { key: 'language', kind: 'text', label: 'contacts:language', group: 'contacts:about' },
    { key: 'tags', kind: 'tags', label: 'contacts:tags', group: 'contacts:about' },
    { key: 'note', kind: 'longText', label: 'contacts:note', group: 'contacts:about' },
    // Of the committees that they are on: one may be asked for, each account shows its own.
    {
      key: 'committeeRole',
      kind: 'choice',
      label: 'contacts:committeeRole',
      choices: committeeRoles,
      select: '',
      input: false,
      importAs: false,
    },
    ...recordFields,
  ],
  columns: ['title', 'account', 'emails', 'phones', 'owner', 'tags', 'updatedAt'],
  quick: ['name', 'emails', 'phones'],
  order: { field: 'familyName', direction: 'ASC' },
  newFields: ['givenName', 'familyName', 'emails', 'phones', 'title', 'account', 'owner', 'tags'],
  duplicates: lazy(() => import('./possible-duplicates')),
  mutations: {
    create: 'createContact',
    update: 'updateContact',
    archive: 'archiveContact',
    restore: 'restoreContact',
    bulk: 'updateContacts',
  },
  files: 'contacts',
};
