import { describe, it } from '@jest/globals';
import type { EventInitOf } from '@throughline/contracts';
import type { ContactEventSchema } from '@throughline/contracts/contacts';
import { givenOf } from '@throughline/decider/testing';
import { contact } from './contact.js';

type Event = EventInitOf<typeof ContactEventSchema>;

/** Monday 2 March 2026. */
const given = givenOf(contact);
const today = '2026-03-02';
const acme = '5f0c4b0e-0000-4000-8000-00000000000a';
const globex = '5f0c4b0e-0000-4000-8000-00000000000b';

const work = { address: 'ann@acme.com', kind: 'work', primary: true };
const home = { address: 'ann@home.org', primary: false };
const created: Event = {
  type: 'ContactCreated',
  data: { givenName: 'Ann', familyName: 'Lee', emails: [work], tags: ['VIP'], ownerId: 'owner-1' },
};
const joined = (positionId: string, accountId: string, more: object = {}): Event => ({
  type: 'ContactJoinedAccount',
  data: { positionId, accountId, primary: true, ...more },
});
const left = (positionId: string, accountId: string, until: string): Event => ({
  type: 'ContactLeftAccount',
  data: { positionId, accountId, until },
});
const shown = (positionId: string, accountId: string): Event => ({ type: 'ContactPrimaryAccountChanged', data: { positionId, accountId } });

describe('a person', () => {
  it('is created with what is known', () => {
    given([])
      .when({ type: 'Create', facts: { givenName: 'Ann', familyName: 'Lee', emails: [work], tags: ['VIP'], ownerId: 'owner-1' } })
      .then([created])
      .andAgainNothing();
  });

  it('is created at an account', () => {
    given([])
      .when({ type: 'Create', facts: { givenName: 'Ann' }, position: { accountId: acme } })
      .then([{ type: 'ContactCreated', data: { givenName: 'Ann' } }, joined('1', acme)]);
  });

  it('needs something to be called by', () => {
    given([])
      .when({ type: 'Create', facts: { title: 'CEO' } })
      .thenRefuses({
        code: 'BAD_USER_INPUT',
        fields: { familyName: 'is required: a person needs a name, an e-mail address or a phone number' },
      });
    given([{ type: 'ContactCreated', data: { givenName: 'Ann' } }])
      .when({ type: 'Update', changes: { givenName: null } })
      .thenRefuses({ code: 'BAD_USER_INPUT' });
    given([created])
      .when({ type: 'Update', changes: { givenName: null, familyName: null } })
      .then([{ type: 'ContactRenamed', data: {} }]);
  });

  it('changes by facts, one for each thing that changed', () => {
    given([created])
      .when({ type: 'Update', changes: { familyName: 'Lee-Smith', emails: [work, home], title: 'CTO', tags: ['Partner'], ownerId: null } })
      .then([
        { type: 'ContactRenamed', data: { givenName: 'Ann', familyName: 'Lee-Smith' } },
        { type: 'ContactEmailsChanged', data: { emails: [work, home] } },
        { type: 'ContactTitleChanged', data: { title: 'CTO' } },
        { type: 'ContactTagsChanged', data: { tags: ['Partner'], added: ['Partner'], removed: ['VIP'] } },
        { type: 'ContactAssigned', data: { ownerId: '', previousOwnerId: 'owner-1' } },
      ])
      .andAgainNothing();
  });

  it('keeps what is absent, and says nothing about what is already so', () => {
    given([created]).when({ type: 'Update', changes: {} }).then([]);
    given([created])
      .when({ type: 'Update', changes: { givenName: 'Ann', emails: [work], tags: ['VIP'], ownerId: 'owner-1' } })
      .then([]);
  });

  it('has its first address replaced, the others kept', () => {
    const addresses: Event = { type: 'ContactAddressesChanged', data: { addresses: [{ city: 'Berlin' }, { city: 'Rome' }] } };
    given([created, addresses])
      .when({ type: 'Update', changes: { address: { city: 'Paris' } } })
      .then([{ type: 'ContactAddressesChanged', data: { addresses: [{ city: 'Paris' }, { city: 'Rome' }] } }])
      .andAgainNothing();
  });

  it('gets another primary address and first number, and keeps the others', () => {
    given([created])
      .when({ type: 'Update', changes: { email: 'new@acme.com', phone: { number: '+49 30 1', e164: '+49301' } } })
      .then([
        {
          type: 'ContactEmailsChanged',
          data: {
            emails: [
              { address: 'new@acme.com', primary: true },
              { ...work, primary: false },
            ],
          },
        },
        { type: 'ContactPhonesChanged', data: { phones: [{ number: '+49 30 1', e164: '+49301' }] } },
      ])
      .andAgainNothing();
    given([created])
      .when({ type: 'Update', changes: { email: 'ANN@ACME.com' } })
      .then([]);
  });

  it('is archived and restored', () => {
    const archived: Event = { type: 'ContactArchived', data: {} };
    given([created]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    given([created, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'ContactRestored', data: {} }])
      .andAgainNothing();
    given([created, archived])
      .when({ type: 'Update', changes: { title: 'CTO' } })
      .thenRefuses({ code: 'RULE_VIOLATED', rule: 'record.archived' });
    given([]).when({ type: 'Archive' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});

describe('positions', () => {
  it('may be several at once, one of them shown', () => {
    given([created, joined('1', acme)])
      .when({ type: 'LinkToAccount', position: { accountId: globex, title: 'Board member', since: '2025-01-01' } })
      .then([joined('2', globex, { primary: false, title: 'Board member', since: '2025-01-01' })])
      .andAgainNothing();
    given([created, joined('1', acme)])
      .when({ type: 'LinkToAccount', position: { accountId: globex }, primary: true })
      .then([joined('2', globex)])
      .andAgainNothing();
  });

  it('end, and the person is shown with another one', () => {
    given([created, joined('1', acme, { since: '2020-01-01' }), joined('2', globex, { primary: false })])
      .when({ type: 'LinkToAccount', position: { accountId: acme, until: '2026-02-28' } })
      .then([left('1', acme, '2026-02-28'), shown('2', globex)])
      .andAgainNothing();
  });

  it('that are to end later are shown until then', () => {
    given([created, joined('1', acme)])
      .when({ type: 'LinkToAccount', position: { accountId: acme, until: '2026-12-31' } })
      .then([left('1', acme, '2026-12-31')]);
  });

  it('are corrected where they overlap in time, and further ones where they do not', () => {
    const history = [created, joined('1', acme, { since: '2020-01-01' })];
    given(history)
      .when({ type: 'LinkToAccount', position: { accountId: acme, since: '2019-06-01', title: 'CEO' } })
      .then([{ type: 'ContactPositionChanged', data: { positionId: '1', accountId: acme, since: '2019-06-01', title: 'CEO' } }]);
    given(history)
      .when({ type: 'LinkToAccount', position: { accountId: acme, since: '2010-01-01', until: '2012-12-31' } })
      .then([joined('2', acme, { since: '2010-01-01', until: '2012-12-31', primary: false })]);
  });

  it('begin before they end', () => {
    given([created])
      .when({ type: 'LinkToAccount', position: { accountId: acme, since: '2026-02-01', until: '2026-01-01' } })
      .thenRefuses({ fields: { until: 'is before `since`' } });
  });

  it('follow a changed company: people change jobs', () => {
    given([created, joined('1', acme)])
      .when({ type: 'Update', changes: { accountId: globex } })
      .then([left('1', acme, today), joined('2', globex)])
      .andAgainNothing();
    given([created, joined('1', acme)])
      .when({ type: 'Update', changes: { accountId: null } })
      .then([left('1', acme, today), shown('', '')])
      .andAgainNothing();
  });

  it('that never were are taken back', () => {
    given([created, joined('1', acme), joined('2', globex, { primary: false })])
      .when({ type: 'RemovePosition', positionId: '1' })
      .then([{ type: 'ContactPositionRemoved', data: { positionId: '1', accountId: acme } }, shown('2', globex)])
      .andAgainNothing();
    given([created])
      .when({ type: 'RemovePosition', positionId: '7' })
      .thenRefuses({ fields: { positionId: 'is not a position of this person' } });
  });
});
