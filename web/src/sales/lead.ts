import { IconTargetArrow } from '@tabler/icons-react';
import { lazy } from 'react';
import type { Choice, RecordType } from '../records/record-type';
import { originFields, recordFields } from './fields';

export const leadStatuses: readonly Choice[] = [
  { value: 'NEW', label: 'sales:leadStatus_NEW', color: 'blue' },
  { value: 'QUALIFIED', label: 'sales:leadStatus_QUALIFIED', color: 'teal' },
  { value: 'DISQUALIFIED', label: 'sales:leadStatus_DISQUALIFIED', color: 'gray' },
  { value: 'CONVERTED', label: 'sales:leadStatus_CONVERTED', color: 'green' },
];

export const lead: RecordType = {
  kind: 'LEAD',
  type: 'Lead',
  one: 'lead',
  many: 'leads',
  path: '/leads',
  icon: IconTargetArrow,
  label: 'sales:lead',
  plural: 'sales:leads',
  titleSelect: 'name company status',
  title: ({ name }) => String(name),
  subtitle: ({ name, company }) => (company && company !== name ? String(company) : undefined),
  titleField: 'name',
  fields: [
    { key: 'name', kind: 'text', label: 'sales:name', order: 'familyName', filter: false, input: false, importAs: false },
    {
      key: 'status',
      kind: 'choice',
      label: 'sales:status',
      group: 'sales:interest',
      choices: leadStatuses,
      order: 'status',
      input: false,
      importAs: false,
    },
    { key: 'disqualifiedReason', kind: 'text', label: 'sales:disqualifiedReason', group: 'sales:interest', input: false, importAs: false },
    { key: 'owner', kind: 'reference', of: 'USER', label: 'sales:owner', group: 'sales:interest', importAs: 'ownerEmail' },
    { key: 'source', kind: 'text', label: 'sales:source', group: 'sales:interest', order: 'source' },
    { key: 'campaign', kind: 'text', label: 'sales:campaign', group: 'sales:interest' },
    { key: 'note', kind: 'longText', label: 'sales:note', group: 'sales:interest' },
    { key: 'givenName', kind: 'text', label: 'sales:givenName', group: 'sales:who', single: true },
    { key: 'familyName', kind: 'text', label: 'sales:familyName', group: 'sales:who', order: 'familyName', single: true },
    { key: 'company', kind: 'text', label: 'sales:company', group: 'sales:who', order: 'company' },
    { key: 'email', kind: 'email', label: 'sales:email', group: 'sales:who', single: true },
    { key: 'phone', kind: 'phone', label: 'sales:phone', group: 'sales:who', single: true },
    { key: 'country', kind: 'text', label: 'sales:country', group: 'sales:who' },
    { key: 'industry', kind: 'text', label: 'sales:industry', group: 'sales:who' },
    ...originFields.map((field) => ({ ...field, once: true })),
    ...recordFields,
  ],
  columns: ['company', 'status', 'email', 'phone', 'source', 'owner', 'createdAt'],
  quick: ['givenName', 'familyName', 'company', 'email'],
  order: { field: 'createdAt', direction: 'DESC' },
  newFields: ['givenName', 'familyName', 'company', 'email', 'phone', 'source', 'owner', 'note'],
  duplicates: lazy(() => import('./similar-customers')),
  mutations: { create: 'createLead', update: 'updateLead', archive: 'archiveLead', restore: 'restoreLead', bulk: 'updateLeads' },
  files: 'leads',
};
