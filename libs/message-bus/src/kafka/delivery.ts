import { setTimeout as pause } from 'node:timers/promises';
import type { RecordedEvent } from '@throughline/event-store';
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import type { Batch, BusConsumer, Closeable, Cursor } from '../message-bus.js';
import { eventOf, placeOf, UnreadableRecord } from './records.js';
import type { Topic, Topics } from './topics.js';

export interface DeliveryOptions {
  readonly service: string;
  readonly consumer: BusConsumer;
  readonly kafka: Kafka;
  readonly topics: Topics;
  readonly onError: (error: unknown) => void;
  /** Told of a record that nobody can read, before it is passed by. */
  readonly onUnreadable: (letter: { topic: string; partition: number; offset: string; consumer: string; reason: string }) => Promise<void>;
}

/** Where an assigned partition stands. */
interface Place {
  /** What the consumer said; to be compared with the epoch of the first record. */
  readonly cursor: Cursor | undefined;
  /** The offset to be read next; undefined: the first there is. */
  next: bigint | undefined;
  /** Of what has been read. */
  epoch: string | undefined;
  /** Everything up to it has been read. */
  position: bigint;
  /** Up to where the consumer has been told of events; undefined before it has been told anything. */
  told: bigint | undefined;
  failures: number;
}

/** Records that have been read and are to be handled. */
interface Page {
  readonly partition: number;
  readonly events: readonly RecordedEvent[];
  /** Undefined where none of the records so far could be read. */
  readonly epoch: string | undefined;
  readonly position: bigint;
  /** The offset after them. */
  readonly next: bigint;
  /** How many records there are beyond them. */
  readonly left: bigint;
}

const SESSION_MS = 10_000;
const HEARTBEAT_MS = 2_000;
/** How long a request waits for news, and so a closing or rebalancing consumer for its request. */
const POLL_MS = 200;
const BACKOFF = { first: 50, most: 5_000 };
const NEWER_TOPIC_MS = 2_000;
const COMMIT_MS = 5_000;
const PAGE = 1_000;
/** Pages that wait for the one which is being handled: as many as a fetch brings, so that there is something to do while the next one is read. */
const AHEAD = 6;

/**
 * One consumer of one service's topic: a member of the group of its name. Where it begins in a partition is the consumer's own cursor, looked up in the log whenever
 * the partition is assigned; the offset that is committed to the broker is for those who watch the lag.
 */
export class Delivery implements Closeable {
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;
  private session: Session | undefined;

  constructor(private readonly options: DeliveryOptions) {
    this.running = this.run();
  }

  /** Records that the partitions assigned to this process hold beyond what has been handled, by partition. */
  get lag(): ReadonlyMap<number, number> {
    return this.session?.lag ?? new Map<number, number>();
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.options.consumer.interrupt?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { topics, service, onError } = this.options;
    const { signal } = this.closing;
    for (let failures = 0; !signal.aborted;) {
      try {
        const topic = await topics.newest(service);
        if (!topic) {
          await pause(POLL_MS, undefined, { signal }).catch(() => {});
          continue;
        }
        const session = (this.session = new Session(topic, this.options, signal));
        try {
          await session.run(() => (failures = 0));
        } finally {
          await session.close();
        }
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        await pause(backoff(failures++), undefined, { signal }).catch(() => {});
      }
    }
  }
}

/** One membership of the group, until it fails, there is a newer generation of the topic, or the delivery is closed. */
class Session {
  readonly lag = new Map<number, number>();
  private readonly kafka: Consumer;
  private readonly places = new Map<number, Place>();
  /** Pages that are being handled, one after the other, while the next are fetched and read. None rejects. */
  private readonly inHand: Promise<void>[] = [];
  private readonly handled = new Map<number, string>();
  private readonly ended = new AbortController();
  /** Counts the assignments; what was begun under an older one is given up. */
  private assignment = 0;
  private failure: Error | undefined;

  constructor(
    private readonly topic: Topic,
    private readonly options: DeliveryOptions,
    private readonly closing: AbortSignal,
  ) {
    this.kafka = options.kafka.consumer({
      groupId: `${topic.name}.${options.consumer.name}`,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: POLL_MS,
      allowAutoTopicCreation: false,
      // One way to begin again, and that is a new session.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5, restartOnFailure: async () => false },
    });
    closing.addEventListener('abort', this.end, { once: true });
  }

  async run(working: () => void): Promise<void> {
    const { kafka, topic, ended } = this;
    kafka.on(kafka.events.CRASH, ({ payload }) => {
      this.failure = payload.error;
      this.end();
    });
    // Called before anything is fetched under the new assignment.
    kafka.on(kafka.events.GROUP_JOIN, ({ payload }) => {
      working();
      this.assigned(payload.memberAssignment[topic.name] ?? []);
    });
    await kafka.connect();
    await kafka.subscribe({ topic: topic.name, fromBeginning: true });
    await kafka.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: (payload) => this.batch(payload) });
    const committing = setInterval(() => void this.commit(), COMMIT_MS);
    try {
      while (!ended.signal.aborted) {
        await pause(NEWER_TOPIC_MS, undefined, { signal: ended.signal }).catch(() => {});
        if (ended.signal.aborted) break;
        const newest = await this.options.topics.newest(topic.service).catch(() => topic);
        if (newest?.name !== topic.name) return;
      }
      if (this.failure) throw this.failure;
    } finally {
      clearInterval(committing);
    }
  }

  /** Waits for what is in hand. */
  async close(): Promise<void> {
    this.closing.removeEventListener('abort', this.end);
    this.end();
    await Promise.all(this.inHand);
    await this.commit();
    await this.kafka.disconnect().catch(() => {});
  }

  private readonly end = () => this.ended.abort();

  private assigned(partitions: readonly number[]): void {
    this.assignment++;
    this.places.clear();
    this.lag.clear();
    this.handled.clear();
    this.pause(partitions);
    void Promise.all(partitions.map((partition) => this.place(partition, 0))).then(() => this.resume(partitions));
  }

  private async again(partition: number, failures: number): Promise<void> {
    this.places.delete(partition);
    this.pause([partition]);
    await this.place(partition, failures);
    this.resume([partition]);
  }

  private pause(partitions: readonly number[]): void {
    this.kafka.pause([{ topic: this.topic.name, partitions: [...partitions] }]);
  }
  private resume(partitions: readonly number[]): void {
    if (this.ended.signal.aborted || !partitions.every((partition) => this.places.has(partition))) return;
    this.kafka.resume([{ topic: this.topic.name, partitions: [...partitions] }]);
  }

  /** Sets the partition to where the consumer's own cursor says, `failures` batches having failed there. */
  private async place(partition: number, failures: number): Promise<void> {
    const { topic, assignment, options } = this;
    for (; ; failures++) {
      if (failures > 0) await pause(backoff(failures - 1), undefined, { signal: this.ended.signal }).catch(() => {});
      if (this.assignment !== assignment || this.ended.signal.aborted) return;
      try {
        await Promise.all(this.inHand);
        const told = await options.consumer.cursor(partition);
        const cursor = told?.generation === topic.generation ? told : undefined;
        const offset = cursor && (await this.offsetOf(partition, cursor.position));
        if (this.assignment !== assignment || this.ended.signal.aborted) return;
        this.begin(partition, cursor, offset, failures);
        return;
      } catch (error) {
        options.onError(error);
      }
    }
  }

  private begin(partition: number, cursor?: Cursor, next?: bigint, failures = 0): void {
    this.kafka.seek({ topic: this.topic.name, partition, offset: String(next ?? 0n) });
    const position = cursor?.position ?? -1n;
    this.places.set(partition, { cursor, next, epoch: undefined, position, told: undefined, failures });
  }

  /**
   * Tells the consumer of all partitions of which it does not know yet, before it gets the first event of any: who waits for a source waits for each partition that it
   * knows of.
   */
  private async introduce(epoch: string): Promise<void> {
    const strangers = [...this.places].filter(([, place]) => place.told === undefined && place.cursor === undefined);
    if (strangers.length === 0) return;
    const { topic, options } = this;
    const offsets = await options.topics.offsets(topic);
    for (const [partition, place] of strangers) {
      const cursor = { epoch, generation: topic.generation, partition, position: 0n };
      const { high } = offsets[partition]!;
      const head = high > 0n ? high - 1n : 0n;
      await this.handle({ service: topic.service, partition, partitions: topic.partitions, events: [], cursor, head });
      place.told = 0n;
    }
  }

  /** Of the record with that position, or the next, or, if there is none, the last: of a record in any case, since it tells the epoch. */
  private async offsetOf(partition: number, position: bigint): Promise<bigint> {
    const { topics } = this.options;
    const [offsets, ends] = [await topics.offsetsFrom(this.topic, position), await topics.offsets(this.topic)];
    const { low, high } = ends[partition]!;
    const offset = offsets[partition]!;
    return offset < high ? offset : high > low ? high - 1n : low;
  }

  private async batch({ batch, heartbeat, resolveOffset, isStale, isRunning }: EachBatchPayload): Promise<void> {
    const { partition } = batch;
    const place = this.places.get(partition);
    // Fetched before the partition was paused or set somewhere else.
    if (!place || isStale() || !isRunning()) return;
    const beating = setInterval(() => void heartbeat().catch(() => {}), HEARTBEAT_MS);
    try {
      for (let at = 0; at < batch.messages.length; at += PAGE) {
        const page = await this.read(place, partition, batch.messages.slice(at, at + PAGE), BigInt(batch.highWatermark));
        if (!page || !this.stands(place, partition) || this.ended.signal.aborted) return;
        const before = this.inHand.at(-1);
        this.inHand.push(this.take(place, page, before));
        resolveOffset(String(page.next - 1n));
        if (this.inHand.length > AHEAD) await this.inHand[0];
      }
    } catch (error) {
      this.failed(place, partition, error);
    } finally {
      clearInterval(beating);
    }
  }

  /** Undefined where the records are not those to be read: then the partition begins elsewhere. */
  private async read(place: Place, partition: number, records: readonly KafkaMessage[], end: bigint): Promise<Page | undefined> {
    const { topic, options } = this;
    if (place.next !== undefined && place.next !== BigInt(records[0]!.offset)) {
      void this.again(partition, place.failures);
      return undefined;
    }
    const events: RecordedEvent[] = [];
    for (const record of records) {
      try {
        const there = placeOf(record);
        place.epoch ??= there.epoch;
        if (place.cursor && place.cursor.epoch !== place.epoch) {
          this.begin(partition);
          return undefined;
        }
        // A relay that could not know what it had sent has sent it again.
        if (there.position <= place.position) continue;
        const event = eventOf(record, there.position);
        if (event) events.push(event);
        place.position = there.position;
      } catch (error) {
        if (!(error instanceof UnreadableRecord)) throw error;
        const { offset } = record;
        await options.onUnreadable({ topic: topic.name, partition, offset, consumer: options.consumer.name, reason: error.message });
      }
    }
    const next = BigInt(records.at(-1)!.offset) + 1n;
    place.next = next;
    return { partition, events, epoch: place.epoch, position: place.position, next, left: end - next };
  }

  private async take(
    place: Place,
    { partition, events, epoch, position, next, left }: Page,
    before: Promise<void> | undefined,
  ): Promise<void> {
    const { topic } = this;
    await before;
    try {
      if (!this.stands(place, partition)) return;
      if (epoch !== undefined) await this.introduce(epoch);
      if (epoch !== undefined && (place.told === undefined || position > place.told)) {
        const cursor = { epoch, generation: topic.generation, partition, position };
        const head = position + left;
        await this.handle({ service: topic.service, partition, partitions: topic.partitions, events, cursor, head });
        place.told = position;
      }
      if (!this.stands(place, partition)) return;
      this.handled.set(partition, String(next));
      this.lag.set(partition, Number(left));
      place.failures = 0;
    } catch (error) {
      this.failed(place, partition, error);
    } finally {
      void this.inHand.shift();
    }
  }

  private failed(place: Place, partition: number, error: unknown): void {
    if (this.ended.signal.aborted) return;
    this.options.onError(error);
    if (this.stands(place, partition)) void this.again(partition, place.failures + 1);
  }

  /** False where the partition has meanwhile been assigned anew, or set somewhere else. */
  private stands(place: Place, partition: number): boolean {
    return this.places.get(partition) === place;
  }

  private async handle(batch: Batch): Promise<void> {
    this.ended.signal.throwIfAborted();
    await this.options.consumer.handle(batch);
  }

  private async commit(): Promise<void> {
    const offsets = [...this.handled].map(([partition, offset]) => ({ topic: this.topic.name, partition, offset }));
    this.handled.clear();
    if (offsets.length > 0) await this.kafka.commitOffsets(offsets).catch(() => {});
  }
}

function backoff(failures: number): number {
  return Math.min(BACKOFF.first * 2 ** failures, BACKOFF.most);
}
