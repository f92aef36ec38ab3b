import { customerAccountSource, customerContactSource } from '../customers/customers.view.js';
import { leadSource } from '../lead/lead.source.js';
import { LeadRow } from '../lead/lead.view.js';
import { opportunity } from './opportunity.js';
import { opportunityRecord } from './opportunity.record.js';
import { opportunities } from './opportunity.view.js';

/** What it refers to is told here and not in the record, from which the view is made. */
const record = {
  ...opportunityRecord,
  refersTo: () => ({
    account: customerAccountSource,
    contact: customerContactSource,
    lead: { record: leadSource.record, entity: LeadRow },
  }),
};

/** Deals as they are read. */
export const opportunitySource = { record, view: opportunities, events: opportunity };
