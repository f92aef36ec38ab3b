import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@throughline/event-store';
import type { BusConsumer, Closeable, Cursor } from './message-bus.js';

export interface ConsumeStoreOptions {
  /** Only events marked public reach the consumer: true for everyone but the service that owns the store. */
  readonly publicOnly: boolean;
  /** Milliseconds to wait after the first of new events, so that those which come with it are handled together. Default 0. */
  readonly gatherMs?: number;
  /** Milliseconds from one batch to the next, at least, so that those that come one by one are handled together. Default 0. */
  readonly paceMs?: number;
  /** Told of every batch that failed; delivery goes on. */
  readonly onError?: (error: unknown) => void;
}

const PAGE = 1_000;
const BACKOFF = { first: 50, most: 5_000 };
const EPOCH_CHECK_MS = 10_000;

/** Delivers the events of a store to a consumer as a bus would: one partition, generation 0, without a copy. */
export function consumeStore(service: string, store: EventStore, consumer: BusConsumer, options: ConsumeStoreOptions): Closeable {
  const { gatherMs = 0, paceMs = 0 } = options;
  const closing = new AbortController();
  const shared = pagesOf(store);
  let wake = () => {};
  let signalled = false;
  const stopListening = store.onAppended(() => {
    signalled = true;
    wake();
  });

  const run = async () => {
    let backoff = BACKOFF.first;
    while (!closing.signal.aborted) {
      try {
        await deliver(() => (backoff = BACKOFF.first));
      } catch (error) {
        if (closing.signal.aborted) return;
        options.onError?.(error);
        await sleep(backoff, undefined, { signal: closing.signal }).catch(() => {});
        backoff = Math.min(backoff * 2, BACKOFF.most);
      }
    }
  };

  /** From the consumer's cursor on, until closed or a batch fails. */
  const deliver = async (delivered: () => void) => {
    const { epoch, position } = await store.head();
    const pages = shared.in(epoch);
    let head = position;
    let checkedAt = Date.now();
    const cursor = await consumer.cursor(0);
    let at = cursor?.epoch === epoch && cursor.generation === 0 ? cursor.position : 0n;
    let first = true;
    let handledAt = -Infinity;
    while (!closing.signal.aborted) {
      signalled = false;
      const page = await pages.after(at);
      if (page.length > 0 || first) {
        at = page.at(-1)?.position ?? at;
        const full = page.length === PAGE;
        // The next page comes while this one is handled.
        if (full) pages.after(at).catch(() => {});
        if (full && at >= head) head = (await store.head()).position;
        if (!full) head = at;
        const events = options.publicOnly ? page.filter((event) => event.meta.public) : page;
        const after: Cursor = { epoch, generation: 0, partition: 0, position: at };
        handledAt = performance.now();
        await consumer.handle({ service, partition: 0, partitions: 1, events, cursor: after, head });
        first = false;
        delivered();
        if (full) continue;
      } else if (Date.now() - checkedAt > EPOCH_CHECK_MS) {
        checkedAt = Date.now();
        if ((await store.head()).epoch !== epoch) return;
      }
      if (!signalled && !closing.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      const wait = Math.max(gatherMs, handledAt + paceMs - performance.now());
      if (wait > 0) await sleep(wait, undefined, { signal: closing.signal }).catch(() => {});
    }
  };

  const running = run();
  return {
    close: async () => {
      closing.abort();
      consumer.interrupt?.();
      stopListening();
      wake();
      await running;
    },
  };
}

/**
 * Reads for everyone in this process who follows a store. Who stands at the same position shares one read; who is a little behind is given
 * what others have read since, and nothing is read while nothing has been appended.
 */
class Pages {
  private readonly known = new Map<bigint, Promise<RecordedEvent[]>>();
  /** The last events that were read without a gap, those after position `from`. */
  private tail: RecordedEvent[] = [];
  private from = 0n;
  private appends = 0;
  /** The tail reaches the end, as it was after so many appends. */
  private completeAt = -1;
  private epoch = '';

  constructor(private readonly store: EventStore) {
    // Listens before any consumer does, so that none who is woken by an append is given a page read before it.
    store.onAppended((events) => {
      const complete = this.completeAt === this.appends;
      this.appends++;
      this.known.clear();
      // Those that follow what is known to be the end need not be read.
      if (complete && events?.[0]!.position === this.end + 1n) {
        this.remember(this.end, events, this.appends);
        this.completeAt = this.appends;
      }
    });
  }

  in(epoch: string): this {
    if (this.epoch !== epoch) {
      this.epoch = epoch;
      this.known.clear();
      this.tail = [];
      this.completeAt = -1;
    }
    return this;
  }

  /** At most {@link PAGE} events; fewer only where there are no more. */
  after(position: bigint): Promise<readonly RecordedEvent[]> {
    const known = this.known.get(position) ?? this.remembered(position);
    if (known) return known;
    const { appends, epoch } = this;
    const page = this.store.readAll(position, PAGE);
    this.known.set(position, page);
    page.then(
      (events) => {
        if (events.length === 0) this.forget(position, page);
        if (epoch === this.epoch) this.remember(position, events, appends);
      },
      () => this.forget(position, page),
    );
    for (const oldest of this.known.keys()) {
      if (this.known.size <= 4) break;
      this.known.delete(oldest);
    }
    return page;
  }

  private get end(): bigint {
    return this.tail.at(-1)?.position ?? this.from;
  }

  private remembered(position: bigint): Promise<readonly RecordedEvent[]> | undefined {
    if (position < this.from || position > this.end) return undefined;
    const start = this.tail.findLastIndex((event) => event.position <= position) + 1;
    const events = this.tail.slice(start, start + PAGE);
    return events.length === PAGE || this.completeAt === this.appends ? Promise.resolve(events) : undefined;
  }

  private remember(position: bigint, events: readonly RecordedEvent[], appends: number): void {
    if (position > this.end || this.tail.length === 0) {
      this.tail = [...events];
      this.from = position;
    } else if (position >= this.from && (events.at(-1)?.position ?? position) >= this.end) {
      this.tail.push(...events.filter((event) => event.position > this.end));
      if (this.tail.length > 2 * PAGE) {
        const dropped = this.tail.splice(0, this.tail.length - PAGE);
        this.from = dropped.at(-1)!.position;
      }
    } else return;
    this.completeAt = events.length < PAGE ? appends : -1;
  }

  private forget(position: bigint, page: Promise<RecordedEvent[]>): void {
    if (this.known.get(position) === page) this.known.delete(position);
  }
}

const pagesByStore = new WeakMap<EventStore, Pages>();

function pagesOf(store: EventStore): Pages {
  let pages = pagesByStore.get(store);
  if (!pages) pagesByStore.set(store, (pages = new Pages(store)));
  return pages;
}
