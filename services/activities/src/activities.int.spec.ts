import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventCodec, type EventInitOf, type StreamSchema } from '@throughline/contracts';
import {
  AccountEventSchema,
  CommitteeRole,
  CommitteeStance,
  ContactEventSchema,
  ContactsImportEventSchema,
} from '@throughline/contracts/contacts';
import { UserEventSchema } from '@throughline/contracts/identity';
import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import { LeadEventSchema, OpportunityEventSchema, StageCategory } from '@throughline/contracts/sales';
import { localDate } from '@throughline/domain';
import { PostgresEventStore } from '@throughline/event-store';
import { expectSchemaCovers } from '@throughline/records/testing';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { testDatabase, until } from '@throughline/test-kit';
import { COMMAND_HANDLER, Directory, LOG, type TenantDirectory } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { activities } from './activities.service.js';
import { DueTasks } from './task/due-tasks.js';
import { taskRecord } from './task/task.record.js';

let services: TestServices;
let ada: TestUser;
let bob: TestUser;
let stranger: TestUser;
let admin: TestUser;
const closing: (() => Promise<unknown>)[] = [];
const others = new Map<string, (schema: StreamSchema, category: string, id: string, event: never, actor?: string) => Promise<void>>();

beforeAll(async () => {
  services = await TestServices.start([activities]);
  for (const service of ['contacts', 'sales', 'marketing']) others.set(service, await play(service));
  const team = await services.team('North');
  ada = await services.user({ name: 'Ada', teamId: team });
  bob = await services.user({ name: 'Bob', teamId: team });
  stranger = await services.user({ name: 'Stranger', teamId: await services.team('South') });
  admin = await services.user({ role: 'ADMIN' });
}, 60_000);
afterAll(async () => {
  await services?.close();
  for (const close of closing) await close();
});

/** Another department, as far as this one can tell: a store of events on the bus. */
async function play(service: string) {
  const database = await testDatabase();
  const store = await PostgresEventStore.open({ url: database.url });
  closing.push(async () => (await store.close(), await database.drop()));
  services.bus.register(service, store);
  const codec = createEventCodec(services.keys);
  const revisions = new Map<string, number>();
  return async (schema: StreamSchema, category: string, id: string, event: never, actor = 'someone') => {
    const commandId = randomUUID();
    const stream = { tenant: 'main', category, id };
    const [encoded] = await codec.encode(schema, stream, [event]);
    const { type, data, public: isPublic } = encoded!;
    const meta = { actor, operation: 'test', commandId, correlationId: commandId, occurredAt: new Date().toISOString(), public: isPublic };
    const expectedRevision = revisions.get(id) ?? 0;
    await store.append({
      stream,
      expectedRevision,
      events: [{ id: randomUUID(), type, data, meta }],
      command: { tenant: 'main', actor, operation: 'test', commandId },
      requestHash: commandId,
    });
    revisions.set(id, expectedRevision + 1);
  };
}

const happens = <S extends StreamSchema>(service: string, schema: S, category: string, id: string, event: EventInitOf<S>, actor?: string) =>
  others.get(service)!(schema, category, id, event as never, actor);
const graph = (query: string, variables: Record<string, unknown>, user: TestUser) =>
  services.data('activities', query, variables, user.token);
const refusal = async (query: string, variables: Record<string, unknown>, user: TestUser) =>
  (await services.execute('activities', query, variables, user.token)).errors?.[0]?.extensions;

const createTask =
  'mutation($input: CreateTaskInput!) { createTask(input: $input) { task { id revision title open assigneeId about { id kind title } } } }';
const logActivity = 'mutation($input: LogActivityInput!) { logActivity(input: $input) { activity { id kind subject body } } }';
const timelineOf = async (about: string, user: TestUser, kinds?: string[]) => {
  const query =
    'query($about: ID!, $kinds: [String!]) { timeline(about: $about, kinds: $kinds) { edges { node { kind title body actor { name } about { id } } } } }';
  const { timeline } = await graph(query, { about, kinds }, user);
  return timeline.edges.map(({ node }: { node: { kind: string; title: string; body: string; actor: { name: string } } }) => node);
};
const search = async (text: string, user: TestUser) =>
  (await graph('query($text: String!) { search(text: $text) { kind id title } }', { text }, user)).search;

async function contact(name: string, owner: TestUser): Promise<string> {
  const id = randomUUID();
  const [givenName, familyName] = name.split(' ') as [string, string];
  const emails = [{ address: `${givenName}@example.com`.toLowerCase(), primary: true }];
  await happens(
    'contacts',
    ContactEventSchema,
    'contact',
    id,
    { type: 'ContactCreated', data: { givenName, familyName, emails, ownerId: owner.id } },
    owner.id,
  );
  return id;
}

async function opportunity(name: string, owner: TestUser): Promise<string> {
  const id = randomUUID();
  await happens(
    'sales',
    OpportunityEventSchema,
    'opportunity',
    id,
    { type: 'OpportunityOpened', data: { name, ownerId: owner.id } },
    owner.id,
  );
  return id;
}

describe('a task', () => {
  it('is about records, done once, and seen by the team of the one who has to do it', async () => {
    const about = await contact('Grace Hopper', ada);
    const { task } = (await graph(createTask, { input: { title: 'Call back', about: [about], dueAt: '2099-01-01T09:00:00Z' } }, ada))
      .createTask;
    expect(task).toMatchObject({
      revision: 1,
      open: true,
      assigneeId: ada.id,
      about: [{ id: about, kind: 'CONTACT', title: 'Grace Hopper' }],
    });
    const done = 'mutation($id: ID!) { completeTask(input: { id: $id }) { task { revision open completedAt } } }';
    expect((await graph(done, { id: task.id }, bob)).completeTask.task).toMatchObject({
      revision: 2,
      open: false,
      completedAt: expect.any(String),
    });
    expect((await graph(done, { id: task.id }, bob)).completeTask.task.revision).toBe(2);
    expect(await refusal(done, { id: task.id }, stranger)).toMatchObject({ code: 'NOT_FOUND' });
    const open = 'query($id: ID!) { tasks(filter: { about: { eq: $id }, open: { eq: true } }) { totalCount } }';
    expect((await graph(open, { id: about }, ada)).tasks.totalCount).toBe(0);
  });

  it('sent twice under one command id is one task', async () => {
    const input = { title: 'Once', commandId: 'task-once' };
    const [first, second] = [await graph(createTask, { input }, ada), await graph(createTask, { input }, ada)];
    expect(second.createTask.task.id).toBe(first.createTask.task.id);
    expect(await refusal(createTask, { input: { ...input, title: 'Twice' } }, ada)).toMatchObject({ code: 'CONFLICT' });
  });

  it('is refused by the name of each field that is wrong', async () => {
    const input = { title: ' ', assigneeId: randomUUID(), dueAt: null };
    expect(await refusal(createTask, { input }, ada)).toEqual({
      code: 'BAD_USER_INPUT',
      fields: { title: 'is required', assigneeId: expect.any(String) },
    });
  });

  it('goes out as CSV to those who see it', async () => {
    await graph(createTask, { input: { title: 'Exported task' } }, ada);
    const csv = async ({ token }: TestUser) =>
      (await fetch(`${services.get('activities').url}/exports/tasks.csv`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(await csv(bob)).toContain('Exported task');
    expect(await csv(stranger)).not.toContain('Exported task');
  });

  it('tells nobody which records it is about that they may not see: no column, no filter, and no list that is sent back', async () => {
    const [open, hidden] = [await contact('Olive Open', ada), await contact('Hidden Hill', stranger)];
    const input = { title: 'About both', about: [open, hidden], assigneeId: ada.id };
    const { task } = (await graph(createTask, { input }, admin)).createTask;
    const found = async (user: TestUser, id: string) =>
      (await graph('query($id: ID!) { tasks(filter: { about: { eq: $id } }) { totalCount } }', { id }, user)).tasks.totalCount;
    const lines = async ({ token }: TestUser) => {
      const authorization = `Bearer ${token}`;
      return (
        await fetch(`${services.get('activities').url}/exports/tasks.csv?columns=title,about`, { headers: { authorization } })
      ).text();
    };
    expect([await found(admin, hidden), await found(ada, hidden), await found(ada, open)]).toEqual([1, 0, 1]);
    expect(await lines(admin)).toContain(hidden);
    expect(await lines(ada)).toContain(`About both,${open}\r`);

    const update = 'mutation($input: UpdateTaskInput!) { updateTask(input: $input) { task { about { id } } } }';
    expect(await refusal(update, { input: { id: task.id, about: [open, hidden] } }, ada)).toMatchObject({
      fields: { 'about.1': 'is not a record you can see' },
    });
    expect((await graph(update, { input: { id: task.id, about: [] } }, ada)).updateTask.task.about).toEqual([]);
    expect([await found(admin, hidden), await found(admin, open)]).toEqual([1, 0]);
  });

  it('is of a kind that the organisation has chosen, and before that of one that everybody knows', async () => {
    const kinds = async (user: TestUser) => (await graph('{ taskKinds }', {}, user)).taskKinds;
    const offered = ['To do', 'Call', 'E-mail', 'Meeting', 'Follow-up'];
    expect(await kinds(ada)).toEqual(offered);
    const set = 'mutation($input: SetTaskKindsInput!) { setTaskKinds(input: $input) { kinds } }';
    expect(await refusal(set, { input: { kinds: ['Visit'] } }, ada)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(set, { input: { kinds: [] } }, admin)).toMatchObject({ fields: { kinds: 'needs at least one' } });
    expect((await graph(set, { input: { kinds: ['Visit', 'Visit', 'Call'] } }, admin)).setTaskKinds.kinds).toEqual(['Visit', 'Call']);
    expect(await kinds(ada)).toEqual(['Visit', 'Call']);

    const { task } = (await graph(createTask, { input: { title: 'Go there', kind: 'Visit' } }, ada)).createTask;
    const unknown = { fields: { kind: "is not one of the organisation's task kinds: Visit, Call" } };
    expect(await refusal(createTask, { input: { title: 'Go there', kind: 'Meeting' } }, ada)).toMatchObject(unknown);
    const update = 'mutation($input: UpdateTaskInput!) { updateTask(input: $input) { task { kind body } } }';
    expect(await refusal(update, { input: { id: task.id, kind: 'Meeting' } }, ada)).toMatchObject(unknown);
    await graph(set, { input: { kinds: offered } }, admin);
    // It stays of the kind that it is of.
    const changed = await graph(update, { input: { id: task.id, kind: 'Visit', body: 'By train' } }, ada);
    expect(changed.updateTask.task).toEqual({ kind: 'Visit', body: 'By train' });
  });

  it('is filtered and ordered by every field that its record describes', () => {
    expectSchemaCovers(taskRecord, readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
  });

  it('given to somebody tells them, and nobody else', async () => {
    const mine = 'query { notifications(unread: true) { edges { node { id kind title read } } } unreadNotifications }';
    await graph(createTask, { input: { title: 'For Bob', assigneeId: bob.id } }, ada);
    const told = await until(
      () => graph(mine, {}, bob),
      ({ unreadNotifications }) => unreadNotifications > 0,
    );
    expect(told.notifications.edges.map(({ node }: { node: unknown }) => node)).toContainEqual(
      expect.objectContaining({ kind: 'ASSIGNED', title: 'Assigned to you: For Bob', read: false }),
    );
    expect((await graph(mine, {}, stranger)).unreadNotifications).toBe(0);
    const { markAllNotificationsRead } = await graph('mutation { markAllNotificationsRead(input: {}) { unreadNotifications } }', {}, bob);
    expect(markAllNotificationsRead.unreadNotifications).toBe(0);
  });
});

describe('a task that stays overdue', () => {
  const due = '2098-03-03T09:00:00.000Z'; // a Monday
  const later = '2098-03-10T09:00:00.000Z';
  const inTime = '2098-03-05T15:59:00.000Z';
  const tooLate = '2098-03-05T16:00:00.000Z';
  let ann: TestUser;
  let manager: TestUser;

  beforeAll(async () => {
    const team = await services.team('Overdue');
    ann = await services.user({ name: 'Ann', teamId: team });
    manager = await services.user({ name: 'Max', role: 'MANAGER', teamId: team });
  });

  const clock = () => services.get('activities').get(DueTasks);
  const told = async (user: TestUser, title: string): Promise<string[]> => {
    const { notifications } = await graph('{ notifications(first: 500) { edges { node { kind title about { id } } } } }', {}, user);
    return notifications.edges
      .map(({ node }: { node: { kind: string; title: string } }) => `${node.kind} ${node.title}`)
      .filter((line: string) => line.startsWith('ESCALATED') && line.endsWith(title));
  };
  const create = async (title: string): Promise<string> =>
    (await graph(createTask, { input: { title, dueAt: due } }, ann)).createTask.task.id;
  const settled = async (look: () => Promise<unknown>) => {
    await look();
    const { position } = await services.get('activities').store.head();
    await services.get('activities').views.waitFor(position);
  };
  const seen = async (id: string) =>
    (await graph('query($id: ID!) { task(id: $id) { escalated escalatedAt open } }', { id }, manager)).task;
  const escalated = async (user: TestUser): Promise<string[]> =>
    (await graph('{ tasks(filter: { escalated: { eq: true } }) { edges { node { id } } } }', {}, user)).tasks.edges.map(
      ({ node }: { node: { id: string } }) => node.id,
    );

  it('is told to the manager of the team, once, however many look and however often, and shows it', async () => {
    const id = await create('Send the quote');
    await settled(() => clock().look(inTime));
    expect(await seen(id)).toMatchObject({ escalated: false, escalatedAt: null });
    expect(await told(manager, 'Send the quote')).toEqual([]);

    const service = services.get('activities');
    const another = new DueTasks(service.get(DataSource), service.get(Directory), service.get(COMMAND_HANDLER), service.get(LOG));
    await settled(() => Promise.all([clock().look(tooLate), another.look(tooLate)]));
    await settled(() => another.look('2098-03-06T16:00:00.000Z'));
    expect(await told(manager, 'Send the quote')).toEqual(['ESCALATED Overdue for 2 days: Send the quote']);
    expect(await seen(id)).toMatchObject({ escalated: true, escalatedAt: expect.any(String) });
    expect(await escalated(manager)).toContain(id);
    for (const other of [ann, stranger]) expect(await told(other, '')).toEqual([]);
    expect(await escalated(stranger)).toEqual([]);
  });

  it('is calm once it is due at another time, and escalated again when that has passed', async () => {
    const id = await create('Call the plant');
    await settled(() => clock().look(tooLate));
    await graph(
      'mutation($id: ID!, $to: DateTime!) { updateTask(input: { id: $id, dueAt: $to }) { task { id } } }',
      { id, to: later },
      ann,
    );
    expect(await seen(id)).toMatchObject({ escalated: false, escalatedAt: null });
    await settled(() => clock().look(later));
    expect(await seen(id)).toMatchObject({ escalated: false });
    await settled(() => clock().look('2098-03-13T00:00:00.000Z'));
    expect(await told(manager, 'Call the plant')).toHaveLength(2);
    await graph('mutation($id: ID!) { completeTask(input: { id: $id }) { task { id } } }', { id }, ann);
    expect(await seen(id)).toMatchObject({ open: false, escalated: false, escalatedAt: null });
    expect(await escalated(manager)).not.toContain(id);
  });

  it('is told by the organisation’s rule, which an administrator changes and everybody can read with its history', async () => {
    const set =
      'mutation($input: SetTaskEscalationInput!) { setTaskEscalation(input: $input) { escalation { enabled afterBusinessDays toUser { id } } } }';
    const rule =
      '{ taskEscalation { enabled afterBusinessDays toUser { id } history { actor { id } enabled afterBusinessDays toUser { id } } } }';
    const initial = { enabled: true, afterBusinessDays: 2, toUser: null };
    expect((await graph(rule, {}, ann)).taskEscalation).toEqual({ ...initial, history: [] });
    expect(await refusal(set, { input: { enabled: false } }, manager)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(set, { input: { afterBusinessDays: 0, toUserId: randomUUID() } }, admin)).toEqual({
      code: 'BAD_USER_INPUT',
      fields: { afterBusinessDays: 'must be from 1 to 100', toUserId: expect.any(String) },
    });

    const id = await create('Ask for the drawings');
    await graph(set, { input: { enabled: false } }, admin);
    await settled(() => clock().look('2098-03-20T16:00:00.000Z'));
    expect(await seen(id)).toMatchObject({ escalated: false });

    // Who does not see the task is not told of it, though the rule names them.
    await graph(set, { input: { enabled: true, afterBusinessDays: 10, toUserId: stranger.id } }, admin);
    await settled(() => clock().look('2098-03-14T16:00:00.000Z'));
    expect(await seen(id)).toMatchObject({ escalated: false });
    await settled(() => clock().look('2098-03-17T16:00:00.000Z'));
    expect(await told(manager, 'Ask for the drawings')).toEqual(['ESCALATED Overdue for 14 days: Ask for the drawings']);
    expect(await told(stranger, '')).toEqual([]);

    await graph(set, { input: { afterBusinessDays: 2, toUserId: null } }, admin);
    const { history, ...now } = (await graph(rule, {}, ann)).taskEscalation;
    expect(now).toEqual(initial);
    expect(history).toEqual([
      { ...initial, actor: { id: admin.id } },
      { enabled: true, afterBusinessDays: 10, toUser: { id: stranger.id }, actor: { id: admin.id } },
      { enabled: false, afterBusinessDays: 2, toUser: null, actor: { id: admin.id } },
    ]);

    // A repeat is not refused for who has gone since.
    const going = await services.user({ name: 'Going' });
    const input = { toUserId: going.id, commandId: randomUUID() };
    const answer = await graph(set, { input }, admin);
    await graph(set, { input: { toUserId: null } }, admin);
    await (await services.play('identity')).publish(UserEventSchema, 'user', going.id, { type: 'UserDeactivated', data: {} });
    const directory = services.get('activities').get(Directory);
    await until(async () => !((await directory.of('main')) as TenantDirectory).users.get(going.id)!.active);
    expect(await graph(set, { input }, admin)).toEqual(answer);
    expect(await refusal(set, { input: { ...input, commandId: randomUUID() } }, admin)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('the timeline', () => {
  it('tells the story from the form post to the won deal on lead, person and account, in order, with authors', async () => {
    const [submission, lead, account, person, deal] = Array.from({ length: 5 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const values = [{ key: 'email', label: 'E-mail', value: 'zoe@example.com' }];
    await happens(
      'marketing',
      FormSubmissionEventSchema,
      'form_submission',
      submission,
      { type: 'FormSubmitted', data: { formName: 'Demo', utmSource: 'pricing-page', values } },
      'visitor',
    );
    await happens('sales', LeadEventSchema, 'lead', lead, {
      type: 'LeadCreated',
      data: { givenName: 'Zoë', familyName: 'Young', source: 'pricing-page', submissionId: submission },
    });
    await happens('sales', LeadEventSchema, 'lead', lead, { type: 'LeadAssigned', data: { ownerId: ada.id } });
    const again = randomUUID();
    const pricing = { type: 'FormSubmitted', data: { formName: 'Pricing' } } as const;
    await happens('marketing', FormSubmissionEventSchema, 'form_submission', again, pricing, 'visitor');
    await happens('sales', LeadEventSchema, 'lead', lead, { type: 'LeadSubmittedAgain', data: { submissionId: again } });
    await until(
      () => refusal('query($id: ID!) { timeline(about: $id) { edges { cursor } } }', { id: lead }, ada),
      (error) => !error,
    );
    await graph(logActivity, { input: { kind: 'CALL', about: [lead], subject: 'Demo', body: 'Worried about the price' } }, bob);
    await happens(
      'sales',
      LeadEventSchema,
      'lead',
      lead,
      { type: 'LeadConverted', data: { accountId: account, contactId: person, opportunityId: deal, ownerId: ada.id } },
      ada.id,
    );
    await happens(
      'contacts',
      AccountEventSchema,
      'account',
      account,
      { type: 'AccountCreated', data: { name: 'Young & Co', ownerId: ada.id } },
      ada.id,
    );
    await happens(
      'contacts',
      ContactEventSchema,
      'contact',
      person,
      { type: 'ContactCreated', data: { givenName: 'Zoë', familyName: 'Young', ownerId: ada.id } },
      ada.id,
    );
    await happens(
      'contacts',
      ContactEventSchema,
      'contact',
      person,
      { type: 'ContactJoinedAccount', data: { positionId: '1', accountId: account, primary: true } },
      ada.id,
    );
    const stage = { id: 's1', name: 'New', category: StageCategory.OPEN };
    await happens(
      'sales',
      OpportunityEventSchema,
      'opportunity',
      deal,
      {
        type: 'OpportunityOpened',
        data: { name: 'Young deal', accountId: account, contacts: [{ contactId: person }], ownerId: ada.id, leadId: lead, stage },
      },
      ada.id,
    );
    const onboarding = { assigneeId: bob.id, title: 'Onboard', dueInBusinessDays: 1 };
    await happens(
      'sales',
      OpportunityEventSchema,
      'opportunity',
      deal,
      {
        type: 'OpportunityWon',
        data: { name: 'Young deal', accountId: account, ownerId: ada.id, leadId: lead, closedOn: '2026-11-23', onboarding, stage },
      },
      ada.id,
    );

    for (const about of [person, account, deal]) {
      const entries = await until(
        () => timelineOf(about, ada),
        (all) => all.some(({ kind }: { kind: string }) => kind === 'TASK_CREATED'),
      );
      const kinds = entries.map(({ kind }: { kind: string }) => kind).reverse();
      const told = [
        'FORM_SUBMITTED',
        'LEAD_CREATED',
        'LEAD_ASSIGNED',
        'FORM_SUBMITTED',
        'CALL',
        'LEAD_CONVERTED',
        'OPPORTUNITY_OPENED',
        'OPPORTUNITY_WON',
        'TASK_CREATED',
      ];
      expect(kinds.filter((kind: string) => told.includes(kind))).toEqual(told);
    }
    const [call] = await timelineOf(person, ada, ['CALL']);
    expect(call).toMatchObject({ title: 'Demo', body: 'Worried about the price', actor: { name: 'Bob' } });
    const [secondPost, post] = await timelineOf(person, ada, ['FORM_SUBMITTED']);
    expect(secondPost).toMatchObject({ title: 'Posted the form "Pricing"', about: [{ id: person }] });
    expect(post).toMatchObject({
      title: 'Posted the form "Demo" from pricing-page',
      body: 'E-mail: zoe@example.com',
      actor: { name: 'A visitor' },
      about: [{ id: person }],
    });

    const { tasks } = await graph(
      'query($id: ID!) { tasks(filter: { about: { eq: $id } }) { edges { node { title body assigneeId } } } }',
      { id: deal },
      bob,
    );
    expect(tasks.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { title: 'Onboard: Young deal', body: expect.stringContaining('Worried about the price'), assigneeId: bob.id },
    ]);
    expect(await refusal('query($id: ID!) { timeline(about: $id) { edges { cursor } } }', { id: person }, stranger)).toMatchObject({
      code: 'NOT_FOUND',
    });
  }, 30_000);

  it('does not tell of a deal that the reader may not see, on a person they may', async () => {
    const person = await contact('Shared Person', ada);
    const deal = randomUUID();
    const stage = { id: 's1', name: 'New', category: StageCategory.OPEN };
    await happens(
      'sales',
      OpportunityEventSchema,
      'opportunity',
      deal,
      { type: 'OpportunityOpened', data: { name: 'Secret deal', contacts: [{ contactId: person }], ownerId: stranger.id, stage } },
      stranger.id,
    );
    await until(
      () => timelineOf(person, admin),
      (entries) => entries.some(({ kind }: { kind: string }) => kind === 'OPPORTUNITY_OPENED'),
    );
    expect((await timelineOf(person, ada)).map(({ kind }: { kind: string }) => kind)).toEqual(['CONTACT_CREATED']);
  });

  it('of an account loses a deal that turns out to be another’s', async () => {
    const [wrong, right, deal] = [randomUUID(), randomUUID(), randomUUID()];
    for (const [id, name] of [
      [wrong, 'Wrong'],
      [right, 'Right'],
    ] as const) {
      await happens('contacts', AccountEventSchema, 'account', id, { type: 'AccountCreated', data: { name, ownerId: ada.id } }, ada.id);
    }
    const stage = { id: 's1', name: 'New', category: StageCategory.OPEN };
    await happens(
      'sales',
      OpportunityEventSchema,
      'opportunity',
      deal,
      { type: 'OpportunityOpened', data: { name: 'Misplaced', accountId: wrong, ownerId: ada.id, stage } },
      ada.id,
    );
    const has = async (account: string) =>
      (await timelineOf(account, ada)).some(({ kind }: { kind: string }) => kind === 'OPPORTUNITY_OPENED');
    expect(
      await until(
        () => has(wrong),
        (it) => it,
      ),
    ).toBe(true);
    await happens(
      'sales',
      OpportunityEventSchema,
      'opportunity',
      deal,
      { type: 'OpportunityAccountChanged', data: { accountId: right } },
      ada.id,
    );
    expect(
      await until(
        () => has(right),
        (it) => it,
      ),
    ).toBe(true);
    expect(await has(wrong)).toBe(false);
  });

  it('tells of a buying committee on the account and on the person, to those who see both', async () => {
    const account = randomUUID();
    await happens('contacts', AccountEventSchema, 'account', account, { type: 'AccountCreated', data: { name: 'Buyer', ownerId: ada.id } });
    const [seen, unseen] = [await contact('Carla Champion', ada), await contact('Helge Hidden', stranger)];
    const { CHAMPION, BLOCKER } = CommitteeRole;
    const told = (event: EventInitOf<typeof AccountEventSchema>) =>
      happens('contacts', AccountEventSchema, 'account', account, event, ada.id);
    await told({ type: 'AccountCommitteeMemberAdded', data: { contactId: unseen, role: CHAMPION } });
    await told({ type: 'AccountCommitteeMemberAdded', data: { contactId: seen, role: CHAMPION } });
    await told({ type: 'AccountCommitteeRoleChanged', data: { contactId: seen, role: BLOCKER, previous: CHAMPION } });
    await told({ type: 'AccountCommitteeStanceChanged', data: { contactId: seen, stance: CommitteeStance.OPPOSES } });
    await told({ type: 'AccountCommitteeMemberRemoved', data: { contactId: seen, role: BLOCKER } });

    const titles = async (about: string, user: TestUser) =>
      (await timelineOf(about, user))
        .filter(({ kind }: { kind: string }) => kind.startsWith('COMMITTEE'))
        .map(({ title }: { title: string }) => title);
    const all = [
      'Left the buying committee, was blocker',
      'On the buying committee: opposes us',
      'On the buying committee now blocker, not champion',
      'Joined the buying committee as champion',
    ];
    const complete = (found: string[]) => found.length >= 4;
    expect(await until(() => titles(seen, bob), complete)).toEqual(all);
    expect(await titles(account, bob)).toEqual(all);
    expect(await titles(account, admin)).toEqual([...all, 'Joined the buying committee as champion']);
    expect(await titles(unseen, stranger)).toEqual([]);
  });

  describe('of an account', () => {
    const account = async (name: string): Promise<string> => {
      const id = randomUUID();
      await happens('contacts', AccountEventSchema, 'account', id, { type: 'AccountCreated', data: { name, ownerId: ada.id } }, ada.id);
      return id;
    };
    const person = (id: string, event: EventInitOf<typeof ContactEventSchema>) =>
      happens('contacts', ContactEventSchema, 'contact', id, event, ada.id);
    const call = (about: string, subject: string, at?: string) =>
      graph(logActivity, { input: { kind: 'CALL', about: [about], subject, at } }, ada);
    const deal = async (name: string, accountId: string, contactId: string) => {
      const stage = { id: 's1', name: 'New', category: StageCategory.OPEN };
      const data = { name, accountId, contacts: [{ contactId }], ownerId: ada.id, stage };
      await happens('sales', OpportunityEventSchema, 'opportunity', randomUUID(), { type: 'OpportunityOpened', data }, ada.id);
    };
    /** Calls and deals on it, once it shows `last`. */
    const story = async (about: string, last: string): Promise<string[]> => {
      const titles = async () =>
        (await timelineOf(about, ada, ['CALL', 'OPPORTUNITY_OPENED', 'CONTACT_LEFT_ACCOUNT'])).map(({ title }: { title: string }) => title);
      return (await until(titles, (all) => all.includes(last))).reverse();
    };

    it('tells of a person who changes jobs what happened while they were there', async () => {
      const [former, next] = [await account('Former'), await account('Next')];
      const jane = await contact('Jane Mover', ada);
      await person(jane, { type: 'ContactJoinedAccount', data: { positionId: '1', accountId: former, primary: true } });
      await until(
        () => timelineOf(former, ada),
        (entries) => entries.length > 1,
      );
      await call(jane, 'At the former one');
      await deal('Former deal', former, jane);
      expect(await story(former, 'Deal opened: Former deal')).toEqual(['At the former one', 'Deal opened: Former deal']);

      const today = localDate(new Date().toISOString(), 'Europe/Berlin');
      await person(jane, { type: 'ContactLeftAccount', data: { positionId: '1', accountId: former, until: today } });
      await person(jane, { type: 'ContactJoinedAccount', data: { positionId: '2', accountId: next, primary: true } });
      await until(
        () => timelineOf(next, ada, ['CONTACT_JOINED_ACCOUNT']),
        (entries) => entries.length > 0,
      );
      await call(jane, 'At the next one');
      await deal('Next deal', next, jane);

      expect(await story(next, 'Deal opened: Next deal')).toEqual(['At the next one', 'Deal opened: Next deal']);
      expect(await story(former, `Left on ${today}`)).toEqual(['At the former one', 'Deal opened: Former deal', `Left on ${today}`]);
      expect((await story(jane, 'Deal opened: Next deal')).filter((title) => !title.startsWith('Left'))).toEqual([
        'At the former one',
        'Deal opened: Former deal',
        'At the next one',
        'Deal opened: Next deal',
      ]);
    });

    it('goes by the days between which they worked there, where the organisation is, as they now are known', async () => {
      const branch = await account('Branch');
      const joe = await contact('Joe Dated', ada);
      const position = { positionId: '1', accountId: branch, since: '2024-02-01', until: '2025-12-31' };
      await person(joe, { type: 'ContactJoinedAccount', data: { ...position, primary: true } });
      for (const at of ['2024-01-31T22:59:00Z', '2024-01-31T23:00:00Z', '2025-12-31T22:59:00Z', '2025-12-31T23:00:00Z'])
        await until(
          async () =>
            (await services.execute('activities', logActivity, { input: { kind: 'CALL', about: [joe], subject: at, at } }, ada.token))
              .errors,
          (errors) => !errors,
        );
      const first = '2024-01-31T23:00:00Z';
      expect(await story(branch, first)).toEqual([first, '2025-12-31T22:59:00Z']);
      await person(joe, { type: 'ContactPositionChanged', data: { ...position, since: '2024-01-01', until: '2025-06-30' } });
      expect(await story(branch, '2024-01-31T22:59:00Z')).toEqual(['2024-01-31T22:59:00Z', first]);
      await person(joe, { type: 'ContactPositionRemoved', data: { positionId: '1', accountId: branch } });
      expect(
        await until(
          () => timelineOf(branch, ada, ['CALL']),
          (entries) => entries.length === 0,
        ),
      ).toEqual([]);
    });
  });

  it('shows what was corrected as it is now, and not what was removed', async () => {
    const person = await contact('Note Taker', ada);
    const { activity } = (await graph(logActivity, { input: { kind: 'NOTE', about: [person], body: 'Frist' } }, ada)).logActivity;
    await graph('mutation($id: ID!) { updateActivity(input: { id: $id, body: "First" }) { activity { body } } }', { id: activity.id }, ada);
    expect((await timelineOf(person, ada, ['NOTE'])).map(({ body }: { body: string }) => body)).toEqual(['First']);
    const remove = 'mutation($id: ID!) { removeActivity(input: { id: $id }) { id } }';
    expect(await refusal(remove, { id: activity.id }, bob)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refusal(remove, { id: activity.id }, stranger)).toMatchObject({ code: 'NOT_FOUND' });
    await graph(remove, { id: activity.id }, ada);
    expect(await timelineOf(person, ada, ['NOTE'])).toEqual([]);
  });
});

describe('what was logged', () => {
  const logged = `query($since: DateTime!, $until: DateTime!, $by: ID, $kinds: [ActivityKind!], $after: String) {
    logged(by: $by, kinds: $kinds, since: $since, until: $until, first: 2, after: $after) {
      edges { node { kind title about { title } activity { revision durationMinutes mentions { id } } } } pageInfo { endCursor hasNextPage } }
    loggedCounts(since: $since, until: $until) { by { id name } calls meetings emails notes } }`;
  const week = { since: '2031-03-03T00:00:00Z', until: '2031-03-10T00:00:00Z' };

  it('is counted by person and told newest first, within a time, to those who see what it is about', async () => {
    const [seen, hidden] = [await contact('Annie Easley', ada), await contact('Hidden Figure', stranger)];
    const log = (kind: string, about: string, at: string, user: TestUser, more = {}) =>
      graph(logActivity, { input: { kind, about: [about], at, ...more } }, user);
    await log('CALL', seen, '2031-03-03T00:00:00Z', ada, { subject: 'First', durationMinutes: 25, body: `With @[${bob.id}]` });
    await log('CALL', seen, '2031-03-04T09:00:00Z', ada);
    await log('EMAIL', seen, '2031-03-05T09:00:00Z', bob);
    await log('NOTE', seen, '2031-03-10T00:00:00Z', ada);
    await log('MEETING', hidden, '2031-03-06T09:00:00Z', stranger);

    const answer = await graph(logged, week, ada);
    expect(answer.loggedCounts).toEqual([
      { by: { id: ada.id, name: 'Ada' }, calls: 2, meetings: 0, emails: 0, notes: 0 },
      { by: { id: bob.id, name: 'Bob' }, calls: 0, meetings: 0, emails: 1, notes: 0 },
    ]);
    expect(answer.logged.edges.map(({ node }: { node: { kind: string } }) => node.kind)).toEqual(['EMAIL', 'CALL']);
    const rest = await graph(logged, { ...week, after: answer.logged.pageInfo.endCursor }, ada);
    expect(rest.logged).toMatchObject({
      edges: [
        {
          node: {
            title: 'First',
            about: [{ title: 'Annie Easley' }],
            activity: { revision: 1, durationMinutes: 25, mentions: [{ id: bob.id }] },
          },
        },
      ],
      pageInfo: { hasNextPage: false },
    });

    expect((await graph(logged, { ...week, by: bob.id, kinds: ['CALL', 'EMAIL'] }, ada)).logged.edges).toHaveLength(1);
    expect((await graph(logged, week, admin)).loggedCounts.map(({ by }: { by: { name: string } }) => by.name)).toContain('Stranger');
    expect((await graph(logged, week, stranger)).loggedCounts).toMatchObject([{ by: { name: 'Stranger' }, meetings: 1 }]);
  });
});

describe('the search box', () => {
  it('finds every kind by beginnings, typos and e-mail, and only what the searcher may see', async () => {
    const person = await contact('Xavier Montgomery', ada);
    await graph(createTask, { input: { title: 'Prepare Xavier’s quote' } }, ada);
    const found = await until(
      () => search('xavi', ada),
      (hits) => hits.length === 2,
    );
    expect(found.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['CONTACT', 'TASK']);
    expect(await search('montgomrey', bob)).toEqual([{ kind: 'CONTACT', id: person, title: 'Xavier Montgomery' }]);
    expect(await search('xavier@example.com', bob)).toHaveLength(1);
    expect(await search('xavier', stranger)).toEqual([]);
  });

  it('forgets what is archived and finds it again when it is restored', async () => {
    const person = await contact('Quirin Archive', ada);
    await until(
      () => search('quirin', ada),
      (hits) => hits.length === 1,
    );
    await happens('contacts', ContactEventSchema, 'contact', person, { type: 'ContactArchived', data: {} });
    expect(
      await until(
        () => search('quirin', ada),
        (hits) => hits.length === 0,
      ),
    ).toEqual([]);
    await happens('contacts', ContactEventSchema, 'contact', person, { type: 'ContactRestored', data: {} });
    expect(
      await until(
        () => search('quirin', ada),
        (hits) => hits.length === 1,
      ),
    ).toHaveLength(1);
  });
});

describe('being told', () => {
  it('of a mention, of a due task, and of records one follows', async () => {
    const person = await contact('Mention Me', ada);
    const kinds = async () =>
      (await graph('query { notifications { edges { node { kind title } } } }', {}, bob)).notifications.edges.map(
        ({ node }: { node: { kind: string } }) => node.kind,
      );
    await graph(logActivity, { input: { kind: 'NOTE', about: [person], body: `Look, @[${bob.id}]` } }, ada);
    await graph(createTask, { input: { title: 'Long due', assigneeId: bob.id, dueAt: '2020-01-01T00:00:00Z' } }, bob);
    expect(await until(kinds, (all) => all.includes('MENTIONED') && all.includes('DUE'))).toEqual(
      expect.arrayContaining(['MENTIONED', 'DUE']),
    );
    expect((await kinds()).filter((kind: string) => kind === 'DUE')).toHaveLength(1);

    // Who is mentioned only by the correction is told then; who was before is not told again.
    const { activity } = (await graph(logActivity, { input: { kind: 'NOTE', about: [person], body: `Or @[${ada.id}]` } }, ada)).logActivity;
    const mentions = async () => (await kinds()).filter((kind: string) => kind === 'MENTIONED').length;
    const before = await mentions();
    const correct = 'mutation($input: UpdateActivityInput!) { updateActivity(input: $input) { activity { id } } }';
    await graph(correct, { input: { id: activity.id, mentions: [ada.id, bob.id] } }, ada);
    expect(await mentions()).toBe(before + 1);
    await graph(correct, { input: { id: activity.id, subject: 'Again', mentions: [ada.id, bob.id] } }, ada);
    expect(await mentions()).toBe(before + 1);

    const follow = 'mutation($id: ID!) { followRecord(input: { id: $id }) { following { id title } } }';
    const reader = await services.user({ name: 'Reader', role: 'READ_ONLY' });
    expect(await refusal(follow, { id: person }, reader)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await graph(follow, { id: person }, bob)).followRecord.following).toEqual([{ id: person, title: 'Mention Me' }]);
    expect(await refusal(follow, { id: person }, stranger)).toMatchObject({ code: 'BAD_USER_INPUT' });
    // A repeat is not refused for what has changed since.
    const once = `mutation($id: ID!) { followRecord(input: { id: $id, commandId: "${randomUUID()}" }) { following { id } } }`;
    const [first, later] = [await contact('Seen First', ada), await contact('Seen Later', ada)];
    expect((await graph(once, { id: first }, bob)).followRecord.following).toContainEqual({ id: first });
    await happens('contacts', ContactEventSchema, 'contact', first, { type: 'ContactAssigned', data: { ownerId: stranger.id } });
    await until(
      () => search('Seen First', bob),
      (found) => found.length === 0,
    );
    expect((await graph(once, { id: first }, bob)).followRecord.following).not.toContainEqual({ id: first });
    expect(await refusal(once, { id: later }, bob)).toMatchObject({ code: 'CONFLICT' });
  }, 30_000);
});

describe('whoever follows a record', () => {
  const followed = async (user: TestUser) =>
    (
      await graph('{ notifications { edges { node { id kind title read about { id } entry { kind title } } } } }', {}, user)
    ).notifications.edges
      .map(({ node }: { node: { kind: string } }) => node)
      .filter(({ kind }: { kind: string }) => kind === 'FOLLOWED');
  const titles = async (user: TestUser): Promise<string[]> => (await followed(user)).map(({ title }: { title: string }) => title);
  const follow = (id: string, user: TestUser, operation = 'follow') =>
    graph(`mutation($id: ID!) { ${operation}Record(input: { id: $id }) { following { id } } }`, { id }, user);
  const move = (id: string, name: string, by: TestUser) =>
    happens('sales', OpportunityEventSchema, 'opportunity', id, { type: 'OpportunityMovedToStage', data: { to: { name } } }, by.id);

  it('is told what others do to it that matters, from then on, as long as they see it', async () => {
    const deal = await opportunity('Looms', ada);
    await move(deal, 'Qualified', ada);
    await until(
      () => graph('query($id: ID!) { timeline(about: $id) { edges { node { title } } } }', { id: deal }, bob),
      ({ timeline }) => timeline.edges.length === 2,
    );
    await follow(deal, bob);
    await move(deal, 'Negotiation', ada);
    await happens(
      'sales',
      OpportunityEventSchema,
      'opportunity',
      deal,
      { type: 'OpportunityRenamed', data: { name: 'Big looms' } },
      ada.id,
    );
    await move(deal, 'Proposal', bob);
    const { activity } = (await graph(logActivity, { input: { kind: 'CALL', about: [deal], subject: 'They agree' } }, ada)).logActivity;
    await graph(logActivity, { input: { kind: 'NOTE', about: [deal], body: `See @[${bob.id}]` } }, ada);
    expect(
      await until(
        () => titles(bob),
        (all) => all.length === 2,
      ),
    ).toEqual(['Big looms: They agree', 'Big looms: Moved to "Negotiation"']);
    expect(await titles(ada)).toEqual([]);
    const [call, moved] = await followed(bob);
    expect(moved).toMatchObject({
      about: { id: deal },
      entry: { kind: 'OPPORTUNITY_MOVED', title: 'Moved to "Negotiation"' },
      read: false,
    });

    await graph('mutation($id: ID!) { markNotificationRead(input: { id: $id }) { unreadNotifications } }', { id: call.id }, bob);
    expect((await followed(bob)).map(({ read }: { read: boolean }) => read)).toEqual([true, false]);
    await graph('mutation($id: ID!) { removeActivity(input: { id: $id }) { id } }', { id: activity.id }, ada);
    expect(await titles(bob)).toEqual(['Big looms: Moved to "Negotiation"']);

    const hands = { type: 'OpportunityAssigned' as const, data: { ownerId: stranger.id, previousOwnerId: ada.id } };
    await happens('sales', OpportunityEventSchema, 'opportunity', deal, hands, admin.id);
    expect(
      await until(
        () => titles(bob),
        (all) => all.length === 0,
      ),
    ).toEqual([]);
  });

  it('is told no more once they do not', async () => {
    const deal = await opportunity('Spindles', ada);
    await follow(deal, bob);
    await move(deal, 'Qualified', ada);
    expect(
      await until(
        () => titles(bob),
        (all) => all.length === 1,
      ),
    ).toEqual(['Spindles: Moved to "Qualified"']);
    await follow(deal, bob, 'unfollow');
    expect(await titles(bob)).toEqual([]);
  });
});

describe('an import', () => {
  it('is followed by who started it, who is told of its end, and by nobody else but administrators', async () => {
    const id = randomUUID();
    const query = 'query($id: ID!) { import(id: $id) { status rows created failed finishedAt } }';
    await happens(
      'contacts',
      ContactsImportEventSchema,
      'import',
      id,
      { type: 'ContactsImportStarted', data: { kind: 'accounts' } },
      ada.id,
    );
    expect((await graph(query, { id }, ada)).import).toEqual({ status: 'QUEUED', rows: 0, created: 0, failed: 0, finishedAt: null });
    const progress = { rows: 3, created: 2, failed: 1 };
    await happens('contacts', ContactsImportEventSchema, 'import', id, { type: 'ContactsImportProgressed', data: { progress } }, ada.id);
    await happens('contacts', ContactsImportEventSchema, 'import', id, { type: 'ContactsImportFinished', data: { progress } }, ada.id);
    const done = await until(
      async () => (await graph(query, { id }, ada)).import,
      ({ status }) => status === 'DONE',
    );
    expect(done).toEqual({ status: 'DONE', rows: 3, created: 2, failed: 1, finishedAt: expect.any(String) });
    expect((await graph(query, { id }, admin)).import.status).toBe('DONE');
    expect((await graph(query, { id }, bob)).import).toBeNull();
    const told = async () => (await graph('{ notifications { edges { node { kind } } } }', {}, ada)).notifications.edges;
    expect(await until(told, (edges) => edges.length > 0)).toContainEqual({ node: { kind: 'IMPORT_FINISHED' } });
  });
});
