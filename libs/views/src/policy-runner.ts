import { setTimeout as pause } from 'node:timers/promises';
import { serviceOf, UnreadableEvent, type EventCodec, type Recorded, type StreamSchema } from '@throughline/contracts';
import { DomainError, Unavailable, type CommandContext, type CommandHandler } from '@throughline/decider';
import { StoreUnavailable, type EventStore, type RecordedEvent } from '@throughline/event-store';
import { KeysUnavailable } from '@throughline/keys';
import { consumeStore, type Batch, type Closeable, type Cursor, type MessageBus } from '@throughline/message-bus';
import { v5 as uuidv5 } from 'uuid';
import { reasonOf, type Opened } from './fold.js';
import { Mutex } from './mutex.js';
import { laneOfPolicy, parkedEvents, parkForPolicy, type ParkedEvent, type Replayed } from './parked.js';
import type { AnyPolicy, Moment, PolicyCommand, PolicyReads } from './policy.js';
import { policyStatuses, type Known, type PolicyStatus } from './status.js';
import type { ViewRunner } from './view-runner.js';
import { reached, type Lease, type ViewStore } from './view-store.js';

export interface PolicyRunnerOptions {
  /** Of the service: the policies read by it, and share its database connections. */
  readonly views: ViewRunner;
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly bus: MessageBus;
  readonly handler: CommandHandler;
  readonly policies: readonly AnyPolicy[];
  readonly log?: { warn(details: object, message: string): void };
  /** Milliseconds between the attempts at an event before it is parked. Default 100, 400, 1,600. */
  readonly attempts?: readonly number[];
  /** Has a policy's commands executed, by calling `act`, and sees what for. */
  readonly around?: (policy: string, event: Recorded, act: () => Promise<void>) => Promise<void>;
}

const NAMESPACE = '0a8f7a0e-6f0b-5b0c-9d52-3c1d0f6a2f11';
const TICK_MS = 1_000;
const RETRY_PARKED = ['10 seconds', '1 minute', '10 minutes', ...Array<string>(24).fill('1 hour'), '1 day'];
/** A tick that took longer than a lease would lose what it is about. */
const RETRY_MS = 2_000;
/** An event that is parked is read again by itself; until then its source counts as unavailable. */
const READ_MS = 3_000;
const AT_ONCE = 32;
/** Whoever runs a policy looks every 5 s for what is due. */
const ASKED_MS = 15_000;

/** What is the same for the same event, policy and name. */
export function policyId(policy: string, eventId: string, name: string): string {
  return uuidv5(`${eventId}/${policy}/${name}`, NAMESPACE);
}

/** What a policy answers to an event, and the contexts of its commands. */
export function reaction(
  policy: AnyPolicy,
  event: Opened,
  state: unknown,
  now: string,
): { command: PolicyCommand; context: CommandContext }[] {
  const moment: Moment = { now, id: (name) => policyId(policy.name, event.id, name) };
  const { correlationId, batch } = event.meta;
  return policy.react(event as never, state as never, moment).map((command, index) => ({
    command,
    context: {
      tenant: event.stream.tenant,
      actor: `policy:${policy.name}`,
      operation: policy.name,
      commandId: policyId(policy.name, event.id, String(index)),
      now,
      correlationId,
      causationId: event.id,
      batch,
      cause: { policy: policy.name, version: policy.version, eventId: event.id },
    },
  }));
}

/**
 * Runs the policies of one service, each with its own cursor, each in one process at a time. An event is acted on at least once, its commands take
 * effect once. One whose commands are refused is parked after a few attempts; the rest goes on. It is tried again for as long as it is parked: at
 * intervals that grow to a day, and at every start, since the code may be another one then.
 */
export class PolicyRunner {
  private readonly running = new Map<string, RunningPolicy>();
  private readonly persistence: ViewStore;
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;
  private ticks = 0;
  private closed = false;

  private constructor(private readonly options: PolicyRunnerOptions) {
    this.persistence = options.views.persistence;
  }

  static async start(options: PolicyRunnerOptions): Promise<PolicyRunner> {
    const names = options.policies.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice) throw new Error(`Two policies are named ${twice}`);
    const runner = new PolicyRunner(options);
    await runner.persistence.pool.query(`insert into views.lanes (table_name, lane) select unnest($1::text[]), 0 on conflict do nothing`, [
      names.map(laneOfPolicy),
    ]);
    await runner.tick();
    return runner;
  }

  /** True once every policy fed by `service` has acted on its event at `position`; false after `timeoutMs` (5,000). */
  async waitForSource(service: string, position: bigint, { timeoutMs = 5_000 } = {}): Promise<boolean> {
    const names = this.options.policies
      .filter(({ streams }) => streams.some((schema: StreamSchema) => serviceOf(schema) === service))
      .map(({ name }) => laneOfPolicy(name));
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      // One that waits for something itself cannot settle yet.
      const settled = Promise.all([...this.running.values()].map((policy) => policy.settle()));
      await Promise.race([settled, pause(Math.max(0, deadline - Date.now()), undefined, { ref: false })]);
      const lanes = await this.persistence.lanesOf(names);
      if (lanes.every(({ cursors }) => reached(cursors, service, position))) return true;
      if (this.closed || Date.now() > deadline) return false;
      await pause(20);
    }
  }

  /** How each policy is: how far behind, and how much is parked. */
  status(): Promise<PolicyStatus[]> {
    const { views, store, bus, policies } = this.options;
    return policyStatuses(this.persistence, policies, { service: views.service, store, bus }, ({ table }) =>
      [...this.running.values()].find(({ lease }) => lease.table === table)?.known(),
    );
  }

  /** The events that wait to be tried again, those of policies included that there are no longer. */
  parked(): Promise<ParkedEvent[]> {
    return parkedEvents(this.persistence, this.options.views.service, { policies: true });
  }

  /** Tries what is parked for a policy again, or one event of it, now; where another process runs the policy, that does it. */
  replayParked(policy: string, eventId?: string): Promise<Replayed> {
    const running = this.running.get(policy);
    let tried = !running;
    return askPolicy(this.persistence, policy, eventId, async (rows) => {
      if (tried) await pause(200);
      else for (const row of rows) await running!.retry(row);
      tried = true;
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    for (const policy of this.running.values()) policy.interrupt();
    await this.ticking;
    await Promise.all([...this.running.values()].map((policy) => policy.close()));
  }

  private tick(): Promise<void> {
    this.ticking ??= this.work()
      .catch((error: unknown) => {
        if (!this.closed) this.options.log?.warn({ error: reasonOf(error) }, 'policies could not be looked after');
      })
      .finally(() => {
        this.ticking = undefined;
        if (!this.closed) this.timer = setTimeout(() => void this.tick(), TICK_MS).unref();
      });
    return this.ticking;
  }

  private async work(): Promise<void> {
    const { policies } = this.options;
    if (policies.length === 0) return;
    if (this.ticks++ % 3 === 0 && this.running.size > 0) {
      const kept = await this.persistence.renew([...this.running.values()].map(({ lease }) => lease));
      for (const [name, policy] of this.running) {
        if (kept.some(({ table }) => table === laneOfPolicy(name))) continue;
        this.running.delete(name);
        void policy.close();
      }
    }
    const missing = policies.filter(({ name }) => !this.running.has(name));
    for (const lease of await this.persistence.acquire(missing.map(({ name }) => ({ table: laneOfPolicy(name), lane: 0 })))) {
      const policy = policies.find(({ name }) => laneOfPolicy(name) === lease.table)!;
      this.running.set(policy.name, await RunningPolicy.start(policy, lease, this.options));
    }
    if (this.ticks % 5 !== 0) return;
    for (const policy of this.running.values()) await policy.settle();
    const { rows } = await this.persistence.pool.query<ParkedRow>(
      `select table_name, source, partition, position, event_id, attempts from views.parked where table_name = any($1) and retry_at <= now() order by retry_at, position limit 100`,
      [[...this.running.keys()].map(laneOfPolicy)],
    );
    const until = Date.now() + RETRY_MS;
    for (const row of rows) {
      if (this.closed || Date.now() > until) return;
      await [...this.running.values()].find(({ lease }) => lease.table === row.table_name)?.retry(row);
    }
  }
}

/**
 * Has whoever runs a policy try what is parked for it again, or one event of it, and looks after each `turn` whether that was done; gives
 * up waiting after 15 s.
 */
export async function askPolicy(
  { pool }: ViewStore,
  policy: string,
  eventId: string | undefined,
  turn: (rows: readonly ParkedRow[]) => Promise<unknown>,
): Promise<Replayed> {
  const { rows: asked } = await pool.query<ParkedRow>(
    `update views.parked set retry_at = now() where table_name = $1 and ($2::uuid is null or event_id = $2)
     returning table_name, source, partition, position, event_id, attempts`,
    [laneOfPolicy(policy), eventId],
  );
  asked.sort((a, b) => a.source.localeCompare(b.source) || Number(BigInt(a.position) - BigInt(b.position)));
  const until = Date.now() + ASKED_MS;
  for (;;) {
    if (asked.length > 0) await turn(asked);
    const { rows: still } = await pool.query<ParkedRow>(
      'select event_id, attempts from views.parked where event_id = any($1) and table_name = $2',
      [asked.map(({ event_id }) => event_id), laneOfPolicy(policy)],
    );
    const tried = still.every(({ event_id, attempts }) => asked.some((row) => row.event_id === event_id && row.attempts < attempts));
    if (tried || Date.now() > until) return { replayed: asked.length - still.length, parked: still.length };
  }
}

export interface ParkedRow {
  readonly table_name: string;
  readonly source: string;
  readonly partition: number;
  readonly position: string;
  readonly event_id: string;
  readonly attempts: number;
}

/** One policy that this process has the lease of. */
class RunningPolicy {
  private readonly consumers: Closeable[] = [];
  private readonly lock = new Mutex();
  private readonly unstored = new Map<string, Cursor>();
  private readonly newest = new Map<string, { head: bigint; waiting: string | undefined }>();
  private readonly stopping = new AbortController();
  private readonly reads: PolicyReads;

  private constructor(
    private readonly policy: AnyPolicy,
    readonly lease: Lease,
    private readonly since: string,
    private readonly options: PolicyRunnerOptions,
  ) {
    this.reads = { dataSource: options.views.dataSource, load: options.handler.load };
  }

  static async start(policy: AnyPolicy, lease: Lease, options: PolicyRunnerOptions): Promise<RunningPolicy> {
    const { rows } = await options.views.persistence.pool.query(`select since from views.lanes where table_name = $1`, [lease.table]);
    const running = new RunningPolicy(policy, lease, (rows[0].since as Date).toISOString(), options);
    await options.views.persistence.pool.query(`update views.parked set retry_at = now() where table_name = $1`, [lease.table]);
    for (const service of new Set((policy.streams as StreamSchema[]).map(serviceOf))) {
      const consumer = {
        name: `${options.views.service}.${lease.table}`,
        cursor: async (partition: number) => lease.cursors.get(`${service}/${partition}`),
        handle: (batch: Batch) => running.lock.run(() => running.take(batch)),
        interrupt: () => running.interrupt(),
      };
      const onError = (error: unknown) => {
        if (running.stopping.signal.aborted) return;
        options.log?.warn({ policy: policy.name, error: reasonOf(error) }, 'a policy failed and is tried again');
      };
      running.consumers.push(
        service === options.views.service
          ? consumeStore(service, options.store, consumer, { publicOnly: false, gatherMs: 20, onError })
          : await options.bus.consume(service, consumer),
      );
    }
    return running;
  }

  known(): Known {
    return { cursors: this.lease.cursors, newest: (key) => this.newest.get(key) };
  }

  /** Stores a cursor that moved over events of no interest. */
  settle(): Promise<void> {
    return this.lock.run(async () => {
      if (this.unstored.size > 0) await this.store(this.unstored);
      this.unstored.clear();
    });
  }

  interrupt(): void {
    this.stopping.abort();
  }

  async close(): Promise<void> {
    this.interrupt();
    await Promise.all(this.consumers.map((consumer) => consumer.close()));
    await this.settle().catch(() => {});
    await this.options.views.persistence.release([this.lease]).catch(() => {});
  }

  /** Tries once again what was parked. */
  async retry(row: ParkedRow): Promise<void> {
    const { pool } = this.options.views.persistence;
    const which = [this.lease.table, row.event_id];
    try {
      const reason = await this.again(row);
      if (reason) {
        await pool.query(
          `update views.parked set attempts = attempts + 1, reason = $3, retry_at = now() + $4::interval where table_name = $1 and event_id = $2`,
          [...which, reason, RETRY_PARKED[row.attempts] ?? RETRY_PARKED.at(-1)],
        );
      } else {
        await pool.query(`delete from views.parked where table_name = $1 and event_id = $2`, which);
      }
    } catch (error) {
      if (this.stopping.signal.aborted) throw error;
      // Nothing was found out about the event: it is due again soon, and the others have their turn.
      await pool.query(`update views.parked set retry_at = now() + $3::interval where table_name = $1 and event_id = $2`, [
        ...which,
        RETRY_PARKED[0],
      ]);
      this.log(row.event_id, row.position, reasonOf(error), 'a parked event could not be tried again yet');
    }
  }

  /** Answers why it did not work; throws where a store is not there. */
  private async again({ source, partition, position, event_id: id }: ParkedRow): Promise<string | undefined> {
    const event = await this.options.views.eventAt(
      source,
      { partition, position: BigInt(position), id, near: this.lease.cursors.get(`${source}/${partition}`) },
      AbortSignal.any([this.stopping.signal, AbortSignal.timeout(READ_MS)]),
    );
    if (!event) {
      this.log(id, position, 'NotFound', 'a parked event is not in its store any more, as after a restore, and was forgotten');
      return undefined;
    }
    const [opened] = await this.open(source, [event]);
    return opened ? this.attempt(opened, { patient: false }) : 'UnreadableEvent';
  }

  private async take(batch: Batch): Promise<void> {
    const { service, partition, events, cursor, head } = batch;
    const key = `${service}/${partition}`;
    this.newest.set(key, { head, waiting: events[0]?.recordedAt });
    await this.carryOver(batch);
    const had = this.lease.cursors.get(key);
    // After a restore the events there are keep their positions, so that what has been acted on is not acted on again; where the end was lost,
    // it goes on with what comes now.
    const done = had ? (had.epoch === cursor.epoch || had.position <= head ? had.position : head) : 0n;
    const types = new Set<string>(this.policy.on);
    const due = events.filter(
      (event) => event.position > done && types.has(event.type) && (this.policy.from === 'beginning' || event.recordedAt >= this.since),
    );
    const after = cursor.position < done ? { ...cursor, position: done } : cursor;
    if (due.length > 0) {
      const opened = await this.open(service, due);
      const { together } = this.policy;
      const groups = [
        ...Map.groupBy(opened, (event) => {
          const { tenant, category, id } = event.stream;
          return together ? `${tenant}/${together(event as never)}` : `${tenant}/${category}/${id}`;
        }).values(),
      ];
      const parked: { event: Pick<Opened, 'id' | 'type' | 'position' | 'stream'>; reason: string }[] = [];
      for (const event of due) if (!opened.some(({ id }) => id === event.id)) parked.push({ event, reason: 'UnreadableEvent' });
      // In order within a group; groups side by side, so that their commands are appended together.
      const next = async (): Promise<void> => {
        for (let group = groups.shift(); group; group = groups.shift()) {
          for (const event of group) {
            const reason = await this.persist(event);
            if (reason) parked.push({ event, reason });
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, groups.length) }, next));
      this.stopping.signal.throwIfAborted();
      for (const { event, reason } of parked) await this.park(service, partition, event, reason);
      await this.store(new Map([[key, after]]));
      this.unstored.delete(key);
    } else {
      this.unstored.set(key, after);
    }
    this.lease.cursors.set(key, after);
    this.newest.set(key, { head, waiting: events.at(-1)?.recordedAt });
  }

  /**
   * In another generation of a topic the events lie in other partitions. Those have been acted on that lie before the least of the old cursors; what lies between
   * that and the others comes a second time, and its commands are known by their ids.
   */
  private async carryOver({ service, partitions, cursor, head }: Batch): Promise<void> {
    const { cursors } = this.lease;
    const of = [...cursors].filter(([key]) => key.startsWith(`${service}/`)).map(([, each]) => each);
    const last = Math.max(...of.map(({ generation }) => generation));
    if (of.length === 0 || of.some(({ generation }) => generation === cursor.generation)) return;
    const old = of.filter(({ generation }) => generation === last).map(({ position }) => position);
    const least = old.reduce((a, b) => (b < a ? b : a));
    const position = least <= head ? least : head;
    const carried = Array.from(
      { length: partitions },
      (_, partition) => [`${service}/${partition}`, { ...cursor, partition, position }] as const,
    );
    await this.store(new Map(carried));
    for (const [key, each] of carried) cursors.set(key, each);
  }

  private async open(service: string, events: readonly RecordedEvent[]): Promise<Opened[]> {
    let readable = events;
    for (;;) {
      try {
        return (await this.options.codec.decode(this.policy.streams as StreamSchema[], service, readable)) as readonly Opened[] as Opened[];
      } catch (error) {
        if (!(error instanceof UnreadableEvent)) throw error;
        readable = readable.filter((event) => event !== error.event);
      }
    }
  }

  /** Acts on an event, a few times if need be; answers why it did not work. Waits for as long as a store is not there. */
  private async persist(event: Opened): Promise<string | undefined> {
    let reason: string | undefined;
    for (const wait of [0, ...(this.options.attempts ?? [100, 400, 1_600])]) {
      if (wait > 0) await pause(wait, undefined, { signal: this.stopping.signal });
      reason = await this.attempt(event, { patient: true });
      if (!reason) return undefined;
    }
    return reason;
  }

  /** Answers why it did not work. Where a store or the views are not there yet, waits if it is `patient`, else throws. */
  private async attempt(event: Opened, { patient }: { patient: boolean }): Promise<string | undefined> {
    const { policy, options } = this;
    const own = options.views.service;
    const toBeShown = new Map([[event.source, event.position]]);
    let head: bigint | undefined;
    for (let wait = 100; ; wait = Math.min(wait * 2, 5_000)) {
      this.stopping.signal.throwIfAborted();
      try {
        let state: unknown;
        if (policy.load) {
          // What the own service recorded before it heard of another one's event counts as well, and what was done for those before it.
          if (event.source !== own || policy.together) toBeShown.set(own, (head ??= (await options.store.head()).position));
          for (const [source, position] of toBeShown) {
            if (position > 0n && !(await options.views.waitForSource(source, position, { whole: true })))
              throw new Unavailable('The views are behind.');
          }
          state = await policy.load(event as never, this.reads);
        }
        const commands = reaction(policy, event, state, new Date().toISOString());
        const act = async () => {
          for (const { command, context } of commands) {
            await options.handler.execute(command.decider as never, command.id, command.command as never, context, {
              request: command.command,
            });
          }
        };
        if (commands.length > 0) await (options.around?.(policy.name, event, act) ?? act());
        return undefined;
      } catch (error) {
        const unavailable = error instanceof Unavailable || error instanceof KeysUnavailable || error instanceof StoreUnavailable;
        if (!unavailable) return error instanceof DomainError ? error.code : reasonOf(error);
        if (!patient) throw error;
      }
      await pause(wait, undefined, { signal: this.stopping.signal });
    }
  }

  private async park(
    service: string,
    partition: number,
    event: Pick<Opened, 'id' | 'type' | 'position' | 'stream'>,
    reason: string,
  ): Promise<void> {
    await this.options.views.persistence.transaction(async (client) => {
      // The cursor goes on in memory: this must not be lost with the server's last moments.
      await client.query('set local synchronous_commit = on');
      await parkForPolicy(client, this.policy.name, { source: service, partition, event, reason, retryIn: RETRY_PARKED[0]! });
    });
    this.log(event.id, event.position, reason, 'a policy could not act on an event, which was parked');
  }

  private log(eventId: string, position: bigint | string, reason: string, message: string): void {
    this.options.log?.warn({ policy: this.policy.name, eventId, position: String(position), reason }, message);
  }

  private async store(cursors: Map<string, Cursor>): Promise<void> {
    const settled = await this.options.views.persistence.settle([{ ...this.lease, cursors, live: true }]);
    if (settled.length === 0) throw new Error('another process runs this policy now');
  }
}
