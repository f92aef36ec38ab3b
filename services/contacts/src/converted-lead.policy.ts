import { LeadEventSchema } from '@throughline/contracts/sales';
import { emailDomain, parseCountry } from '@throughline/domain';
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
    const address = country ? { country: parseCountry(country) } : undefined;
    return [
      ...(data.accountExisted
        ? []
        : [
            does(account, accountId, {
              type: 'Create',
              facts: {
                // A person without a company: their name is personal and an account's is not, so it must not become one.
                name: company || 'Private customer',
                ...owner,
                ...present<{ domain?: string; industry?: string }>({ domain: company ? domainOf(email) : undefined, industry }),
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

/** Of a company's mail, not of a mail provider's. */
function domainOf(email: string): string | undefined {
  if (!email) return undefined;
  const domain = emailDomain(email);
  return PROVIDERS.has(domain) ? undefined : domain;
}

const PROVIDERS: ReadonlySet<string> = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com yahoo.com yahoo.co.uk yahoo.fr yahoo.de ymail.com icloud.com ' +
    'me.com mac.com aol.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de mail.com mail.ru yandex.ru yandex.com ' +
    'qq.com 163.com 126.com naver.com zoho.com fastmail.com hey.com laposte.net orange.fr free.fr wanadoo.fr libero.it virgilio.it comcast.net ' +
    'verizon.net att.net btinternet.com sky.com bluewin.ch seznam.cz wp.pl o2.pl posteo.de mailbox.org tutanota.com'
  ).split(' '),
);
