import { commonFields, type RecordType } from '@throughline/records';

export const userRecord: RecordType = {
  name: 'User',
  access: 'everyone',
  defaultOrder: [{ field: 'name' }],
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'email', label: 'E-mail', kind: 'email', sortable: true },
    { key: 'role', label: 'Role', kind: 'enum', values: ['ADMIN', 'MANAGER', 'MEMBER', 'READ_ONLY'] },
    { key: 'teamId', label: 'Team', kind: 'reference', of: 'team' },
    { key: 'active', label: 'Active', kind: 'boolean' },
    { key: 'invited', label: 'Invited', kind: 'boolean' },
  ],
};
