import { describe, expect, it } from '@jest/globals';
import { AccountEventSchema } from '@throughline/contracts/contacts';
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

  it('knows a company whatever its legal form and spelling', () => {
    const keys = ['Acme', 'ACME, Inc.', 'Acme GmbH', 'acme  ltd', 'Acmé S.A.'].map(companyKey);
    expect(new Set(keys).size).toBe(1);
    expect(companyKey('AG')).not.toBe('');
  });
});
