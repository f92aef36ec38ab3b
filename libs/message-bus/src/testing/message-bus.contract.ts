import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { EventStore, RecordedEvent } from '@throughline/event-store';
import { anAppend, type AppendParts } from '@throughline/event-store/testing';
import type { Batch, BusConsumer, Closeable, Cursor, MessageBus } from '../message-bus.js';

export interface BusUnderTest {
  readonly bus: MessageBus;
  /** The store of a service whose public events the bus carries from now on. */
  open(service: string): Promise<EventStore>;
  /** Gives the service's store a new epoch, as a restore does. */
  beginAnew(service: string): Promise<void>;
  close(): Promise<void>;
}

/** What every message bus keeps. */
export function messageBusContract(name: string, make: () => Promise<BusUnderTest>): void {
  describe(`${name} keeps the contract of a message bus:`, () => {
    let under: BusUnderTest;
    let store: EventStore;
    const consumers: Closeable[] = [];

    beforeEach(async () => {
      under = await make();
      store = await under.open('sales');
    });
    afterEach(async () => {
      await Promise.all(consumers.splice(0).map((consumer) => consumer.close()));
      await under.close();
    });

    async function consume(consumer: BusConsumer, service = 'sales'): Promise<Closeable> {
      const closeable = await under.bus.consume(service, consumer);
      consumers.push(closeable);
      return closeable;
    }
    /** Appends events, and answers their ids. */
    async function append(parts: AppendParts & { readonly internal?: boolean } = {}, to = store): Promise<string[]> {
      const append = anAppend(parts);
      const events = append.events.map((event) => ({ ...event, meta: { ...event.meta, public: !parts.internal } }));
      await to.append({ ...append, events });
      return events.map(({ id }) => id);
    }

    it('delivers every public event from the first, in order within a partition, and no other', async () => {
      const ids = [...(await append({ events: 3 })), ...(await append())];
      await append({ internal: true });
      const inbox = new Inbox('reader');
      await consume(inbox);
      await inbox.has(ids);
      const later = await append({ events: 2 });
      const hidden = await append({ internal: true });
      const last = await append();
      await inbox.has([...ids, ...later, ...last]);
      expect(inbox.ids).not.toEqual(expect.arrayContaining(hidden));
      expect(inbox.ids).toHaveLength(ids.length + 3);
      for (const batch of inbox.batches) {
        const positions = batch.events.map(({ position }) => position);
        expect(positions).toEqual(positions.toSorted((a, b) => (a < b ? -1 : 1)));
        if (positions.length > 0) expect(batch.cursor.position >= positions.at(-1)!).toBe(true);
        expect(batch.service).toBe('sales');
        expect(batch.partition).toBeLessThan(batch.partitions);
      }
    });

    it('delivers an event as it was recorded', async () => {
      const id = (await append({ events: [{ sealed: 's1:abc', nested: { list: [1, 'two', null] } }] }))[0]!;
      const inbox = new Inbox('reader');
      await consume(inbox);
      await inbox.has([id]);
      expect(inbox.events.find((event) => event.id === id)).toEqual((await store.readAll(0n, 10)).find((event) => event.id === id));
    });

    it('goes on after the cursor that the consumer kept, without a gap and without a repeat', async () => {
      const ids = await append({ events: 5 });
      const first = new Inbox('reader');
      const reading = await consume(first);
      await first.has(ids);
      await reading.close();
      const more = await append({ events: 5 });
      const second = new Inbox('reader', first.cursors);
      await consume(second);
      await second.has(more);
      expect(second.ids).toEqual(more);
    });

    it('delivers a batch again whose handler threw, before anything later', async () => {
      const ids = await append({ events: 3 });
      const inbox = new Inbox('reader');
      inbox.failures = 2;
      await consume(inbox);
      await inbox.has(ids);
      const more = await append({ events: 2 });
      await inbox.has([...ids, ...more]);
      expect(inbox.failures).toBe(0);
      expect(inbox.ids.toSorted()).toEqual([...ids, ...more].toSorted());
      expect(inbox.ids.filter((id) => ids.includes(id))).toEqual(ids);
    });

    it('tells a consumer where it stands even where there are no events', async () => {
      const inbox = new Inbox('reader');
      await consume(inbox);
      await inbox.until(() => inbox.batches.length > 0);
      expect(inbox.batches[0]).toMatchObject({ events: [], head: 0n });
      expect(inbox.batches[0]!.cursor).toMatchObject({ epoch: (await store.head()).epoch, position: 0n });
    });

    it('tells a consumer when it has caught up', async () => {
      await append({ events: 3 });
      await append({ internal: true });
      const inbox = new Inbox('reader');
      await consume(inbox);
      await inbox.until(() => inbox.batches.length > 0 && inbox.batches.at(-1)!.cursor.position >= inbox.batches.at(-1)!.head);
      expect(inbox.ids).toHaveLength(3);
    });

    it('delivers to consumers of different names what each has not had', async () => {
      const ids = await append({ events: 3 });
      const [one, two] = [new Inbox('one'), new Inbox('two')];
      one.failures = 1;
      await consume(one);
      await consume(two);
      await Promise.all([one.has(ids), two.has(ids)]);
      expect([one.ids, two.ids]).toEqual([ids, ids]);
    });

    it('delivers to one of those who share a name, and to another when that one goes', async () => {
      const ids = await append({ events: 3 });
      const cursors = new Map<number, Cursor>();
      const [one, two] = [new Inbox('shared', cursors), new Inbox('shared', cursors)];
      const first = await consume(one);
      await one.has(ids);
      await consume(two);
      const more = await append({ events: 3 });
      await Inbox.until(() => one.ids.length + two.ids.length >= 6);
      await first.close();
      const last = await append({ events: 3 });
      await two.has(last);
      expect([...one.ids, ...two.ids].toSorted()).toEqual([...ids, ...more, ...last].toSorted());
    });

    it('begins at the first event again where the source has begun anew', async () => {
      const ids = await append({ events: 3 });
      const first = new Inbox('reader');
      const reading = await consume(first);
      await first.has(ids);
      await reading.close();
      await under.beginAnew('sales');
      const second = new Inbox('reader', new Map(first.cursors));
      await consume(second);
      await second.has(ids);
      expect(second.batches.at(-1)!.cursor.epoch).not.toBe(first.batches.at(-1)!.cursor.epoch);
    });

    it('takes consumers of a service that is not there yet', async () => {
      const inbox = new Inbox('reader');
      await consume(inbox, 'later');
      const ids = await append({ events: 2 }, await under.open('later'));
      await inbox.has(ids);
      expect(inbox.batches.every(({ service }) => service === 'later')).toBe(true);
    });

    it('finishes the batch in hand before a consumer is closed, and delivers nothing after it', async () => {
      await append();
      const inbox = new Inbox('reader');
      const handling = Promise.withResolvers<void>();
      const finish = Promise.withResolvers<void>();
      inbox.while = () => (handling.resolve(), finish.promise);
      const closing = (await consume(inbox)).close.bind(consumers[0]!);
      await handling.promise;
      const closed = closing();
      finish.resolve();
      await closed;
      const batches = inbox.batches.length;
      expect(batches).toBe(1);
      await append({ events: 3 });
      const other = new Inbox('other');
      await consume(other);
      await other.until(() => other.ids.length === 4);
      expect(inbox.batches).toHaveLength(batches);
    });

    it('keeps the events of a stream together and in order', async () => {
      const inbox = new Inbox('reader');
      await consume(inbox);
      const streams = Array.from({ length: 12 }, () => randomUUID());
      const ids: string[] = [];
      for (const expectedRevision of [0, 2, 4]) for (const id of streams) ids.push(...(await append({ id, expectedRevision, events: 2 })));
      await inbox.has(ids);
      const had = inbox.batches.flatMap(({ partition, events }) => events.map(({ stream, revision }) => ({ partition, stream, revision })));
      for (const id of streams) {
        const of = had.filter(({ stream }) => stream.id === id);
        expect(of.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(new Set(of.map(({ partition }) => partition)).size).toBe(1);
      }
    });

    it('delivers many pages one batch at a time, also where some fail, and neither leaves out nor repeats any of them', async () => {
      const streams = Array.from({ length: 12 }, () => randomUUID());
      for (const id of streams) await append({ id, events: 700 });
      const inbox = new Inbox('reader');
      let [atOnce, most, batches] = [0, 0, 0];
      inbox.while = async () => {
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 5));
        atOnce--;
        if (++batches % 3 === 0) throw new Error('not now');
      };
      await consume(inbox);
      await inbox.until(() => inbox.events.length >= 12 * 700);
      expect(most).toBe(1);
      const inOrder = Array.from({ length: 700 }, (_, i) => i + 1);
      for (const id of streams) {
        expect(inbox.events.filter(({ stream }) => stream.id === id).map(({ revision }) => revision)).toEqual(inOrder);
      }
    });

    it('comes to know how far a service has come, and tells every partition', async () => {
      expect(await under.bus.head('later')).toBeUndefined();
      const inbox = new Inbox('reader');
      await consume(inbox);
      for (const internal of [false, true]) {
        const id = randomUUID();
        await append({ id, events: 2, internal });
        const { position } = await store.head();
        while ((await under.bus.head('sales')) !== position) await new Promise((resolve) => setTimeout(resolve, 10));
        await inbox.until(() => {
          const partitions = inbox.batches.at(-1)?.partitions;
          return inbox.cursors.size === partitions && [...inbox.cursors.values()].every((cursor) => cursor.position === position);
        });
      }
      expect(inbox.ids).toHaveLength(2);
    });

    it('runs a relay that can be closed', async () => {
      const relay = await under.bus.relay('sales');
      await relay.close();
    });
  });
}

/** A consumer that keeps its cursors with what it got. */
export class Inbox implements BusConsumer {
  readonly batches: Batch[] = [];
  failures = 0;
  while: (() => Promise<void>) | undefined;

  constructor(
    readonly name: string,
    readonly cursors = new Map<number, Cursor>(),
  ) {}

  get events(): RecordedEvent[] {
    return this.batches.flatMap(({ events }) => events);
  }
  get ids(): string[] {
    return this.events.map(({ id }) => id);
  }

  async cursor(partition: number): Promise<Cursor | undefined> {
    return this.cursors.get(partition);
  }

  async handle(batch: Batch): Promise<void> {
    if (this.failures > 0 && batch.events.length > 0) {
      this.failures--;
      throw new Error('not now');
    }
    await this.while?.();
    this.batches.push(batch);
    this.cursors.set(batch.partition, batch.cursor);
  }

  has(ids: readonly string[]): Promise<void> {
    return this.until(() => {
      const had = new Set(this.ids);
      return ids.every((id) => had.has(id));
    });
  }
  until(condition: () => boolean): Promise<void> {
    return Inbox.until(condition);
  }
  static async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
