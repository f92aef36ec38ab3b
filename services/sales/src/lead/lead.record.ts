import { commonFields, type RecordType } from '@throughline/records';

export const leadRecord: RecordType = {
  name: 'Lead',
  fields: [
    ...commonFields,
    { key: 'givenName', label: 'Given name', kind: 'text' },
    { key: 'familyName', label: 'Family name', kind: 'text', sortable: true },
    { key: 'company', label: 'Company', kind: 'text', sortable: true },
    { key: 'email', label: 'E-mail', kind: 'email' },
    { key: 'phone', label: 'Phone', kind: 'phone' },
    { key: 'source', label: 'Source', kind: 'text', sortable: true },
    { key: 'campaign', label: 'Campaign', kind: 'text' },
    { key: 'note', label: 'Note', kind: 'longText' },
    { key: 'country', label: 'Country', kind: 'text' },
    { key: 'industry', label: 'Industry', kind: 'text' },
    { key: 'status', label: 'Status', kind: 'enum', values: ['NEW', 'QUALIFIED', 'DISQUALIFIED', 'CONVERTED'], sortable: true },
    { key: 'disqualifiedReason', label: 'Disqualified because', kind: 'text' },
    { key: 'ownerId', label: 'Owner', kind: 'reference', of: 'user' },
    { key: 'referringContactId', label: 'Referred by', kind: 'reference', of: 'contact' },
    { key: 'referringAccountId', label: 'Referred by account', kind: 'reference', of: 'account' },
    { key: 'firstTouchSource', label: 'First touch', kind: 'text' },
    { key: 'lastTouchSource', label: 'Last touch', kind: 'text' },
    { key: 'submissionId', label: 'Form submission', kind: 'reference', of: 'form submission', exported: false },
    { key: 'externalId', label: 'External id', kind: 'text' },
    { key: 'archived', label: 'Archived', kind: 'boolean', exported: false },
  ],
};
