import { commonFields, type RecordType } from '@throughline/records';

export const teamRecord: RecordType = {
  name: 'Team',
  access: 'everyone',
  defaultOrder: [{ field: 'name' }],
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'parentId', label: 'Parent', kind: 'reference', of: 'team' },
  ],
};
