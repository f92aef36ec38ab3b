import { TaskEventSchema } from '@throughline/contracts/activities';
import { ContactEventSchema } from '@throughline/contracts/contacts';
import { LeadEventSchema, OpportunityEventSchema } from '@throughline/contracts/sales';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/**
 * Whose story a record is part of: `from`'s history stands on `to`'s timeline as well. A submission became a lead, a lead a person and a deal, a deal
 * is an account's. Entries keep the id their event named; a link adds them elsewhere, and taking the link away takes them away.
 */
@Entity()
export class LinkRow extends ViewRow {
  @Column('text') from!: string;
  @Column('text') to!: string;
}

const streams = [LeadEventSchema, OpportunityEventSchema, ContactEventSchema, TaskEventSchema];
const linkId = (from: string, to: string) => `${from} ${to}`;

export const links: View<LinkRow, (typeof streams)[number]> = {
  name: 'links',
  version: 1,
  entity: LinkRow,
  streams,
  indexes: ['CREATE INDEX ON {table} (tenant, "to")'],
  keys(event) {
    const self = event.stream.id;
    switch (event.type) {
      case 'LeadCreated':
        return event.data.submissionId ? [linkId(event.data.submissionId, self)] : [];
      case 'LeadConverted': {
        const { accountId, contactId, opportunityId } = event.data;
        return [accountId, contactId, opportunityId].filter(Boolean).map((id) => linkId(self, id));
      }
      case 'OpportunityOpened':
        return [event.data.accountId, ...event.data.contacts.map(({ contactId }) => contactId)]
          .filter(Boolean)
          .map((id) => linkId(self, id));
      case 'OpportunityAccountChanged':
        return event.data.accountId ? [linkId(self, event.data.accountId)] : [];
      case 'OpportunityContactsChanged':
        return event.data.contacts.map(({ contactId }) => linkId(self, contactId));
      case 'ContactJoinedAccount':
        return [linkId(self, event.data.accountId)];
      case 'TaskCreated':
      case 'TaskDescribed':
        return event.data.about.map((id) => linkId(self, id));
      default:
        return [];
    }
  },
  // Who once was part of the story stays part of it: a person who has left an account was there when it happened.
  project(_row, _event, id) {
    const [from = '', to = ''] = id.split(' ');
    return { from, to };
  },
};
