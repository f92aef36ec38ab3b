import { accountRecord } from '../account/account.record.js';
import { AccountRow } from '../account/account.view.js';
import { contactRecord } from './contact.record.js';
import { contact } from './contact.js';
import { contacts } from './contact.view.js';

/** What it refers to is told here and not in the record, from which the view is made. */
const record = { ...contactRecord, refersTo: () => ({ account: { record: accountRecord, entity: AccountRow } }) };

export const contactSource = { record, view: contacts, events: contact };
