import { bulkEditing } from '@throughline/bulk-edits';
import { ContactsBulkEditEventSchema, ContactsImportEventSchema } from '@throughline/contracts/contacts';
import { importing } from '@throughline/imports';
import { exporting, recordChanges, type ServiceManifest } from '@throughline/service-kit';
import { AccountLoader } from './account/account-loader.js';
import { AccountTree } from './account/account-tree.js';
import { AccountBulkEdit } from './account/account.bulk-edit.js';
import { AccountImport } from './account/account.import.js';
import { AccountResolver, CreateAccountPayloadResolver } from './account/account.resolver.js';
import { accountSource } from './account/account.source.js';
import { accounts } from './account/account.view.js';
import { CommitteeResolver, ContactCommitteesResolver } from './account/committee.resolver.js';
import { AccountDuplicates } from './account/duplicates.js';
import { ContactLoader } from './contact/contact-loader.js';
import { ContactBulkEdit } from './contact/contact.bulk-edit.js';
import { ContactImport } from './contact/contact.import.js';
import { ContactResolver, CreateContactPayloadResolver, LinkContactToAccountPayloadResolver } from './contact/contact.resolver.js';
import { contactSource } from './contact/contact.source.js';
import { contacts as contactsView } from './contact/contact.view.js';
import { ContactDuplicates } from './contact/duplicates.js';
import { convertedLead } from './converted-lead.policy.js';
import { Lookups } from './lookups.js';
import { References } from './references.js';

const imports = importing(ContactsImportEventSchema, AccountImport, ContactImport);
const bulkEdits = bulkEditing({
  events: ContactsBulkEditEventSchema,
  kinds: { updateAccounts: AccountBulkEdit, updateContacts: ContactBulkEdit },
});

/** The one customer record: people, companies, and who works where. */
export const contacts: ServiceManifest = {
  name: 'contacts',
  schema: new URL('../', import.meta.url),
  views: [contactsView, accounts, ...imports.views, ...bulkEdits.views],
  policies: [convertedLead, ...bulkEdits.policies],
  resolvers: [
    ContactResolver,
    CreateContactPayloadResolver,
    LinkContactToAccountPayloadResolver,
    AccountResolver,
    CreateAccountPayloadResolver,
    CommitteeResolver,
    ContactCommitteesResolver,
    ...recordChanges({ Contact: contactSource, Account: accountSource }),
    ...bulkEdits.resolvers,
  ],
  controllers: [exporting({ accounts: accountSource, contacts: contactSource }), ...imports.controllers],
  providers: [
    AccountLoader,
    ContactLoader,
    AccountTree,
    AccountDuplicates,
    ContactDuplicates,
    Lookups,
    References,
    ...imports.providers,
    ...bulkEdits.providers,
  ],
};
