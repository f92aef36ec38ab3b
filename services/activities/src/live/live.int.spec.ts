import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { UserEventSchema } from '@throughline/contracts/identity';
import { AccountEventSchema, ContactEventSchema } from '@throughline/contracts/contacts';
import { OpportunityEventSchema } from '@throughline/contracts/sales';
import { startService, type GraphQLResponse } from '@throughline/service-kit';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { eventually } from '@throughline/test-kit';
import { activities } from '../activities.service.js';
import type { Change } from './changes.js';
import { PresenceBoard } from './presence.js';

let services: TestServices;
let team: string;
let ada: TestUser;
let bob: TestUser;
let stranger: TestUser;
let admin: TestUser;
const listening: AbortController[] = [];

beforeAll(async () => {
  services = await TestServices.start([activities]);
  for (const service of ['contacts', 'sales']) await services.play(service);
  team = await services.team('North');
  ada = await services.user({ name: 'Ada', teamId: team });
  bob = await services.user({ name: 'Bob', teamId: team });
  stranger = await services.user({ name: 'Stranger', teamId: await services.team('South') });
  admin = await services.user({ role: 'ADMIN' });
  // Both sources have been heard of.
  await account(ada);
  await deal(ada);
}, 60_000);
afterEach(() => listening.splice(0).forEach((each) => each.abort()));
afterAll(() => services?.close());

const graph = (query: string, variables: Record<string, unknown>, user: TestUser) =>
  services.data('activities', query, variables, user.token);

interface Listener {
  readonly told: Change[];
  readonly over: Promise<void>;
}

/** Everything that a subscription tells, as it comes. */
async function listen(
  user: TestUser,
  variables: { ids?: string[]; kinds?: string[] } = {},
  service = services.get('activities'),
): Promise<Listener> {
  const query = 'subscription($ids: [ID!], $kinds: [ChangeKind!]) { changes(ids: $ids, kinds: $kinds) { kind id revision by at } }';
  const stop = new AbortController();
  listening.push(stop);
  const answers = await service.subscribe({ query, variables, headers: { authorization: `Bearer ${user.token}` } }, stop.signal);
  if (!(Symbol.asyncIterator in answers)) throw new Error(JSON.stringify(answers));
  const told: Change[] = [];
  const take = async () => {
    for await (const { data, errors } of answers as AsyncIterable<GraphQLResponse>) {
      if (errors) throw new Error(JSON.stringify(errors));
      told.push((data as { changes: Change }).changes);
    }
  };
  return { told, over: take() };
}

const kindsOf = ({ told }: Listener, id: string | null) => told.filter((change) => change.id === id).map(({ kind }) => kind);
const hears = (listener: Listener, change: Partial<Change>) =>
  eventually(async () => {
    expect(listener.told).toContainEqual(expect.objectContaining(change));
  });

async function contact(owner: TestUser): Promise<string> {
  const id = randomUUID();
  const data = { givenName: 'Grace', familyName: 'Hopper', ownerId: owner.id };
  await (await services.play('contacts')).publish(ContactEventSchema, 'contact', id, { type: 'ContactCreated', data }, owner.id);
  await seen(id);
  return id;
}
const rename = async (id: string, by: TestUser, givenName = 'Amazing Grace') =>
  (await services.play('contacts')).publish(ContactEventSchema, 'contact', id, { type: 'ContactRenamed', data: { givenName } }, by.id);
async function account(owner: TestUser): Promise<string> {
  const id = randomUUID();
  const data = { name: 'Ravel Industries', ownerId: owner.id };
  await (await services.play('contacts')).publish(AccountEventSchema, 'account', id, { type: 'AccountCreated', data }, owner.id);
  await seen(id);
  return id;
}
async function deal(owner: TestUser, accountId = ''): Promise<string> {
  const id = randomUUID();
  const data = { name: 'Looms', ownerId: owner.id, accountId };
  await (await services.play('sales')).publish(OpportunityEventSchema, 'opportunity', id, { type: 'OpportunityOpened', data }, owner.id);
  await seen(id);
  return id;
}
const seen = (id: string) =>
  eventually(async () => {
    const { errors } = await services.execute('activities', 'query($id: ID!) { presence(id: $id) { since } }', { id }, admin.token);
    expect(errors).toBeUndefined();
  });
const nextStep = async (id: string, text: string, by: TestUser) =>
  (await services.play('sales')).publish(
    OpportunityEventSchema,
    'opportunity',
    id,
    { type: 'OpportunityNextStepChanged', data: { nextStep: text } },
    by.id,
  );

describe('changes', () => {
  it('tell a colleague what changed, and nobody who may not see it', async () => {
    const [id, other] = [await contact(ada), await contact(ada)];
    const [colleague, choosy, outsider] = [
      await listen(bob),
      await listen(bob, { ids: [other], kinds: ['CONTACT'] }),
      await listen(stranger),
    ];
    await rename(id, ada);
    await rename(other, ada);
    await hears(colleague, { kind: 'CONTACT', id, revision: 2, by: ada.id });
    await hears(choosy, { kind: 'CONTACT', id: other, revision: 2 });
    const theirs = await contact(stranger);
    await rename(theirs, stranger);
    await hears(outsider, { id: theirs, revision: 2 });
    expect(outsider.told.map((change) => change.id)).toEqual(expect.not.arrayContaining([id, other]));
    expect(choosy.told).toHaveLength(1);
    expect(colleague.told.map((change) => change.id)).not.toContain(theirs);
  });

  it('tell of a record that goes out of sight once more, without who took it away', async () => {
    const id = await contact(ada);
    const [before, after] = [await listen(bob, { ids: [id] }), await listen(stranger, { ids: [id] })];
    const data = { ownerId: stranger.id, previousOwnerId: ada.id };
    await (await services.play('contacts')).publish(ContactEventSchema, 'contact', id, { type: 'ContactAssigned', data }, admin.id);
    await hears(before, { kind: 'CONTACT', id, revision: null, by: null });
    await hears(after, { kind: 'CONTACT', id, revision: 2, by: admin.id });
    await rename(id, stranger);
    await hears(after, { id, revision: 3 });
    expect(before.told).toHaveLength(1);
  });

  it('tell those who follow a record that somebody else has done something to it', async () => {
    const id = await deal(ada);
    await graph('mutation($id: ID!) { followRecord(input: { id: $id }) { following { id } } }', { id }, bob);
    const listener = await listen(bob, { kinds: ['NOTIFICATION'] });
    const move = async (name: string, by: TestUser) => {
      const moved = { type: 'OpportunityMovedToStage' as const, data: { to: { name } } };
      await (await services.play('sales')).publish(OpportunityEventSchema, 'opportunity', id, moved, by.id);
    };
    await move('Qualified', bob);
    await move('Negotiation', ada);
    await hears(listener, { kind: 'NOTIFICATION', id: null });
    expect(listener.told).toHaveLength(1);
    expect((await graph('{ unreadNotifications }', {}, bob)).unreadNotifications).toBe(1);
  });

  it('tell of a timeline what stands on it: calls, tasks, deals; and of a removed call', async () => {
    const company = await account(ada);
    const opportunity = await deal(ada, company);
    const listener = await listen(bob, { ids: [company] });
    await nextStep(opportunity, 'Send the offer', ada);
    await eventually(() => expect(kindsOf(listener, company)).toEqual(['TIMELINE']));
    const createTask = 'mutation($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }';
    await graph(createTask, { input: { title: 'Call', about: [company] } }, ada);
    await eventually(() => expect(kindsOf(listener, company)).toEqual(['TIMELINE', 'TIMELINE']));
    const log = 'mutation($input: LogActivityInput!) { logActivity(input: $input) { activity { id } } }';
    const { logActivity } = await graph(log, { input: { kind: 'CALL', subject: 'Hello', about: [company] } }, ada);
    await graph('mutation($id: ID!) { removeActivity(input: { id: $id }) { id } }', { id: logActivity.activity.id }, ada);
    await eventually(() => expect(kindsOf(listener, company)).toHaveLength(4));
    expect(new Set(kindsOf(listener, company))).toEqual(new Set(['TIMELINE']));
  });

  it('do not tell by an account that something happened to a deal out of sight', async () => {
    const company = await account(ada);
    const hidden = await deal(stranger, company);
    const listener = await listen(bob, { ids: [company] });
    await nextStep(hidden, 'Ours alone', stranger);
    await nextStep(await deal(ada, company), 'For all of us', ada);
    await hears(listener, { kind: 'TIMELINE', id: company, by: ada.id });
    expect(listener.told.map(({ by }) => by)).not.toContain(stranger.id);
  });

  it('tell the one who is notified, when the notification can be asked for', async () => {
    const [told, other] = [await listen(bob, { kinds: ['NOTIFICATION'] }), await listen(ada, { kinds: ['NOTIFICATION'] })];
    const query = '{ unreadNotifications }';
    const { unreadNotifications: before } = await graph(query, {}, bob);
    const createTask = 'mutation($input: CreateTaskInput!) { createTask(input: $input) { task { id } } }';
    await graph(createTask, { input: { title: 'For Bob', assigneeId: bob.id } }, ada);
    await hears(told, { kind: 'NOTIFICATION', id: null });
    expect(await graph(query, {}, bob)).toEqual({ unreadNotifications: before + 1 });
    await graph('mutation { markAllNotificationsRead(input: {}) { unreadNotifications } }', {}, bob);
    await eventually(() => expect(told.told).toHaveLength(2));
    expect(other.told).toEqual([]);
  });

  it('become one where there are very many', async () => {
    const id = await contact(ada);
    const [listener, filtered] = [await listen(bob), await listen(bob, { ids: [id], kinds: ['ACCOUNT'] })];
    for (let n = 0; n < 4; n++) await Promise.all(Array.from({ length: 10 }, () => contact(ada)));
    await hears(listener, { kind: 'MANY', id: null });
    expect(listener.told.length).toBeLessThan(40);
    // Of one and the same record the last is enough.
    const one = await listen(bob, { ids: [id] });
    for (let n = 0; n < 30; n++) await rename(id, ada, `Grace ${n}`);
    await hears(one, { id, revision: 31 });
    expect(one.told.length).toBeLessThan(31);
    expect(filtered.told.filter(({ kind }) => kind !== 'MANY')).toEqual([]);
  });

  it('end for who may no longer sign in, and begin anew for who sees other records', async () => {
    const leaver = await services.user({ name: 'Leaver', teamId: team });
    const mover = await services.user({ name: 'Mover', teamId: team });
    const [leaving, moving] = [await listen(leaver), await listen(mover)];
    await services.publish(UserEventSchema, 'user', mover.id, { type: 'UserMovedToTeam', data: {} });
    await hears(moving, { kind: 'MANY' });
    await services.publish(UserEventSchema, 'user', leaver.id, { type: 'UserDeactivated', data: {} });
    await leaving.over;
  });

  it('are refused to nobody in particular, and for more ids than a page shows', async () => {
    const ids = Array.from({ length: 1_001 }, () => randomUUID());
    await expect(listen(ada, { ids })).rejects.toThrow('BAD_USER_INPUT');
    await expect(listen({ id: '', token: 'nobody' })).rejects.toThrow('UNAUTHENTICATED');
  });
});

describe('presence', () => {
  const present = 'mutation($input: PresentInput!) { present(input: $input) { presence { user { id name } editing } } }';
  const presence = 'query($id: ID!) { presence(id: $id) { user { id name } editing } }';

  it('says who else has a record open, until they close it or are heard of no more', async () => {
    const id = await contact(ada);
    const [listener, everything] = [await listen(bob, { ids: [id] }), await listen(bob)];
    expect(await graph(present, { input: { id } }, ada)).toEqual({ present: { presence: [] } });
    await hears(listener, { kind: 'PRESENCE', id, by: ada.id });
    expect(await graph(presence, { id }, bob)).toEqual({ presence: [{ user: { id: ada.id, name: 'Ada' }, editing: false }] });
    await graph(present, { input: { id } }, ada);
    await graph(present, { input: { id, editing: true } }, ada);
    await eventually(() => expect(kindsOf(listener, id)).toEqual(['PRESENCE', 'PRESENCE']));
    expect((await graph(present, { input: { id } }, bob)).present.presence).toEqual([{ user: { id: ada.id, name: 'Ada' }, editing: true }]);
    await graph(present, { input: { id, left: true } }, ada);
    await eventually(() => expect(kindsOf(listener, id)).toHaveLength(3));
    expect(await graph(presence, { id }, ada)).toEqual({ presence: [{ user: { id: bob.id, name: 'Bob' }, editing: false }] });

    services
      .get('activities')
      .get(PresenceBoard)
      .sweep(Date.now() + 46_000);
    expect(await graph(presence, { id }, ada)).toEqual({ presence: [] });
    expect(everything.told).toEqual([]);
  });

  it('is of records only that one sees', async () => {
    const id = await contact(ada);
    for (const [query, variables] of [
      [present, { input: { id } }],
      [presence, { id }],
    ] as const) {
      const { errors } = await services.execute('activities', query, variables, stranger.token);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
    }
  });
});

describe('several processes of the service', () => {
  it('all tell what one of them applies, and who is there', async () => {
    const second = await startService(activities, {
      databaseUrl: services.databaseUrls.get('activities')!,
      keys: services.keys,
      hmac: services.hmac,
      bus: services.bus,
    });
    try {
      const id = await contact(ada);
      const variables = { ids: [id] };
      const [here, there] = [await listen(bob, variables), await listen(bob, variables, second)];
      await eventually(async () => {
        await rename(id, ada, randomUUID());
        expect(here.told.map(({ kind }) => kind)).toContain('CONTACT');
        expect(there.told.map(({ kind }) => kind)).toContain('CONTACT');
      });
      const query = 'mutation($id: ID!) { present(input: { id: $id }) { presence { user { id } } } }';
      await second.execute({ query, variables: { id }, headers: { authorization: `Bearer ${ada.token}` } });
      await hears(here, { kind: 'PRESENCE', id, by: ada.id });
      await hears(there, { kind: 'PRESENCE', id, by: ada.id });
    } finally {
      await second.close();
    }
  });
});
