import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '@throughline/event-store';
import { Partitioners, type EachMessagePayload, type Kafka, type Producer } from 'kafkajs';
import { read, UnreadableRecord } from './records.js';
import type { Topics } from './topics.js';

const ATTEMPTS = 5;

/** A record that a consumer could not read and passed by: where it is and why, and nothing of what is in it. */
export interface DeadLetter {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly consumer: string;
  readonly reason: string;
}

/**
 * The topic `throughline.<service>.v1.dead`: the last word on each record that somebody could not read. The record itself stays where it is, so that it can
 * be read again by code that knows better.
 */
export class DeadLetters {
  private producer: Promise<Producer> | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly topics: Topics,
  ) {}

  async put(service: string, letter: DeadLetter): Promise<void> {
    await this.write(service, keyOf(letter), JSON.stringify(letter));
  }

  /** Those that are still dead. */
  async list(service: string): Promise<DeadLetter[]> {
    const letters = new Map<string, DeadLetter>();
    const topic = this.topics.deadLettersOf(service);
    if (!(await this.topics.exists(topic))) return [];
    const [end] = await this.topics.offsets({ name: topic });
    if (end!.high > end!.low)
      await this.reading(topic, 0, end!.low, end!.high, ({ message: { key, value } }) => {
        if (value) letters.set(String(key), JSON.parse(value.toString()) as DeadLetter);
        else letters.delete(String(key));
      });
    return [...letters.values()];
  }

  /**
   * Reads each again and gives the event to `take`, which has to bear events that come late, and answers whether it did something with it; those that were read and
   * taken are dead no longer, nor are those of a topic that is gone. Answers how many that were, and how many are left.
   */
  async replay(
    service: string,
    take: (event: RecordedEvent, letter: DeadLetter) => Promise<boolean>,
  ): Promise<{ replayed: number; dead: number }> {
    const letters = await this.list(service);
    let replayed = 0;
    for (const letter of letters) {
      const offset = BigInt(letter.offset);
      let event: RecordedEvent | undefined;
      let reason: string | undefined;
      // Whoever read that generation has begun anew in the next.
      const there = await this.topics.exists(letter.topic);
      if (there)
        await this.reading(letter.topic, letter.partition, offset, offset + 1n, ({ message }) => {
          try {
            event = read(message).event;
          } catch (error) {
            if (!(error instanceof UnreadableRecord)) throw error;
            reason = error.message;
          }
        });
      if (reason !== undefined) {
        await this.put(service, { ...letter, reason });
        continue;
      }
      if (event && !(await take(event, letter))) continue;
      await this.write(service, keyOf(letter), null);
      replayed++;
    }
    return { replayed, dead: letters.length - replayed };
  }

  async close(): Promise<void> {
    const { producer } = this;
    this.producer = undefined;
    await (await producer?.catch(() => undefined))?.disconnect().catch(() => {});
  }

  private async write(service: string, key: string, value: string | null): Promise<void> {
    const topic = this.topics.deadLettersOf(service);
    if (!(await this.topics.exists(topic))) await this.topics.createDeadLetters(service);
    try {
      const producer = await (this.producer ??= this.connect());
      await producer.send({ topic, acks: -1, messages: [{ key, value }] });
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async connect(): Promise<Producer> {
    const producer = this.kafka.producer({ allowAutoTopicCreation: false, createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    return producer;
  }

  /** The records of a partition in order, from an offset up to and without another; from there again where the broker is not ready for a group yet. */
  private async reading(
    topic: string,
    partition: number,
    from: bigint,
    to: bigint,
    each: (payload: EachMessagePayload) => void,
  ): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(topic, partition, from, to, each);
      } catch (error) {
        if (attempt === ATTEMPTS) throw error;
        await pause(200 * attempt);
      }
    }
  }

  private async attempt(
    topic: string,
    partition: number,
    from: bigint,
    to: bigint,
    each: (payload: EachMessagePayload) => void,
  ): Promise<void> {
    const groupId = `${topic}.reader.${randomUUID()}`;
    const retry = { retries: 0, restartOnFailure: async () => false };
    const consumer = this.kafka.consumer({ groupId, maxWaitTimeInMs: 200, allowAutoTopicCreation: false, retry });
    const done = Promise.withResolvers<void>();
    done.promise.catch(() => {});
    consumer.on(consumer.events.CRASH, ({ payload }) => done.reject(payload.error));
    try {
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      // A group that could not be joined has crashed by now, without an error here.
      await consumer.run({
        autoCommit: false,
        eachMessage: async (payload) => {
          const offset = BigInt(payload.message.offset);
          if (payload.partition !== partition || offset < from) return;
          if (offset < to) each(payload);
          if (offset >= to - 1n) done.resolve();
        },
      });
      consumer.seek({ topic, partition, offset: String(from) });
      await done.promise;
    } finally {
      await consumer.disconnect().catch(() => {});
      await this.topics.ask((admin) => admin.deleteGroups([groupId])).catch(() => {});
    }
  }
}

function keyOf({ topic, partition, offset, consumer }: DeadLetter): string {
  return `${topic}/${partition}/${offset}/${consumer}`;
}
