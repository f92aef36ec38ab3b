import { contactRecord } from '../contact/contact.record.js';
import { ContactRow } from '../contact/contact.view.js';
import { account } from './account.js';
import { accountRecord } from './account.record.js';
import { AccountRow, accounts } from './account.view.js';

const record = {
  ...accountRecord,
  refersTo: () => ({
    account: { record: accountRecord, entity: AccountRow },
    contact: { record: contactRecord, entity: ContactRow },
  }),
};

export const accountSource = { record, view: accounts, events: account };
