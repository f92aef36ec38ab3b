import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ImportRecord } from '@throughline/imports';
import { expectSchemaCovers } from '@throughline/records/testing';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { accountRecord } from './account/account.record.js';
import { contactRecord } from './contact/contact.record.js';
import { contacts } from './contacts.service.js';

let services: TestServices;
let admin: TestUser;
let ann: TestUser;
/** Of another team. */
let zoe: TestUser;
let reader: TestUser;

beforeAll(async () => {
  services = await TestServices.start([contacts]);
  const [north, south] = [await services.team('North'), await services.team('South')];
  admin = await services.user({ role: 'ADMIN' });
  ann = await services.user({ teamId: north });
  zoe = await services.user({ teamId: south });
  reader = await services.user({ teamId: north, role: 'READ_ONLY' });
}, 60_000);
afterAll(() => services?.close());

const data = (query: string, variables: object = {}, user = ann): Promise<any> =>
  services.data('contacts', query, { ...variables }, user.token);
const refused = async (query: string, variables: object = {}, user = ann) => {
  const { errors } = await services.execute('contacts', query, { ...variables }, user.token);
  return errors?.[0]?.extensions as { code: string; fields?: Record<string, string>; rule?: string } | undefined;
};

const CARD = `id revision name givenName familyName title email emails { address kind primary } phones { number e164 } address { street city country } tags
  language note account { id name } positions { id account { name } accountId title since until primary } owner { id } ownerId archived createdAt updatedAt`;
const CREATE = `mutation($input: CreateContactInput!) { createContact(input: $input) { contact { ${CARD} } possibleDuplicates { contact { id } reason } } }`;
const UPDATE = `mutation($input: UpdateContactInput!) { updateContact(input: $input) { contact { ${CARD} } } }`;
const CREATE_ACCOUNT = `mutation($input: CreateAccountInput!) { createAccount(input: $input) { account { id name parent { id } annualRevenue { amount currency } } possibleDuplicates { account { id } reason } } }`;

const createContact = async (input: object, user = ann) => (await data(CREATE, { input }, user)).createContact;
const createAccount = async (input: object, user = ann) => (await data(CREATE_ACCOUNT, { input }, user)).createAccount.account;
const listed = async (filter: object, more: object = {}, user = ann) => {
  const query = `query($filter: ContactFilter, $orderBy: [ContactOrderBy!], $first: Int, $after: String) {
    contacts(filter: $filter, orderBy: $orderBy, first: $first, after: $after) { edges { node { id name familyName } cursor } pageInfo { hasNextPage endCursor } totalCount totalCountExact } }`;
  return (await data(query, { filter, ...more }, user)).contacts;
};
const names = (connection: { edges: { node: { name: string } }[] }) => connection.edges.map(({ node }) => node.name);

describe('a person', () => {
  it('is created as typed, cleaned and parsed', async () => {
    const { contact } = await createContact({
      givenName: ' Zoe\u0308 ',
      familyName: 'van  Dyk',
      emails: [{ address: 'Zoe@Example.org', kind: 'work' }, { address: 'zoe@home.example' }],
      phones: [{ number: '030 901820', kind: 'work' }],
      address: { street: 'Unter den Linden 1\r\n2. OG', city: 'Berlin', country: 'de' },
      language: 'pt_br',
      tags: ['VIP', 'vip', 'Beta'],
      note: 'Met in Rome.',
    });
    expect(contact).toMatchObject({
      revision: 1,
      name: 'Zo\u00eb van Dyk',
      email: 'Zoe@Example.org',
      emails: [
        { address: 'Zoe@Example.org', kind: 'work', primary: true },
        { address: 'zoe@home.example', kind: null, primary: false },
      ],
      phones: [{ number: '030 901820', e164: '+4930901820' }],
      address: { street: 'Unter den Linden 1\n2. OG', city: 'Berlin', country: 'DE' },
      language: 'pt-BR',
      tags: ['VIP', 'Beta'],
      owner: null,
      archived: false,
    });
    expect(contact.createdAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('is refused with every field that is wrong', async () => {
    const input = {
      givenName: 'A\u0000',
      emails: [{ address: 'ok@example.com' }, { address: 'nobody' }],
      phones: [{ number: 'none' }],
      language: '?',
      ownerId: 'nobody',
      accountId: 'nowhere',
    };
    expect(await refused(CREATE, { input })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: {
        givenName: expect.any(String),
        'emails.1.address': expect.any(String),
        'phones.0.number': expect.any(String),
        language: expect.any(String),
        ownerId: expect.any(String),
        accountId: expect.any(String),
      },
    });
    expect(await refused(CREATE, { input: { title: 'CEO' } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { familyName: expect.any(String) },
    });
  });

  it('is one however often its command comes, and another input under that id is a conflict', async () => {
    const input = { givenName: 'Once', commandId: randomUUID() };
    const made = await Promise.all(Array.from({ length: 5 }, () => createContact(input)));
    expect(new Set(made.map(({ contact }) => contact.id)).size).toBe(1);
    expect(names(await listed({ givenName: { eq: 'Once' } }))).toEqual(['Once']);
    expect(await refused(CREATE, { input: { ...input, givenName: 'Twice' } })).toMatchObject({ code: 'CONFLICT' });
  });

  it('is what its command first made of it, though the command would be refused by now', async () => {
    const account = await createAccount({ name: 'Closing down Ltd' });
    const other = await createAccount({ name: 'Closing down, too' });
    const create = { givenName: 'Late', accountId: account.id, commandId: randomUUID() };
    const { contact } = await createContact(create);
    const update = { id: contact.id, accountId: other.id, title: 'Clerk', commandId: randomUUID() };
    const change = 'mutation($input: UpdateContactInput!) { updateContact(input: $input) { contact { id revision title } } }';
    const first = await data(change, { input: update });
    const archive = 'mutation($input: ArchiveAccountInput!) { archiveAccount(input: $input) { account { id } } }';
    for (const { id } of [account, other]) await data(archive, { input: { id } });

    expect((await createContact(create)).contact.id).toBe(contact.id);
    expect(await data(change, { input: update })).toEqual(first);
    expect(names(await listed({ givenName: { eq: 'Late' } }))).toEqual(['Late']);

    const refusal = { code: 'BAD_USER_INPUT', fields: { accountId: 'is an archived account' } };
    expect(await refused(CREATE, { input: { ...create, commandId: randomUUID() } })).toMatchObject(refusal);
    expect(await refused(CREATE, { input: { ...create, givenName: 'Other' } })).toMatchObject({ code: 'CONFLICT' });
    expect(await refused(CREATE, { input: { ...create, familyName: 'x'.repeat(5000) } })).toMatchObject({ code: 'CONFLICT' });
  });

  it('is changed: absent stays, null clears, a list replaces the list', async () => {
    const { contact } = await createContact({
      givenName: 'Uma',
      familyName: 'Old',
      title: 'CTO',
      tags: ['a', 'b'],
      emails: [{ address: 'uma@example.com' }],
    });
    const input = { id: contact.id, familyName: 'New', title: null, tags: ['c'], expectedRevision: 1 };
    const { updateContact } = await data(UPDATE, { input });
    expect(updateContact.contact).toMatchObject({
      givenName: 'Uma',
      familyName: 'New',
      title: null,
      tags: ['c'],
      email: 'uma@example.com',
      revision: 4,
    });
    expect(await refused(UPDATE, { input: { id: contact.id, title: 'CEO', expectedRevision: 1 } })).toMatchObject({ code: 'CONFLICT' });
    const again = await data(UPDATE, { input: { id: contact.id, familyName: 'New', tags: ['c'] } });
    expect(again.updateContact.contact.revision).toBe(4);
  });

  it('leaves lists when archived, and comes back', async () => {
    const { contact } = await createContact({ familyName: 'Vanishing' });
    const archive = 'mutation($id: ID!) { archiveContact(input: { id: $id }) { contact { archived } } }';
    const restore = 'mutation($id: ID!) { restoreContact(input: { id: $id }) { contact { archived } } }';
    expect((await data(archive, { id: contact.id })).archiveContact.contact.archived).toBe(true);
    expect(names(await listed({ familyName: { eq: 'Vanishing' } }))).toEqual([]);
    expect(names(await listed({ familyName: { eq: 'Vanishing' }, archived: { eq: true } }))).toEqual(['Vanishing']);
    expect(await refused(UPDATE, { input: { id: contact.id, title: 'x' } })).toMatchObject({
      code: 'RULE_VIOLATED',
      rule: 'record.archived',
    });
    expect((await data(restore, { id: contact.id })).restoreContact.contact.archived).toBe(false);
    expect(names(await listed({ familyName: { eq: 'Vanishing' } }))).toEqual(['Vanishing']);
  });
});

describe('lists', () => {
  it('filter by and, or, not over every kind of field', async () => {
    const tag = `list-${randomUUID()}`;
    await createContact({
      givenName: 'Ada',
      familyName: 'Byron',
      emails: [{ address: 'ada@Engine.example' }, { address: 'second@x.example' }],
      tags: [tag],
      address: { city: 'London' },
    });
    await createContact({
      givenName: 'Grace',
      familyName: 'Hopper',
      phones: [{ number: '+1 (415) 555-2671' }],
      tags: [tag],
      address: { city: 'New York' },
    });
    await createContact({ givenName: 'Émilie', familyName: 'du Châtelet', tags: [tag], title: 'Marquise' });
    const of = async (filter: object) => names(await listed({ and: [{ tags: { contains: tag } }, filter] })).sort();
    expect(await of({ emails: { eq: 'SECOND@x.example' } })).toEqual(['Ada Byron']);
    expect(await of({ email: { contains: 'engine' } })).toEqual(['Ada Byron']);
    expect(await of({ phones: { contains: '415 555' } })).toEqual(['Grace Hopper']);
    expect(await of({ or: [{ city: { eq: 'London' } }, { title: { startsWith: 'marq' } }] })).toEqual(['Ada Byron', 'Émilie du Châtelet']);
    expect(await of({ not: { city: { isNull: false } } })).toEqual(['Émilie du Châtelet']);
    expect(await of({ name: { contains: 'HOP' }, createdAt: { gt: '2020-01-01T00:00:00Z' } })).toEqual(['Grace Hopper']);
  });

  it('come in stable pages', async () => {
    const tag = `page-${randomUUID()}`;
    for (const familyName of ['E', 'C', 'A', 'D', 'B']) await createContact({ familyName, tags: [tag] });
    const orderBy = [{ field: 'familyName', direction: 'ASC' }];
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listed>> = await listed({ tags: { eq: tag } }, { orderBy, first: 2, after });
      expect([page.totalCount >= 5, page.totalCountExact]).toEqual([true, true]);
      seen.push(...names(page));
      if (seen.length === 2) await createContact({ familyName: 'AA', tags: [tag] });
      after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('refuse what they do not know, naming it', async () => {
    expect(await refused('{ contacts(filter: { and: [{ createdAt: { gt: "soon" } }] }) { totalCount } }')).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await refused('{ contacts(first: 0) { totalCount } }')).toMatchObject({ fields: { first: expect.any(String) } });
    expect(await refused('{ contacts(after: "nonsense") { totalCount } }')).toMatchObject({ fields: { after: expect.any(String) } });
  });

  it('spell every field of their records', () => {
    const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
    expectSchemaCovers(contactRecord, sdl);
    expectSchemaCovers(accountRecord, sdl);
  });
});

describe('who may see and change', () => {
  it("hides another team's people everywhere, as if there were none", async () => {
    const { contact } = await createContact({ givenName: 'Hidden', familyName: 'From Zoe', emails: [{ address: 'hidden@example.com' }] });
    const account = await createAccount({ name: 'Hidden Holding' });
    expect(
      await data(
        'query($id: ID!) { contact(id: $id) { id } account(id: $account) { id } }'.replace('$id: ID!', '$id: ID!, $account: ID!'),
        { id: contact.id, account: account.id },
        zoe,
      ),
    ).toEqual({ contact: null, account: null });
    expect(names(await listed({ givenName: { eq: 'Hidden' } }, {}, zoe))).toEqual([]);
    expect((await listed({ givenName: { eq: 'Hidden' } }, {}, zoe)).totalCount).toBe(0);
    expect(await refused(UPDATE, { input: { id: contact.id, title: 'x' } }, zoe)).toMatchObject({ code: 'NOT_FOUND' });
    expect(
      await refused('mutation($id: ID!) { archiveContact(input: { id: $id }) { contact { id } } }', { id: contact.id }, zoe),
    ).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused(CREATE, { input: { familyName: 'X', accountId: account.id } }, zoe)).toMatchObject({
      fields: { accountId: expect.any(String) },
    });
    expect((await createContact({ familyName: 'Other', emails: [{ address: 'hidden@example.com' }] }, zoe)).possibleDuplicates).toEqual([]);
    expect(names(await listed({ givenName: { eq: 'Hidden' } }, {}, admin))).toEqual(['Hidden From Zoe']);
  });

  it('gives a person with the owner to the owner’s team', async () => {
    const { contact } = await createContact({ familyName: 'Handed over', ownerId: zoe.id });
    expect(contact.owner).toEqual({ id: zoe.id });
    expect(names(await listed({ familyName: { eq: 'Handed over' } }, {}, zoe))).toEqual(['Handed over']);
    expect(names(await listed({ familyName: { eq: 'Handed over' } }))).toEqual([]);
  });

  it('tells no id of an account that the reader may not see: not in reading, filters or exports, and nobody changes it by what they read', async () => {
    const hidden = await createAccount({ name: 'Hidden parent', ownerId: zoe.id }, admin);
    const tag = `half-hidden-${randomUUID()}`;
    const { account } = (await data(CREATE_ACCOUNT, { input: { name: tag, parentId: hidden.id, ownerId: ann.id, tags: [tag] } }, admin))
      .createAccount;
    const { contact } = await createContact({ familyName: tag, accountId: hidden.id, ownerId: ann.id, tags: [tag] }, admin);
    const read = async (user: TestUser) =>
      data(
        'query($account: ID!, $contact: ID!) { account(id: $account) { parentId } contact(id: $contact) { accountId positions { accountId } } }',
        { account: account.id, contact: contact.id },
        user,
      );
    expect(await read(ann)).toEqual({ account: { parentId: null }, contact: { accountId: null, positions: [{ accountId: null }] } });
    const known = { account: { parentId: hidden.id }, contact: { accountId: hidden.id, positions: [{ accountId: hidden.id }] } };
    expect(await read(admin)).toEqual(known);

    const found = async (condition: object, user: TestUser) =>
      (await listed({ and: [{ tags: { eq: tag } }, condition] }, {}, user)).totalCount as number;
    const conditions = [
      { accountId: { eq: hidden.id } },
      { accountId: { in: [hidden.id] } },
      { accountIds: { contains: hidden.id } },
      { accountId: { isNull: false } },
      { not: { accountId: { ne: hidden.id } } },
    ];
    expect(await Promise.all(conditions.map((condition) => found(condition, ann)))).toEqual([0, 0, 0, 0, 0]);
    expect(await Promise.all(conditions.map((condition) => found(condition, admin)))).toEqual([1, 1, 1, 1, 1]);
    expect(await found({ accountIds: { isNull: true } }, ann)).toBe(1);
    const branches = async (user: TestUser) =>
      (
        await data(
          'query($filter: AccountFilter) { accounts(filter: $filter) { totalCount } }',
          { filter: { parentId: { eq: hidden.id } } },
          user,
        )
      ).accounts.totalCount;
    expect([await branches(ann), await branches(admin)]).toEqual([0, 1]);

    const exported = async (columns: string, user: TestUser) => {
      const filter = encodeURIComponent(JSON.stringify({ tags: { eq: tag } }));
      const [kind, fields] = columns.split(':');
      const url = `${services.get('contacts').url}/exports/${kind}.csv?filter=${filter}&columns=${fields}`;
      return (await (await fetch(url, { headers: { authorization: `Bearer ${user.token}` } })).text()).split('\r\n')[1];
    };
    expect([await exported('contacts:accountId,accountIds', ann), await exported('accounts:parentId,name', ann)]).toEqual([',', `,${tag}`]);
    expect(await exported('contacts:accountId,accountIds', admin)).toBe(`${hidden.id},${hidden.id}`);

    const UPDATE_ACCOUNT = 'mutation($input: UpdateAccountInput!) { updateAccount(input: $input) { account { parentId } } }';
    expect((await data(UPDATE, { input: { id: contact.id, accountId: null, title: 'CTO' } })).updateContact.contact).toMatchObject({
      title: 'CTO',
      account: null,
      positions: [{ accountId: null }],
    });
    expect((await data(UPDATE_ACCOUNT, { input: { id: account.id, parentId: null } })).updateAccount.account).toEqual({ parentId: null });
    expect(await read(admin)).toEqual(known);
    const unseen = { fields: { accountId: 'is not an account you can see' } };
    expect(await refused(UPDATE, { input: { id: contact.id, accountId: hidden.id } })).toMatchObject(unseen);
    const LINK = 'mutation($input: LinkContactToAccountInput!) { linkContactToAccount(input: $input) { contact { id } } }';
    expect(await refused(LINK, { input: { contactId: contact.id, accountId: hidden.id, title: 'CEO' } })).toMatchObject(unseen);
    const alike = async (user: TestUser) =>
      (
        await data(
          'query($input: PossibleDuplicatesInput!) { possibleDuplicates(input: $input) { reason } }',
          { input: { familyName: tag, accountId: hidden.id } },
          user,
        )
      ).possibleDuplicates;
    expect([await alike(ann), await alike(admin)]).toEqual([[], [{ reason: 'CLOSE_NAME' }]]);
  });

  it('answers a reference to what is not visible with null', async () => {
    const { contact } = await createContact({ familyName: 'Referred' });
    const query =
      'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Contact { id name } ... on Account { id } } }';
    const representations = [
      { __typename: 'Contact', id: contact.id },
      { __typename: 'Account', id: randomUUID() },
    ];
    expect((await data(query, { representations }))._entities).toEqual([{ id: contact.id, name: 'Referred' }, null]);
    expect((await data(query, { representations }, zoe))._entities).toEqual([null, null]);
  });

  it('takes an id that cannot be one for what it is', async () => {
    expect(await data('{ contact(id: "no-uuid") { id } account(id: "") { id } }')).toEqual({ contact: null, account: null });
    expect(await refused('query($id: ID!) { contact(id: $id) { id } }', { id: 'a\0' })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused(UPDATE, { input: { id: 'a\0', title: 'x' } })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('lets READ_ONLY read, and nobody in without a token', async () => {
    expect(await refused(CREATE, { input: { familyName: 'X' } }, reader)).toMatchObject({ code: 'FORBIDDEN' });
    expect(Array.isArray((await listed({}, {}, reader)).edges)).toBe(true);
    const { errors } = await services.execute('contacts', '{ contacts { totalCount } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describe('accounts', () => {
  it('stand in a tree without circles, however many move at once', async () => {
    const [a, b, c] = [
      await createAccount({ name: 'Tree A' }),
      await createAccount({ name: 'Tree B' }),
      await createAccount({ name: 'Tree C' }),
    ];
    const move = (id: string, parentId: string | null) =>
      services.execute(
        'contacts',
        'mutation($input: UpdateAccountInput!) { updateAccount(input: $input) { account { id } } }',
        { input: { id, parentId } },
        ann.token,
      );
    const moves = await Promise.all([move(a.id, b.id), move(b.id, c.id), move(c.id, a.id)]);
    expect(moves.filter(({ errors }) => errors)).toHaveLength(1);
    expect(moves.find(({ errors }) => errors)?.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { parentId: expect.any(String) },
    });
    expect((await move(a.id, a.id)).errors?.[0]?.extensions).toMatchObject({ fields: { parentId: 'is the account itself' } });
  });

  it('show their parents, children and people', async () => {
    const holding = await createAccount({ name: 'Holding', annualRevenue: { amount: '1500000', currency: 'EUR' } });
    const loss = { name: 'Loss', annualRevenue: { amount: '-1', currency: 'EUR' } };
    expect(await refused(CREATE_ACCOUNT, { input: loss })).toMatchObject({ fields: { annualRevenue: 'must not be negative' } });
    const branch = await createAccount({ name: 'Branch', parentId: holding.id });
    const leaf = await createAccount({ name: 'Leaf', parentId: branch.id });
    expect([holding.annualRevenue, branch.parent]).toEqual([{ amount: '1500000.00', currency: 'EUR' }, { id: holding.id }]);
    await createContact({ familyName: 'Employee', accountId: leaf.id });
    const query = `query($id: ID!) { account(id: $id) { ancestors { name } children { edges { node { name } } } contacts { edges { node { name } } } } }`;
    expect((await data(query, { id: leaf.id })).account).toMatchObject({
      ancestors: [{ name: 'Holding' }, { name: 'Branch' }],
      contacts: { edges: [{ node: { name: 'Employee' } }] },
    });
    expect((await data(query, { id: holding.id })).account.children.edges).toEqual([{ node: { name: 'Branch' } }]);
  });

  it('are found by their domain however it is typed', async () => {
    await createAccount({ name: 'Domain House', domain: 'https://www.Domain-House.example/about' });
    const found = async (domain: object) =>
      (await data('query($filter: AccountFilter) { accounts(filter: $filter) { totalCount } }', { filter: { domain } })).accounts
        .totalCount;
    for (const typed of ['domain-house.example', 'WWW.Domain-House.Example', 'https://domain-house.example/']) {
      expect([typed, await found({ eq: typed }), await found({ in: [typed] })]).toEqual([typed, 1, 1]);
    }
    expect([await found({ contains: 'HOUSE.ex' }), await found({ eq: 'house' })]).toEqual([1, 0]);
  });

  it('warn of the same company entered again', async () => {
    const acme = await createAccount({ name: 'Wile E. GmbH', domain: 'https://www.wile.example/about' });
    const again = (await data(CREATE_ACCOUNT, { input: { name: 'WILE E' } })).createAccount;
    expect(again.possibleDuplicates).toEqual([{ account: { id: acme.id }, reason: 'SAME_NAME' }]);
    const asked = await data('{ possibleDuplicateAccounts(input: { domain: "wile.example" }) { account { id } reason } }');
    expect(asked.possibleDuplicateAccounts).toEqual([{ account: { id: acme.id }, reason: 'SAME_DOMAIN' }]);
  });
});

describe('people and accounts over time', () => {
  const LINK = `mutation($input: LinkContactToAccountInput!) { linkContactToAccount(input: $input) { contact { ${CARD} } account { name } } }`;

  it('keeps where a person worked, and shows the account of today', async () => {
    const [old, next] = [await createAccount({ name: 'Old Job' }), await createAccount({ name: 'Next Job' })];
    const { contact } = await createContact({ familyName: 'Mover', accountId: old.id });
    expect(contact.account).toEqual({ id: old.id, name: 'Old Job' });
    const { linkContactToAccount } = await data(LINK, {
      input: { contactId: contact.id, accountId: old.id, title: 'Clerk', since: '2019-01-01', until: '2025-12-31' },
    });
    expect(linkContactToAccount).toMatchObject({
      contact: { account: null, positions: [{ title: 'Clerk', since: '2019-01-01', until: '2025-12-31' }] },
      account: { name: 'Old Job' },
    });
    const moved = (await data(LINK, { input: { contactId: contact.id, accountId: next.id, since: '2026-01-01' } })).linkContactToAccount
      .contact;
    expect(moved).toMatchObject({
      account: { name: 'Next Job' },
      positions: [
        { account: { name: 'Old Job' }, primary: false },
        { account: { name: 'Next Job' }, until: null, primary: true },
      ],
    });

    const people = async (id: string, past: boolean) =>
      names(
        (
          await data('query($id: ID!, $past: Boolean!) { account(id: $id) { contacts(past: $past) { edges { node { name } } } } }', {
            id,
            past,
          })
        ).account.contacts,
      );
    expect([await people(old.id, false), await people(old.id, true), await people(next.id, false)]).toEqual([[], ['Mover'], ['Mover']]);

    const remove =
      'mutation($input: RemoveContactPositionInput!) { removeContactPosition(input: $input) { contact { positions { accountId } } } }';
    const removed = await data(remove, { input: { contactId: contact.id, positionId: moved.positions[0].id } });
    expect(removed.removeContactPosition.contact.positions).toEqual([{ accountId: next.id }]);
  });

  it('names what is wrong with dates', async () => {
    const account = await createAccount({ name: 'Dated' });
    const { contact } = await createContact({ familyName: 'Dated' });
    const input = { contactId: contact.id, accountId: account.id, since: '2026-02-01', until: '2026-01-01' };
    expect(await refused(LINK, { input })).toMatchObject({ code: 'BAD_USER_INPUT', fields: { until: expect.any(String) } });
  });
});

describe('a buying committee', () => {
  const MEMBER = 'contact { id name } account { name } role stance since';
  const change = (name: string) => `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) {
    account { revision committee { ${MEMBER} } } ${name === 'removeCommitteeMember' ? '' : `member { ${MEMBER} }`} } }`;
  const [ADD, CHANGE, REMOVE] = [change('addCommitteeMember'), change('changeCommitteeMember'), change('removeCommitteeMember')];
  const committee = async (accountId: string, user = ann) =>
    (await data(`query($id: ID!) { account(id: $id) { committee { ${MEMBER} } } }`, { id: accountId }, user)).account.committee;
  const committees = async (contactId: string, user = ann) =>
    (await data(`query($id: ID!) { contact(id: $id) { committees { ${MEMBER} } } }`, { id: contactId }, user)).contact.committees;
  const roles = (members: { contact: { name: string }; role: string }[]) => members.map(({ contact, role }) => [contact.name, role]);
  /** Those of this role among whose names begin with "Of" or "Secret". */
  const people = async (committeeRole: object, user = ann) => {
    const filter = {
      committeeRole,
      or: [{ familyName: { startsWith: 'Of ' } }, { familyName: { startsWith: 'Secret ' } }],
      not: { familyName: { eq: 'Of Zoe' } },
    };
    const query =
      'query($filter: ContactFilter) { contacts(filter: $filter, orderBy: [{ field: familyName }]) { edges { node { name } } } }';
    return (await data(query, { filter }, user)).contacts.edges.map(({ node }: { node: { name: string } }) => node.name) as string[];
  };
  const withPerson = async (name: string, owner = ann) => {
    const account = await createAccount({ name: `${name} Inc`, ownerId: ann.id });
    const { contact } = await createContact({ familyName: name, ownerId: owner.id }, admin);
    return { accountId: account.id as string, contactId: contact.id as string };
  };

  it('tells of both sides who has which part in a decision, and follows what changes', async () => {
    const ids = await withPerson('Chooser');
    const { contact: other } = await createContact({ familyName: 'Payer' });
    const { account, member } = (await data(ADD, { input: { ...ids, role: 'INFLUENCER', stance: 'SUPPORTS' } })).addCommitteeMember;
    expect(member).toMatchObject({
      contact: { id: ids.contactId },
      account: { name: 'Chooser Inc' },
      role: 'INFLUENCER',
      stance: 'SUPPORTS',
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(account).toMatchObject({ revision: 2, committee: [member] });
    await data(ADD, { input: { accountId: ids.accountId, contactId: other.id, role: 'ECONOMIC_BUYER' } });
    const changed = (await data(CHANGE, { input: { ...ids, role: 'DECISION_MAKER', stance: null } })).changeCommitteeMember;
    expect(changed.member).toMatchObject({ role: 'DECISION_MAKER', stance: null });
    expect(changed.member.since > member.since).toBe(true);
    expect(roles(await committee(ids.accountId))).toEqual([
      ['Chooser', 'DECISION_MAKER'],
      ['Payer', 'ECONOMIC_BUYER'],
    ]);
    expect(await committees(ids.contactId)).toMatchObject([{ account: { name: 'Chooser Inc' }, role: 'DECISION_MAKER' }]);
    const left = (await data(REMOVE, { input: ids })).removeCommitteeMember;
    expect(roles(left.account.committee)).toEqual([['Payer', 'ECONOMIC_BUYER']]);
    expect(await committees(ids.contactId)).toEqual([]);
  });

  it('takes a command once, however often it comes', async () => {
    const ids = await withPerson('Repeated');
    const input = { ...ids, role: 'USER', commandId: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => data(ADD, { input })));
    expect(answers.map(({ addCommitteeMember }) => addCommitteeMember.account.revision)).toEqual([2, 2, 2, 2, 2]);
    expect(await refused(ADD, { input: { ...input, role: 'BLOCKER' } })).toMatchObject({ code: 'CONFLICT' });
    const atOnce = await Promise.all(['CHAMPION', 'BLOCKER'].map((role) => refused(ADD, { input: { ...ids, role } })));
    expect(atOnce).toMatchObject([{ fields: { contactId: expect.stringContaining('already') } }, { code: 'BAD_USER_INPUT' }]);
  });

  it('names what is wrong', async () => {
    const ids = await withPerson('Wrong');
    const hidden = (await createContact({ familyName: 'Of Zoe', ownerId: zoe.id }, admin)).contact;
    const refusal = (query: string, more: object, user = ann) => refused(query, { input: { ...ids, role: 'USER', ...more } }, user);
    const unseen = { code: 'BAD_USER_INPUT', fields: { contactId: 'is not a person you can see' } };
    expect(await refusal(ADD, { role: 'BOSS' })).toMatchObject({ code: 'BAD_USER_INPUT', fields: { role: expect.any(String) } });
    expect(await refusal(ADD, { contactId: hidden.id })).toMatchObject(unseen);
    expect(await refusal(ADD, { contactId: 'nobody' })).toMatchObject(unseen);
    expect(await refusal(ADD, {}, zoe)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(ADD, {}, reader)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(CHANGE, {})).toMatchObject({ fields: { contactId: 'is not on the committee' } });
    expect(await refusal(CHANGE, { role: null })).toMatchObject({ fields: { role: 'is required' } });
    await data('mutation($id: ID!) { archiveContact(input: { id: $id }) { contact { id } } }', { id: ids.contactId });
    expect(await refusal(ADD, {})).toMatchObject({ fields: { contactId: 'is an archived person' } });
  });

  it('finds people by their role', async () => {
    const [first, second] = [await withPerson('Of Two Committees'), await withPerson('Of One Committee')];
    await data(ADD, { input: { ...first, role: 'GATEKEEPER' } });
    await data(ADD, { input: { accountId: second.accountId, contactId: first.contactId, role: 'BLOCKER' } });
    await data(ADD, { input: { ...second, role: 'GATEKEEPER' } });
    await createContact({ familyName: 'Of No Committee' });
    expect(await people({ eq: 'GATEKEEPER' })).toEqual(['Of One Committee', 'Of Two Committees']);
    expect(await people({ in: ['BLOCKER', 'GATEKEEPER'] })).toEqual(['Of One Committee', 'Of Two Committees']);
    expect(await people({ eq: 'BLOCKER' })).toEqual(['Of Two Committees']);
    expect(await people({ ne: 'BLOCKER' })).toEqual(['Of No Committee', 'Of One Committee']);
    expect(await people({ isNull: true })).toEqual(['Of No Committee']);
    await data(REMOVE, { input: second });
    expect(await people({ isNull: false })).toEqual(['Of Two Committees']);
    await data('mutation($id: ID!) { archiveAccount(input: { id: $id }) { account { id } } }', { id: first.accountId });
    expect(await people({ eq: 'GATEKEEPER' })).toEqual([]);
  });

  it('leaves an archived person out until they are restored', async () => {
    const ids = await withPerson('Sabbatical');
    const input = { ...ids, role: 'CHAMPION', commandId: randomUUID() };
    await data(ADD, { input });
    await data('mutation($id: ID!) { archiveContact(input: { id: $id }) { contact { id } } }', { id: ids.contactId });
    expect(await committee(ids.accountId)).toEqual([]);
    expect((await data(ADD, { input })).addCommitteeMember).toMatchObject({ account: { revision: 2 }, member: null });
    await data('mutation($id: ID!) { restoreContact(input: { id: $id }) { contact { id } } }', { id: ids.contactId });
    expect(roles(await committee(ids.accountId))).toEqual([['Sabbatical', 'CHAMPION']]);
  });

  it('says nothing of a person, or an account, that the reader may not see', async () => {
    const ids = await withPerson('Secret Buyer', zoe);
    await data(ADD, { input: { ...ids, role: 'ECONOMIC_BUYER' } }, admin);
    expect(await committee(ids.accountId)).toEqual([]);
    expect(await committees(ids.contactId, zoe)).toEqual([]);
    expect(roles(await committee(ids.accountId, admin))).toEqual([['Secret Buyer', 'ECONOMIC_BUYER']]);
    const change = { input: { ...ids, role: 'USER' } };
    expect(await refused(CHANGE, change)).toMatchObject({ fields: { contactId: 'is not a person you can see' } });
    expect(await refused(REMOVE, { input: ids })).toMatchObject({ fields: { contactId: 'is not a person you can see' } });

    const filter = { committeeContactIds: { eq: ids.contactId } };
    const found = async (filter: object, user: TestUser) =>
      (await data('query($filter: AccountFilter) { accounts(filter: $filter) { totalCount } }', { filter }, user)).accounts.totalCount;
    expect([await found(filter, ann), await found(filter, admin)]).toEqual([0, 1]);
    expect([await people({ eq: 'ECONOMIC_BUYER' }, zoe), await people({ eq: 'ECONOMIC_BUYER' }, admin)]).toEqual([[], ['Secret Buyer']]);
    const some = { and: [{ name: { eq: 'Secret Buyer Inc' } }, { committeeContactIds: { isNull: false } }] };
    expect([await found(some, ann), await found(some, admin)]).toEqual([0, 1]);
  });
});

describe('likely duplicates', () => {
  it('are told by e-mail, phone and close name at one account', async () => {
    const account = await createAccount({ name: 'Duplicate House' });
    const { contact } = await createContact({
      givenName: 'Katherine',
      familyName: 'Johnson',
      accountId: account.id,
      emails: [{ address: 'kj@orbit.example' }],
      phones: [{ number: '+1 415 555 0100' }],
    });
    const warned = async (input: object) => (await createContact(input)).possibleDuplicates;
    expect(await warned({ familyName: 'A', emails: [{ address: 'KJ@Orbit.example' }] })).toEqual([
      { contact: { id: contact.id }, reason: 'SAME_EMAIL' },
    ]);
    expect(await warned({ familyName: 'B', phones: [{ number: '+1 (415) 555-0100' }] })).toEqual([
      { contact: { id: contact.id }, reason: 'SAME_PHONE' },
    ]);
    expect(await warned({ givenName: 'Kathrine', familyName: 'Johnson', accountId: account.id })).toEqual([
      { contact: { id: contact.id }, reason: 'CLOSE_NAME' },
    ]);
    expect(await warned({ givenName: 'Katherine', familyName: 'Johnson' })).toEqual([]);
    const query = 'query($input: PossibleDuplicatesInput!) { possibleDuplicates(input: $input) { contact { id } reason } }';
    const { possibleDuplicates } = await data(query, { input: { emails: [{ address: 'kj@orbit.example' }] } });
    expect(possibleDuplicates).toContainEqual({ contact: { id: contact.id }, reason: 'SAME_EMAIL' });
  });
});

describe('exports', () => {
  const get = (path: string, user = ann) =>
    fetch(`${services.get('contacts').url}/exports/${path}`, { headers: { authorization: `Bearer ${user.token}` } });

  it('hold what the reader may see, safe for a spreadsheet', async () => {
    const tag = `export-${randomUUID()}`;
    await createContact({
      givenName: '=HYPERLINK("x")',
      familyName: 'O"Neill, Ann',
      tags: [tag],
      emails: [{ address: 'a@x.example' }, { address: 'b@x.example' }],
    });
    await createContact({ givenName: 'Second', tags: [tag] });
    const filter = encodeURIComponent(JSON.stringify({ tags: { eq: tag } }));
    const orderBy = encodeURIComponent(JSON.stringify([{ field: 'createdAt', direction: 'ASC' }]));
    const answer = await get(`contacts.csv?filter=${filter}&orderBy=${orderBy}&columns=givenName,familyName,emails`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    expect(await answer.text()).toBe(
      `givenName,familyName,emails\r\n"'=HYPERLINK(""x"")","O""Neill, Ann","a@x.example; b@x.example"\r\nSecond,,\r\n`,
    );
    const others = await get(`contacts.csv?filter=${filter}&columns=givenName`, zoe);
    expect(await others.text()).toBe('givenName\r\n');
  });

  it('refuse what cannot be asked', async () => {
    const wrong = await get('contacts.csv?filter=nonsense');
    expect([wrong.status, await wrong.json()]).toMatchObject([422, { code: 'BAD_USER_INPUT', fields: { filter: 'is not JSON' } }]);
    expect((await get('contacts.csv?filter={"nope":{"eq":"x"}}')).status).toBe(422);
    expect((await fetch(`${services.get('contacts').url}/exports/accounts.csv`)).status).toBe(401);
  });
});

describe('imports', () => {
  async function imported(kind: string, csv: string | Buffer, options: object = {}, user = ann) {
    const form = new FormData();
    form.set('options', JSON.stringify(options));
    form.set('file', new Blob([new Uint8Array(Buffer.from(csv as string))]), `${kind}.csv`);
    const headers = { authorization: `Bearer ${user.token}` };
    const answer = await fetch(`${services.get('contacts').url}/imports/${kind}`, { method: 'POST', body: form, headers });
    const { id, message } = (await answer.json()) as { id: string; message?: string };
    if (answer.status !== 202) return { status: answer.status, problem: message, errors: [] };
    const imports = services.get('contacts').get(DataSource).getRepository(ImportRecord);
    for (;;) {
      const row = await imports.findOneBy({ tenant: 'main', id });
      if (row?.status === 'DONE' || row?.status === 'FAILED') {
        const errors = await (await fetch(`${services.get('contacts').url}/imports/${id}/errors.csv`, { headers })).text();
        const { rows, created, updated, unchanged, failed, problem } = row;
        return {
          status: row.status,
          counts: { rows, created, updated, unchanged, failed },
          problem,
          errors: errors.trim().split('\r\n').slice(1),
        };
      }
      await pause(20);
    }
  }

  it('take accounts with their parents in any order, and change nothing the second time', async () => {
    const file =
      'account,sector,year_established,revenue,employees,office_location,subsidiary_of\nLeafco,medical,1999,251.41,495,Norway,Branchco\nBranchco,retail,2001,10,5,Japan,Topco\nTopco,,,,,,\n';
    const options = {
      mapping: {
        account: 'name',
        sector: 'industry',
        year_established: 'founded',
        revenue: 'annualRevenue',
        employees: 'employees',
        office_location: 'country',
        subsidiary_of: 'parentName',
      },
      matchOn: 'name',
      defaults: { currency: 'USD' },
    };
    expect(await imported('accounts', file, options)).toMatchObject({
      status: 'DONE',
      counts: { rows: 3, created: 3, updated: 0, failed: 0 },
    });
    const { accounts } = await data(
      '{ accounts(filter: { name: { eq: "Leafco" } }) { edges { node { industry founded employees annualRevenue { amount currency } address { country } ancestors { name } } } } }',
    );
    expect(accounts.edges[0].node).toEqual({
      industry: 'medical',
      founded: 1999,
      employees: 495,
      annualRevenue: { amount: '251.41', currency: 'USD' },
      address: { country: 'Norway' },
      ancestors: [{ name: 'Topco' }, { name: 'Branchco' }],
    });
    expect((await imported('accounts', file, options)).counts).toEqual({ rows: 3, created: 0, updated: 0, unchanged: 3, failed: 0 });
    expect((await imported('accounts', file.replace(',495,', ',500,'), options)).counts).toEqual({
      rows: 3,
      created: 0,
      updated: 1,
      unchanged: 2,
      failed: 0,
    });
  });

  it('refuse rows one by one, each with its reason', async () => {
    await createAccount({ name: 'Twin' });
    await createAccount({ name: 'twin' });
    const file =
      'name,domain,parentName,ownerEmail\nGood One,,,\n,x.example,,\nBad Domain,nowhere,,\nOrphan,,Nobody Inc,\nTorn,,Twin,\nUnowned,,,nobody@example.com\nRing A,,Ring B,\nRing B,,Ring A,\n';
    const { status, counts, errors } = await imported('accounts', file, { matchOn: 'name' });
    expect([status, counts]).toEqual(['DONE', { rows: 8, created: 1, updated: 0, unchanged: 0, failed: 7 }]);
    const reasons = Object.fromEntries(errors.map((line) => [line.split(',')[0], line]));
    expect(reasons['']).toContain('name: is required');
    expect(reasons['Bad Domain']).toContain('domain: is not a domain name');
    expect(reasons['Orphan']).toContain('parentName: there is no account Nobody Inc');
    expect(reasons['Torn']).toContain('parentName: there are 2');
    expect(reasons['Ring A']).toContain('parentName: Ring B stands below Ring A itself');
    expect(reasons['Unowned']).toContain('ownerEmail: there is no user');
  });

  it('take people, told by their e-mail, with the accounts they are at', async () => {
    const account = await createAccount({ name: 'Import House' });
    await createContact({ givenName: 'Known', familyName: 'Person', title: 'Kept', emails: [{ address: 'known@import.example' }] });
    const file =
      'First name,Last name,E-mail,Phone,Company,Tags\nNew,Person,new@import.example,+49 30 901820,import house,a;b\nKnown,Renamed,KNOWN@import.example,,Import House,\nNobody,There,who@import.example,,No Such House,\n';
    const { counts, errors } = await imported('contacts', file);
    expect(counts).toEqual({ rows: 3, created: 1, updated: 1, unchanged: 0, failed: 1 });
    expect(errors[0]).toContain('accountName: there is no account No Such House');
    const { contacts: found } = await data(
      '{ contacts(filter: { email: { contains: "@import.example" } }, orderBy: [{ field: email }]) { edges { node { name title phones { e164 } tags account { id } } } } }',
    );
    expect(found.edges.map(({ node }: { node: object }) => node)).toEqual([
      { name: 'Known Renamed', title: 'Kept', phones: [], tags: [], account: { id: account.id } },
      { name: 'New Person', title: null, phones: [{ e164: '+4930901820' }], tags: ['a', 'b'], account: { id: account.id } },
    ]);
    expect((await imported('contacts', file)).counts).toEqual({ rows: 3, created: 0, updated: 0, unchanged: 2, failed: 1 });
    const made = await imported('contacts', file, { createMissing: ['accountName'] });
    expect(made.counts).toEqual({ rows: 3, created: 1, updated: 0, unchanged: 2, failed: 0 });
  });

  it('leave nothing behind of a file that cannot be read', async () => {
    const unclosed = await imported('contacts', 'familyName,email\nUnclosed,a@unclosed.example\n"Quote,b@unclosed.example\n');
    expect([unclosed.status, unclosed.problem]).toEqual(['FAILED', expect.stringContaining('quote')]);
    const latin = await imported('contacts', Buffer.concat([Buffer.from('familyName\nUnclosed\n'), Buffer.from([0x4d, 0xfc, 0x0a])]));
    expect([latin.status, latin.problem]).toEqual([422, expect.stringContaining('UTF-8')]);
    expect(names(await listed({ familyName: { eq: 'Unclosed' } }))).toEqual([]);
  });

  it('come back as they were exported', async () => {
    const tag = `round-${randomUUID()}`;
    await createContact({
      givenName: 'Round',
      familyName: '=Trip',
      tags: [tag],
      emails: [{ address: 'round@trip.example' }, { address: 'two@trip.example' }],
      phones: [{ number: '+49 30 901820' }],
      address: { city: 'K\u00f6ln' },
    });
    const filter = encodeURIComponent(JSON.stringify({ tags: { eq: tag } }));
    const answer = await fetch(`${services.get('contacts').url}/exports/contacts.csv?filter=${filter}`, {
      headers: { authorization: `Bearer ${ann.token}` },
    });
    expect((await imported('contacts', await answer.text(), { matchOn: 'email' })).counts).toEqual({
      rows: 1,
      created: 0,
      updated: 0,
      unchanged: 1,
      failed: 0,
    });
  });
});

describe('a list of people with their accounts', () => {
  it('costs two queries, however long it is', async () => {
    const tag = `batch-${randomUUID()}`;
    for (let i = 0; i < 5; i++)
      await createContact({ familyName: `B${i}`, tags: [tag], accountId: (await createAccount({ name: `Batch ${i}` })).id });
    const asked = jest.spyOn(pg.Client.prototype, 'query');
    const { contacts: found } = await data(
      'query($filter: ContactFilter) { contacts(filter: $filter, first: 60) { edges { node { name account { name } } } } }',
      { filter: { tags: { eq: tag } } },
    );
    const statements = (asked.mock.calls as unknown[][]).map(([query]) => (query as { text?: string }).text ?? String(query));
    asked.mockRestore();
    expect(statements.filter((text) => /^SELECT\b.*\b(contacts|accounts)_v\d/s.test(text))).toHaveLength(2);
    expect(found.edges.map(({ node }: { node: { account: { name: string } } }) => node.account.name).sort()).toEqual(
      [0, 1, 2, 3, 4].map((i) => `Batch ${i}`),
    );
  });
});
