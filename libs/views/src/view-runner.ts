import { createHash } from 'node:crypto';
import { serviceOf, type EventCodec, type StreamSchema } from '@throughline/contracts';
import type { EventStore, RecordedEvent } from '@throughline/event-store';
import { consumeStore, type Batch, type Cursor, type MessageBus } from '@throughline/message-bus';
import type { DataSource } from 'typeorm';
import { Feed, type FeedContext } from './feed.js';
import { viewsDataSource } from './data-source.js';
import { reasonOf, rowKey } from './fold.js';
import { parkedEvents, type ParkedEvent, type Replayed } from './parked.js';
import { replay } from './replay.js';
import { viewStatuses, type ViewStatus } from './status.js';
import { beginReplacements, dropForgotten, ensureTables, replacements, type Build } from './tables.js';
import { Target } from './target.js';
import { DDL_LOCK, FenceLost, reached, ViewStore, type Lease } from './view-store.js';
import { verifyViews, type Verified } from './verify.js';
import type { AnyView } from './view.js';

export interface ViewRunnerOptions {
  /** The service whose views they are: events of its streams come from `store`, those of others by the bus. */
  readonly service: string;
  /** `postgres://…`, of the service. */
  readonly databaseUrl: string;
  /** Initialised, made by {@link viewsDataSource} with the same views. Default: one of its own, closed with the runner. */
  readonly dataSource?: DataSource;
  readonly store: EventStore;
  readonly codec: EventCodec;
  readonly bus: MessageBus;
  readonly views: readonly AnyView[];
  /** Rows are divided among lanes by a hash of their key, lanes among the processes of the service. Default 1. */
  readonly lanes?: number;
  /** The most lanes this process takes; 0 is for who looks after views that others run. Default all. */
  readonly take?: number;
  /** Milliseconds after which a lane whose owner has not been heard of is taken. Default 10,000; of an owner whose session ended, at once. */
  readonly leaseMs?: number;
  /** Days that the table of a version is kept after the last process with it was seen, at its own start or, running, at that of another. Default 7. */
  readonly graceDays?: number;
  /** Told of parked events, lost lanes and failed batches, without personal data. */
  readonly log?: { warn(details: object, message: string): void };
  /** Handles each batch, by calling `handle`, and sees what it is and how long it takes. */
  readonly around?: (batch: Batch, handle: () => Promise<void>) => Promise<void>;
  /** For tests: stands in for what reads and writes rows. */
  readonly persistence?: ViewStore;
  /** For tests: called between any two steps of a batch. */
  readonly at?: FeedContext['at'];
}

/**
 * What a process applied just before it died, it may have told nobody: `isFirst` tells that this process feeds the source from here on. The first batch may
 * be one without events.
 */
export type Follower = (batch: Batch, isFirst: boolean) => void;

export interface Lag {
  readonly view: string;
  readonly table: string;
  readonly lane: number;
  readonly source: string;
  readonly position: bigint;
  /** Events there are beyond it, counted in positions. */
  readonly behind: bigint;
  readonly state: 'serving' | 'building';
}

const TICK_MS = 1_000;
const REPLAY_MS = 10_000;
/** Views that are no further apart than this are read for together from the start. */
const NEAR = 2_000n;

/** Keeps the views of one service: makes their tables, feeds them, and knows how far they are. */
export class ViewRunner {
  /** Its repositories read the views' tables. */
  readonly dataSource: DataSource;
  readonly service: string;
  /** For what keeps cursors beside the views: policies. */
  readonly persistence: ViewStore;
  private readonly listeners = new Set<(service: string) => void>();
  private readonly followers = new Set<Follower>();
  /** The sources, by lane and partition, of which this process has applied a batch since it has fed them. */
  private readonly applied = new Set<string>();
  private readonly mains = new Map<number, Feed>();
  private readonly catchingUp = new Set<Feed>();
  private readonly analysed = new WeakSet<Target>();
  private readonly waiters = new Set<() => void>();
  private readonly rebuilding = new Map<string, PromiseWithResolvers<void> & { begun?: boolean }>();
  private readonly context: FeedContext;
  private builds: Build[] = [];
  private timer: NodeJS.Timeout | undefined;
  private ticking: Promise<void> | undefined;
  private ticks = 0;
  /** The server may have crashed, and lost what it had not flushed. */
  private suspicious = false;
  private closed = false;
  private closing: Promise<void> | undefined;

  /**
   * Names this build of the code to the bus. While two builds run side by side, each holds lanes of those views that only it has; as one consumer they
   * would be given some partitions each, and neither would have all that its views need.
   */
  private readonly code: string;

  private constructor(private readonly options: ViewRunnerOptions) {
    this.service = options.service;
    const versions = options.views.map(({ name, version }) => `${name} ${version}`).sort();
    this.code = createHash('sha256').update(versions.join()).digest('hex').slice(0, 8);
    this.dataSource = options.dataSource ?? viewsDataSource({ url: options.databaseUrl, views: options.views });
    this.persistence = options.persistence ?? new ViewStore({ url: options.databaseUrl, leaseMs: options.leaseMs ?? 10_000 });
    this.persistence.onSessionLost = () => (this.suspicious = true);
    this.context = {
      store: this.persistence,
      codec: options.codec,
      lanes: options.lanes ?? 1,
      consume: async (service, given) => {
        const { around } = options;
        const consumer = around ? { ...given, handle: (batch: Batch) => around(batch, () => given.handle(batch)) } : given;
        const onError = (error: unknown) => this.failed(service, error);
        return service === this.service
          ? consumeStore(service, options.store, consumer, { publicOnly: false, onError })
          : options.bus.consume(service, consumer);
      },
      advanced: (feed, batch) => this.advanced(feed, batch),
      lost: (targets) => {
        this.applied.clear();
        this.log({ tables: targets.map(({ table }) => table) }, 'lanes of views were taken by another process');
      },
      void: (targets) => this.startAgain(targets),
      parked: ({ view }, parked) => {
        for (const { source, position, eventId, reason } of parked) {
          this.log({ view: view.name, source, position: String(position), eventId, reason }, 'an event was parked');
        }
      },
      at: options.at,
    };
  }

  /** Makes missing tables and starts. Views catch up from then on: see {@link notReady}. Throws where a table does not fit its view's version. */
  static async start(options: ViewRunnerOptions): Promise<ViewRunner> {
    const runner = new ViewRunner(options);
    try {
      if (!runner.dataSource.isInitialized) await runner.dataSource.initialize();
      runner.builds = await ensureTables(runner.persistence, runner.dataSource, options.views, options.lanes ?? 1);
      await dropForgotten(runner.persistence, options.graceDays ?? 7);
      await runner.tick();
    } catch (error) {
      await runner.close();
      throw error;
    }
    return runner;
  }

  /**
   * True once every view fed by the own service has applied its event at `position`; false after `timeoutMs` (2,000). Views that are
   * still being built are not waited for, unless they are to be `whole`.
   */
  waitFor(position: bigint, options: { timeoutMs?: number; whole?: boolean } = {}): Promise<boolean> {
    return this.waitForSource(this.service, position, options);
  }

  /** As {@link waitFor}, for the views fed by another service. */
  async waitForSource(service: string, position: bigint, options: { timeoutMs?: number; whole?: boolean } = {}): Promise<boolean> {
    const { timeoutMs = 2_000, whole = false } = options;
    if (this.reached(service, position, whole) && this.ownsAll(service)) return true;
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const left = deadline - Date.now();
      const here = this.reached(service, position, whole);
      if (here && (this.ownsAll(service) || (await this.storedReached(service, position, whole)))) return true;
      if (left <= 0 || this.closed) return false;
      // Lanes of other processes are seen in the database only.
      await this.nextAdvance(here ? Math.min(left, 20) : left);
    }
  }

  /** Why the views cannot serve yet; none when they can. */
  async notReady(): Promise<string[]> {
    const lanes = await this.persistence.lanesOf(this.builds.map(({ table }) => table));
    const building = lanes.filter((lane) => !lane.live);
    const reasons = new Map(building.map(({ table }) => [table, `the view ${table} is being built${this.progress(table)}`]));
    return [...reasons.values()];
  }

  /** Calls `listener` when events of a service have come into the views, by this process or another. */
  onAdvanced(listener: (service: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls `follower` with each batch that this process has brought into the views that serve. */
  onApplied(follower: Follower): () => void {
    this.followers.add(follower);
    return () => this.followers.delete(follower);
  }

  /** How far each view of this process is behind what feeds it. */
  lag(): Lag[] {
    return this.feeds().flatMap((feed) =>
      [...feed.targets].flatMap((target) =>
        [...feed.read]
          .filter(([key]) => target.sources.has(key.slice(0, key.lastIndexOf('/'))))
          .map(([key, { head }]): Lag => {
            const position = target.at(key);
            const state = this.mains.get(feed.lane) === feed && target.caughtUp ? 'serving' : 'building';
            return {
              view: target.view.name,
              table: target.table,
              lane: target.lane,
              source: key,
              position,
              behind: head > position ? head - position : 0n,
              state,
            };
          }),
      ),
    );
  }

  /**
   * Builds the named views (all) again from the first event beside what there is, and puts the new table in its place in one transaction once it has
   * caught up; reads and commands go on. Interrupted, it goes on at the next start. Answers when they serve.
   */
  async rebuild(names?: readonly string[]): Promise<void> {
    const wanted = names ? names.map((name) => this.build(name)) : this.builds;
    const done = wanted.map(({ table }) => this.swapped(table));
    await beginReplacements(this.persistence, wanted, this.context.lanes);
    for (const { table } of wanted) {
      const rebuild = this.rebuilding.get(table);
      if (rebuild) rebuild.begun = true;
    }
    await this.tick();
    await Promise.all(done);
  }

  /** How each view is: its versions and rows, how far it is behind, what is parked. What other processes feed is as stored, up to 5 s ago. */
  async status(): Promise<ViewStatus[]> {
    const beside = await replacements(this.persistence, this.builds);
    return viewStatuses(this.persistence, this.builds, beside, this.options, ({ table, lane }) => {
      for (const feed of this.feeds()) {
        const target = [...feed.targets].find((candidate) => candidate.table === table && candidate.lane === lane);
        if (target) return { cursors: target.cursors, newest: (key) => feed.read.get(key) };
      }
      return undefined;
    });
  }

  /** The events that views could not take, with the reason, in the order to replay them. */
  parked(): Promise<ParkedEvent[]> {
    return parkedEvents(this.persistence, this.service, { views: new Map(this.builds.map(({ table, view }) => [table, view.name])) });
  }

  /**
   * Tries a view's parked events again, in order, or one of them; of a view that holds rows back, one waits for those before it. What no process of
   * the source can be asked for within 10 s stays parked.
   */
  async replayParked(name: string, eventId?: string): Promise<Replayed> {
    const build = this.build(name);
    const answer = { replayed: 0, parked: 0 };
    const stuck = new Set<string>();
    const stored = await this.persistence.lanesOf([build.table]);
    for (const parked of await parkedEvents(this.persistence, this.service, { views: new Map([[build.table, name]]) })) {
      const { source, partition, position, eventId: id, rows, lane } = parked;
      const chosen = eventId === undefined || id === eventId;
      const waits = !chosen || (build.view.onPoison === 'hold' && rows.some((row) => stuck.has(row)));
      const near = stored.find((candidate) => candidate.lane === lane)?.cursors.get(`${source}/${partition}`);
      const event = waits
        ? undefined
        : await this.eventAt(source, { partition, position, id, near }, AbortSignal.timeout(REPLAY_MS)).catch(() => undefined);
      if (event && (await replay(this.persistence, this.options.codec, build, parked, event, this.context.lanes))) answer.replayed++;
      else {
        rows.forEach((row) => stuck.add(row));
        if (chosen) answer.parked++;
      }
    }
    for (const feed of this.feeds()) if ([...feed.targets].some(({ table }) => table === build.table)) await feed.distrust();
    return answer;
  }

  /** Recounts every view from the events and tells what differs, while everything goes on: see {@link verifyViews}. */
  verify(): Promise<Verified[]> {
    const { service, databaseUrl, store, codec, bus, views, lanes } = this.options;
    return verifyViews({ service, databaseUrl, dataSource: this.dataSource, store, codec, bus, views, lanes });
  }

  /** Finishes the batch in hand and lets go of the lanes. */
  close(): Promise<void> {
    return (this.closing ??= this.shut());
  }

  private async shut(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.ticking?.catch(() => {});
    const feeds = this.feeds();
    await Promise.all(feeds.map((feed) => feed.close()));
    for (const feed of feeds) {
      await feed.settle().catch(() => {});
      await this.persistence.release([...feed.targets]).catch(() => {});
    }
    for (const waiter of this.waiters) waiter();
    for (const { reject } of this.rebuilding.values())
      reject(new Error('The views were closed before the rebuild was done; it goes on at the next start'));
    await this.persistence.close();
    if (!this.options.dataSource && this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  /**
   * One event of the own service or of another; undefined if there is none with this id. `near`: a cursor of its source, where the views may
   * have none. Waits for a source that is not there, until `signal`: then rejects with its reason.
   */
  async eventAt(
    service: string,
    { partition, position, id, near }: { partition: number; position: bigint; id: string; near?: Cursor },
    signal?: AbortSignal,
  ): Promise<RecordedEvent | undefined> {
    if (service === this.service) return (await this.options.store.readAll(position - 1n, 1)).find((event) => event.id === id);
    const found = Promise.withResolvers<RecordedEvent | undefined>();
    found.promise.catch(() => {});
    const giveUp = () => found.reject(signal!.reason);
    signal?.addEventListener('abort', giveUp);
    const read = this.feeds()
      .map((feed) => feed.read.get(`${service}/${partition}`)?.cursor)
      .find((cursor) => cursor !== undefined);
    const known = read ?? near;
    const consumer = await this.options.bus.consume(service, {
      name: `${this.service}.event.${id}`,
      cursor: async (assigned) => (known && assigned === partition ? { ...known, position: position - 1n } : undefined),
      handle: async (batch) => {
        if (batch.partition === partition && batch.cursor.position >= position)
          found.resolve(batch.events.find((event) => event.id === id));
      },
    });
    try {
      return await found.promise;
    } finally {
      signal?.removeEventListener('abort', giveUp);
      await consumer.close();
    }
  }

  private tick(): Promise<void> {
    this.ticking ??= this.work()
      .catch((error: unknown) => this.failed(this.service, error))
      .finally(() => {
        this.ticking = undefined;
        clearTimeout(this.timer);
        if (this.closed) return;
        // Lanes are taken one after the other, so that processes that start together share them.
        const more = this.feeds().length > 0 && this.mains.size < this.wantedLanes();
        this.timer = setTimeout(() => void this.tick(), more ? 150 : TICK_MS).unref();
      });
    return this.ticking;
  }

  private async work(): Promise<void> {
    const leaseMs = this.options.leaseMs ?? 10_000;
    const renewEvery = Math.max(1, Math.floor(leaseMs / 3 / TICK_MS));
    const first = this.ticks === 0;
    if (this.suspicious) {
      this.suspicious = false;
      try {
        for (const feed of this.feeds()) if (feed.targets.size > 0) await feed.distrust();
      } catch (error) {
        // The server is not there yet. Without another event nobody would notice that rows are missing.
        this.suspicious = true;
        throw error;
      }
    }
    if (this.ticks++ % renewEvery === 0) {
      for (const feed of this.feeds()) if (feed.targets.size > 0 && !(await feed.renew())) await feed.distrust();
    }
    // Processes that share the lanes see each other's in the database only.
    const shared = this.sources().filter((service) => !this.ownsAll(service));
    if (shared.length > 0 || this.ticks % 5 === 0) for (const feed of this.feeds()) await feed.lock.run(() => feed.settle());
    for (const service of shared) for (const listener of this.listeners) listener(service);
    for (const feed of this.catchingUp) if (feed.targets.size > 0 && feed.caughtUp) await this.join(feed);
    await this.takeFree(first);
  }

  private wantedLanes(): number {
    return Math.min(this.options.take ?? this.context.lanes, this.context.lanes);
  }

  /** Takes what is free: everything of the lanes that are ours, and one lane more while we have fewer than we may. */
  private async takeFree(first: boolean): Promise<void> {
    const looking = first || this.rebuilding.size > 0 || this.ticks % 5 === 0;
    const beside = looking ? await replacements(this.persistence, this.builds) : [];
    const all = [...this.builds, ...beside];
    for (const [table, rebuild] of this.rebuilding) {
      // Another process has swapped it.
      if (rebuild.begun && !beside.some(({ replaces }) => replaces === table)) this.rebuilt(table);
    }
    const held = new Set(this.feeds().flatMap((feed) => [...feed.targets].map(({ table, lane }) => `${table}/${lane}`)));
    const lanes = Array.from({ length: this.context.lanes }, (_, lane) => lane);
    const ours = lanes.filter((lane) => this.mains.has(lane));
    for (const lane of ours.length < this.wantedLanes() ? lanes : ours) {
      const isNew = !this.mains.has(lane);
      const missing = all.filter(({ table }) => !held.has(`${table}/${lane}`));
      const leases = await this.persistence.acquire(missing.map(({ table }) => ({ table, lane })));
      if (leases.length === 0) continue;
      const targets: Target[] = [];
      for (const lease of leases)
        targets.push(
          await this.target(
            all.find(({ table }) => table === lease.table)!,
            lease,
          ),
        );
      this.feed(lane, targets);
      if (isNew) break;
    }
  }

  private async target(build: Build, lease: Lease): Promise<Target> {
    const target = new Target(build.view, build.table, build.sql, lease, build.replaces);
    if (build.view.onPoison === 'hold')
      target.held = new Set((await this.persistence.held(lease)).map(({ tenant, id }) => rowKey(tenant, id)));
    return target;
  }

  /** Those that stand where most do are read for together; whoever is behind has a feed of its own until it has caught up. */
  private feed(lane: number, targets: readonly Target[]): void {
    let main = this.mains.get(lane);
    let rest = targets;
    if (!main) {
      main = new Feed(`${this.service}.views.${lane}.${this.code}`, lane, this.context);
      this.mains.set(lane, main);
      const serving = targets.filter((target) => !target.replaces);
      const furthest = (key: string) => serving.reduce((most, target) => (target.at(key) > most ? target.at(key) : most), 0n);
      const near = (target: Target) =>
        [...target.sources.keys()].every((service) => furthest(`${service}/0`) - target.at(`${service}/0`) <= NEAR);
      main.add(serving.filter(near));
      rest = targets.filter((target) => !main!.targets.has(target));
    }
    const together = Map.groupBy(
      rest,
      (target) =>
        `${target.replaces !== undefined}${[...target.cursors].map(([key, { epoch, position }]) => `${key}${epoch}${position}`).sort()}`,
    );
    for (const group of together.values()) {
      const feed = new Feed(`${this.service}.views.${lane}.${group[0]!.table}`, lane, this.context);
      this.catchingUp.add(feed);
      feed.add(group);
    }
  }

  private async advanced(feed: Feed, batch: Batch): Promise<void> {
    for (const waiter of this.waiters) waiter();
    for (const listener of this.listeners) listener(batch.service);
    if (!this.catchingUp.has(feed)) {
      const source = `${feed.lane} ${batch.service}/${batch.partition}`;
      const isFirst = !this.applied.has(source);
      this.applied.add(source);
      for (const follower of this.followers) follower(batch, isFirst);
    }
    if (this.closed) return;
    await this.analyse(feed);
    if (this.catchingUp.has(feed)) {
      if (feed.targets.size > 0 && feed.caughtUp) await this.join(feed);
    } else if ([...feed.targets].some((target) => target.caughtUp && !target.live)) {
      await feed.lock.run(() => feed.settle());
    }
  }

  /** What serves from now on: whoever reads a table that was filled a moment ago would be given the plans of an empty one. */
  private async analyse(feed: Feed): Promise<void> {
    const fresh = [...feed.targets].filter((target) => target.caughtUp && !target.live && !this.analysed.has(target));
    for (const target of fresh) {
      this.analysed.add(target);
      await this.persistence.pool.query(`analyze "${target.table}"`);
    }
  }

  /** Moves what has caught up into the lane's main feed, provided that it has had everything that the main feed has read. */
  private async join(feed: Feed): Promise<void> {
    const main = this.mains.get(feed.lane)!;
    await main.lock.run(() =>
      feed.lock.run(async () => {
        if (this.closed || !this.catchingUp.has(feed)) return;
        for (const target of [...feed.targets]) {
          const level = [...target.sources.keys()].every((service) => {
            if (!main.follows(service)) return true;
            const read = [...main.read].filter(([key]) => key.startsWith(`${service}/`));
            return read.length > 0 && read.every(([key, { cursor }]) => !target.isVoid(key, cursor) && target.at(key) >= cursor.position);
          });
          if (!level) continue;
          if (target.replaces === undefined) {
            feed.drop([target]);
            main.add([target]);
          } else {
            await this.swap(main, feed, target);
          }
        }
        if (feed.targets.size === 0) {
          this.catchingUp.delete(feed);
          // Not awaited: it waits for the batch that has brought us here.
          void feed.close();
        } else {
          await feed.settle();
        }
        await main.settle();
      }),
    );
  }

  /** The rebuilt table takes the name of the one it replaces, if in every lane it has had all that the other has. */
  private async swap(main: Feed, feed: Feed, target: Target): Promise<void> {
    const table = target.replaces!;
    await feed.settle();
    await main.settle();
    const leases = await this.persistence
      .transaction(async (client) => {
        await client.query(`set local lock_timeout = '2s'`);
        await client.query(DDL_LOCK);
        const old = await this.persistence.lanesOf([table], client, 'for update');
        const next = await this.persistence.lanesOf([target.table], client, 'for update');
        const services = [...target.sources.keys()];
        const level = next.every(({ lane, cursors }) => {
          const before = old.find((candidate) => candidate.lane === lane)?.cursors ?? new Map();
          const complete = services.every((service) => [...cursors.keys()].some((key) => key.startsWith(`${service}/`)));
          return (
            complete &&
            [...before].every(
              ([key, cursor]) =>
                !cursors.has(key) || cursors.get(key)!.epoch !== cursor.epoch || cursors.get(key)!.position >= cursor.position,
            )
          );
        });
        if (next.length === 0 || !level) return [];
        await client.query(`drop table "${table}"; alter table "${target.table}" rename to "${table}"`);
        await client.query(`delete from views.parked where table_name = $1`, [table]);
        await client.query(`update views.parked set table_name = $1 where table_name = $2`, [table, target.table]);
        const fence = [...old, ...next].reduce((most, lease) => (lease.fence > most ? lease.fence : most), 0n) + 1n;
        await client.query(`delete from views.lanes where table_name = $1`, [table]);
        await client.query(`update views.lanes set table_name = $1, fence = $3, live = true where table_name = $2`, [
          table,
          target.table,
          fence,
        ]);
        await client.query(`delete from views.builds where table_name = $1`, [target.table]);
        return this.persistence.lanesOf([table], client);
      })
      .catch((error: unknown) => {
        // Readers held the table for too long; the next batch or tick tries again.
        this.failed(this.service, error);
        return [];
      });
    if (leases.length === 0) return;

    const build = this.builds.find((candidate) => candidate.table === table)!;
    feed.drop([target]);
    main.drop([...main.targets].filter((candidate) => candidate.table === table));
    const mine = leases.find(({ lane }) => lane === target.lane)!;
    main.add([await this.target(build, mine)]);
    this.rebuilt(table);
  }

  private rebuilt(table: string): void {
    this.rebuilding.get(table)?.resolve();
    this.rebuilding.delete(table);
  }

  /** Their source has begun anew: what they hold stays until it is built again. */
  private startAgain(targets: readonly Target[]): void {
    const names = targets.filter(({ replaces, table }) => !replaces && !this.rebuilding.has(table)).map(({ view }) => view.name);
    if (names.length > 0) void this.rebuild(names).catch((error: unknown) => this.failed(this.service, error));
  }

  private swapped(table: string): Promise<void> {
    let pending = this.rebuilding.get(table);
    if (!pending) {
      pending = Promise.withResolvers<void>();
      pending.promise.catch(() => {});
      this.rebuilding.set(table, pending);
    }
    return pending.promise;
  }

  private build(name: string): Build {
    const build = this.builds.find(({ view }) => view.name === name);
    if (!build) throw new Error(`There is no view ${name}`);
    return build;
  }

  private sources(): string[] {
    return [...new Set(this.builds.flatMap(({ view }) => (view.streams as StreamSchema[]).map(serviceOf)))];
  }

  private feeds(): Feed[] {
    return [...this.mains.values(), ...this.catchingUp];
  }

  /** The tables in use that a service feeds, or, of the `whole`, also those that are not in use yet. */
  private inUse(service: string, whole: boolean): Target[] {
    const feeds = whole ? this.feeds() : [...this.mains.values()];
    return feeds.flatMap((feed) => [...feed.targets].filter((target) => !target.replaces && target.sources.has(service)));
  }

  private reached(service: string, position: bigint, whole: boolean): boolean {
    return this.inUse(service, whole).every(
      (target) => (!whole || target.live || target.caughtUp) && reached(target.cursors, service, position),
    );
  }

  private ownsAll(service: string): boolean {
    const fed = this.builds.filter(({ view }) => (view.streams as StreamSchema[]).some((schema) => serviceOf(schema) === service));
    return (
      this.feeds().reduce(
        (owned, feed) => owned + [...feed.targets].filter((target) => !target.replaces && target.sources.has(service)).length,
        0,
      ) >=
      fed.length * this.context.lanes
    );
  }

  private async storedReached(service: string, position: bigint, whole: boolean): Promise<boolean> {
    const fed = this.builds.filter(({ view }) => (view.streams as StreamSchema[]).some((schema) => serviceOf(schema) === service));
    const held = new Set(this.feeds().flatMap((feed) => [...feed.targets].map(({ table, lane }) => `${table}/${lane}`)));
    const lanes = await this.persistence.lanesOf(fed.map(({ table }) => table));
    return lanes.every(
      ({ table, lane, live, cursors }) => held.has(`${table}/${lane}`) || (live ? reached(cursors, service, position) : !whole),
    );
  }

  private nextAdvance(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiters.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.waiters.add(done);
    });
  }

  private progress(table: string): string {
    const lag = this.lag().filter((candidate) => candidate.table === table);
    if (lag.length === 0) return '';
    return `: ${lag.map(({ source, position, behind }) => `${position} of ${position + behind} of ${source.slice(0, source.lastIndexOf('/'))}`).join(', ')}`;
  }

  private failed(source: string, error: unknown): void {
    this.log({ source, error: error instanceof FenceLost ? 'FenceLost' : reasonOf(error) }, 'a batch of events failed and is tried again');
  }

  private log(details: object, message: string): void {
    this.options.log?.warn({ service: this.service, ...details }, message);
  }
}
