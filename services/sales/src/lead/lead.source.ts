import { customerAccountSource, customerContactSource } from '../customers/customers.view.js';
import { lead } from './lead.js';
import { leadRecord } from './lead.record.js';
import { leads } from './lead.view.js';

const record = { ...leadRecord, refersTo: () => ({ account: customerAccountSource, contact: customerContactSource }) };

/** Leads as they are read. */
export const leadSource = { record, view: leads, events: lead };
