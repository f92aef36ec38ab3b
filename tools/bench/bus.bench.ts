import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresEventStore } from '@throughline/event-store';
import { findKafka, NotHere } from '@throughline/local-servers';
import { EmbeddedBus, openKafkaBus, type MessageBus } from '@throughline/message-bus';
import { Kafka, logLevel } from '@throughline/message-bus/kafkajs';
import { startTestPostgres } from '@throughline/test-kit';
import { ViewRunner } from '@throughline/views';
import { Partitioners, type KafkaMessage } from 'kafkajs';
import pg from 'pg';
import { codec, deals, fill } from './deals.js';
import { type Benchmark, compared, interleaved } from './harness.js';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 30_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PARTITIONS = 3;
/** As many as come from the store in one page. */
const PAGE = 1_000;

/**
 * Relaying and consuming all events there are, beside kafkajs alone, which sends and receives the same records and does nothing; and a view that is fed by Kafka,
 * beside the same one fed by its own store.
 */
const bus: Benchmark = async () => {
  const url = await findKafka().then(
    (found) => found.url,
    (error: unknown) => {
      if (error instanceof NotHere) return undefined;
      throw error;
    },
  );
  if (!url) return [];
  const server = await startTestPostgres();
  const databaseUrl = server.url('postgres');
  const store = await PostgresEventStore.open({ url: databaseUrl });
  const rowsUrl = server.url('rows');
  const admin = new pg.Client({ connectionString: server.url() });
  await admin.connect();
  await admin.query('create database rows');
  await admin.end();
  const database = new pg.Pool({ connectionString: rowsUrl, max: 1 });
  const kafka = new Kafka({ brokers: [new URL(url).host], logLevel: logLevel.NOTHING });
  const prefix = () => `bench${randomUUID().slice(0, 8)}`;
  const perSecond = (started: number) => (EVENTS / (performance.now() - started)) * 1_000;
  try {
    const head = await fill(store, EVENTS);

    /** From its first request on, to a topic of its own. */
    const relay = async (name: string, lingerMs = 0): Promise<number> => {
      let started = 0;
      const bus = await openKafkaBus(`${url}?partitions=${PARTITIONS}&prefix=${name}`, {
        service: 'sales',
        databaseUrl,
        at: () => void (started ||= performance.now()),
      });
      bus.register('sales', store);
      await bus.relay('sales');
      while ((bus.relayStatus()[0]?.position ?? 0n) < head) await pause(2);
      const figure = perSecond(started);
      await pause(lingerMs);
      await bus.close();
      return figure;
    };

    const full = prefix();
    // Every partition is told how far the others have gone, a moment later.
    await relay(full, 2_000);
    const topic = `${full}.sales.v1`;
    const records: (KafkaMessage & { partition: number })[] = [];
    /** From its first batch on. */
    const bareConsumer = async (each: (partition: number, messages: KafkaMessage[]) => unknown = () => {}): Promise<number> => {
      const consumer = kafka.consumer({ groupId: randomUUID(), maxWaitTimeInMs: 200 });
      const done = Promise.withResolvers<number>();
      let started = 0;
      let had = 0;
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch }) => {
          started ||= performance.now();
          await each(batch.partition, batch.messages);
          had += batch.messages.filter(({ value }) => value).length;
          if (had >= EVENTS) done.resolve(perSecond(started));
        },
      });
      const figure = await done.promise;
      await consumer.disconnect();
      return figure;
    };
    await bareConsumer((partition, messages) => records.push(...messages.flatMap((each) => (each.value ? [{ ...each, partition }] : []))));
    records.sort((a, b) => Number(a.timestamp) - Number(b.timestamp));

    const consumer = async (): Promise<number> => {
      const bus = await openKafkaBus(`${url}?prefix=${full}`, { service: 'bench', databaseUrl });
      const done = Promise.withResolvers<number>();
      let started = 0;
      let had = 0;
      await bus.consume('sales', {
        name: randomUUID(),
        cursor: async () => undefined,
        handle: async ({ events }) => {
          started ||= performance.now();
          had += events.length;
          if (had >= EVENTS) done.resolve(perSecond(started));
        },
      });
      const figure = await done.promise;
      await bus.close();
      return figure;
    };

    /** Another service's rows, from its first batch until the last event is in them. */
    const rows = async (service: string, from: MessageBus): Promise<number> => {
      await database.query('drop table if exists deals_v1; drop schema if exists views cascade');
      let started = 0;
      const around = (_: unknown, handle: () => Promise<void>) => {
        started ||= performance.now();
        return handle();
      };
      const runner = await ViewRunner.start({ service, databaseUrl: rowsUrl, store, codec, bus: from, views: [deals], around });
      const behind = (): boolean => runner.lag().length === 0 || runner.lag().some(({ position }) => position < head);
      while (behind()) await pause(2);
      const figure = perSecond(started);
      await runner.close();
      return figure;
    };
    const rowsOfKafka = async (): Promise<number> => {
      const bus = await openKafkaBus(`${url}?prefix=${full}`, { service: 'bench', databaseUrl });
      const figure = await rows('bench', bus);
      await bus.close();
      return figure;
    };
    /** The same rows with nothing around them: no epochs, no duplicates skipped, no cursor. */
    const bareRows = async (): Promise<number> => {
      await database.query('drop table if exists bare; create table bare (id text primary key, name text, next_step text, amount numeric)');
      return bareConsumer(async (_, messages) => {
        const rows = new Map<string, { id: string; name?: string; nextStep?: string; amount?: string }>();
        for (const { key, value } of messages) {
          if (!value) continue;
          const id = String(key);
          const { name, nextStep, amount } = JSON.parse(value.toString());
          rows.set(id, {
            ...rows.get(id),
            id,
            ...(name && { name }),
            ...(nextStep && { nextStep }),
            ...(amount && { amount: amount.amount }),
          });
        }
        await database.query(
          `insert into bare select * from jsonb_to_recordset($1) as row (id text, name text, "nextStep" text, amount numeric)
           on conflict (id) do update set name = coalesce(excluded.name, bare.name), next_step = coalesce(excluded.next_step, bare.next_step)`,
          [JSON.stringify([...rows.values()])],
        );
      });
    };
    /** What the view reads by itself where it is the service's own. */
    const rowsOfStore = (): Promise<number> => rows('sales', new EmbeddedBus());

    const bareProducer = async (): Promise<number> => {
      const name = prefix();
      const admin = kafka.admin();
      await admin.connect();
      await admin.createTopics({ topics: [{ topic: name, numPartitions: PARTITIONS }], waitForLeaders: false });
      await pause(500);
      await admin.disconnect();
      const producer = kafka.producer({
        idempotent: true,
        maxInFlightRequests: 1,
        allowAutoTopicCreation: false,
        createPartitioner: Partitioners.DefaultPartitioner,
      });
      await producer.connect();
      const started = performance.now();
      for (let at = 0; at < records.length; at += PAGE) {
        const messages = records
          .slice(at, at + PAGE)
          .map(({ key, value, headers, timestamp, partition }) => ({ key, value, headers: headers!, timestamp, partition }));
        await producer.send({ topic: name, acks: -1, messages });
      }
      const figure = perSecond(started);
      await producer.disconnect();
      return figure;
    };

    const figures = await interleaved(ROUNDS, {
      relay: () => relay(prefix()),
      bareProducer,
      consumer,
      bareConsumer: () => bareConsumer(),
      rowsOfKafka,
      rowsOfStore,
      bareRows,
    });
    return [
      compared(
        { name: 'relay to Kafka', unit: 'events/s', reference: 'bare kafkajs producer', goal: { atLeast: 0.4 } },
        figures.relay,
        figures.bareProducer,
      ),
      compared(
        { name: 'consumer of Kafka', unit: 'events/s', reference: 'bare kafkajs consumer', goal: { atLeast: 0.4 } },
        figures.consumer,
        figures.bareConsumer,
      ),
      compared(
        {
          name: 'consumer of Kafka that writes rows',
          unit: 'events/s',
          reference: "the view's catch-up from its own store",
          goal: { atLeast: 0.7 },
        },
        figures.rowsOfKafka,
        figures.rowsOfStore,
      ),
      compared(
        { name: 'the same', unit: 'events/s', reference: 'bare kafkajs consumer that writes rows', goal: { atLeast: 0.7 } },
        figures.rowsOfKafka,
        figures.bareRows,
      ),
    ];
  } finally {
    await database.end();
    await store.close();
    await server.stop();
  }
};

export default bus;
