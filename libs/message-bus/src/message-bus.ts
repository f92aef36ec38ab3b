import type { RecordedEvent } from '@throughline/event-store';

/**
 * The port: the public events of every service, in order, for ever. One topic a service (`throughline.sales.v1`), keyed by stream.
 * Adapters: embedded (reads the services' own event stores, keeps no copy); Kafka.
 */
export interface MessageBus {
  /** Runs the relay of one service's public events until closed. A no-op where the bus reads the store itself. */
  relay(service: string): Promise<Closeable>;
  /**
   * Delivers `service`'s public events to `consumer`, in order within a partition, one batch at a time, beginning after the cursor that
   * the consumer itself keeps with its rows. A batch whose handler throws is delivered again, after `cursor` was asked again. Personal fields are
   * still sealed. Answers at once, even where the service is not there yet. `close` waits for the batch that is being handled.
   */
  consume(service: string, consumer: BusConsumer): Promise<Closeable>;
  /**
   * The position of the newest event that `service` has published or passed by; undefined where the service is not there yet. What was appended a moment ago
   * may not be published yet. Every partition's cursor comes to reach it, whether or not there are events for it.
   */
  head(service: string): Promise<bigint | undefined>;
  /**
   * How many records stand beyond a cursor in its partition, or without one in all; 0 where the service is not there yet. Absent: positions tell it, which rise by one.
   */
  left?(service: string, cursor: Cursor | undefined): Promise<number>;
  /**
   * Milliseconds for which {@link head} may not tell of what a service has acknowledged, while one process hands the relay to another. Absent: none;
   * what is acknowledged is published.
   */
  readonly handoverMs?: number;
}

export interface BusConsumer {
  /** Names the group: one delivery per name, however many processes consume. */
  readonly name: string;
  /** Where the consumer stands; asked when a partition is assigned and after a failed batch. Absent, or void: from the first event. */
  cursor(partition: number): Promise<Cursor | undefined>;
  /** Must store `batch.cursor` together with its effects, and skip what it has had. */
  handle(batch: Batch): Promise<void>;
  /** Delivery is being closed: what a batch in hand waits for may be given up. It is delivered again. */
  interrupt?(): void;
}

export interface Batch {
  readonly service: string;
  readonly partition: number;
  /** How many partitions the topic has. */
  readonly partitions: number;
  /**
   * In position order. May be none: the first batch of a partition is delivered even then, so that the consumer knows the epoch and that it
   * stands at the head; later ones when only events of no concern to others have been passed.
   */
  readonly events: readonly RecordedEvent[];
  /** After the batch. */
  readonly cursor: Cursor;
  /** Position of the newest event known there, for lag: a consumer whose cursor has reached it has caught up. */
  readonly head: bigint;
}

/** A cursor is void when epoch or generation differ from the bus': delivery begins at the first event again, and the consumer rebuilds. */
export interface Cursor {
  /** Of the store that the events come from. */
  readonly epoch: string;
  /** Of the topic: raised when its number of partitions changes. */
  readonly generation: number;
  readonly partition: number;
  readonly position: bigint;
}

export interface Closeable {
  close(): Promise<void>;
}
