import { commonFields, type RecordType } from '@throughline/records';

export const taskRecord: RecordType = {
  name: 'Task',
  access: { owner: 'assigneeId', creator: 'createdBy' },
  fields: [
    ...commonFields,
    { key: 'title', label: 'Title', kind: 'text', sortable: true },
    { key: 'body', label: 'Text', kind: 'longText' },
    { key: 'kind', label: 'Kind', kind: 'text' },
    { key: 'open', label: 'Open', kind: 'boolean' },
    { key: 'dueAt', label: 'Due', kind: 'dateTime', sortable: true },
    { key: 'completedAt', label: 'Completed', kind: 'dateTime', sortable: true },
    { key: 'assigneeId', label: 'Assignee', kind: 'reference', of: 'user' },
    { key: 'about', label: 'About', kind: 'references', of: 'record' },
    { key: 'escalated', label: 'Escalated', kind: 'boolean' },
    { key: 'escalatedAt', label: 'Escalated at', kind: 'dateTime', sortable: true },
    { key: 'archived', label: 'Archived', kind: 'boolean', exported: false },
  ],
  defaultOrder: [{ field: 'dueAt' }, { field: 'createdAt' }],
};
