import { opportunity } from './opportunity.js';
import { opportunityRecord } from './opportunity.record.js';
import { opportunities } from './opportunity.view.js';

/** Deals as they are read. */
export const opportunitySource = { record: opportunityRecord, view: opportunities, events: opportunity };
