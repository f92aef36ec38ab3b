import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import type { ServiceEnvironment } from './service.js';
import { ENVIRONMENT } from './tokens.js';

const CHANNEL = 'throughline_broadcast';
const GATHER_MS = 20;
const RECONNECT_MS = 1_000;
/** PostgreSQL takes notifications of less than 8,000 bytes. */
const MOST_BYTES = 7_900;

/**
 * What one process of a service says to all of them, itself included: by LISTEN and NOTIFY of its database, kept nowhere. Who was not listening, or whose
 * connection was lost, has missed it, and is told so.
 */
@Injectable()
export class Broadcast implements OnApplicationShutdown {
  private readonly listeners = new Map<string, (message: never) => void>();
  private readonly missed = new Set<() => void>();
  /** By which our own notifications are known: they were heard when they were said. */
  private readonly self = randomUUID();
  private waiting: string[] = [];
  private gathering: NodeJS.Timeout | undefined;
  private client: pg.Client | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: ServiceEnvironment,
    private readonly database: DataSource,
  ) {}

  /** `message` is JSON of at most 7,800 bytes; else throws. In this process it has been heard when this returns. */
  tell(topic: string, message: object): void {
    const line = `${this.self} ${topic} ${JSON.stringify(message)}`;
    if (Buffer.byteLength(line) > MOST_BYTES) throw new RangeError(`A message on ${topic} is too long to be told to all processes`);
    this.heard(topic, message);
    if (this.environment.sole || this.closed) return;
    this.waiting.push(line);
    this.gathering ??= setTimeout(() => void this.send(), GATHER_MS).unref();
  }

  /** One listener a topic. `onMissed`: there may have been messages that were not heard. */
  on<T extends object>(topic: string, listener: (message: T) => void, onMissed: () => void = () => {}): void {
    this.listeners.set(topic, listener);
    this.missed.add(onMissed);
    if (!this.environment.sole && !this.client && !this.closed) void this.listen();
  }

  onApplicationShutdown(): void {
    this.closed = true;
    clearTimeout(this.reconnect);
    clearTimeout(this.gathering);
    this.listeners.clear();
    this.client?.end().catch(() => {});
  }

  private heard(topic: string, message: object): void {
    this.listeners.get(topic)?.(message as never);
  }

  private async send(): Promise<void> {
    this.gathering = undefined;
    const lines = this.waiting.splice(0);
    // A notification is a commit, and nobody waits for its flush to disk. Where the server is away, the others miss what all of them miss.
    const text = `SELECT set_config('synchronous_commit', 'off', true), pg_notify($1, line) FROM unnest($2::text[]) line`;
    await this.database.query(text, [CHANNEL, lines]).catch(() => {});
  }

  private async listen(): Promise<void> {
    const { databaseUrl } = this.environment;
    const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true, application_name: 'throughline broadcast' });
    const lost = (): void => {
      if (this.client !== client || this.closed) return;
      this.client = undefined;
      client.end().catch(() => {});
      this.reconnect = setTimeout(() => void this.listen(), RECONNECT_MS).unref();
    };
    this.client = client;
    client
      .on('error', lost)
      .on('end', lost)
      .on('notification', ({ payload = '' }) => {
        const [sender, topic = ''] = payload.split(' ', 2);
        if (sender !== this.self) this.heard(topic, JSON.parse(payload.slice(sender!.length + topic.length + 2)) as object);
      });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
      for (const missed of this.missed) missed();
    } catch {
      lost();
    }
  }
}
