import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventCodec, type EventInitOf, type EventOf } from '@throughline/contracts';
import { LeadEventSchema } from '@throughline/contracts/sales';
import { openEventStore, PostgresEventStore, type EventStore } from '@throughline/event-store';
import { EventStoreDbDouble } from '@throughline/event-store/double';
import { createHmacs } from '@throughline/keys';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import { createCommandHandler, type CommandHandler } from './command-handler.js';
import type { CommandContext, Decider } from './decider.js';
import { Conflict, NotFound, RuleViolated, Unavailable } from './errors.js';
import { newId } from './ids.js';
import { deal } from './testing/deal.js';

describe('the command handler', () => {
  let database: TestDatabase;
  let store: PostgresEventStore;
  const keys = new MemorySubjectKeys();
  const codec = createEventCodec(keys);
  const hmac = createHmacs(Buffer.alloc(32, 7));
  let one: CommandHandler;
  /** As another process has it: knows nothing of what the first remembers. */
  let other: CommandHandler;
  beforeAll(async () => {
    database = await testDatabase();
    store = await PostgresEventStore.open({ url: database.url });
    one = createCommandHandler(store, codec, hmac);
    other = createCommandHandler(store, codec, hmac);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const contextOf = (operation: string, commandId: string = randomUUID()): CommandContext => ({
    tenant: 'acme',
    actor: 'ann',
    operation,
    commandId,
    now: '2026-03-02T09:00:00.000Z',
    correlationId: commandId,
  });
  const open = (name: string, context = contextOf('createDeal'), handler = one) =>
    handler.execute(deal, newId(context), { kind: 'open', name }, context, { request: { name } });
  const rename = (id: string, name: string, more: { context?: CommandContext; expectedRevision?: number; handler?: CommandHandler } = {}) =>
    (more.handler ?? one).execute(deal, id, { kind: 'rename', name }, more.context ?? contextOf('renameDeal'), {
      request: { id, name },
      expectedRevision: more.expectedRevision,
    });
  const say = (id: string, nextStep: string, handler = one) =>
    handler.execute(deal, id, { kind: 'say', nextStep }, contextOf('sayDeal'), { request: { id, nextStep } });
  const streamOf = (id: string) => store.readStream({ tenant: 'acme', category: 'opportunity', id });

  it('appends what was decided, and says who, when and why', async () => {
    const context: CommandContext = {
      ...contextOf('createDeal'),
      causationId: 'e1',
      batch: 'b1',
      cause: { policy: 'p', version: 2, eventId: 'e1' },
    };
    const executed = await open('Renewal', context);
    expect(executed).toMatchObject({ id: newId(context), revision: 1, repeated: false, state: { name: 'Renewal' } });
    const { tenant: _, now, ...meta } = context;
    expect(await streamOf(executed.id)).toMatchObject([
      {
        type: 'OpportunityOpened',
        data: { name: 'Renewal' },
        position: executed.position,
        meta: { ...meta, occurredAt: now, public: true },
      },
    ]);
  });

  it('decides on everything that was appended before, by whomever', async () => {
    const { id } = await open('Renewal');
    await rename(id, 'Upgrade', { handler: other });
    await rename(id, 'Expansion');
    const last = await rename(id, 'Expansion', { handler: other });
    expect(last).toMatchObject({ revision: 3, state: { name: 'Expansion' } });
    expect((await streamOf(id)).map(({ data }) => (data as { name: string }).name)).toEqual(['Renewal', 'Upgrade', 'Expansion']);
  });

  it('is quiet where nothing is decided, and remembers the command all the same', async () => {
    const { id } = await open('Renewal');
    const context = contextOf('renameDeal');
    expect(await rename(id, 'Renewal', { context })).toMatchObject({ revision: 1, repeated: false });
    await rename(id, 'Upgrade');
    // The repeat is not decided again, though now it would do something.
    expect(await rename(id, 'Renewal', { context })).toMatchObject({ revision: 1, repeated: true, state: { name: 'Renewal' } });
    expect(await streamOf(id)).toHaveLength(2);
  });

  it.each(['the same process', 'another process'])('gives a repeat in %s the first result, whatever happened since', async (where) => {
    const context = contextOf('createDeal');
    const first = await open('Renewal', context);
    await rename(first.id, 'Upgrade');
    const again = await open('Renewal', context, where === 'the same process' ? one : other);
    expect(again).toEqual({ ...first, repeated: true });
    expect(await streamOf(first.id)).toHaveLength(2);
  });

  it('gives a repeat the first result where it would be refused by now', async () => {
    const { id } = await open('Renewal');
    const context = contextOf('renameDeal');
    const first = await rename(id, 'Upgrade', { context, expectedRevision: 1 });
    expect(await rename(id, 'Upgrade', { context, expectedRevision: 1 })).toEqual({ ...first, repeated: true });
    expect(await rename(id, 'Upgrade', { context, expectedRevision: 1, handler: other })).toEqual({ ...first, repeated: true });
  });

  it('does one command once, however often it comes at the same time', async () => {
    const context = contextOf('createDeal');
    const executed = await Promise.all([...Array(64).keys()].map((n) => open('Renewal', context, n % 2 ? one : other)));
    expect(new Set(executed.map(({ id, revision, position }) => `${id} ${revision} ${position}`)).size).toBe(1);
    expect(executed.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await streamOf(executed[0]!.id)).toHaveLength(1);
  });

  it('refuses a command id that comes with another request, but lets a policy have its first result', async () => {
    const context = contextOf('createDeal');
    const first = await open('Renewal', context);
    await expect(open('Upgrade', context)).rejects.toThrow(Conflict);
    await expect(open('Upgrade', context, other)).rejects.toThrow(Conflict);
    const policy = { ...context, cause: { policy: 'p', version: 2, eventId: 'e' } };
    expect(await open('Upgrade', policy, other)).toEqual({ ...first, repeated: true });
  });

  it('does not mind the order in which a request spells its fields', async () => {
    const context = contextOf('createDeal');
    const execute = (request: unknown) => one.execute(deal, newId(context), { kind: 'open', name: 'Renewal' }, context, { request });
    await execute({ name: 'Renewal', tags: [{ a: 1, b: 2 }] });
    expect(await execute({ tags: [{ b: 2, a: 1 }], name: 'Renewal' })).toMatchObject({ repeated: true });
    await expect(execute({ tags: [{ b: 1, a: 2 }], name: 'Renewal' })).rejects.toThrow(Conflict);
  });

  it('refuses another revision than the expected one, saying both', async () => {
    const { id } = await open('Renewal');
    await rename(id, 'Upgrade', { handler: other });
    await expect(rename(id, 'Expansion', { expectedRevision: 1 })).rejects.toThrow('The record is at revision 2, not 1');
    await expect(rename(id, 'Expansion', { expectedRevision: 7 })).rejects.toThrow('The record is at revision 2, not 7');
    expect(await rename(id, 'Expansion', { expectedRevision: 2 })).toMatchObject({ revision: 3 });
  });

  describe.each(['PostgreSQL', 'a double of EventStoreDB'])('two processes on %s', (kind) => {
    let double: EventStoreDbDouble | undefined;
    let handlers: CommandHandler[];
    const stores: EventStore[] = [];
    beforeAll(async () => {
      double = kind === 'PostgreSQL' ? undefined : await EventStoreDbDouble.start();
      for (const _ of [1, 2]) stores.push(await openEventStore(double?.url ?? database.url, { service: 'sales' }));
      handlers = stores.map((each) => createCommandHandler(each, codec, hmac));
    });
    afterAll(async () => {
      for (const each of stores) await each.close();
      double?.stop();
    });

    it('decide again on the newer state when the other was first: all of 50 remarks are kept', async () => {
      const { id } = await open('Renewal', contextOf('createDeal'), handlers[0]);
      const remarks = [...Array(50).keys()].map((n) => `remark ${n}`);
      await Promise.all(remarks.map((remark, n) => say(id, remark, handlers[n % 2])));
      const said = (await handlers[0]!.load(deal, 'acme', id))!.state.said;
      expect([...said].sort()).toEqual([...remarks].sort());
    });
  });

  it('refuses by the newest state, not by the one it remembers', async () => {
    const context = contextOf('createDeal');
    const id = newId(context);
    await expect(rename(id, 'Upgrade')).rejects.toThrow(NotFound);
    await open('Renewal', context, other);
    expect(await rename(id, 'Upgrade')).toMatchObject({ revision: 2 });
    await expect(rename(id, '')).rejects.toThrow(RuleViolated);
  });

  it('leaves nothing behind of a command that is refused', async () => {
    const { id } = await open('Renewal');
    const context = contextOf('renameDeal');
    await expect(rename(id, '', { context })).rejects.toThrow('A deal needs a name.');
    expect(await streamOf(id)).toHaveLength(1);
    expect(await rename(id, 'Upgrade', { context })).toMatchObject({ revision: 2, repeated: false });
  });

  it('loads what was appended by whomever, and nothing of another tenant', async () => {
    const { id } = await open('Renewal');
    await rename(id, 'Upgrade', { handler: other });
    expect(await one.load(deal, 'acme', id)).toEqual({ state: { name: 'Upgrade', said: [] }, revision: 2 });
    expect(await one.load(deal, 'other', id)).toBeUndefined();
  });

  it('executes 500 creations at once', async () => {
    const executed = await Promise.all([...Array(500).keys()].map((n) => open(`Deal ${n}`)));
    expect(new Set(executed.map(({ position }) => position)).size).toBe(500);
  });

  it('says in words that an erased person takes no more facts', async () => {
    const lead: Decider<object, object, EventOf<typeof LeadEventSchema>, EventInitOf<typeof LeadEventSchema>> & {
      events: typeof LeadEventSchema;
    } = {
      category: 'lead',
      events: LeadEventSchema,
      initialState: {},
      decide: () => [{ type: 'LeadRenamed', data: { givenName: 'Ágnes' } }],
      evolve: (state) => state,
    };
    await keys.destroy('acme', 'agnes');
    await expect(one.execute(lead, 'agnes', {}, contextOf('renameLead'), { request: {} })).rejects.toMatchObject({
      rule: 'subject.erased',
    });
  });

  it('is unavailable where its store is', async () => {
    const closed = await PostgresEventStore.open({ url: database.url });
    await closed.close();
    await expect(open('Renewal', contextOf('createDeal'), createCommandHandler(closed, codec, hmac))).rejects.toThrow(Unavailable);
  });

  it('refuses text that no store can hold', async () => {
    await expect(open('Renewal', contextOf('createDeal', 'once\0'))).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
