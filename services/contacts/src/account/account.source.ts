import { account } from './account.js';
import { accountRecord } from './account.record.js';
import { accounts } from './account.view.js';

export const accountSource = { record: accountRecord, view: accounts, events: account };
