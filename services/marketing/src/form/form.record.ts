import { commonFields, type RecordType } from '@throughline/records';

export const formRecord: RecordType = {
  name: 'Form',
  access: 'everyone',
  fields: [
    ...commonFields,
    { key: 'key', label: 'Key', kind: 'text' },
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'archived', label: 'Archived', kind: 'boolean', exported: false },
  ],
};
