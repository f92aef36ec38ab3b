import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresEventStore } from '@throughline/event-store';
import { findKafka, NotHere } from '@throughline/local-servers';
import { openKafkaBus } from '@throughline/message-bus';
import { startTestPostgres } from '@throughline/test-kit';
import { Kafka, logLevel, Partitioners, type KafkaMessage } from 'kafkajs';
import { fill } from './deals.js';
import { type Benchmark, compared, interleaved } from './harness.js';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 30_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const PARTITIONS = 3;
/** As many as come from the store in one page. */
const PAGE = 1_000;

/** Relaying and consuming all events there are, beside kafkajs alone, which sends and receives the same records and does nothing. */
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
  const kafka = new Kafka({ brokers: [new URL(url).host], logLevel: logLevel.NOTHING });
  const prefix = () => `bench${randomUUID().slice(0, 8)}`;
  const perSecond = (started: number) => (EVENTS / (performance.now() - started)) * 1_000;
  try {
    const head = await fill(store, EVENTS);

    /** From its first request on, to a topic of its own. */
    const relay = async (name: string): Promise<number> => {
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
      await bus.close();
      return figure;
    };

    const full = prefix();
    await relay(full);
    const topic = `${full}.sales.v1`;
    const records: (KafkaMessage & { partition: number })[] = [];
    /** From its first batch on. */
    const bareConsumer = async (each: (partition: number, messages: KafkaMessage[]) => void = () => {}): Promise<number> => {
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
          each(batch.partition, batch.messages);
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

    const figures = await interleaved(ROUNDS, { relay: () => relay(prefix()), bareProducer, consumer, bareConsumer: () => bareConsumer() });
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
    ];
  } finally {
    await store.close();
    await server.stop();
  }
};

export default bus;
