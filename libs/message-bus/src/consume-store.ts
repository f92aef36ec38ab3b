import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, RecordedEvent } from '@throughline/event-store';
import type { BusConsumer, Closeable, Cursor } from './message-bus.js';

export interface ConsumeStoreOptions {
  /** Only events marked public reach the consumer: true for everyone but the service that owns the store. */
  readonly publicOnly: boolean;
  /** Milliseconds to wait after the first of new events, so that those which come with it are handled together. Default 0. */
  readonly gatherMs?: number;
  /** Told of every batch that failed; delivery goes on. */
  readonly onError?: (error: unknown) => void;
}

const PAGE = 1_000;
const BACKOFF = { first: 50, most: 5_000 };
const EPOCH_CHECK_MS = 10_000;

/** Delivers the events of a store to a consumer as a bus would: one partition, generation 0, without a copy. */
export function consumeStore(service: string, store: EventStore, consumer: BusConsumer, options: ConsumeStoreOptions): Closeable {
  const closing = new AbortController();
  const pages = pagesOf(store);
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
    let head = position;
    let checkedAt = Date.now();
    const cursor = await consumer.cursor(0);
    let at = cursor?.epoch === epoch && cursor.generation === 0 ? cursor.position : 0n;
    let first = true;
    while (!closing.signal.aborted) {
      signalled = false;
      const page = await pages.after(at, PAGE);
      if (page.length > 0 || first) {
        at = page.at(-1)?.position ?? at;
        const full = page.length === PAGE;
        // The next page comes while this one is handled.
        if (full) pages.after(at, PAGE).catch(() => {});
        if (full && at >= head) head = (await store.head()).position;
        if (!full) head = at;
        const events = options.publicOnly ? page.filter((event) => event.meta.public) : page;
        const after: Cursor = { epoch, generation: 0, partition: 0, position: at };
        await consumer.handle({ service, partition: 0, partitions: 1, events, cursor: after, head });
        first = false;
        delivered();
        if (full) continue;
      } else if (Date.now() - checkedAt > EPOCH_CHECK_MS) {
        checkedAt = Date.now();
        if ((await store.head()).epoch !== epoch) return;
      }
      if (!signalled && !closing.signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
      if (options.gatherMs) await sleep(options.gatherMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };

  const running = run();
  return {
    close: async () => {
      closing.abort();
      stopListening();
      wake();
      await running;
    },
  };
}

/** Everyone in this process who stands at the same position when the store has grown shares one read. */
class Pages {
  private readonly known = new Map<string, Promise<RecordedEvent[]>>();

  constructor(private readonly store: EventStore) {
    // Listens before any consumer does, so that none who is woken by an append is given a page read before it.
    store.onAppended(() => this.known.clear());
  }

  after(position: bigint, limit: number): Promise<RecordedEvent[]> {
    const key = `${position}/${limit}`;
    const known = this.known.get(key);
    if (known) return known;
    const page = this.store.readAll(position, limit);
    this.known.set(key, page);
    page.then(
      (events) => events.length === 0 && this.forget(key, page),
      () => this.forget(key, page),
    );
    for (const oldest of this.known.keys()) {
      if (this.known.size <= 4) break;
      this.known.delete(oldest);
    }
    return page;
  }

  private forget(key: string, page: Promise<RecordedEvent[]>): void {
    if (this.known.get(key) === page) this.known.delete(key);
  }
}

const shared = new WeakMap<EventStore, Pages>();

function pagesOf(store: EventStore): Pages {
  let pages = shared.get(store);
  if (!pages) shared.set(store, (pages = new Pages(store)));
  return pages;
}
