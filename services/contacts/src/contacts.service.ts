import type { ServiceManifest } from '@throughline/service-kit';
import { AccountLoader } from './account/account-loader.js';
import { AccountTree } from './account/account-tree.js';
import { AccountResolver, CreateAccountPayloadResolver } from './account/account.resolver.js';
import { accounts } from './account/account.view.js';
import { AccountDuplicates } from './account/duplicates.js';
import { ContactResolver, CreateContactPayloadResolver, LinkContactToAccountPayloadResolver } from './contact/contact.resolver.js';
import { contacts as contactsView } from './contact/contact.view.js';
import { ContactDuplicates } from './contact/duplicates.js';
import { convertedLead } from './converted-lead.policy.js';
import { ExportsController } from './exports.controller.js';
import { References } from './references.js';

/** The one customer record: people, companies, and who works where. */
export const contacts: ServiceManifest = {
  name: 'contacts',
  schema: new URL('../', import.meta.url),
  views: [contactsView, accounts],
  policies: [convertedLead],
  resolvers: [
    ContactResolver,
    CreateContactPayloadResolver,
    LinkContactToAccountPayloadResolver,
    AccountResolver,
    CreateAccountPayloadResolver,
  ],
  controllers: [ExportsController],
  providers: [AccountLoader, AccountTree, AccountDuplicates, ContactDuplicates, References],
};
