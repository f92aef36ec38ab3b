import { describe, expect, it } from '@jest/globals';
import { ContactEventSchema } from '@throughline/contracts/contacts';
import { givenOf, on } from '@throughline/views/testing';
import { contacts } from './contact.view.js';

const given = givenOf(contacts);
type Event = Parameters<typeof on<typeof ContactEventSchema>>[2];
const happened = (...events: Event[]) => events.map((event) => on(ContactEventSchema, 'ann', event));

const created: Event = {
  type: 'ContactCreated',
  data: {
    givenName: 'Ann',
    familyName: 'Lee',
    emails: [{ address: 'second@x.example' }, { address: 'Ann@X.example', primary: true }],
    phones: [{ number: '030 901820', e164: '+4930901820', kind: 'work' }],
    addresses: [{ city: 'Berlin', country: 'DE' }],
    ownerId: 'owner',
    tags: ['VIP'],
  },
};

describe('the list of people', () => {
  it('shows a person as they are entered', () => {
    given(...happened(created)).then({
      ann: {
        revision: 1,
        createdAt: '2026-03-02T09:00:00.000Z',
        createdBy: 'ann',
        ownerId: 'owner',
        name: 'Ann Lee',
        email: 'Ann@X.example',
        emailKeys: ['second@x.example', 'ann@x.example'],
        phone: '030 901820',
        phoneKeys: ['+4930901820'],
        city: 'Berlin',
        tags: ['VIP'],
        accountId: null,
        archived: false,
      },
    });
  });

  it('calls a person by their address or number where there is no name, and of an erased person says nothing', () => {
    const name = (data: object) => given(...happened({ type: 'ContactCreated', data })).rows['ann']!.name;
    expect(name({ emails: [{ address: 'a@b.example', primary: true }] })).toBe('a@b.example');
    expect(name({ phones: [{ number: '030 1' }] })).toBe('030 1');
    expect(name({})).toBe('');
  });

  it('follows what changes', () => {
    given(
      ...happened(
        created,
        { type: 'ContactRenamed', data: { givenName: 'Anna' } },
        { type: 'ContactEmailsChanged', data: {} },
        { type: 'ContactTagsChanged', data: { tags: ['Partner'] } },
        { type: 'ContactAssigned', data: {} },
        { type: 'ContactArchived', data: {} },
      ),
    ).then({
      ann: {
        revision: 6,
        updatedAt: '2026-03-02T09:05:00.000Z',
        name: 'Anna',
        familyName: null,
        email: null,
        emailKeys: [],
        tags: ['Partner'],
        ownerId: null,
        archived: true,
      },
    });
  });

  it('shows the account of today, and keeps those of the past', () => {
    given(
      ...happened(
        created,
        { type: 'ContactJoinedAccount', data: { positionId: '1', accountId: 'acme', primary: true } },
        { type: 'ContactLeftAccount', data: { positionId: '1', accountId: 'acme', until: '2026-02-28' } },
        { type: 'ContactJoinedAccount', data: { positionId: '2', accountId: 'globex', title: 'CTO', primary: true } },
      ),
    ).then({
      ann: {
        accountId: 'globex',
        accountIds: ['acme', 'globex'],
        positions: [
          { id: '1', accountId: 'acme', until: '2026-02-28' },
          { id: '2', accountId: 'globex', title: 'CTO' },
        ],
      },
    });
  });
});
