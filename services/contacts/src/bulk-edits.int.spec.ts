import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BulkEditRow } from '@throughline/bulk-edits';
import { BulkEditUndoEventSchema } from '@throughline/contracts/activities';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { DataSource } from 'typeorm';
import { AccountRow } from './account/account.view.js';
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
  ann = await services.user({ name: 'Ann', teamId: north });
  zoe = await services.user({ teamId: south });
  reader = await services.user({ teamId: north, role: 'READ_ONLY' });
}, 60_000);
afterAll(() => services?.close());

const data = (query: string, variables: object = {}, user = ann): Promise<any> =>
  services.data('contacts', query, { ...variables }, user.token);

const CREATE = {
  contact: 'mutation($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }',
  account: 'mutation($input: CreateAccountInput!) { createAccount(input: $input) { account { id } } }',
};
const contact = async (input: object, user = ann): Promise<string> =>
  (await data(CREATE.contact, { input: { familyName: 'Somebody', ...input } }, user)).createContact.contact.id;
const account = async (input: object, user = ann): Promise<string> =>
  (await data(CREATE.account, { input: { name: 'Acme', ...input } }, user)).createAccount.account.id;
const update = (input: object, user = ann) =>
  data('mutation($input: UpdateContactInput!) { updateContact(input: $input) { contact { id } } }', { input }, user);

const START = (mutation: string) =>
  `mutation($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { bulkEdit { id status total } } }`;
const begun = async (mutation: string, input: object, user = ann): Promise<{ id: string; status: string; total: number }> =>
  (await data(START(mutation), { input }, user))[mutation].bulkEdit;
const refusal = async (mutation: string, input: object, user = ann) =>
  (await services.execute('contacts', START(mutation), { input }, user.token)).errors?.[0]?.extensions as
    { code: string; fields?: Record<string, string> } | undefined;

async function ended(id: string) {
  const rows = services.get('contacts').get(DataSource).getRepository(BulkEditRow);
  const { status, changed, unchanged, failed, refused, problem } = (await until(
    () => rows.findOneBy({ tenant: 'main', id }),
    (row) => !!row?.finishedAt,
  ))!;
  return { status, counts: { changed, unchanged, failed }, refused, problem };
}
const edited = async (mutation: string, input: object, user = ann) => {
  const { id } = await begun(mutation, input, user);
  return { id, ...(await ended(id)) };
};

/** As activities says it. */
async function undone(bulkEditId: string, user = ann) {
  const id = randomUUID();
  const activities = await services.play('activities');
  await activities.publish(BulkEditUndoEventSchema, 'bulk_edit_undo', id, {
    type: 'BulkEditUndoRequested',
    data: { bulkEditId, requestedBy: user.id },
  });
  return { id, ...(await ended(id)) };
}

const people = async (ids: readonly string[], selection: string, user = ann) => {
  const query = `query($filter: ContactFilter) { contacts(filter: $filter) { edges { node { id ${selection} } } } }`;
  const filter = { id: { in: ids }, archived: { isNull: false } };
  const { edges } = (await data(query, { filter }, user)).contacts;
  const found = new Map(edges.map(({ node: { id, ...node } }: { node: { id: string } }) => [id, node]));
  return ids.map((id) => found.get(id));
};
const history = async (id: string, field: string) => {
  const query = `query($id: ID!, $field: String) { contact(id: $id) { changes(field: $field) { edges { node { from to operation cause by { name } } } } } }`;
  return (await data(query, { id, field })).contact.changes.edges.map(({ node }: { node: object }) => node);
};

describe('many people changed at a time', () => {
  it('get values and tags and are archived, as one operation that each of them tells of', async () => {
    const owner = await services.user({ name: 'Bob' });
    const ids = [
      await contact({ title: 'CTO', tags: ['VIP', 'old'] }),
      await contact({ title: 'CEO' }),
      await contact({ title: 'CEO', ownerId: owner.id, tags: ['new', 'vip'] }, admin),
    ];
    const { id, total } = await begun('updateContacts', { ids, set: { title: 'CEO', ownerId: ann.id }, addTags: ['New', 'VIP'], removeTags: ['OLD'] }); // prettier-ignore
    expect(total).toBe(3);
    expect(await ended(id)).toEqual({
      status: 'DONE',
      counts: { changed: 2, unchanged: 0, failed: 1 },
      refused: [{ id: ids[2], message: expect.stringContaining('you may not see it') }],
      problem: null,
    });
    expect(await people(ids, 'title tags ownerId', admin)).toEqual([
      { title: 'CEO', tags: ['VIP', 'New'], ownerId: ann.id },
      { title: 'CEO', tags: ['New', 'VIP'], ownerId: ann.id },
      { title: 'CEO', tags: ['new', 'vip'], ownerId: owner.id },
    ]);
    expect(await history(ids[0]!, 'title')).toEqual([
      { from: 'CTO', to: 'CEO', operation: id, cause: 'updateContacts', by: { name: 'Ann' } },
      { from: null, to: 'CTO', operation: null, cause: 'createContact', by: { name: 'Ann' } },
    ]);
    expect((await edited('updateContacts', { ids: ids.slice(0, 2), archive: true })).counts).toEqual({
      changed: 2,
      unchanged: 0,
      failed: 0,
    });
    expect((await edited('updateContacts', { ids: ids.slice(0, 2), archive: true })).counts).toEqual({
      changed: 0,
      unchanged: 2,
      failed: 0,
    });
    const { refused } = await edited('updateContacts', { ids: [ids[0]], set: { title: 'X' } });
    expect(refused).toEqual([{ id: ids[0], message: 'This person is archived: restore the record first.' }]);
    await edited('updateContacts', { ids: ids.slice(0, 2), archive: false, set: { title: 'Back' } });
    expect(await people(ids.slice(0, 2), 'title archived')).toEqual([
      { title: 'Back', archived: false },
      { title: 'Back', archived: false },
    ]);
  });

  it('are those that a filter lets through, of whom the person sees', async () => {
    const title = randomUUID();
    const mine = await Promise.all(Array.from({ length: 230 }, () => contact({ title })));
    const hidden = await contact({ title }, zoe);
    const { counts } = await edited('updateContacts', { filter: { title: { eq: title } }, set: { title: `${title} now`, language: 'de' } });
    expect(counts).toEqual({ changed: 230, unchanged: 0, failed: 0 });
    expect(await people([mine[0]!, hidden], 'language', admin)).toEqual([{ language: 'de' }, { language: null }]);
  }, 60_000);

  it('are changed once, however often the same is asked for', async () => {
    const ids = [await contact({}), await contact({})];
    const input = { ids, set: { title: 'Once' }, commandId: randomUUID() };
    const first = await begun('updateContacts', input);
    await ended(first.id);
    await update({ id: ids[0], title: 'Since' });
    expect((await begun('updateContacts', input)).id).toBe(first.id);
    expect(await people(ids, 'title')).toEqual([{ title: 'Since' }, { title: 'Once' }]);
    expect((await refusal('updateContacts', { ...input, set: { title: 'Other' } }))?.code).toBe('CONFLICT');
  });

  it('are refused with what no record could take, and with too many', async () => {
    const ids = [await contact({})];
    expect(await refusal('updateContacts', { ids, set: { language: '?', ownerId: randomUUID() }, addTags: ['\u0000'] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { 'set.language': expect.any(String), 'set.ownerId': expect.any(String), addTags: expect.any(String) },
    });
    expect((await refusal('updateContacts', { ids }))?.fields).toEqual({ set: 'says nothing that is to change' });
    expect((await refusal('updateContacts', { set: { title: 'X' } }))?.fields).toHaveProperty('ids');
    const many = Array.from({ length: 10_001 }, () => randomUUID());
    expect((await refusal('updateContacts', { ids: many, set: { title: 'X' } }))?.fields).toEqual({
      ids: 'names more than 10,000 records: change them in several goes',
    });
    expect((await refusal('updateContacts', { ids, set: { title: 'X' } }, reader))?.code).toBe('FORBIDDEN');
  });
});

describe('a change of many that is taken back', () => {
  it('gives each its former values, and leaves and names those changed since', async () => {
    const [from, to] = [await account({ name: 'From' }), await account({ name: 'To' })];
    const before = { title: 'CTO', tags: ['a'], note: 'Old', accountId: from, address: { city: 'Bonn', country: 'DE' } };
    const ids = [await contact(before), await contact(before), await contact({}), await contact(before)];
    const set = { title: 'CEO', note: null, accountId: to, address: { city: 'Rome' } };
    const edit = await edited('updateContacts', { ids, set, addTags: ['b'] });
    await update({ id: ids[1], title: 'Chair' });
    // What the edit did not touch may change.
    await update({ id: ids[3], language: 'de' });
    const selection = 'title tags note accountId address { city country }';
    expect((await people(ids, selection))[0]).toEqual({ title: 'CEO', tags: ['a', 'b'], note: null, accountId: to, address: { city: 'Rome', country: null } }); // prettier-ignore

    const undo = await undone(edit.id);
    expect(undo).toMatchObject({
      status: 'DONE',
      counts: { changed: 3, unchanged: 0, failed: 1 },
      refused: [{ id: ids[1], message: 'Changed since, and left as it is: Job title.' }],
    });
    const nothing = { title: null, tags: [], note: null, accountId: null, address: null };
    const [first, second, third, fourth] = await people(ids, selection);
    expect([first, third, fourth]).toEqual([before, nothing, before]);
    expect(second).toMatchObject({ title: 'Chair', tags: ['a', 'b'] });
    expect((await history(ids[0]!, 'title'))[0]).toEqual({
      from: 'CEO',
      to: 'CTO',
      operation: undo.id,
      cause: 'undoBulkEdit',
      by: { name: 'Ann' },
    });
    // And that is taken back in turn.
    expect((await undone(undo.id)).counts).toEqual({ changed: 3, unchanged: 1, failed: 0 });
    expect((await people(ids, 'title'))[0]).toEqual({ title: 'CEO' });
  });

  it('brings back what was archived, and what left the sight of whoever did it', async () => {
    const ids = [await contact({}), await contact({})];
    const archived = await edited('updateContacts', { ids, archive: true });
    expect((await undone(archived.id)).counts).toEqual({ changed: 2, unchanged: 0, failed: 0 });
    expect(await people(ids, 'archived')).toEqual([{ archived: false }, { archived: false }]);
    const away = await edited('updateContacts', { ids, set: { ownerId: zoe.id } });
    expect(await people(ids, 'ownerId')).toEqual([undefined, undefined]);
    expect((await undone(away.id)).counts).toEqual({ changed: 2, unchanged: 0, failed: 0 });
    expect(await people(ids, 'ownerId')).toEqual([{ ownerId: null }, { ownerId: null }]);
  });
});

describe('many accounts changed at a time', () => {
  it('come to stand under one, but none under itself or under what stands below it', async () => {
    const top = await account({ name: 'Top' });
    const holding = await account({ name: 'Holding', parentId: top });
    const ids = [await account({ name: 'A', phone: '030 901820', address: { country: 'DE' } }), await account({ name: 'B' }), top, holding];
    const edit = await edited('updateAccounts', { ids, set: { parentId: holding, industry: 'Tools', phone: '+49 40 123456' } });
    expect(edit.counts).toEqual({ changed: 2, unchanged: 0, failed: 2 });
    expect(edit.refused.map(({ id }) => id)).toEqual([top, holding]);
    const query = `query($id: ID!) { account(id: $id) { parentId industry phone } }`;
    const one = async (id: string) => (await data(query, { id })).account;
    expect(await one(ids[0]!)).toEqual({ parentId: holding, industry: 'Tools', phone: '+49 40 123456' });
    await undone(edit.id);
    expect(await one(ids[0]!)).toEqual({ parentId: null, industry: null, phone: '030 901820' });
    const row = await services.get('contacts').get(DataSource).getRepository(AccountRow).findOneByOrFail({ tenant: 'main', id: ids[0]! });
    expect(row.phoneE164).toBe('+4930901820');
  });
});
