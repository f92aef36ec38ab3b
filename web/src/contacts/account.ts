import { IconBuilding } from '@tabler/icons-react';
import { lazy } from 'react';
import type { RecordType } from '../records/record-type';
import { addressFields, recordFields } from './contact';

export const account: RecordType = {
  kind: 'ACCOUNT',
  type: 'Account',
  one: 'account',
  many: 'accounts',
  path: '/accounts',
  icon: IconBuilding,
  label: 'contacts:account',
  plural: 'contacts:accounts',
  titleSelect: 'name domain',
  title: ({ name }) => String(name),
  subtitle: ({ domain, industry }) => [industry, domain].filter(Boolean).join(' · ') || undefined,
  titleField: 'name',
  fields: [
    { key: 'name', kind: 'text', label: 'contacts:accountName', group: 'contacts:company', order: 'name', required: true, single: true },
    { key: 'domain', kind: 'url', label: 'contacts:domain', group: 'contacts:company', single: true },
    { key: 'industry', kind: 'text', label: 'contacts:industry', group: 'contacts:company', order: 'industry' },
    { key: 'parent', kind: 'reference', of: 'ACCOUNT', label: 'contacts:parent', group: 'contacts:company', importAs: 'parentName' },
    { key: 'owner', kind: 'reference', of: 'USER', label: 'contacts:owner', group: 'contacts:company', importAs: 'ownerEmail' },
    { key: 'employees', kind: 'number', label: 'contacts:employees', group: 'contacts:company', order: 'employees' },
    { key: 'annualRevenue', kind: 'money', label: 'contacts:annualRevenue', group: 'contacts:company', order: 'annualRevenue' },
    { key: 'founded', kind: 'number', label: 'contacts:founded', group: 'contacts:company', plain: true },
    { key: 'tags', kind: 'tags', label: 'contacts:tags', group: 'contacts:company' },
    { key: 'phone', kind: 'phone', label: 'contacts:phone', group: 'contacts:reach' },
    ...addressFields,
    ...recordFields,
  ],
  columns: ['domain', 'industry', 'employees', 'annualRevenue', 'city', 'owner', 'tags', 'updatedAt'],
  quick: ['name', 'domain'],
  order: { field: 'name', direction: 'ASC' },
  newFields: ['name', 'domain', 'industry', 'phone', 'parent', 'employees', 'owner', 'tags'],
  duplicates: lazy(() => import('./possible-duplicate-accounts')),
  mutations: {
    create: 'createAccount',
    update: 'updateAccount',
    archive: 'archiveAccount',
    restore: 'restoreAccount',
    bulk: 'updateAccounts',
  },
  files: 'accounts',
};
