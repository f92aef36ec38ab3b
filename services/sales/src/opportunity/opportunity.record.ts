import { commonFields, type RecordType, type Viewer } from '@throughline/records';

/** Who may know a margin: admins, managers, and the owner of the deal. */
export const marginReadableBy = (viewer: Viewer) =>
  viewer.role === 'ADMIN' || viewer.role === 'MANAGER' ? ('all' as const) : { ownerIs: viewer.actor };

/** Whoever may not know it may not set it either: what that changes, or does not, would tell it. */
export const mayKnowMargin = ({ role, actor }: Pick<Viewer, 'role' | 'actor'>, { ownerId }: { readonly ownerId: string | null }) =>
  role === 'ADMIN' || role === 'MANAGER' || ownerId === actor;

export const opportunityRecord: RecordType = {
  name: 'Opportunity',
  fields: [
    ...commonFields,
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'status', label: 'Status', kind: 'enum', values: ['OPEN', 'WON', 'LOST'] },
    { key: 'accountId', label: 'Account', kind: 'reference', of: 'account' },
    { key: 'contactIds', label: 'Contacts', kind: 'references', of: 'contact' },
    { key: 'pipelineId', label: 'Pipeline', kind: 'reference', of: 'pipeline' },
    { key: 'stageId', label: 'Stage', kind: 'reference', of: 'stage' },
    { key: 'stageEnteredAt', label: 'In stage since', kind: 'dateTime', sortable: true },
    { key: 'amount', label: 'Amount', kind: 'money', sortable: true },
    { key: 'margin', label: 'Margin', kind: 'money', sortable: true, readableBy: marginReadableBy },
    { key: 'closeDate', label: 'Close date', kind: 'date', sortable: true },
    { key: 'closedOn', label: 'Closed on', kind: 'date', sortable: true },
    { key: 'createdOn', label: 'Began on', kind: 'date', sortable: true },
    { key: 'lostReason', label: 'Lost because', kind: 'text' },
    { key: 'productIds', label: 'Products', kind: 'references', of: 'product' },
    { key: 'priceBookId', label: 'Price book', kind: 'reference', of: 'price book' },
    { key: 'competitors', label: 'Competitors', kind: 'tags' },
    { key: 'nextStep', label: 'Next step', kind: 'text' },
    { key: 'source', label: 'Source', kind: 'text' },
    { key: 'campaign', label: 'Campaign', kind: 'text' },
    { key: 'referringContactId', label: 'Referred by', kind: 'reference', of: 'contact' },
    { key: 'referringAccountId', label: 'Referred by account', kind: 'reference', of: 'account' },
    { key: 'firstTouchSource', label: 'First touch', kind: 'text' },
    { key: 'lastTouchSource', label: 'Last touch', kind: 'text' },
    { key: 'leadId', label: 'Lead', kind: 'reference', of: 'lead' },
    { key: 'ownerId', label: 'Owner', kind: 'reference', of: 'user' },
    { key: 'externalId', label: 'External id', kind: 'text' },
    { key: 'archived', label: 'Archived', kind: 'boolean', exported: false },
  ],
};

/**
 * The day on which a deal began, where somebody said so. Else it was recorded that day (`recordedOn`: the day of `createdAt`, where the organisation is), perhaps
 * long after it ended.
 */
export const beganOn = ({ createdOn }: { readonly createdOn: string }, recordedOn: string): string | undefined =>
  createdOn < recordedOn ? createdOn : undefined;
