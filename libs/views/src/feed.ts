import { UnreadableEvent, type EventCodec, type StreamSchema } from '@throughline/contracts';
import type { RecordedEvent } from '@throughline/event-store';
import type { Batch, BusConsumer, Closeable, Cursor } from '@throughline/message-bus';
import { fold, laneOf, reasonOf, rowKey, touches, type Opened } from './fold.js';
import { Mutex } from './mutex.js';
import type { Target } from './target.js';
import { isDataError, type Change, type Parked, type ViewStore } from './view-store.js';
import type { Row } from './view-table.js';

export interface FeedContext {
  readonly store: ViewStore;
  readonly codec: EventCodec;
  readonly lanes: number;
  /** Consumes a service's events: of the own store, or by the bus. */
  consume(service: string, consumer: BusConsumer): Promise<Closeable>;
  /** After a batch: positions have moved. */
  advanced(feed: Feed, batch: Batch): Promise<void> | void;
  /** Leases that are lost, and lanes whose sources have begun anew. */
  lost(targets: readonly Target[]): void;
  void(targets: readonly Target[]): void;
  parked(target: Target, parked: readonly Parked[]): void;
  /** Tests crash here. */
  at?(point: 'received' | 'decoded' | 'loaded' | 'folded' | 'written', feed: Feed): Promise<void> | void;
}

interface Plan {
  readonly target: Target;
  readonly change: Change;
  readonly held: Set<string> | undefined;
}

/**
 * Targets of one lane that are read for together: one read, one decoding and one transaction a batch for all of them. Each skips what it has
 * had, so that they need not stand at the same position.
 */
export class Feed {
  /** Held while a batch is handled; take it to change `targets` or to see them at rest. */
  readonly lock = new Mutex();
  readonly targets = new Set<Target>();
  /**
   * How far has been read and handled, and the newest position known, by source and partition. `waiting`: when the oldest event was recorded that
   * is not handled, or that after the last one which is.
   */
  readonly read = new Map<string, { cursor: Cursor; head: bigint; waiting?: string | undefined }>();
  private readonly consumers = new Map<string, Promise<Closeable>>();
  /** What was sent last may have been written or not: leases and cursors are to be taken again before anything else. */
  private unsure = false;
  private closed = false;

  constructor(
    readonly name: string,
    readonly lane: number,
    private readonly context: FeedContext,
  ) {}

  /** Under the lock, or before anything is consumed. */
  add(targets: Iterable<Target>): void {
    for (const target of targets) {
      this.targets.add(target);
      for (const service of target.sources.keys()) this.follow(service);
    }
  }

  follows(service: string): boolean {
    return this.consumers.has(service);
  }

  /** It has stood at the head of everything it reads. */
  get caughtUp(): boolean {
    return [...this.targets].every((target) => target.caughtUp);
  }

  /** From where on a source is read: the least that any target has had. */
  private from(key: string): Cursor | undefined {
    const service = key.slice(0, key.lastIndexOf('/'));
    let least: Cursor | undefined;
    for (const target of this.targets) {
      if (!target.sources.has(service)) continue;
      const cursor = target.cursors.get(key);
      if (!cursor) return undefined;
      // A target that stands in an older epoch is void; the newest epoch is that of the source itself, seen by the last batch.
      const source = this.read.get(key);
      if (source && target.isVoid(key, source.cursor)) continue;
      if (!least || cursor.position < least.position) least = cursor;
    }
    return least;
  }

  private follow(service: string): void {
    if (this.consumers.has(service) || this.closed) return;
    const consumer: BusConsumer = {
      name: this.name,
      cursor: (partition) =>
        this.lock.run(async () => {
          if (this.unsure) await this.retake();
          const key = `${service}/${partition}`;
          const from = this.from(key);
          const head = this.read.get(key)?.head ?? 0n;
          if (from) this.read.set(key, { cursor: from, head });
          else this.read.delete(key);
          return from;
        }),
      handle: async (batch) => {
        await this.lock.run(() => this.take(batch));
        await this.context.advanced(this, batch);
      },
    };
    this.consumers.set(service, this.context.consume(service, consumer));
  }

  private async take(batch: Batch): Promise<void> {
    if (this.closed) return;
    if (this.unsure) throw new Error('the last batch is not settled yet');
    const { service, cursor } = batch;
    const key = `${service}/${batch.partition}`;
    await this.context.at?.('received', this);
    const last = this.read.get(key)?.cursor;
    const after = last?.epoch === cursor.epoch && last.generation === cursor.generation ? last.position : 0n;
    this.read.set(key, { cursor: { ...cursor, position: after }, head: batch.head, waiting: batch.events[0]?.recordedAt });

    const fed = [...this.targets].filter((target) => target.sources.has(service));
    const voided = fed.filter((target) => target.isVoid(key, cursor));
    if (voided.length > 0) this.context.void(voided);
    const valid = fed.filter((target) => !voided.includes(target));
    // Rows of another source were lost with the server's last moments, or a target was taken over: what is missing is delivered again.
    if (valid.some((target) => target.at(key) < after)) throw new Error('events are missing between the cursor and this batch');
    const wanting = valid.filter((target) => !target.cursors.has(key) || target.at(key) < cursor.position);
    if (wanting.length > 0) {
      const { events, unreadable } = await this.decode(batch, wanting);
      await this.context.at?.('decoded', this);
      await this.apply(key, cursor, wanting, events, unreadable);
    }
    this.read.set(key, { cursor, head: batch.head, waiting: batch.events.at(-1)?.recordedAt });
    if (cursor.position >= batch.head) for (const target of valid) target.sawHead(key, batch.partitions);
  }

  private async decode(
    batch: Batch,
    wanting: readonly Target[],
  ): Promise<{ events: readonly Opened[]; unreadable: readonly RecordedEvent[] }> {
    const sources = wanting.map((target) => target.sources.get(batch.service)!);
    const { lanes, codec } = this.context;
    const byStream = lanes > 1 && wanting.every((target) => !target.view.keys);
    let wanted = byStream ? batch.events.filter(({ stream }) => laneOf(stream.tenant, stream.id, lanes) === this.lane) : batch.events;
    const schemas = [...new Set<StreamSchema>(sources.flatMap((source) => source.schemas))];
    const unreadable: RecordedEvent[] = [];
    for (;;) {
      if (wanted.length === 0) return { events: [], unreadable };
      try {
        const events: readonly Opened[] = await codec.decode(schemas, batch.service, wanted);
        return { events, unreadable };
      } catch (error) {
        if (!(error instanceof UnreadableEvent)) throw error;
        unreadable.push(error.event);
        wanted = wanted.filter((event) => event !== error.event);
      }
    }
  }

  /** Events that the targets have not had yet, up to `cursor`, in one transaction; in halves where Postgres refuses the values of one of them. */
  private async apply(
    key: string,
    cursor: Cursor,
    wanting: readonly Target[],
    events: readonly Opened[],
    unreadable: readonly RecordedEvent[],
  ): Promise<void> {
    const plans = await this.plan(key, wanting, events, unreadable);
    const changes = plans
      .map(({ change }) => change)
      .filter(({ upserts, deletes, parked }) => upserts.length + deletes.length + parked.length > 0);
    await this.context.at?.('folded', this);
    if (changes.length > 0) {
      try {
        await this.context.store.write(this.lane, key, cursor, changes);
      } catch (error) {
        if (!isDataError(error) || events.length === 0) {
          this.unsure = true;
          throw error;
        }
        if (events.length > 1) {
          const half = events.length >> 1;
          const middle = events[half - 1]!.position;
          const upTo = (event: { position: bigint }) => event.position <= middle;
          await this.apply(key, { ...cursor, position: middle }, wanting, events.slice(0, half), unreadable.filter(upTo));
          await this.apply(
            key,
            cursor,
            wanting,
            events.slice(half),
            unreadable.filter((event) => !upTo(event)),
          );
        } else {
          await this.applyOne(key, cursor, plans, events[0]!);
          this.passOver(key, cursor, wanting, plans);
        }
        return;
      }
      await this.context.at?.('written', this);
    }
    for (const { target, change, held } of plans) {
      target.held = held;
      target.move(key, cursor, changes.includes(change));
      if (change.parked.length > 0) this.context.parked(target, change.parked);
    }
    this.passOver(key, cursor, wanting, plans);
  }

  /** Targets that the events do not touch have had them as well. */
  private passOver(key: string, cursor: Cursor, wanting: readonly Target[], plans: readonly Plan[]): void {
    const planned = new Set(plans.map(({ target }) => target));
    for (const target of wanting) if (!planned.has(target)) target.move(key, cursor, false);
  }

  /** An event that Postgres refuses for one of the targets, or for several: alone with each. */
  private async applyOne(key: string, cursor: Cursor, plans: readonly Plan[], event: Opened): Promise<void> {
    for (const { target, change, held } of plans) {
      let written = change;
      let heldNow = held;
      try {
        await this.context.store.write(this.lane, key, cursor, [change]);
      } catch (error) {
        if (!isDataError(error)) {
          this.unsure = true;
          throw error;
        }
        const { touched } = touches(target.view, [event]);
        const ids = touched.flatMap((touch) => touch.ids);
        heldNow = held && new Set([...held, ...ids.map((id) => rowKey(event.stream.tenant, id))]);
        written = { ...change, upserts: [], deletes: [], parked: [...change.parked, parkedOf(key, event, ids, reasonOf(error))] };
        try {
          await this.context.store.write(this.lane, key, cursor, [written]);
        } catch (again) {
          this.unsure = true;
          throw again;
        }
      }
      target.held = heldNow;
      target.move(key, cursor, true);
      if (written.parked.length > 0) this.context.parked(target, written.parked);
    }
  }

  /** What the events change in each target that they touch. */
  private async plan(
    key: string,
    wanting: readonly Target[],
    events: readonly Opened[],
    unreadable: readonly RecordedEvent[],
  ): Promise<Plan[]> {
    const service = key.slice(0, key.lastIndexOf('/'));
    const { lanes, store } = this.context;
    const steps = wanting.flatMap((target) => {
      const had = target.at(key);
      const { types } = target.sources.get(service)!;
      const { touched, failed } = touches(
        target.view,
        events.filter((event) => event.position > had && types.has(event.type) && !target.isBeyond(key, event.position)),
      );
      const mine =
        lanes === 1
          ? touched
          : touched
              .map(({ event, ids }) => ({ event, ids: ids.filter((id) => laneOf(event.stream.tenant, id, lanes) === this.lane) }))
              .filter(({ ids }) => ids.length > 0);
      // Which rows it touches is not known where `keys` fails: the first lane parks it.
      const unkeyed = this.lane === 0 ? failed : [];
      for (const event of unreadable) {
        if (event.position <= had || !types.has(event.type) || target.isBeyond(key, event.position)) continue;
        const ids = target.view.keys ? [] : [event.stream.id];
        if (ids.length > 0 ? laneOf(event.stream.tenant, event.stream.id, lanes) === this.lane : this.lane === 0)
          unkeyed.push({ event, ids, reason: 'UnreadableEvent' });
      }
      return mine.length + unkeyed.length > 0 ? [{ target, touched: mine, unkeyed }] : [];
    });

    const wants = steps.map(({ target, touched }) => {
      const keys = new Map<string, { tenant: string; id: string } | null>();
      const ownRow = !target.view.keys && target.view.streams.length === 1;
      for (const { event, ids } of touched) {
        const { tenant } = event.stream;
        for (const id of ids) {
          const key = rowKey(tenant, id);
          // Of a row that only this stream makes there can be nothing before the stream's first event.
          if (!keys.has(key)) keys.set(key, ownRow && event.revision === 1 ? null : { tenant, id });
        }
      }
      return { table: target.table, sql: target.sql, keys: [...keys.values()].filter((key) => key !== null) };
    });
    const loaded = await store.load(wants);
    await this.context.at?.('loaded', this);

    return steps.map(({ target, touched, unkeyed }, i) => {
      const before = new Map(loaded[i]!.map((row) => [rowKey(row.tenant, row.id), row]));
      const rows = new Map<string, Row | null>(before);
      const held = target.held && new Set(target.held);
      for (const { event, ids } of unkeyed) for (const id of ids) held?.add(rowKey(event.stream.tenant, id));
      const { changed, failed } = fold(target.view, touched, rows, held);
      const upserts: Row[] = [];
      const deletes: Row[] = [];
      for (const rowKey of changed) {
        const row = rows.get(rowKey);
        const was = before.get(rowKey);
        if (row) upserts.push(row);
        else if (was) deletes.push(was);
      }
      const parked = [...unkeyed, ...failed].map(({ event, ids, reason }) => parkedOf(key, event, ids, reason));
      return {
        target,
        held,
        change: { table: target.table, sql: target.sql, fence: target.fence, stored: target.stored, upserts, deletes, parked },
      };
    });
  }

  /**
   * For when somebody else has raised a fence, or the server may have lost what it had not flushed: what we hold is taken again as it is stored, and
   * read for from there. Not from within a batch.
   */
  async distrust(): Promise<void> {
    await this.lock.run(async () => {
      this.unsure = true;
      await this.retake();
    });
    const services = [...this.consumers.keys()];
    await this.stopReading();
    for (const service of services) this.follow(service);
  }

  /** Prolongs the leases; false where one has been taken. */
  renew(): Promise<boolean> {
    return this.lock.run(async () => {
      const kept = await this.context.store.renew([...this.targets]);
      return this.unsure || kept.length === this.targets.size;
    });
  }

  /** Under a new fence nothing sent before can still be written, so that what is stored now is what there is. */
  private async retake(): Promise<void> {
    const mine = [...this.targets];
    const leases = await this.context.store.acquire(mine);
    const lost: Target[] = [];
    for (const target of mine) {
      const lease = leases.find(({ table }) => table === target.table);
      if (!lease) lost.push(target);
      else await this.refresh(target, lease);
    }
    this.unsure = false;
    this.drop(lost);
    if (lost.length > 0) this.context.lost(lost);
  }

  private async refresh(target: Target, lease: { fence: bigint; cursors: Map<string, Cursor>; live: boolean }): Promise<void> {
    target.fence = lease.fence;
    target.cursors = lease.cursors;
    target.live = lease.live;
    target.stored = new Map(lease.cursors);
    if (target.view.onPoison === 'hold')
      target.held = new Set((await this.context.store.held(target)).map(({ tenant, id }) => rowKey(tenant, id)));
  }

  drop(targets: Iterable<Target>): void {
    for (const target of targets) this.targets.delete(target);
  }

  /** Stores what has moved in memory only, and that a target has caught up. */
  async settle(): Promise<void> {
    if (this.unsure) return;
    const moved = [...this.targets]
      .map((target) => ({ target, cursors: target.unstored, live: target.caughtUp && target.replaces === undefined }))
      .filter(({ target, cursors, live }) => cursors.size > 0 || (live && !target.live));
    if (moved.length === 0) return;
    const settled = await this.context.store.settle(
      moved.map(({ target: { table, lane, fence, stored }, cursors, live }) => ({ table, lane, fence, stored, cursors, live })),
    );
    for (const { target, cursors, live } of moved) {
      if (!settled.some(({ table }) => table === target.table)) {
        this.unsure = true;
        continue;
      }
      target.live ||= live;
      for (const [key, cursor] of cursors) target.stored.set(key, cursor);
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.stopReading();
    await this.lock.run(async () => {});
  }

  private async stopReading(): Promise<void> {
    const consumers = [...this.consumers.values()];
    this.consumers.clear();
    await Promise.all(consumers.map(async (consumer) => (await consumer).close()));
  }
}

function parkedOf(key: string, event: Pick<Opened, 'position' | 'id' | 'type' | 'stream'>, ids: readonly string[], reason: string): Parked {
  const slash = key.lastIndexOf('/');
  return {
    source: key.slice(0, slash),
    partition: Number(key.slice(slash + 1)),
    position: event.position,
    eventId: event.id,
    type: event.type,
    tenant: event.stream.tenant,
    rows: ids,
    reason,
  };
}
