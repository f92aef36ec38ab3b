import { commonFields, type RecordType, type RowSql } from '@throughline/records';
import { accountRecord } from '../account/account.record.js';
import { AccountRow, committeeRoles } from '../account/account.view.js';

export const contactRecord: RecordType = {
  name: 'Contact',
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', exported: false },
    { key: 'givenName', label: 'Given name', kind: 'text' },
    { key: 'familyName', label: 'Family name', kind: 'text', sortable: true },
    { key: 'title', label: 'Job title', kind: 'text' },
    { key: 'email', label: 'E-mail', kind: 'email', sortable: true },
    { key: 'emails', label: 'E-mails', kind: 'email' },
    { key: 'phone', label: 'Phone', kind: 'phone' },
    { key: 'phones', label: 'Phones', kind: 'phone' },
    { key: 'accountId', label: 'Account', kind: 'reference', of: 'account' },
    { key: 'accountIds', label: 'Accounts', kind: 'references', of: 'account' },
    {
      key: 'committeeRole',
      label: 'Role on a buying committee',
      kind: 'enum',
      values: committeeRoles,
      elsewhere: onCommittees,
      exported: false,
    },
    { key: 'street', label: 'Street', kind: 'text' },
    { key: 'postalCode', label: 'Postal code', kind: 'text' },
    { key: 'city', label: 'City', kind: 'text' },
    { key: 'region', label: 'Region', kind: 'text' },
    { key: 'country', label: 'Country', kind: 'text' },
    { key: 'language', label: 'Language', kind: 'text' },
    { key: 'note', label: 'Note', kind: 'longText' },
    { key: 'tags', label: 'Tags', kind: 'tags' },
    { key: 'ownerId', label: 'Owner', kind: 'reference', of: 'user' },
    { key: 'leadId', label: 'Lead', kind: 'id', exported: false },
    { key: 'externalId', label: 'External id', kind: 'text' },
    { key: 'archived', label: 'Archived', kind: 'boolean', exported: false },
  ],
};

/** On the committees of accounts that the viewer sees, archived ones left out. */
function onCommittees(person: RowSql, matches: (role: string) => string): string {
  const account = person.beside({ record: accountRecord, entity: AccountRow }, 'committee_account');
  const committee = account.column('committee');
  return `EXISTS (SELECT FROM ${account.table}, jsonb_array_elements(${committee}) seat
    WHERE ${account.visible()} AND NOT ${account.column('archived')} AND ${committee} <> '[]'
      AND seat->>'contactId' = ${person.column('id')} AND ${matches(`(seat->>'role')`)})`;
}
