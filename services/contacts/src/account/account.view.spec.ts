import { describe, expect, it } from '@jest/globals';
import { AccountEventSchema, CommitteeRole, CommitteeStance } from '@throughline/contracts/contacts';
import { givenOf, on } from '@throughline/views/testing';
import { accounts } from './account.view.js';
import { companyKey } from './company-key.js';

const given = givenOf(accounts);
type Event = Parameters<typeof on<typeof AccountEventSchema>>[2];
const happened = (...events: Event[]) => events.map((event) => on(AccountEventSchema, 'acme', event));

describe('the list of accounts', () => {
  it('shows an account and follows what changes', () => {
    const created: Event = {
      type: 'AccountCreated',
      data: {
        name: 'Acme',
        employees: 0,
        annualRevenue: { amount: '10.00', currency: 'EUR' },
        address: { city: 'Rome' },
        phone: '06 1',
        phoneE164: '+3961',
      },
    };
    given(...happened(created)).then({
      acme: {
        revision: 1,
        name: 'Acme',
        employees: 0,
        annualRevenue: '10.00',
        annualRevenueCurrency: 'EUR',
        city: 'Rome',
        phone: '06 1',
        parentId: null,
        archived: false,
      },
    });
    given(
      ...happened(
        created,
        { type: 'AccountMovedUnder', data: { parentId: 'holding' } },
        { type: 'AccountFirmographicsChanged', data: { industry: 'Mining' } },
        { type: 'AccountAddressChanged', data: {} },
        { type: 'AccountArchived', data: {} },
        { type: 'AccountRestored', data: {} },
      ),
    ).then({
      acme: { revision: 6, parentId: 'holding', industry: 'Mining', employees: null, annualRevenue: null, city: null, archived: false },
    });
  });

  it('shows who is on the buying committee, in which role and since when', () => {
    const created: Event = { type: 'AccountCreated', data: { name: 'Acme' } };
    const added = (contactId: string, role: CommitteeRole): Event => ({ type: 'AccountCommitteeMemberAdded', data: { contactId, role } });
    const events: Event[] = [
      created,
      added('ann', CommitteeRole.CHAMPION),
      added('bob', CommitteeRole.ECONOMIC_BUYER),
      { type: 'AccountCommitteeRoleChanged', data: { contactId: 'ann', role: CommitteeRole.BLOCKER, previous: CommitteeRole.CHAMPION } },
      { type: 'AccountCommitteeStanceChanged', data: { contactId: 'ann', stance: CommitteeStance.OPPOSES } },
    ];
    given(...happened(...events)).then({
      acme: {
        revision: 5,
        committee: [
          { contactId: 'ann', role: 'BLOCKER', stance: 'OPPOSES', since: '2026-03-02T09:03:00.000Z' },
          { contactId: 'bob', role: 'ECONOMIC_BUYER', stance: null, since: '2026-03-02T09:02:00.000Z' },
        ],
        committeeContactIds: ['ann', 'bob'],
      },
    });
    const removed: Event = { type: 'AccountCommitteeMemberRemoved', data: { contactId: 'ann', role: CommitteeRole.BLOCKER } };
    given(...happened(...events, removed)).then({
      acme: { committeeContactIds: ['bob'] },
    });
  });

  it('knows a company whatever its legal form and spelling', () => {
    const keys = ['Acme', 'ACME, Inc.', 'Acme GmbH', 'acme  ltd', 'Acmé S.A.'].map(companyKey);
    expect(new Set(keys).size).toBe(1);
    expect(companyKey('AG')).not.toBe('');
  });
});
