import pg from 'pg';
import { AppendQueue, LockTimeout, type PreparedAppend } from './append-queue.js';
import {
  type Append,
  type Appended,
  type AppendResult,
  type CommandKey,
  type EventStore,
  type Head,
  InvalidAppend,
  type RecordedEvent,
  StoreUnavailable,
  type StreamName,
} from './event-store.js';
import { APPEND, SCHEMA } from './postgres-schema.js';
import { WakeUp } from './wake-up.js';

export interface PostgresEventStoreOptions {
  /** `postgres://user:password@host:port/database` */
  readonly url: string;
  /** Connections for reading, at most; one more appends, and one listens where `notify` is on. Default 3. */
  readonly readers?: number;
  /** Milliseconds to wait for the head's lock before the append is StoreUnavailable. Default 3000. */
  readonly lockTimeout?: number;
  /** Milliseconds for a statement, its wait for the lock included. Default 15000. */
  readonly statementTimeout?: number;
  /** Appends written in one transaction. Default 64. */
  readonly batchSize?: number;
  /** Statements on their way at once. More than one only pays where the way to the server is long. Default 1. */
  readonly inFlight?: number;
  /** Milliseconds between looks for events of other processes. Default 1000. */
  readonly pollEvery?: number;
  /** Tell other processes at once that events were appended, and listen for theirs; off, they find out by polling. Default true. */
  readonly notify?: boolean;
  /** Told how many appends each transaction wrote. */
  readonly onBatch?: (appends: number) => void;
}

/**
 * Events in schema `events` of one Postgres database. Position order is commit order: an append holds the lock on
 * `events.head` until it is committed, so that a reader who asks for `position > n` can skip nothing. No code of ours runs under the lock:
 * an append is one statement, which the server finishes or undoes by itself whatever becomes of the process that sent it.
 */
export class PostgresEventStore implements EventStore {
  private readonly appends: pg.Pool;
  private readonly reads: pg.Pool;
  private readonly queue: AppendQueue;
  private readonly wakeUp: WakeUp;
  private readonly onBatch: PostgresEventStoreOptions['onBatch'];
  private closing: Promise<void> | undefined;

  private constructor(options: PostgresEventStoreOptions) {
    this.onBatch = options.onBatch;
    const {
      url,
      readers = 3,
      lockTimeout = 3_000,
      statementTimeout = 15_000,
      batchSize = 64,
      inFlight = 1,
      pollEvery = 1_000,
      notify = true,
    } = options;
    const pool = (max: number, name: string): pg.Pool =>
      new pg.Pool({
        connectionString: url,
        max,
        application_name: `throughline events ${name}`,
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
        idleTimeoutMillis: 60_000,
        lock_timeout: lockTimeout,
        statement_timeout: statementTimeout,
        idle_in_transaction_session_timeout: statementTimeout,
        // For a server process that has frozen and cannot time out by itself.
        query_timeout: statementTimeout + 2_000,
        options: SETTINGS.map((setting) => `-c ${setting}`).join(' '),
      }).on('error', () => {}); // A connection that dies while idle is replaced at the next use.
    this.appends = pool(inFlight, 'append');
    this.reads = pool(readers, 'read');
    this.queue = new AppendQueue({ send: (batch) => this.send(batch), inFlight, batchSize, lockTimeout });
    this.wakeUp = new WakeUp({ url, pool: this.reads, head: async () => (await this.head()).position, pollEvery, notify });
  }

  /** Makes the tables where they are missing. Throws {@link StoreUnavailable} where the server cannot be reached. */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const store = new PostgresEventStore(options);
    try {
      await store.migrate();
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  async append(append: Append): Promise<AppendResult> {
    if (this.closing) throw new StoreUnavailable('The event store is closed.');
    return this.queue.add(append);
  }

  async readStream(stream: StreamName, fromRevision = 1): Promise<RecordedEvent[]> {
    const rows = await this.read(
      'read_stream',
      `select ${EVENT_COLUMNS} from events.events where stream_id = $1 and category = $2 and tenant = $3 and revision >= $4 order by revision`,
      [stream.id, stream.category, stream.tenant, fromRevision],
    );
    return rows.map(recordedEvent);
  }

  async readAll(after: bigint, limit: number): Promise<RecordedEvent[]> {
    const rows = await this.read('read_all', `select ${EVENT_COLUMNS} from events.events where position > $1 order by position limit $2`, [
      after,
      limit,
    ]);
    return rows.map(recordedEvent);
  }

  async readLast(limit: number): Promise<RecordedEvent[]> {
    const rows = await this.read('read_last', `select ${EVENT_COLUMNS} from events.events order by position desc limit $1`, [limit]);
    return rows.map(recordedEvent).toReversed();
  }

  async findCommand(command: CommandKey): Promise<{ requestHash: string; result: Appended } | undefined> {
    const [row] = await this.read(
      'find_command',
      `select request_hash, revision, position, category, stream_id from events.commands
       where command_id = $1 and operation = $2 and actor = $3 and tenant = $4`,
      [command.commandId, command.operation, command.actor, command.tenant],
    );
    if (!row) return undefined;
    const [requestHash, revision, position, category, id] = row as [string, number, string, string, string];
    return { requestHash, result: { revision, position: BigInt(position), stream: { tenant: command.tenant, category, id } } };
  }

  async head(): Promise<Head> {
    const [row] = await this.read('head', 'select epoch, coalesce((select max(position) from events.events), 0) from events.head', []);
    const [epoch, position] = row as [string, string];
    return { epoch, position: BigInt(position) };
  }

  onAppended(listener: (events?: readonly RecordedEvent[]) => void): () => void {
    return this.wakeUp.add(listener);
  }

  /** What was given to `append` before is still written. */
  close(): Promise<void> {
    this.closing ??= this.queue.idle().then(async () => {
      this.wakeUp.close();
      await Promise.all([this.appends.end(), this.reads.end()]);
    });
    return this.closing;
  }

  private async migrate(): Promise<void> {
    const [row] = await this.read(
      'migrated',
      `select to_regclass('events.commands') is not null and to_regproc('events.append_many_v3') is not null`,
      [],
    );
    if (row![0]) return;
    // One transaction; the lock is for processes that start at once, on a machine that then has much to do.
    const lock = `set local lock_timeout = '15s'; select pg_advisory_xact_lock(hashtext('throughline events schema'))`;
    await this.reads.query(`begin; ${lock}; ${SCHEMA} ${APPEND} commit`).catch(unavailable);
  }

  private async send(batch: readonly PreparedAppend[]): Promise<AppendResult[]> {
    const { rows } = await this.appends
      .query<[AppendResult['outcome'], number, string, string, string, string]>({ ...appendStatement(batch), rowMode: 'array' })
      .catch(unavailable);
    const written: RecordedEvent[] = [];
    this.onBatch?.(batch.length);
    const results = rows.map(([outcome, revision, position, category, id, writtenAt], i): AppendResult => {
      if (outcome === 'conflict') return { outcome, actualRevision: revision };
      if (outcome === 'command-reused') return { outcome };
      const appended = { revision, position: BigInt(position), stream: { tenant: batch[i]!.stream.tenant, category, id } };
      if (outcome === 'appended') written.push(...asRecorded(batch[i]!, appended, isoTime(writtenAt)));
      return { outcome, ...appended };
    });
    if (written.length > 0) this.wakeUp.appended(written);
    return results;
  }

  private async read(name: string, text: string, values: unknown[]): Promise<unknown[][]> {
    const { rows } = await this.reads.query<unknown[]>({ name, text, values, rowMode: 'array' }).catch(unavailable);
    return rows;
  }
}

/**
 * Everything here is found by one index and in its order, whatever the statistics of a table that was empty a minute ago say; to plan it
 * anew each time would cost more than to do it.
 */
const SETTINGS = [
  'timezone=UTC',
  'datestyle=ISO',
  'default_transaction_isolation=read\\ committed',
  'plan_cache_mode=force_generic_plan',
  'enable_seqscan=off',
  'enable_bitmapscan=off',
  'jit=off',
];

/** The whole of an append, or of several, as one statement. */
export function appendStatement(batch: readonly PreparedAppend[]): { name: string; text: string; values: unknown[] } {
  const [one, ...more] = batch.map(({ stream, expectedRevision, command, requestHash }) => [
    ...[stream.tenant, stream.category, stream.id, expectedRevision],
    ...[command.commandId, command.operation, command.actor, requestHash],
  ]);
  const events = batch.flatMap((append) => append.events);
  const eventParts = [
    events.map((event) => event.id),
    events.map((event) => event.type),
    batch.flatMap((append) => append.datas),
    batch.flatMap((append) => append.metas),
  ];
  if (more.length === 0) return call('append_one_v3', [...one!, ...eventParts]);
  return call('append_many_v3', [
    ...one!.map((_, part) => [one!, ...more].map((append) => append[part])),
    batch.map((append) => append.events.length),
    batch.flatMap((append, i) => append.events.map(() => i + 1)),
    batch.flatMap((append) => append.events.map((_, i) => append.expectedRevision + i + 1)),
    ...eventParts,
  ]);
}

function call(name: string, values: unknown[]): { name: string; text: string; values: unknown[] } {
  return { name, text: `select * from events.${name}(${values.map((_, i) => `$${i + 1}`)})`, values };
}

const EVENT_COLUMNS = 'position, tenant, category, stream_id, revision, event_id, type, data, meta, recorded_at::text';

type EventRow = [string, string, string, string, number, string, string, RecordedEvent['data'], RecordedEvent['meta'], string];

function recordedEvent(row: unknown[]): RecordedEvent {
  const [position, tenant, category, streamId, revision, id, type, data, meta, recordedAt] = row as EventRow;
  return {
    id,
    type,
    data,
    meta,
    stream: { tenant, category, id: streamId },
    revision,
    position: BigInt(position),
    recordedAt: isoTime(recordedAt),
  };
}

/** What a read would answer. */
function asRecorded({ events }: Append, { stream, revision, position }: Appended, recordedAt: string): RecordedEvent[] {
  return events.map((event, i) => {
    const later = events.length - 1 - i;
    return { ...event, stream, revision: revision - later, position: position - BigInt(later), recordedAt };
  });
}

/** `2026-03-01 09:30:00.5+00` → `2026-03-01T09:30:00.500Z` */
function isoTime(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;
}

/** SQLSTATE 22 is a value that cannot be stored, 23 a broken constraint, 54 a name too long for an index. */
const INVALID = /^(22|23|54)/;
/** 08 connection, 25006 a standby, 40 rolled back, 53 out of resources, 55 lock not had, 57 server going down or statement cancelled, 58 system. */
const UNAVAILABLE = /^(08|25006|40|53|55|57|58)/;

function unavailable(error: Error): never {
  // Anything else has not come from the server: refused, reset, timed out.
  const code = error instanceof pg.DatabaseError ? error.code! : '08000';
  if (code === '55P03') throw new LockTimeout('The event store is busy: its lock was not had in time.', { cause: error });
  if (UNAVAILABLE.test(code)) throw new StoreUnavailable('The event store did not answer.', { cause: error });
  if (INVALID.test(code)) throw new InvalidAppend('The event store cannot hold this.', { cause: error });
  throw error;
}
