import { parseDomain } from '@throughline/domain';
import { commonFields, type RecordType } from '@throughline/records';

export const accountRecord: RecordType = {
  name: 'Account',
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'domain', label: 'Domain', kind: 'text', kept: domainOf },
    { key: 'parentId', label: 'Parent', kind: 'reference', of: 'account' },
    { key: 'industry', label: 'Industry', kind: 'text', sortable: true },
    { key: 'employees', label: 'Employees', kind: 'integer', sortable: true },
    { key: 'annualRevenue', label: 'Annual revenue', kind: 'money', sortable: true },
    { key: 'founded', label: 'Founded', kind: 'integer' },
    { key: 'phone', label: 'Phone', kind: 'phone' },
    { key: 'street', label: 'Street', kind: 'text' },
    { key: 'postalCode', label: 'Postal code', kind: 'text' },
    { key: 'city', label: 'City', kind: 'text' },
    { key: 'region', label: 'Region', kind: 'text' },
    { key: 'country', label: 'Country', kind: 'text' },
    { key: 'tags', label: 'Tags', kind: 'tags' },
    { key: 'committeeContactIds', label: 'Buying committee', kind: 'references', of: 'contact' },
    { key: 'ownerId', label: 'Owner', kind: 'reference', of: 'user' },
    { key: 'leadId', label: 'Lead', kind: 'id', exported: false },
    { key: 'externalId', label: 'External id', kind: 'text' },
    { key: 'archived', label: 'Archived', kind: 'boolean', exported: false },
  ],
};

/** What is no domain is nobody's, and stays as it is. */
function domainOf(typed: string): string {
  try {
    return parseDomain(typed);
  } catch {
    return typed;
  }
}
