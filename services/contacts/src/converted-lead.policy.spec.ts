import { describe, expect, it } from '@jest/globals';
import { LeadEventSchema } from '@throughline/contracts/sales';
import { toEvent } from '@throughline/contracts';
import { convertedLead } from './converted-lead.policy.js';

const lead = {
  accountId: 'account-1',
  contactId: 'contact-1',
  ownerId: 'owner-1',
  company: 'Acme',
  givenName: 'Ann',
  familyName: 'Lee',
  email: 'ann@acme.example',
  phone: '030 901820',
  phoneE164: '+4930901820',
  country: 'de',
  industry: 'Mining',
};

function reactTo(data: Partial<typeof lead> & { accountExisted?: boolean; contactExisted?: boolean }, linkable = false) {
  const { data: converted } = toEvent(LeadEventSchema, { type: 'LeadConverted', data: { ...lead, ...data } });
  const event = { type: 'LeadConverted', data: converted, stream: { tenant: 'main', category: 'lead', id: 'lead-1' } };
  const commands = convertedLead.react(event as never, { linkable }, { now: '2026-03-02T09:00:00.000Z', id: (name) => name });
  return commands.map(({ decider, id, command }) => ({ [`${decider.category} ${id}`]: command }));
}

describe('a converted lead', () => {
  it('becomes an account and a person under the ids that sales has told', () => {
    expect(reactTo({})).toEqual([
      {
        'account account-1': {
          type: 'Create',
          facts: { name: 'Acme', ownerId: 'owner-1', industry: 'Mining', address: { country: 'DE' } },
          origin: { leadId: 'lead-1' },
        },
      },
      {
        'contact contact-1': {
          type: 'Create',
          facts: {
            givenName: 'Ann',
            familyName: 'Lee',
            ownerId: 'owner-1',
            emails: [{ address: 'ann@acme.example', primary: true }],
            phones: [{ number: '030 901820', e164: '+4930901820' }],
            addresses: [{ country: 'DE' }],
          },
          position: { accountId: 'account-1' },
          origin: { leadId: 'lead-1' },
        },
      },
    ]);
  });

  it('joins those that were there', () => {
    expect(reactTo({ accountExisted: true, contactExisted: true }, true)).toEqual([
      { 'contact contact-1': { type: 'LinkToAccount', position: { accountId: 'account-1' } } },
    ]);
    expect(reactTo({ accountExisted: true, contactExisted: true }, false)).toEqual([]);
  });

  it('gives the account nothing of the person: no name, and no domain of an e-mail', () => {
    const [account] = reactTo({ company: '', email: 'ann@lee.example' });
    expect(JSON.stringify(account)).not.toMatch(/ann|lee\.example/i);
    expect(JSON.stringify(reactTo({ email: 'ann@lee.example' })[0])).not.toContain('lee.example');
  });

  it('is taken with a country that is none, as sales took it', () => {
    const country = 'A land of many words, '.repeat(9).trim();
    expect(reactTo({ country })).toMatchObject([
      { 'account account-1': { facts: { address: { country } } } },
      { 'contact contact-1': { facts: { addresses: [{ country }] } } },
    ]);
  });

  it('that was erased makes nobody', () => {
    expect(reactTo({ givenName: '', familyName: '', email: '', phone: '', phoneE164: '' })).toHaveLength(1);
  });
});
