import { LeadEventSchema } from '@throughline/contracts/sales';
import { does, policy } from '@throughline/views';
import { account } from './account/account.js';
import { contact } from './contact/contact.js';
import { present } from './values.js';

/**
 * A lead that sales has converted becomes an account and a person here, under the ids that sales has told everybody already; where sales named
 * existing ones, these are joined. What sales accepted is accepted.
 */
export const convertedLead = policy({
  name: 'converted-lead',
  version: 1,
  streams: [LeadEventSchema],
  on: ['LeadConverted'],
  from: 'beginning',
  async load({ stream, data }, { load }) {
    const existing = data.contactExisted ? await load(contact, stream.tenant, data.contactId) : undefined;
    return { linkable: existing?.state.status === 'active' };
  },
  react({ stream, data }, { linkable }) {
    const { accountId, contactId, ownerId, company, givenName, familyName, email, phone, phoneE164, country, industry } = data;
    const origin = { leadId: stream.id };
    const owner = present<{ ownerId?: string }>({ ownerId });
    // Erased since: there is nobody left to make a record of.
    const known = Boolean(givenName || familyName || email || phone);
    const address = country ? { country: country.length === 2 ? country.toUpperCase() : country } : undefined;
    return [
      ...(data.accountExisted
        ? []
        : [
            does(account, accountId, {
              type: 'Create',
              facts: {
                // An account's fields are not sealed, so nothing personal becomes one: not the person's name, nor their e-mail's domain.
                name: company || 'Private customer',
                ...owner,
                ...present<{ industry?: string }>({ industry }),
                ...(address && { address }),
              },
              origin,
            }),
          ]),
      ...(linkable ? [does(contact, contactId, { type: 'LinkToAccount', position: { accountId } })] : []),
      ...(data.contactExisted || !known
        ? []
        : [
            does(contact, contactId, {
              type: 'Create',
              facts: {
                givenName,
                familyName,
                ...owner,
                emails: email ? [{ address: email, primary: true }] : [],
                phones: phone ? [present<{ number: string; e164?: string }>({ number: phone, e164: phoneE164 })] : [],
                ...(address && { addresses: [address] }),
              },
              position: { accountId },
              origin,
            }),
          ]),
    ];
  },
});
