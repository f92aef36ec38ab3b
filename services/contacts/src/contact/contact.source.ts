import { contactRecord } from './contact.record.js';
import { contact } from './contact.js';
import { contacts } from './contact.view.js';

export const contactSource = { record: contactRecord, view: contacts, events: contact };
