import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Pool } from 'pg';
import type { RecordedEvent } from './event-store.js';

const CHANNEL = 'throughline_events';
const NOTIFY_EVERY = 20;
const RECONNECT_AFTER = 1_000;

type Listener = (events?: readonly RecordedEvent[]) => void;

export interface WakeUpOptions {
  readonly url: string;
  readonly pool: Pool;
  /** The last position there is. */
  readonly head: () => Promise<bigint>;
  /** Milliseconds between looks at the head, whatever was heard. */
  readonly pollEvery: number;
  /** Hear and tell other processes by LISTEN and NOTIFY; otherwise they find out by polling. */
  readonly notify: boolean;
}

/**
 * Tells listeners that the head has moved: at once within the process, by NOTIFY across processes, by polling when a notification is lost.
 * NOTIFY is a statement of its own after the commit, at most one in 20 ms, because within the transaction it would serialise the commits
 * of the whole cluster.
 */
export class WakeUp {
  private readonly listeners = new Set<Listener>();
  /** By which our own notifications are known: who listens here has been told already. */
  private readonly self = randomUUID();
  private seen: bigint | undefined;
  private poll: NodeJS.Timeout | undefined;
  private client: pg.Client | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private announcing: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: WakeUpOptions) {}

  add(listener: Listener): () => void {
    const call: Listener = (events) => listener(events);
    this.listeners.add(call);
    if (!this.poll) {
      this.poll = setInterval(() => void this.look(), this.options.pollEvery).unref();
      if (this.options.notify) void this.listen();
    }
    return () => void this.listeners.delete(call);
  }

  /** This process has appended these, in order. */
  appended(events: readonly RecordedEvent[]): void {
    const { position } = events.at(-1)!;
    if (this.seen === undefined || position > this.seen) this.seen = position;
    this.signal(events);
    if (!this.options.notify || this.closed) return;
    this.announcing ??= setTimeout(() => {
      this.announcing = undefined;
      // A notification is a commit, and appends would wait for its flush to disk. A lost one is made good by polling.
      const text = `select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`;
      this.options.pool.query({ name: 'notify', text, values: [CHANNEL, this.self] }).catch(() => {});
    }, NOTIFY_EVERY).unref();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    clearTimeout(this.reconnect);
    clearTimeout(this.announcing);
    this.listeners.clear();
    this.client?.end().catch(() => {});
  }

  private signal(events?: readonly RecordedEvent[]): void {
    for (const listener of this.listeners) listener(events);
  }

  private async look(): Promise<void> {
    const head = await this.options.head().catch(() => undefined);
    if (head === undefined || head === this.seen) return;
    this.seen = head;
    this.signal();
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.url, keepAlive: true, application_name: 'throughline events listener' });
    const lost = (): void => {
      if (this.client !== client || this.closed) return;
      this.client = undefined;
      client.end().catch(() => {});
      this.reconnect = setTimeout(() => void this.listen(), RECONNECT_AFTER).unref();
    };
    this.client = client;
    client
      .on('error', lost)
      .on('end', lost)
      .on('notification', ({ payload }) => payload !== this.self && this.signal());
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      // What came while nobody listened.
      this.signal();
    } catch {
      lost();
    }
  }
}
