import { randomUUID } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createEventCodec } from '@throughline/contracts';
import { OpportunityEventSchema } from '@throughline/contracts/sales';
import { PostgresEventStore } from '@throughline/event-store';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { openKafkaBus, type KafkaBus } from '@throughline/message-bus';
import { testDatabase, until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { Operations, ViewRow, type View } from '@throughline/views';
import { Kafka, logLevel } from 'kafkajs';
import { Column, Entity } from 'typeorm';
import { throughline, type Installation, type Service } from './cli.js';

@Entity()
class DealRow extends ViewRow {
  @Column('text') name!: string;
}

const deals: View<DealRow, typeof OpportunityEventSchema> = {
  name: 'deals',
  version: 1,
  entity: DealRow,
  streams: [OpportunityEventSchema],
  project: (row, { type, data }) => (type === 'OpportunityOpened' ? { name: data.name } : row),
};

await describeOn('Kafka', 'dead letters', (kafka) => {
  const prefix = `dead${randomUUID().slice(0, 8)}`;
  const codec = createEventCodec(new MemorySubjectKeys());
  const closing: (() => Promise<unknown>)[] = [];
  let bus: KafkaBus;
  let sales: Service;
  let activities: Service;

  beforeAll(async () => {
    const service = async (name: string, views: Service['views']): Promise<Service> => {
      const { url: databaseUrl, drop } = await testDatabase();
      const store = await PostgresEventStore.open({ url: databaseUrl });
      closing.unshift(async () => {
        await store.close();
        await drop();
      });
      return { name, databaseUrl, store, views, policies: [] };
    };
    sales = await service('sales', []);
    activities = await service('activities', [deals]);
    bus = await openKafkaBus(`${kafka}?partitions=1&prefix=${prefix}`, { service: 'sales', databaseUrl: sales.databaseUrl });
    closing.unshift(() => bus.close());
    bus.register('sales', sales.store);
    await bus.relay('sales');
    // Its tables.
    await withActivities(async () => {});
  }, 120_000);
  afterAll(async () => {
    for (const close of closing) await close();
  }, 60_000);

  async function withActivities<T>(work: (operations: Operations) => Promise<T>): Promise<T> {
    const { name, databaseUrl, store, views } = activities;
    const operations = await Operations.open({ service: name, databaseUrl, store, views, codec, bus });
    try {
      return await work(operations);
    } finally {
      await operations.close();
    }
  }

  async function run(args: string, deadLetters: Installation['deadLetters'] = bus.deadLetters) {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const installation: Installation = { services: [sales, activities], relayed: true, bus, deadLetters, codec, openKeys: async () => {} };
    const code = await throughline(args.split(' '), {
      installation: (_, work) => work(installation),
      out,
      err,
      interrupted: () => AbortSignal.abort(),
    });
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
  }

  async function open(name: string): Promise<string> {
    const stream = { tenant: 'main', category: 'opportunity', id: randomUUID() };
    const command = { tenant: 'main', actor: 'ann', operation: 'open', commandId: randomUUID() };
    const init = { type: 'OpportunityOpened', data: { name, pipelineId: randomUUID() } } as const;
    const [{ type, data, public: isPublic }] = (await codec.encode(OpportunityEventSchema, stream, [init])) as [any];
    const meta = { ...command, correlationId: command.commandId, occurredAt: '2026-03-02T09:00:00.000Z', public: isPublic };
    const events = [{ id: randomUUID(), type, data, meta }];
    const appended = await sales.store.append({ stream, expectedRevision: 0, events, command, requestHash: '' });
    if (appended.outcome !== 'appended') throw new Error(appended.outcome);
    await until(
      () => bus.head('sales'),
      (head) => head === appended.position,
    );
    return events[0]!.id;
  }

  /** As somebody who writes to the topic by mistake. */
  async function scribble(): Promise<string> {
    const producer = new Kafka({ brokers: [new URL(kafka).host], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    const [sent] = await producer.send({ topic: `${prefix}.sales.v1`, messages: [{ value: 'Ada', timestamp: '1' }] });
    await producer.disconnect();
    return sent!.baseOffset!;
  }

  it('are listed and read again: views are built again with what they had passed by, a policy gets it late', async () => {
    expect(await run('dead-letters list')).toEqual({ code: 0, out: 'No record is dead.\n', err: '' });
    const event = await open('Chairs');
    // After the marker that begins the partition; as a consumer of an older build would have put it.
    const letter = { topic: `${prefix}.sales.v1`, partition: 0, offset: '1', reason: 'ce_meta is missing' };
    for (const consumer of ['activities.views.0', 'activities.policy:assign-task', 'somebody'])
      await bus.deadLetters.put('sales', { ...letter, consumer });
    const listed = await run('dead-letters list --service sales');
    expect(listed.out).toMatch(/^SERVICE +TOPIC +PARTITION +OFFSET +CONSUMER +REASON\n/);
    expect(listed.out.match(/^sales +\S+ +0 +1 +\S+ +ce_meta is missing$/gm)).toHaveLength(3);

    const replayed = await run('dead-letters replay sales');
    expect(replayed).toMatchObject({
      code: 1,
      out: expect.stringMatching(/✓ activities: deals built again in .*\n✕ sales: 2 done, 1 still dead\n$/),
    });
    expect(JSON.parse((await run('dead-letters list --json')).out)).toEqual([{ service: 'sales', ...letter, consumer: 'somebody' }]);
    expect(await run('verify --service activities')).toMatchObject({ code: 0 });
    await withActivities(async (operations) => {
      expect((await operations.status()).views).toEqual([
        expect.objectContaining({ view: 'deals', state: 'serving', behind: { events: 0, seconds: 0 } }),
      ]);
      expect(await operations.parked()).toEqual([
        expect.objectContaining({ kind: 'policy', name: 'assign-task', source: 'sales', eventId: event, type: 'OpportunityOpened' }),
      ]);
    });
  }, 120_000);

  it('stay where nobody can read them, and say so', async () => {
    const offset = await scribble();
    await bus.deadLetters.put('sales', {
      topic: `${prefix}.sales.v1`,
      partition: 0,
      offset,
      consumer: 'activities.views.0',
      reason: 'unknown',
    });
    expect(await run('dead-letters replay sales')).toMatchObject({ code: 1, out: '✕ sales: 0 done, 2 still dead\n' });
    expect((await run('dead-letters list')).out).toMatch(/activities\.views\.0 +ce_position is missing$/m);
    expect(await run('dead-letters replay stock')).toMatchObject({ code: 1, err: expect.stringMatching(/no service "stock"/) });
  }, 60_000);

  it('are forgotten with the topic that they are in: who read it has begun anew in the next', async () => {
    await bus.deadLetters.put('sales', {
      topic: `${prefix}.sales.v0`,
      partition: 0,
      offset: '3',
      consumer: 'activities.views.0',
      reason: 'unknown',
    });
    expect(await run('dead-letters replay sales')).toMatchObject({ out: '✕ sales: 1 done, 2 still dead\n' });
  }, 60_000);
});
