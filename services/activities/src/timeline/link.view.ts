import { TaskEventSchema } from '@throughline/contracts/activities';
import { LeadEventSchema, OpportunityEventSchema } from '@throughline/contracts/sales';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/**
 * Whose story a record is part of: what happened with it stands on the timelines of `to` as well. A submission became a lead, a lead a person and a
 * deal, a deal is an account's. Entries keep the id their event named; a link adds them elsewhere, and taking it away takes them away.
 * Whose people are an account's is told by `employment.view.ts`.
 */
@Entity()
export class LinkRow extends ViewRow {
  /** All that follow, each once. */
  @Column('text', { array: true }) to!: readonly string[];
  @Column('text', { nullable: true }) account!: string | null;
  @Column('text', { array: true }) contacts!: readonly string[];
  @Column('text', { array: true }) others!: readonly string[];
  /** A visitor's post is no record of its own: it is seen with the lead it became. */
  @Column('boolean') submission!: boolean;
}

const streams = [LeadEventSchema, OpportunityEventSchema, TaskEventSchema];
type Links = Omit<RowData<LinkRow>, 'to'>;

export const links: View<LinkRow, (typeof streams)[number]> = {
  name: 'links',
  version: 3,
  entity: LinkRow,
  streams,
  indexes: ['CREATE INDEX ON {table} USING gin ("to")'],
  keys: ({ type, data, stream }) => {
    if (type === 'LeadCreated' || type === 'LeadSubmittedAgain') return data.submissionId ? [data.submissionId] : [];
    return linking.has(type) ? [stream.id] : [];
  },
  project(row, { type, data, stream }) {
    const before: Links = row ?? { account: null, contacts: [], others: [], submission: false };
    switch (type) {
      case 'LeadCreated':
      case 'LeadSubmittedAgain':
        return linked({ ...before, others: [stream.id], submission: true });
      case 'LeadConverted':
        return linked({ ...before, account: data.accountId || null, contacts: list(data.contactId), others: list(data.opportunityId) });
      case 'OpportunityOpened':
        return linked({ ...before, account: data.accountId || null, contacts: data.contacts.map(({ contactId }) => contactId) });
      case 'OpportunityAccountChanged':
        return linked({ ...before, account: data.accountId || null });
      case 'OpportunityContactsChanged':
        return linked({ ...before, contacts: data.contacts.map(({ contactId }) => contactId) });
      case 'TaskCreated':
      case 'TaskDescribed':
        return linked({ ...before, others: data.about });
      default:
        return row;
    }
  },
};

const linking: ReadonlySet<string> = new Set([
  'LeadConverted',
  'OpportunityOpened',
  'OpportunityAccountChanged',
  'OpportunityContactsChanged',
  'TaskCreated',
  'TaskDescribed',
]);

const linked = (links: Links): RowData<LinkRow> => ({
  ...links,
  to: [...new Set([...list(links.account), ...links.contacts, ...links.others])],
});

const list = (id: string | null): string[] => (id ? [id] : []);
