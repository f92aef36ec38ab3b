import { setTimeout as pause } from 'node:timers/promises';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import type { KafkaSettings } from './configuration.js';

// Node does not see it among the names that kafkajs exports.
const { KafkaJSProtocolError } = kafkajs;

/** One generation of a service's topic: one epoch of its store, one number of partitions. */
export interface Topic {
  readonly name: string;
  readonly service: string;
  readonly generation: number;
  readonly partitions: number;
}

const DEFAULT_PARTITIONS = 3;
const LIST_EVERY_MS = 1_000;
const ATTEMPTS = 5;
const CREATE_MS = 30_000;
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/** The topics of an installation: which there are, and what of a service's history is in them. */
export class Topics {
  private admin: Promise<Admin> | undefined;
  private listed: { at: number; topics: Promise<Topic[]> } | undefined;

  constructor(
    private readonly kafka: Kafka,
    private readonly settings: KafkaSettings,
  ) {}

  /** `throughline.sales.v1`, from the second generation on `throughline.sales.v1.g2`. */
  nameOf(service: string, generation: number): string {
    return `${this.settings.prefix}.${service}.v1${generation > 1 ? `.g${generation}` : ''}`;
  }

  deadLettersOf(service: string): string {
    return `${this.settings.prefix}.${service}.v1.dead`;
  }

  /** The service's newest generation, as it was known a second ago at most. */
  async newest(service: string): Promise<Topic | undefined> {
    if (!this.listed || Date.now() - this.listed.at > LIST_EVERY_MS) {
      const listed = { at: Date.now(), topics: this.list() };
      listed.topics.catch(() => {
        if (this.listed === listed) this.listed = undefined;
      });
      this.listed = listed;
    }
    const topics = await this.listed.topics;
    return topics
      .filter((topic) => topic.service === service)
      .reduce<Topic | undefined>((newest, topic) => (newest && newest.generation > topic.generation ? newest : topic), undefined);
  }

  /** Makes a generation that there is not yet, and waits until it can be written to. */
  async create(service: string, generation: number, partitions = this.settings.partitions ?? DEFAULT_PARTITIONS): Promise<Topic> {
    const name = this.nameOf(service, generation);
    await this.make(name, partitions, [
      { name: 'cleanup.policy', value: 'delete' },
      { name: 'retention.ms', value: '-1' },
      { name: 'retention.bytes', value: '-1' },
      { name: 'message.timestamp.type', value: 'CreateTime' },
      // Timestamps are positions, which may be far in the future of a clock.
      { name: 'message.timestamp.after.max.ms', value: '9223372036854775807' },
      { name: 'max.message.bytes', value: String(MAX_RECORD_BYTES) },
    ]);
    this.listed = undefined;
    return { name, service, generation, partitions };
  }

  /** Deletes the generations before this one. */
  async deleteBefore(service: string, generation: number): Promise<void> {
    const earlier = (await this.list()).filter((topic) => topic.service === service && topic.generation < generation);
    if (earlier.length > 0) await this.ask((admin) => admin.deleteTopics({ topics: earlier.map(({ name }) => name) }));
  }

  /** Keeps the last record of each key. */
  async createDeadLetters(service: string): Promise<string> {
    const name = this.deadLettersOf(service);
    await this.make(name, 1, [{ name: 'cleanup.policy', value: 'compact' }]);
    return name;
  }

  async exists(name: string): Promise<boolean> {
    return (await this.ask((admin) => admin.listTopics())).includes(name);
  }

  /** The offsets that each partition has: from `low`, up to and without `high`. */
  async offsets({ name }: Pick<Topic, 'name'>): Promise<readonly { readonly low: bigint; readonly high: bigint }[]> {
    const found = await this.ask((admin) => admin.fetchTopicOffsets(name));
    return found.toSorted((a, b) => a.partition - b.partition).map(({ low, high }) => ({ low: BigInt(low), high: BigInt(high) }));
  }

  /** Where in each partition positions from `position` on begin; at or behind its end, where there are none. */
  async offsetsFrom({ name }: Topic, position: bigint): Promise<readonly bigint[]> {
    const found = await this.ask((admin) => admin.fetchTopicOffsetsByTimestamp(name, Number(position)));
    return found.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => BigInt(offset));
  }

  /**
   * The highest position in each partition, undefined where it is empty: by asking where positions from n on begin, for ever narrower n. `least`: what is known
   * to be there.
   */
  async ends(topic: Topic, least: readonly (bigint | undefined)[] = []): Promise<readonly (bigint | undefined)[]> {
    const high = (await this.offsets(topic)).map((offsets) => offsets.high);
    // A partition that has anything begins with a marker of position 0.
    const bounds = high.map((records, partition) => ({ there: least[partition] ?? 0n, beyond: undefined as bigint | undefined, records }));
    const open = () => bounds.find(({ records, there, beyond }) => records > 0n && (beyond === undefined || beyond - there > 1n));
    for (let step = 1n, bound = open(); bound; bound = open()) {
      const { there, beyond } = bound;
      const probe = beyond === undefined ? there + step : (there + beyond) / 2n;
      if (beyond === undefined) step *= 2n;
      (await this.offsetsFrom(topic, probe)).forEach((offset, partition) => {
        const of = bounds[partition]!;
        if (offset < of.records) {
          if (probe > of.there) of.there = probe;
        } else if (of.beyond === undefined || probe < of.beyond) of.beyond = probe;
      });
    }
    return bounds.map(({ records, there }) => (records > 0n ? there : undefined));
  }

  async close(): Promise<void> {
    const { admin } = this;
    this.admin = undefined;
    await (await admin?.catch(() => undefined))?.disconnect().catch(() => {});
  }

  /**
   * A client that has failed is not used again: kafkajs would go on with connections that have gone. Asks again where leaders are just moving, as
   * they are when a topic has been made.
   */
  async ask<T>(question: (admin: Admin) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const asked = (this.admin ??= this.connect());
      try {
        return await question(await asked);
      } catch (error) {
        if (this.admin === asked) await this.close();
        if (!(error instanceof KafkaJSProtocolError && error.retriable) || attempt === ATTEMPTS) throw error;
        await pause(100 * attempt);
      }
    }
  }

  private async connect(): Promise<Admin> {
    const admin = this.kafka.admin();
    await admin.connect();
    return admin;
  }

  private async list(): Promise<Topic[]> {
    const { topics } = await this.ask((admin) => admin.fetchTopicMetadata());
    const { prefix } = this.settings;
    return topics.flatMap(({ name, partitions }) => {
      if (!name.startsWith(`${prefix}.`)) return [];
      const of = /^([a-z]+)\.v1(?:\.g(\d+))?$/.exec(name.slice(prefix.length + 1));
      return of ? [{ name, service: of[1]!, generation: Number(of[2] ?? 1), partitions: partitions.length }] : [];
    });
  }

  private async make(topic: string, numPartitions: number, configEntries: { name: string; value: string }[]): Promise<void> {
    const { replication } = this.settings;
    const replicationFactor = replication === undefined ? {} : { replicationFactor: replication };
    // kafkajs' own waiting for leaders fails on a cluster that takes a moment.
    await this.ask((admin) =>
      admin.createTopics({ topics: [{ topic, numPartitions, ...replicationFactor, configEntries }], waitForLeaders: false }),
    );
    for (const giveUp = Date.now() + CREATE_MS; ; await pause(50)) {
      const { topics } = await this.ask((admin) => admin.fetchTopicMetadata());
      const made = topics.find(({ name }) => name === topic);
      if (made?.partitions.length === numPartitions && made.partitions.every(({ leader }) => leader >= 0)) return;
      if (Date.now() > giveUp) throw new Error(`The topic ${topic} has no leaders ${CREATE_MS / 1_000} s after it was made`);
    }
  }
}
