import type { EventStore } from '@throughline/event-store';
import type { Kafka } from 'kafkajs';
import type { BusConsumer, Closeable, Cursor, MessageBus } from '../message-bus.js';
import { createClient } from './client.js';
import { parseKafkaUrl, type KafkaSettings } from './configuration.js';
import { DeadLetters } from './dead-letters.js';
import { Delivery } from './delivery.js';
import { Relay, type KafkaObserver, type RelayOptions, type RelayStatus } from './relay.js';
import { Topics } from './topics.js';

export interface KafkaBusOptions {
  /** The service that this process runs. */
  readonly service: string;
  /** Of its own database, which holds its relay's lease. */
  readonly databaseUrl: string;
  readonly log?: { warn(details: object, message: string): void };
  readonly observer?: KafkaObserver;
  readonly graceDays?: RelayOptions['graceDays'];
  /** Tests crash here. */
  readonly at?: RelayOptions['at'];
}

export interface ConsumerLag {
  readonly service: string;
  readonly consumer: string;
  readonly partition: number;
  /** That the partition holds and the consumer has not handled. */
  readonly records: number;
}

/** Kafka as the bus of services that run as processes of their own. Throws {@link UnsoundKafkaUrl}; connects when it is used. */
export async function openKafkaBus(url: string, options: KafkaBusOptions): Promise<KafkaBus> {
  return new KafkaBus(parseKafkaUrl(url), options);
}

export class KafkaBus implements MessageBus {
  /** The next relay reads where the topic ends and connects, which takes a tenth of it where there is nothing else to do. */
  readonly handoverMs = 3_000;
  readonly deadLetters: DeadLetters;
  private readonly kafka: Kafka;
  private readonly topics: Topics;
  private readonly stores = new Map<string, PromiseWithResolvers<EventStore>>();
  private readonly relaying = new Set<Relay>();
  private readonly consuming = new Map<Delivery, { service: string; consumer: string }>();
  private readonly ends = new Map<string, readonly (bigint | undefined)[]>();

  constructor(
    private readonly settings: KafkaSettings,
    private readonly options: KafkaBusOptions,
  ) {
    this.kafka = createClient(settings);
    this.topics = new Topics(this.kafka, settings);
    this.deadLetters = new DeadLetters(this.kafka, this.topics);
  }

  /** The store that the relay of a service reads. */
  register(service: string, store: EventStore): void {
    this.store(service).resolve(store);
  }

  /** Stands by while another process relays. The service's store may be registered later. */
  async relay(service: string): Promise<Closeable> {
    const { kafka, topics, settings } = this;
    const { databaseUrl, observer, graceDays, at } = this.options;
    const onError = (error: unknown) => this.failed({ service, error: nameOf(error) }, 'the relay failed and goes on by itself');
    const store = this.store(service).promise;
    const relay = new Relay({
      service,
      store,
      databaseUrl,
      kafka,
      topics,
      settings,
      onError,
      onSent: observer?.sent,
      graceDays,
      ...(at && { at }),
    });
    this.relaying.add(relay);
    return {
      close: async () => {
        this.relaying.delete(relay);
        await relay.close();
      },
    };
  }

  async consume(service: string, consumer: BusConsumer): Promise<Closeable> {
    const { kafka, topics } = this;
    const of = { service, consumer: consumer.name };
    const delivery = new Delivery({
      service,
      consumer,
      kafka,
      topics,
      onError: (error) => this.failed({ ...of, error: nameOf(error) }, 'a batch of events failed and is tried again'),
      onUnreadable: async (letter) => {
        this.failed({ ...of, ...letter }, 'a record that cannot be read was put with the dead letters');
        await this.deadLetters.put(service, letter);
        this.options.observer?.unreadable?.();
      },
    });
    this.consuming.set(delivery, of);
    return {
      close: async () => {
        this.consuming.delete(delivery);
        await delivery.close();
      },
    };
  }

  async head(service: string): Promise<bigint | undefined> {
    const topic = await this.topics.newest(service);
    if (!topic) return undefined;
    const ends = await this.topics.ends(topic, this.ends.get(topic.name));
    this.ends.set(topic.name, ends);
    return ends.reduce<bigint>((most, end) => (end !== undefined && end > most ? end : most), 0n);
  }

  async left(service: string, cursor: Cursor | undefined): Promise<number> {
    const topic = await this.topics.newest(service);
    if (!topic) return 0;
    const there = await this.topics.offsets(topic);
    // One of another generation begins at the first record of this one.
    const begun = cursor?.generation === topic.generation ? await this.topics.offsetsFrom(topic, cursor.position + 1n) : [];
    const left = there.map(({ low, high }, partition) => Number(high - (begun[partition] ?? low)));
    return cursor ? Math.max(0, left[cursor.partition] ?? 0) : left.reduce((sum, each) => sum + each, 0);
  }

  /** Of the partitions that are assigned to this process, as of the last batch. */
  lag(): ConsumerLag[] {
    return [...this.consuming].flatMap(([delivery, of]) =>
      [...delivery.lag].map(([partition, records]) => ({ ...of, partition, records })),
    );
  }

  relayStatus(): RelayStatus[] {
    return [...this.relaying].map((relay) => relay.status());
  }

  /** Ends every delivery and relay, so that the services and their stores may then go in any order. */
  async close(): Promise<void> {
    await Promise.all([...this.consuming.keys(), ...this.relaying].map((each) => each.close()));
    this.consuming.clear();
    this.relaying.clear();
    await this.deadLetters.close();
    await this.topics.close();
  }

  private store(service: string): PromiseWithResolvers<EventStore> {
    let store = this.stores.get(service);
    if (!store) this.stores.set(service, (store = Promise.withResolvers<EventStore>()));
    return store;
  }

  private failed(details: object, message: string): void {
    this.options.log?.warn(details, message);
  }
}

/** Messages of errors may quote what they are about. kafkajs wraps what went wrong in what it did about it. */
function nameOf(error: unknown): string {
  const { name, type, code, cause } = error as { name?: string; type?: string; code?: string; cause?: unknown };
  return type ?? code ?? (cause ? nameOf(cause) : (name ?? 'Error'));
}
