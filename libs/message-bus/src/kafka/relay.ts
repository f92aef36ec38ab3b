import { setTimeout as pause } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@throughline/event-store';
import { Partitioners, type Kafka, type Message, type Producer } from 'kafkajs';
import { consumeStore } from '../consume-store.js';
import type { Batch, Closeable, Cursor } from '../message-bus.js';
import type { KafkaSettings } from './configuration.js';
import { Lease } from './lease.js';
import { eventRecord, keyOf, markerRecord } from './records.js';
import type { Topic, Topics } from './topics.js';

/** Sees what passes, for figures and traces. */
export interface KafkaObserver {
  /** The events are acknowledged; it began at `since` (milliseconds since 1970). */
  sent?(this: void, events: readonly RecordedEvent[], since: number): void;
  /** A record was put with the dead letters. */
  unreadable?(this: void): void;
}

export interface RelayOptions {
  readonly service: string;
  /** May come later. */
  readonly store: Promise<EventStore>;
  /** Of the service's own database, which holds the lease. */
  readonly databaseUrl: string;
  readonly kafka: Kafka;
  readonly topics: Topics;
  readonly settings: KafkaSettings;
  readonly onError: (error: unknown) => void;
  readonly onSent?: KafkaObserver['sent'];
  /** Days that earlier generations of the topic are kept. Default 7. */
  readonly graceDays?: number;
  /** Tests crash here: records have been acknowledged, and nobody here knows yet. */
  readonly at?: (point: 'sent') => Promise<void> | void;
}

export interface RelayStatus {
  readonly service: string;
  /** This process is the one that relays. */
  readonly leads: boolean;
  readonly topic?: string;
  /** Everything up to here has been published or passed by. */
  readonly position?: bigint;
  /** Of the store, as it was known last. */
  readonly head?: bigint;
}

/** The relay's place in a topic: what each partition has been told, as its own last record says. */
interface Out {
  readonly topic: Topic;
  readonly epoch: string;
  readonly producer: Producer;
  readonly ends: bigint[];
  passed: bigint;
}

/** Each request wakes every consumer, who then writes to its database: one event at a time is the dearest way. */
const PACE = { gatherMs: 5, paceMs: 40 };
const RETRY_MS = 1_000;
const GRACE_DAYS = 7;
const TIDY_EVERY_MS = 3_600_000;
/** Partitions without an event of their own are told that others have gone on: after a moment, and not often, since every marker stays. */
const MARKER = { after: 50, every: 500 };
/** Of one request; a broker takes what is larger only as a record alone. */
const REQUEST_BYTES = 512 * 1024;

/**
 * Writes the public events of a service to its topic, in order, from one process at a time. It keeps no position: how far it has come is read from the
 * topic whenever it begins, for each partition, and what a partition has is not sent again.
 */
export class Relay implements Closeable {
  private readonly closing = new AbortController();
  private readonly running: Promise<void>;
  private lease: Lease | undefined;
  private out: Out | undefined;
  private head: bigint | undefined;
  private markers: NodeJS.Timeout | undefined;
  private markedAt = 0;
  /** One request at a time. */
  private sending: Promise<void> = Promise.resolve();

  constructor(private readonly options: RelayOptions) {
    this.running = this.run();
  }

  status(): RelayStatus {
    const { lease, out, head } = this;
    const leads = lease !== undefined && !lease.lost.aborted;
    return {
      service: this.options.service,
      leads,
      ...(out && { topic: out.topic.name, position: out.passed }),
      ...(head !== undefined && { head }),
    };
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { service, databaseUrl, onError } = this.options;
    const { signal } = this.closing;
    const closed = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    const store = await Promise.race([this.options.store, closed]);
    if (!store) return;
    while (!signal.aborted) {
      try {
        const lease = await Lease.take(databaseUrl, `throughline relay ${service}`, signal);
        if (!lease) return;
        this.lease = lease;
        const ended = AbortSignal.any([signal, lease.lost]);
        const consumer = { name: 'relay', cursor: () => this.begin(store, lease), handle: (batch: Batch) => this.handle(batch) };
        const delivery = consumeStore(service, store, consumer, { publicOnly: true, ...PACE, onError });
        const tidying = setInterval(() => void this.tidy(lease), TIDY_EVERY_MS);
        if (!ended.aborted) await new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve(), { once: true }));
        clearInterval(tidying);
        await delivery.close();
        await this.end();
        this.lease = undefined;
        await lease.release();
      } catch (error) {
        onError(error);
        await pause(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }

  /** Where the topic ends, and so from where on the store is read. */
  private async begin(store: EventStore, lease: Lease): Promise<Cursor> {
    await this.end();
    const { kafka } = this.options;
    const head = await store.head();
    const { topic, ends } = await this.topicOf(lease, head);
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    });
    try {
      await producer.connect();
      const out: Out = { topic, epoch: head.epoch, producer, ends: ends.map((end) => end ?? -1n), passed: 0n };
      // A partition's first record says which epoch this is, whether or not there are events.
      await this.send(
        out,
        out.ends.flatMap((end, partition) => (end < 0n ? [{ partition, position: 0n, message: markerRecord(head.epoch, 0n) }] : [])),
      );
      out.passed = out.ends.reduce((least, end) => (end < least ? end : least));
      this.out = out;
      this.head = head.position;
      void this.tidy(lease);
      return { epoch: head.epoch, generation: 0, partition: 0, position: out.passed };
    } catch (error) {
      await producer.disconnect().catch(() => {});
      throw error;
    }
  }

  private async end(): Promise<void> {
    clearTimeout(this.markers);
    this.markers = undefined;
    await this.sending;
    const { out } = this;
    this.out = undefined;
    await out?.producer.disconnect().catch(() => {});
  }

  /** The newest generation, if it holds what it should; else the next one, which the events are relayed to from the first. */
  private async topicOf(
    { client }: Lease,
    head: { readonly epoch: string; readonly position: bigint },
  ): Promise<{ topic: Topic; ends: readonly (bigint | undefined)[] }> {
    const { service, topics, settings } = this.options;
    await client.query(`begin; select pg_advisory_xact_lock(hashtext('throughline bus')); create schema if not exists bus;
      create table if not exists bus.generations (
        service text primary key, generation integer not null, epoch text not null, partitions integer not null);
      alter table bus.generations add column if not exists since timestamptz not null default now(); commit`);
    const { rows } = await client.query<{ generation: number; epoch: string; partitions: number }>(
      'select generation, epoch, partitions from bus.generations where service = $1',
      [service],
    );
    const known = rows[0];
    const newest = await topics.newest(service);
    if (
      newest &&
      known?.generation === newest.generation &&
      known.epoch === head.epoch &&
      known.partitions === newest.partitions &&
      (settings.partitions ?? newest.partitions) === newest.partitions
    ) {
      const ends = await topics.ends(newest);
      const whole = (await topics.offsets(newest)).every(({ low }) => low === 0n) && ends.every((end) => (end ?? 0n) <= head.position);
      if (whole) return { topic: newest, ends };
    }

    const generation = Math.max(known?.generation ?? 0, newest?.generation ?? 0) + 1;
    const partitions = settings.partitions ?? newest?.partitions;
    const topic = await topics.create(service, generation, partitions);
    await client.query(
      `insert into bus.generations (service, generation, epoch, partitions) values ($1, $2, $3, $4) on conflict (service)
       do update set generation = excluded.generation, epoch = excluded.epoch, partitions = excluded.partitions, since = now()`,
      [service, generation, head.epoch, topic.partitions],
    );
    return { topic, ends: Array.from({ length: topic.partitions }, () => undefined) };
  }

  /** Deletes earlier generations, which nobody reads, when there has been the newest for a while: until then an operator can look into them. */
  private async tidy({ client }: Lease): Promise<void> {
    const { service, topics, onError, graceDays = GRACE_DAYS } = this.options;
    try {
      const { rows } = await client.query<{ generation: number }>(
        `select generation from bus.generations where service = $1 and since < now() - make_interval(days => $2)`,
        [service, graceDays],
      );
      if (rows[0]) await topics.deleteBefore(service, rows[0].generation);
    } catch (error) {
      if (!this.closing.signal.aborted) onError(error);
    }
  }

  private async handle(batch: Batch): Promise<void> {
    const { out } = this;
    if (!out || batch.cursor.epoch !== out.epoch) throw new Error('the store has begun anew');
    const { service } = this.options;
    const records = batch.events.flatMap((event) => {
      const partition = partitionOf(keyOf(event), out.topic.partitions);
      if (event.position <= out.ends[partition]!) return [];
      return [{ partition, position: event.position, message: eventRecord(service, out.epoch, event) }];
    });
    const began = Date.now();
    await this.queued(() => this.send(out, records));
    this.options.onSent?.(batch.events, began);
    out.passed = batch.cursor.position;
    this.head = batch.head;
    this.scheduleMarkers();
  }

  private scheduleMarkers(wait = Math.max(MARKER.after, this.markedAt + MARKER.every - Date.now())): void {
    if (this.markers || !this.lagging().length) return;
    this.markers = setTimeout(() => {
      this.markers = undefined;
      this.markedAt = Date.now();
      const { out } = this;
      if (!out) return;
      this.queued(() => this.send(out, this.lagging())).then(
        () => this.scheduleMarkers(),
        (error: unknown) => {
          this.options.onError(error);
          if (this.out === out) this.scheduleMarkers(RETRY_MS);
        },
      );
    }, wait);
  }

  private lagging(): Outgoing[] {
    const { out } = this;
    if (!out) return [];
    const { epoch, passed } = out;
    return out.ends.flatMap((end, partition) =>
      end < passed ? [{ partition, position: passed, message: markerRecord(epoch, passed) }] : [],
    );
  }

  private queued(work: () => Promise<void>): Promise<void> {
    const done = this.sending.then(work);
    this.sending = done.catch(() => {});
    return done;
  }

  private async send(out: Out, records: readonly Outgoing[]): Promise<void> {
    for (const request of requests(records)) {
      if (this.lease?.lost.aborted) throw new Error('another process relays now');
      const messages = request.map(({ message, partition }) => ({ ...message, partition }));
      await out.producer.send({ topic: out.topic.name, acks: -1, messages });
      await this.options.at?.('sent');
      for (const { partition, position } of request) out.ends[partition] = position;
    }
  }
}

interface Outgoing {
  readonly partition: number;
  readonly position: bigint;
  readonly message: Message;
}

function* requests(records: readonly Outgoing[]): Generator<readonly Outgoing[]> {
  let request: Outgoing[] = [];
  let bytes = 0;
  for (const record of records) {
    const { key, value, headers } = record.message;
    const size = 400 + (key?.length ?? 0) + (value?.length ?? 0) + (headers?.['ce_meta']?.length ?? 0);
    if (request.length > 0 && bytes + size > REQUEST_BYTES) {
      yield request;
      request = [];
      bytes = 0;
    }
    request.push(record);
    bytes += size;
  }
  if (request.length > 0) yield request;
}

const hash = Partitioners.DefaultPartitioner();

/** As any client of Kafka computes it from the key. */
function partitionOf(key: string, partitions: number): number {
  return hash({ topic: '', partitionMetadata: Array.from({ length: partitions }, () => NOWHERE), message: { key, value: null } });
}
const NOWHERE = { partitionErrorCode: 0, partitionId: 0, leader: 0, replicas: [], isr: [] };
