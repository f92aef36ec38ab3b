import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PostgresEventStore } from '@throughline/event-store';
import { anAppend } from '@throughline/event-store/testing';
import { findKafka, NotHere, startKafka } from '@throughline/local-servers';
import { type TestDatabase, testDatabase, until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';
import { Applied } from '../../test/applied.js';
import { Inbox } from '../testing/message-bus.contract.js';
import { type KafkaBus, openKafkaBus, type KafkaBusOptions } from './index.js';

jest.setTimeout(300_000);

await describeOn('Kafka', 'The bus on Kafka loses nothing and applies nothing twice:', (server) => {
  let url: string;
  let prefix: string;
  let database: TestDatabase;
  let store: PostgresEventStore;
  const processes: ChildProcess[] = [];
  const buses: KafkaBus[] = [];
  const closing: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    prefix = `t${randomUUID().slice(0, 8)}`;
    url = `${server}?partitions=3&prefix=${prefix}`;
    database = await testDatabase();
    store = await PostgresEventStore.open({ url: database.url });
  });
  afterEach(async () => {
    for (const child of processes.splice(0)) child.kill('SIGKILL');
    await Promise.all(buses.splice(0).map((bus) => bus.close()));
    for (const close of closing.splice(0)) await close();
    await store.close();
    await database.drop();
  });

  async function open(options: Partial<KafkaBusOptions> = {}, address = url): Promise<KafkaBus> {
    const bus = await openKafkaBus(address, { service: 'sales', databaseUrl: database.url, ...options });
    bus.register('sales', store);
    buses.push(bus);
    return bus;
  }
  async function append(count: number, per = 1): Promise<string[]> {
    const appends = Array.from({ length: count }, () => anAppend({ events: per }));
    await Promise.all(appends.map((each) => store.append(each)));
    return appends.flatMap(({ events }) => events.map(({ id }) => id));
  }
  /** A process of its own that has begun, running a file of `test`. */
  async function run(file: 'relaying' | 'consuming', ...args: string[]): Promise<ChildProcess> {
    const all = ['-C', 'source', '--import', './tools/run-source.mjs', `libs/message-bus/test/${file}.ts`, ...args];
    const child = spawn(process.execPath, all, {
      cwd: new URL('../../../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    processes.push(child);
    await Promise.race([once(child.stdout!, 'data'), once(child, 'exit')]);
    return child;
  }
  const client = (address = server) => new Kafka({ brokers: [new URL(address).host], logLevel: logLevel.NOTHING });
  /** What the topic holds, event for event, by partition. */
  async function log(topic: string, events: number): Promise<Map<number, KafkaMessage[]>> {
    const records = new Map<number, KafkaMessage[]>();
    const consumer = client().consumer({ groupId: randomUUID(), maxWaitTimeInMs: 200 });
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    let had = 0;
    await consumer.run({
      autoCommit: false,
      eachMessage: async ({ partition, message }) => {
        if (!records.has(partition)) records.set(partition, []);
        records.get(partition)!.push(message);
        if (message.value) had++;
      },
    });
    expect(await until(() => had >= events)).toBe(true);
    await pause(500);
    await consumer.disconnect();
    return records;
  }
  const idsIn = (records: Map<number, KafkaMessage[]>) =>
    [...records.values()].flatMap((of) => of.filter(({ value }) => value).map(({ headers }) => String(headers!['ce_id'])));
  const positionsIn = (records: readonly KafkaMessage[]) => records.map(({ headers }) => Number(headers!['ce_position']));

  it('a relay that is killed between sending and knowing, again and again', async () => {
    const ids = await append(300, 10);
    // A process sends at least two requests for 3,000 events, the second of which it does not survive.
    for (let round = 0; round < 3; round++) {
      const child = await run('relaying', url, database.url, '2');
      if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
      expect(child.signalCode).toBe('SIGKILL');
      ids.push(...(await append(20)));
    }
    await run('relaying', url, database.url);
    const records = await log(`${prefix}.sales.v1`, ids.length);
    expect(idsIn(records).toSorted()).toEqual(ids.toSorted());
    // Nothing was sent twice, either: where the topic ends is where the next relay begins.
    for (const of of records.values()) expect(positionsIn(of)).toEqual(positionsIn(of).toSorted((a, b) => a - b));
    expect([...records.keys()].toSorted()).toEqual([0, 1, 2]);
  });

  it('a relay whose request fails after it was taken', async () => {
    let requests = 0;
    const bus = await open({
      at: () => {
        if (++requests % 3 === 2) throw new Error('the answer was lost');
      },
    });
    await bus.relay('sales');
    const ids: string[] = [];
    for (let round = 0; round < 10; round++) {
      ids.push(...(await append(10)));
      await pause(30);
    }
    const records = await log(`${prefix}.sales.v1`, ids.length);
    expect(idsIn(records).toSorted()).toEqual(ids.toSorted());
  });

  it('two relays, of which one sends and the other takes over', async () => {
    const first = await run('relaying', url, database.url);
    const ids = await append(50);
    const bus = await open();
    expect(await until(async () => (await bus.head('sales')) === 50n)).toBe(true);
    await bus.relay('sales');
    const more = await append(50);
    expect(await until(async () => (await bus.head('sales')) === 100n)).toBe(true);
    expect(bus.relayStatus()).toMatchObject([{ service: 'sales', leads: false }]);
    first.kill('SIGKILL');
    const last = await append(50);
    expect(await until(async () => (await bus.head('sales')) === 150n)).toBe(true);
    expect(bus.relayStatus()).toMatchObject([{ leads: true, topic: `${prefix}.sales.v1`, position: 150n, head: 150n }]);
    const records = await log(`${prefix}.sales.v1`, 150);
    expect(idsIn(records).toSorted()).toEqual([...ids, ...more, ...last].toSorted());
  });

  it('two consumers under load, one of them killed, and one that joins', async () => {
    await run('relaying', url, database.url);
    const applied = await Applied.open('applied', 'nobody', database.url);
    closing.push(() => applied.close());
    let ids = 0;
    const goOn = async (rounds: number) => {
      for (let round = 0; round < rounds; round++) {
        ids += (await append(20, 5)).length;
        await pause(20);
      }
    };
    const killed = await run('consuming', url, database.url, 'killed');
    await goOn(10);
    await run('consuming', url, database.url, 'stays');
    while ((await applied.count()).by.length < 2) await goOn(1);
    killed.kill('SIGKILL');
    await goOn(10);
    await run('consuming', url, database.url, 'joins');
    while ((await applied.count()).by.length < 3) await goOn(1);
    expect(await until(async () => (await applied.count()).events === ids)).toBe(true);
    expect(await applied.count()).toMatchObject({ rows: ids, events: ids });
  });

  it('a repeat and a late record of a relay that has been replaced', async () => {
    const bus = await open();
    const relay = await bus.relay('sales');
    const ids = await append(3, 10);
    const inbox = new Inbox('reader');
    await bus.consume('sales', inbox);
    await inbox.has(ids);
    await relay.close();
    const topic = `${prefix}.sales.v1`;
    const records = await log(topic, ids.length);
    const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    for (const [partition, of] of records) {
      const again = of
        .slice(of.length >> 1)
        .map(({ key, value, headers, timestamp }) => ({ key, value, headers: headers!, timestamp, partition }));
      await producer.send({ topic, messages: again });
    }
    await producer.disconnect();
    const bus2 = await open();
    await bus2.relay('sales');
    const more = await append(3, 10);
    const late = new Inbox('late', new Map([...inbox.cursors]));
    await bus2.consume('sales', late);
    await inbox.has(more);
    await late.has(more);
    expect(inbox.ids.toSorted()).toEqual([...ids, ...more].toSorted());
    expect(late.ids.toSorted()).toEqual(more.toSorted());
  });

  it('another number of partitions: all is relayed anew, and consumers begin at the first event', async () => {
    const one = await open({}, `${server}?partitions=1&prefix=${prefix}`);
    await one.relay('sales');
    const ids = await append(5, 4);
    const inbox = new Inbox('reader');
    const other = await open();
    await other.consume('sales', inbox);
    await inbox.has(ids);
    expect(inbox.batches.at(-1)).toMatchObject({ partitions: 1, cursor: { generation: 1 } });
    await one.close();
    inbox.batches.length = 0;
    await other.relay('sales');
    await inbox.has(ids);
    expect(inbox.ids.toSorted()).toEqual(ids.toSorted());
    expect(inbox.batches.every(({ partitions, cursor }) => partitions === 3 && cursor.generation === 2)).toBe(true);

    // The old topic is kept for a while, then it goes.
    const admin = client().admin();
    await admin.connect();
    const topics = async () => (await admin.listTopics()).filter((name) => name.startsWith(prefix)).toSorted();
    expect(await topics()).toEqual([`${prefix}.sales.v1`, `${prefix}.sales.v1.g2`]);
    await other.close();
    const later = await open({ graceDays: 0 });
    await later.relay('sales');
    expect(await until(topics, (names) => names.length === 1)).toEqual([`${prefix}.sales.v1.g2`]);
    await admin.disconnect();
    const more = await append(3);
    await later.consume('sales', inbox);
    await inbox.has(more);
    expect(inbox.ids).toHaveLength(ids.length + more.length);
  });

  it('a topic that was deleted: all is relayed anew', async () => {
    const bus = await open();
    const relay = await bus.relay('sales');
    const ids = await append(2, 5);
    expect(await until(async () => (await bus.head('sales')) === 10n)).toBe(true);
    await relay.close();
    const admin = client().admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`${prefix}.sales.v1`] });
    await admin.disconnect();
    const again = await open();
    await again.relay('sales');
    const inbox = new Inbox('reader', new Map([[0, { epoch: (await store.head()).epoch, generation: 1, partition: 0, position: 10n }]]));
    await again.consume('sales', inbox);
    await inbox.has(ids);
    expect(inbox.ids.toSorted()).toEqual(ids.toSorted());
  });

  it('records that nobody can read: they are put aside without what is in them, and replayed by code that can', async () => {
    const warned: object[] = [];
    const bus = await open({ log: { warn: (details) => void warned.push(details) } });
    await bus.relay('sales');
    const ids = await append(2, 3);
    const inbox = new Inbox('reader');
    await bus.consume('sales', inbox);
    await inbox.has(ids);
    const topic = `${prefix}.sales.v1`;
    const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    const headers = { ce_position: '999', ce_epoch: 'x', secret: 'Ada Lovelace' };
    await producer.send({
      topic,
      messages: [{ key: 'Ada Lovelace', value: '{"name":"Ada Lovelace', headers, partition: 0, timestamp: '1' }],
    });
    await producer.disconnect();
    expect(await until(async () => (await bus.deadLetters.list('sales')).length > 0)).toBe(true);
    const more = await append(20);
    await inbox.has(more);
    expect(inbox.ids).toHaveLength(ids.length + more.length);
    const letters = await bus.deadLetters.list('sales');
    expect(letters).toEqual([
      { topic, partition: 0, offset: expect.stringMatching(/^\d+$/), consumer: 'reader', reason: 'ce_meta is missing' },
    ]);
    expect(JSON.stringify([letters, warned, (await log(`${topic}.dead`, 1)).get(0)])).not.toContain('Lovelace');
    const replay = () => bus.deadLetters.replay('sales', async () => true);
    expect(await replay()).toEqual({ replayed: 0, dead: 1 });

    const good = [...(await log(topic, ids.length + more.length)).values()].flat().find(({ headers: one }) => one!['ce_meta'])!;
    const partition = [...(await log(topic, ids.length + more.length))].find(([, of]) =>
      of.some(({ offset, headers: other }) => offset === good.offset && String(other!['ce_id']) === String(good.headers!['ce_id'])),
    )![0];
    await bus.deadLetters.put('sales', { topic, partition, offset: good.offset, consumer: 'reader', reason: 'an older reader' });
    expect(await bus.deadLetters.replay('sales', async () => false)).toEqual({ replayed: 0, dead: 2 });
    const taken: string[] = [];
    expect(await bus.deadLetters.replay('sales', async ({ id }) => taken.push(id) > 0)).toEqual({ replayed: 1, dead: 1 });
    expect(taken).toEqual([String(good.headers!['ce_id'])]);
    expect(await bus.deadLetters.list('sales')).toHaveLength(1);
  });

  it('tells how far its consumers are behind', async () => {
    const bus = await open();
    await bus.relay('sales');
    const ids = await append(30);
    const inbox = new Inbox('reader');
    await bus.consume('sales', inbox);
    await inbox.has(ids);
    expect(await until(() => bus.lag().length === 3 && bus.lag().every(({ records }) => records === 0))).toBe(true);
    expect(bus.lag().map(({ service, consumer }) => `${service} ${consumer}`)).toEqual(['sales reader', 'sales reader', 'sales reader']);

    // Of all partitions together as many as there are events and markers; of each none beyond where its reader stands, and some beyond where nobody has read.
    const left = () => Promise.all([...inbox.cursors.values()].map((cursor) => bus.left('sales', cursor)));
    expect(await until(left, (each) => each.every((records) => records === 0))).toEqual([0, 0, 0]);
    // A marker may come between two looks.
    const unread = async () => {
      const strangers = [0, 1, 2].map((at) => bus.left('sales', { ...inbox.cursors.get(at)!, generation: 7 }));
      return { each: (await Promise.all(strangers)).reduce((sum, records) => sum + records), all: await bus.left('sales', undefined) };
    };
    const { each, all } = await until(unread, ({ each, all }) => each === all);
    expect(each).toBe(all);
    expect(all).toBeGreaterThanOrEqual(ids.length);
    expect(await bus.left('stock', undefined)).toBe(0);
  });
});

const own = await findKafka().then(
  () => true,
  (error: unknown) => {
    if (!(error instanceof NotHere)) throw error;
    return false;
  },
);
(own ? describe : describe.skip)('A broker of its own', () => {
  it('is killed in the midst of relaying and consuming, and comes again: nothing is lost and nothing applied twice', async () => {
    const kafka = await startKafka();
    const database = await testDatabase();
    const store = await PostgresEventStore.open({ url: database.url });
    const bus = await openKafkaBus(`${kafka.url}?partitions=3`, { service: 'sales', databaseUrl: database.url });
    bus.register('sales', store);
    try {
      await bus.relay('sales');
      const inbox = new Inbox('reader');
      await bus.consume('sales', inbox);
      const ids: string[] = [];
      let appending = true;
      const load = (async () => {
        while (appending) {
          const one = anAppend({ events: 5 });
          await store.append(one);
          ids.push(...one.events.map(({ id }) => id));
          await pause(20);
        }
      })();
      for (let round = 0; round < 2; round++) {
        const had = inbox.ids.length;
        await inbox.until(() => inbox.ids.length > had + 100);
        await kafka.kill();
        await pause(500);
        await kafka.restart();
      }
      const had = inbox.ids.length;
      await inbox.until(() => inbox.ids.length > had + 100);
      appending = false;
      await load;
      await inbox.has(ids);
      expect(inbox.ids).toHaveLength(ids.length);
      expect(await bus.head('sales')).toBe((await store.head()).position);
    } finally {
      await bus.close();
      await store.close();
      await database.drop();
      await kafka.stop();
    }
  });
});
