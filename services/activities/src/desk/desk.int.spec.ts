import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ContactEventSchema } from '@throughline/contracts/contacts';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { activities } from '../activities.service.js';

let services: TestServices;
let ada: TestUser;
let bob: TestUser;
let head: TestUser;
let stranger: TestUser;
let reader: TestUser;
let admin: TestUser;

beforeAll(async () => {
  services = await TestServices.start([activities]);
  const sales = await services.team('Sales');
  const north = await services.team('North', sales);
  head = await services.user({ name: 'Head', teamId: sales, role: 'MANAGER' });
  ada = await services.user({ name: 'Ada', teamId: north });
  bob = await services.user({ name: 'Bob', teamId: north });
  stranger = await services.user({ name: 'Stranger', teamId: await services.team('Support') });
  reader = await services.user({ name: 'Reader', role: 'READ_ONLY', teamId: north });
  admin = await services.user({ role: 'ADMIN' });
}, 60_000);
afterAll(() => services?.close());

const graph = (query: string, variables: Record<string, unknown>, user: TestUser) =>
  services.data('activities', query, variables, user.token);
const refusal = async (query: string, variables: Record<string, unknown>, user: TestUser) =>
  (await services.execute('activities', query, variables, user.token)).errors?.[0]?.extensions;

const fields = 'id revision name kind definition sharedWith position archived owner { id }';
const createView = `mutation($input: CreateSavedViewInput!) { createSavedView(input: $input) { savedView { ${fields} } } }`;
const updateView = `mutation($input: UpdateSavedViewInput!) { updateSavedView(input: $input) { savedView { ${fields} } } }`;
const archiveView = 'mutation($id: ID!) { archiveSavedView(input: { id: $id }) { savedView { archived } } }';
const create = async (input: object, user: TestUser) =>
  (await graph(createView, { input: { kind: 'LEAD', definition: {}, ...input } }, user)).createSavedView.savedView;
const viewsOf = async (user: TestUser, kind = 'LEAD'): Promise<string[]> =>
  (await graph('query($kind: String) { savedViews(kind: $kind) { name } }', { kind }, user)).savedViews.map(
    ({ name }: { name: string }) => name,
  );

describe('a saved view', () => {
  it('keeps what it was given, is changed and archived, and comes back', async () => {
    const definition = { filter: { op: 'and', of: [{ field: 'status', value: ['NEW', 1, null] }] }, columns: ['name'] };
    const made = await create({ name: 'New ones', kind: 'CONTACT', definition, position: 2 }, ada);
    expect(made).toMatchObject({ revision: 1, definition, kind: 'CONTACT', sharedWith: 'NOBODY', position: 2, owner: { id: ada.id } });
    await create({ name: 'First', kind: 'CONTACT' }, ada);
    expect(await viewsOf(ada, 'CONTACT')).toEqual(['First', 'New ones']);

    const input = { id: made.id, name: 'Newest', definition: 'text is JSON as well', position: -1, expectedRevision: 1 };
    const changed = (await graph(updateView, { input }, ada)).updateSavedView.savedView;
    expect(changed).toMatchObject({ name: 'Newest', definition: 'text is JSON as well', position: -1, sharedWith: 'NOBODY' });
    expect(await refusal(updateView, { input: { ...input, name: 'Late' } }, ada)).toMatchObject({ code: 'CONFLICT' });
    expect(await viewsOf(ada, 'CONTACT')).toEqual(['Newest', 'First']);

    await graph(archiveView, { id: made.id }, ada);
    expect(await viewsOf(ada, 'CONTACT')).toEqual(['First']);
    const restore = 'mutation($id: ID!) { restoreSavedView(input: { id: $id }) { savedView { name archived } } }';
    expect((await graph(restore, { id: made.id }, ada)).restoreSavedView.savedView).toEqual({ name: 'Newest', archived: false });
  });

  it("is seen by those it is shared with: nobody else, the branch of the owner's team, or everybody", async () => {
    await create({ name: 'private' }, ada);
    await create({ name: 'of the team', sharedWith: 'TEAM' }, ada);
    await create({ name: 'of the head', sharedWith: 'TEAM' }, head);
    await create({ name: 'of all', sharedWith: 'EVERYONE' }, stranger);
    await create({ name: 'support', sharedWith: 'TEAM' }, stranger);
    expect(await viewsOf(ada)).toEqual(['of all', 'of the head', 'of the team', 'private']);
    expect(await viewsOf(bob)).toEqual(['of all', 'of the head', 'of the team']);
    expect(await viewsOf(head)).toEqual(['of all', 'of the head', 'of the team']);
    expect(await viewsOf(stranger)).toEqual(['of all', 'support']);
    expect(await viewsOf(admin)).toEqual(['of all', 'of the head', 'of the team', 'support']);
  });

  it('is changed by its owner and, where they see it, by administrators', async () => {
    const shared = await create({ name: 'shared', kind: 'TASK', sharedWith: 'EVERYONE' }, ada);
    const own = await create({ name: 'own', kind: 'TASK' }, ada);
    const rename = (id: string, user: TestUser) => refusal(updateView, { input: { id, name: 'mine now' } }, user);
    expect(await rename(shared.id, bob)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(archiveView, { id: shared.id }, bob)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await rename(shared.id, admin)).toBeUndefined();
    expect(await rename(own.id, bob)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await rename(own.id, admin)).toMatchObject({ code: 'NOT_FOUND' });
    expect((await graph('query($id: ID!) { savedView(id: $id) { id } }', { id: own.id }, bob)).savedView).toBeNull();
    expect(await refusal(createView, { input: { name: 'R', kind: 'TASK', definition: {} } }, reader)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused by what is wrong with it', async () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    const wrong = (input: object) => refusal(createView, { input: { name: 'N', kind: 'LEAD', definition: {}, ...input } }, ada);
    expect(await wrong({ name: ' ', kind: 'lead' })).toEqual({
      code: 'BAD_USER_INPUT',
      fields: { name: expect.any(String), kind: expect.any(String) },
    });
    expect(await wrong({ definition: nested(21) })).toMatchObject({ fields: { definition: expect.stringContaining('levels') } });
    expect(await wrong({ definition: 'x'.repeat(65_536) })).toMatchObject({ fields: { definition: expect.stringContaining('64 kB') } });
    expect(await wrong({ definition: nested(20) })).toBeUndefined();
  });

  it('leaves its words in no event', async () => {
    await create({ name: 'Deals of Ágnes Secret', kind: 'OPPORTUNITY', definition: { filter: 'agnes@secret.example' } }, ada);
    const { store } = services.get('activities');
    const events = JSON.stringify((await store.readAll(0n, 10_000)).map(({ data }) => data));
    expect(events).not.toContain('Secret');
    expect(events).not.toContain('secret.example');
  });
});

describe('favourites', () => {
  const set =
    'mutation($id: ID!, $favourite: Boolean!) { setFavourite(input: { id: $id, favourite: $favourite }) { favourites { id kind title } } }';
  const of = async (user: TestUser) => (await graph('{ favourites { id title } }', {}, user)).favourites;
  const contact = async (name: string, owner: TestUser) => {
    const id = randomUUID();
    const contacts = await services.play('contacts');
    const data = { givenName: name, emails: [], ownerId: owner.id };
    await contacts.publish(ContactEventSchema, 'contact', id, { type: 'ContactCreated', data }, owner.id);
    return id;
  };

  it("are a person's own, in the order in which they came, once each", async () => {
    const [grace, mary] = [await contact('Grace', ada), await contact('Mary', bob)];
    await graph(set, { id: mary, favourite: true }, ada);
    const { favourites } = (await graph(set, { id: grace, favourite: true }, ada)).setFavourite;
    expect(favourites).toEqual([
      { id: mary, kind: 'CONTACT', title: 'Mary' },
      { id: grace, kind: 'CONTACT', title: 'Grace' },
    ]);
    await graph(set, { id: mary, favourite: true }, ada);
    expect((await of(ada)).map(({ id }: { id: string }) => id)).toEqual([mary, grace]);
    expect(await of(bob)).toEqual([]);
    await graph(set, { id: mary, favourite: false }, ada);
    expect(await of(ada)).toEqual([{ id: grace, title: 'Grace' }]);
  });

  it('are of what one sees: what has left the sight or been archived is not among them', async () => {
    const [kept, handed, archived] = [await contact('Kept', bob), await contact('Handed', bob), await contact('Archived', bob)];
    for (const id of [kept, handed, archived]) await graph(set, { id, favourite: true }, bob);
    expect(await refusal(set, { id: kept, favourite: true }, stranger)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { id: expect.any(String) },
    });
    const contacts = await services.play('contacts');
    await contacts.publish(ContactEventSchema, 'contact', handed, { type: 'ContactAssigned', data: { ownerId: stranger.id } });
    await contacts.publish(ContactEventSchema, 'contact', archived, { type: 'ContactArchived', data: {} });
    expect(await until(() => of(bob), (found) => found.length === 1)).toEqual([{ id: kept, title: 'Kept' }]); // prettier-ignore
  });
});
