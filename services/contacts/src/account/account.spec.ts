import { describe, it } from '@jest/globals';
import type { EventInitOf } from '@throughline/contracts';
import type { AccountEventSchema } from '@throughline/contracts/contacts';
import { givenOf } from '@throughline/decider/testing';
import { account, CommitteeRole, CommitteeStance } from './account.js';

type Event = EventInitOf<typeof AccountEventSchema>;

const given = givenOf(account);
const created: Event = {
  type: 'AccountCreated',
  data: { name: 'Acme', domain: 'acme.com', industry: 'Software', employees: 12, annualRevenue: { amount: '1000.00', currency: 'EUR' } },
};
const moved = (parentId: string, previousParentId = ''): Event => ({ type: 'AccountMovedUnder', data: { parentId, previousParentId } });

describe('an account', () => {
  it('is created', () => {
    given([])
      .when({
        type: 'Create',
        facts: {
          name: 'Acme',
          domain: 'acme.com',
          industry: 'Software',
          employees: 12,
          annualRevenue: { amount: '1000.00', currency: 'EUR' },
        },
      })
      .then([created])
      .andAgainNothing();
  });

  it('changes by facts', () => {
    given([created])
      .when({
        type: 'Update',
        changes: {
          name: 'Acme AG',
          employees: null,
          phone: { number: '030 1', e164: '+49301' },
          address: { city: 'Berlin' },
          ownerId: 'ann',
        },
      })
      .then([
        { type: 'AccountRenamed', data: { name: 'Acme AG', previous: 'Acme' } },
        { type: 'AccountFirmographicsChanged', data: { industry: 'Software', annualRevenue: { amount: '1000.00', currency: 'EUR' } } },
        { type: 'AccountPhoneChanged', data: { phone: '030 1', phoneE164: '+49301' } },
        { type: 'AccountAddressChanged', data: { address: { city: 'Berlin' } } },
        { type: 'AccountAssigned', data: { ownerId: 'ann' } },
      ])
      .andAgainNothing();
  });

  it('says nothing about what is already so', () => {
    given([created])
      .when({ type: 'Update', changes: { domain: 'acme.com', annualRevenue: { amount: '1000', currency: 'EUR' } } })
      .then([]);
  });

  it('is archived and restored', () => {
    const archived: Event = { type: 'AccountArchived', data: {} };
    given([created]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    given([created, archived])
      .when({ type: 'Update', changes: { name: 'X' } })
      .thenRefuses({ rule: 'record.archived' });
    given([created, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'AccountRestored', data: {} }]);
  });
});

describe('the tree', () => {
  const under = (id: string | null, above: string[]) => ({ type: 'Update', changes: {}, parent: { id, above, of: 'branch' } }) as const;

  it('takes an account under another one, and out again', () => {
    given([created])
      .when(under('holding', ['holding']))
      .then([moved('holding')])
      .andAgainNothing();
    given([created, moved('holding')])
      .when(under(null, []))
      .then([moved('', 'holding')])
      .andAgainNothing();
  });

  it('has no circles', () => {
    given([created])
      .when(under('branch', ['branch']))
      .thenRefuses({ fields: { parentId: 'is the account itself' } });
    given([created])
      .when(under('leaf', ['leaf', 'branch', 'holding']))
      .thenRefuses({ fields: { parentId: 'is an account that stands below this one' } });
  });
});

describe('the buying committee', () => {
  const { CHAMPION, DECISION_MAKER } = CommitteeRole;
  const { UNSPECIFIED, SUPPORTS } = CommitteeStance;
  const add = (contactId: string, role = CHAMPION, stance = UNSPECIFIED) =>
    ({ type: 'AddCommitteeMember', member: { contactId, role, stance } }) as const;
  const added: Event = { type: 'AccountCommitteeMemberAdded', data: { contactId: 'ann', role: CHAMPION } };
  const removed: Event = { type: 'AccountCommitteeMemberRemoved', data: { contactId: 'ann', role: CHAMPION } };

  it('takes a person once', () => {
    given([created]).when(add('ann')).then([added]).andAgainNothing();
    given([created, added])
      .when(add('ann', DECISION_MAKER))
      .thenRefuses({ fields: { contactId: 'is on the committee already: change the role' } });
    given([created, added])
      .when(add('bob', CHAMPION, SUPPORTS))
      .then([{ type: 'AccountCommitteeMemberAdded', data: { contactId: 'bob', role: CHAMPION, stance: SUPPORTS } }]);
  });

  it('stays small enough to be shown whole', () => {
    const hundred = Array.from({ length: 100 }, (_, i): Event => ({ type: 'AccountCommitteeMemberAdded', data: { contactId: `p${i}` } }));
    given([created, ...hundred])
      .when(add('ann'))
      .thenRefuses({ rule: 'committee.size' });
  });

  it('keeps what a person was before', () => {
    given([created, added])
      .when({ type: 'ChangeCommitteeMember', contactId: 'ann', role: DECISION_MAKER, stance: SUPPORTS })
      .then([
        { type: 'AccountCommitteeRoleChanged', data: { contactId: 'ann', role: DECISION_MAKER, previous: CHAMPION } },
        { type: 'AccountCommitteeStanceChanged', data: { contactId: 'ann', stance: SUPPORTS } },
      ])
      .andAgainNothing();
    given([created, added])
      .when({ type: 'ChangeCommitteeMember', contactId: 'bob', role: DECISION_MAKER })
      .thenRefuses({ fields: { contactId: 'is not on the committee' } });
  });

  it('lets a person go, and come back in another role', () => {
    given([created, added]).when({ type: 'RemoveCommitteeMember', contactId: 'ann' }).then([removed]).andAgainNothing();
    given([created, added, removed])
      .when(add('ann', DECISION_MAKER))
      .then([{ type: 'AccountCommitteeMemberAdded', data: { contactId: 'ann', role: DECISION_MAKER } }]);
  });

  it('stays as it is while the account is archived', () => {
    given([created, { type: 'AccountArchived', data: {} }])
      .when(add('ann'))
      .thenRefuses({ rule: 'record.archived' });
  });
});
