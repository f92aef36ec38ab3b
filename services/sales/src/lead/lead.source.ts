import { lead } from './lead.js';
import { leadRecord } from './lead.record.js';
import { leads } from './lead.view.js';

/** Leads as they are read. */
export const leadSource = { record: leadRecord, view: leads, events: lead };
