import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  type Append,
  type AppendResult,
  type EventStore,
  InvalidAppend,
  type Json,
  type RecordedEvent,
  StoreUnavailable,
} from '../event-store.js';
import { eventsBetween } from '../events-between.js';
import { anAppend } from './an-append.js';
import { MemoryEventStore } from './memory-event-store.js';

export interface StoreUnderTest {
  readonly store: EventStore;
  /** The same events, as another process opens them. */
  another(): Promise<EventStore>;
  dispose(): Promise<void>;
}

/** What every adapter of the event store promises. `make` is called once; no test minds what the others have stored. */
export function eventStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  jest.setTimeout(60_000);

  describe(`${name} keeps the contract of an event store`, () => {
    let made: StoreUnderTest;
    let store: EventStore;
    let other: EventStore;

    beforeAll(async () => {
      made = await make();
      store = made.store;
      other = await made.another();
    });

    afterAll(async () => {
      await other.close();
      await store.close();
      await made.dispose();
    });

    describe('streams', () => {
      it('gives back what was appended, as it was', async () => {
        const data: Json[] = [
          { text: 'Žofie 李小龍 👩‍👩‍👧 "quoted" \\ back\nnew\tline \u001f \u2028', empty: '', list: [1, [], {}, null, true, -0.5, 1e21] },
          { zebra: 1, apple: { b: 2, a: 1 } },
          {},
          { long: 'x'.repeat(300_000) },
        ];
        const append = anAppend({ events: data });
        await store.append(append);
        const read = await other.readStream(append.stream);
        expect(read.map((event) => event.data)).toEqual(data);
        expect(read.map(({ id, type, meta }) => ({ id, type, meta }))).toEqual(
          append.events.map(({ id, type, meta }) => ({ id, type, meta })),
        );
        expect(read.map((event) => event.revision)).toEqual([1, 2, 3, 4]);
        expect(read.every((event) => JSON.stringify(event.stream) === JSON.stringify(append.stream))).toBe(true);
      });

      it('takes thousands of events in one append, beside others', async () => {
        const big = anAppend({ events: 2_500 });
        const small = Array.from({ length: 20 }, () => anAppend());
        const results = await Promise.all([small[0]!, big, ...small.slice(1)].map((append) => store.append(append)));
        expect(tally(results)).toEqual({ appended: 21 });
        expect((await store.readStream(big.stream)).map((event) => event.data)).toEqual(big.events.map((event) => event.data));
      });

      it('knows nothing of a stream that was never written', async () => {
        expect(await store.readStream(anAppend().stream)).toEqual([]);
      });

      it('reads from a revision on', async () => {
        const append = anAppend({ events: 3 });
        await store.append(append);
        await store.append(anAppend({ id: append.stream.id, expectedRevision: 3 }));
        expect((await store.readStream(append.stream, 3)).map((event) => event.revision)).toEqual([3, 4]);
        expect(await store.readStream(append.stream, 5)).toEqual([]);
      });

      it('keeps tenants and categories apart, under one id', async () => {
        const id = randomUUID();
        for (const names of [{ tenant: 'a' }, { tenant: 'b' }, { tenant: 'a', category: 'other' }]) {
          expect(await store.append(anAppend({ id, ...names }))).toMatchObject({ outcome: 'appended', revision: 1 });
        }
        expect(await store.readStream({ tenant: 'b', category: 'thing', id })).toHaveLength(1);
        expect(await store.readStream({ tenant: 'b', category: 'other', id })).toEqual([]);
      });
    });

    describe('expected revisions', () => {
      it('appends at the revision that the decision was made on', async () => {
        const first = anAppend({ events: 2 });
        expect(await store.append(first)).toMatchObject({ outcome: 'appended', revision: 2, stream: first.stream });
        expect(await other.append(anAppend({ id: first.stream.id, expectedRevision: 2 }))).toMatchObject({
          outcome: 'appended',
          revision: 3,
        });
      });

      it.each([
        ['behind', 1],
        ['ahead', 3],
        ['none', 0],
      ])('refuses a decision made on another revision (%s), says which one it is, and stores nothing', async (_, expectedRevision) => {
        const first = anAppend({ events: 2 });
        await store.append(first);
        const late = anAppend({ id: first.stream.id, expectedRevision });
        expect(await store.append(late)).toEqual({ outcome: 'conflict', actualRevision: 2 });
        expect(await store.readStream(first.stream)).toHaveLength(2);
        expect(await store.findCommand(late.command)).toBeUndefined();
        expect(await store.append({ ...late, expectedRevision: 2 })).toMatchObject({ outcome: 'appended', revision: 3 });
      });

      it('lets one of many contenders for a revision win', async () => {
        const { id } = anAppend().stream;
        const contenders = Array.from({ length: 40 }, () => anAppend({ id, events: 2 }));
        const results = await Promise.all(contenders.map((append, i) => (i % 2 ? store : other).append(append)));
        expect(tally(results)).toEqual({ appended: 1, conflict: 39 });
        expect(results.filter((result) => result.outcome === 'conflict' && result.actualRevision !== 2)).toEqual([]);
        expect((await store.readStream(contenders[0]!.stream)).map((event) => event.meta.commandId)).toEqual(
          Array(2).fill(contenders[results.findIndex((result) => result.outcome === 'appended')]!.command.commandId),
        );
      });
    });

    describe('commands', () => {
      it('answers a repeat with the first result, however far the stream has gone on', async () => {
        const append = anAppend({ events: 2 });
        const { outcome: _, ...result } = (await store.append(append)) as Extract<AppendResult, { outcome: 'appended' }>;
        await store.append(anAppend({ id: append.stream.id, expectedRevision: 2 }));
        expect(await other.append(append)).toEqual({ outcome: 'repeated', ...result });
        // A repeat is decided on the newer state, and may be about a record that does not exist yet.
        expect(await store.append({ ...append, expectedRevision: 3, events: [] })).toEqual({ outcome: 'repeated', ...result });
        expect(await store.readStream(append.stream)).toHaveLength(3);
      });

      it('refuses a command id that comes again with another request', async () => {
        const append = anAppend({ request: 'this' });
        await store.append(append);
        const other = anAppend({ id: append.stream.id, expectedRevision: 1, commandId: append.command.commandId, request: 'that' });
        expect(await store.append(other)).toEqual({ outcome: 'command-reused' });
        expect(await store.readStream(append.stream)).toHaveLength(1);
      });

      it('does not take the same id of another tenant, actor or operation for a repeat', async () => {
        const first = anAppend();
        await store.append(first);
        const { commandId } = first.command;
        for (const scope of [{ tenant: 'elsewhere' }, { actor: 'somebody else' }, { operation: 'doOtherThing' }]) {
          expect(await store.append(anAppend({ commandId, ...scope }))).toMatchObject({ outcome: 'appended' });
        }
      });

      it('remembers a command that decided nothing', async () => {
        const first = anAppend();
        await store.append(first);
        const nothing = anAppend({ id: first.stream.id, expectedRevision: 1, events: 0 });
        const result = await store.append(nothing);
        expect(result).toMatchObject({ outcome: 'appended', revision: 1, position: (await store.head()).position });
        expect(await store.append(nothing)).toEqual({ ...result, outcome: 'repeated' });
        expect(await store.readStream(first.stream)).toHaveLength(1);
        expect(await store.append(anAppend({ id: first.stream.id, expectedRevision: 2, events: 0 }))).toEqual({
          outcome: 'conflict',
          actualRevision: 1,
        });
      });

      it('finds a command with its result and request', async () => {
        const append = anAppend();
        expect(await store.findCommand(append.command)).toBeUndefined();
        const { outcome: _, ...result } = await store.append(append);
        expect(await other.findCommand(append.command)).toEqual({ requestHash: append.requestHash, result });
      });

      it('carries out one of 64 simultaneous deliveries, and gives all of them its result', async () => {
        const append = anAppend({ events: 2 });
        const results = await Promise.all(Array.from({ length: 64 }, (_, i) => (i % 3 ? store : other).append(append)));
        expect(tally(results)).toEqual({ appended: 1, repeated: 63 });
        expect(new Set(results.map((result) => 'position' in result && result.position)).size).toBe(1);
        expect(await store.readStream(append.stream)).toHaveLength(2);
      });

      it('carries out one of simultaneous deliveries with different requests, and refuses the others', async () => {
        const { commandId } = anAppend().command;
        const results = await Promise.all(
          Array.from({ length: 16 }, (_, i) => (i % 2 ? store : other).append(anAppend({ commandId, request: `request ${i}` }))),
        );
        expect(tally(results)).toEqual({ appended: 1, 'command-reused': 15 });
      });
    });

    describe('order', () => {
      it('reads all events in pages, after a position, up to the head', async () => {
        const before = await store.head();
        const appends = Array.from({ length: 5 }, () => anAppend({ events: 3 }));
        const results = [];
        for (const append of appends) results.push(await store.append(append));
        const read = await readFrom(other, before.position, 4);
        expect(read.map((event) => event.id)).toEqual(appends.flatMap((append) => append.events.map((event) => event.id)));
        expect(rising(read)).toBe(true);
        expect(results.map((result) => 'position' in result && result.position)).toEqual([2, 5, 8, 11, 14].map((i) => read[i]!.position));
        expect(await store.head()).toEqual({ epoch: before.epoch, position: read.at(-1)!.position });
        expect(await store.readAll(read.at(-1)!.position, 10)).toEqual([]);
        // An event is found again by its position less one.
        for (const event of read) expect(await store.readAll(event.position - 1n, 1)).toEqual([event]);
      });

      it('reads the last events, and counts those after a position', async () => {
        const { position: before } = await store.head();
        await Promise.all(Array.from({ length: 100 }, () => store.append(anAppend({ events: 3 }))));
        const read = await readFrom(other, before, 1_000);
        expect(await other.readLast(7)).toEqual(read.slice(-7));
        expect(await other.readLast(0)).toEqual([]);
        const { position: head } = await store.head();
        expect(await eventsBetween(other, head, head)).toEqual({ events: 0, oldest: undefined });
        for (const [after, events] of [
          [299, 0],
          [298, 1],
          [150, 149],
        ] as const)
          expect(await eventsBetween(other, read[after]!.position, head)).toEqual({ events, oldest: read[after + 1]?.recordedAt });
        // Beyond what is looked at, by how closely events stand.
        const { events } = await eventsBetween(other, read[0]!.position, head);
        expect(Math.abs(events - 299)).toBeLessThan(60);
      });

      it('never shows an event behind one that a reader has seen', async () => {
        const { position: start } = await store.head();
        const seen: RecordedEvent[] = [];
        let writing = true;
        const reading = (async () => {
          for (let after = start; ; after = seen.at(-1)?.position ?? start) {
            const done = !writing;
            const page = await other.readAll(after, 50);
            seen.push(...page);
            if (done && page.length === 0) return;
            await new Promise(setImmediate);
          }
        })();
        await Promise.all(
          Array.from({ length: 16 }, async (_, writer) => {
            const { id } = anAppend().stream;
            for (let i = 0; i < 15; i++) await (writer % 2 ? store : other).append(anAppend({ id, expectedRevision: i * 2, events: 2 }));
          }),
        );
        writing = false;
        await reading;
        expect(seen).toHaveLength(16 * 15 * 2);
        expect(seen.map((event) => event.id)).toEqual((await readFrom(store, start, 1000)).map((event) => event.id));
        expect(rising(seen)).toBe(true);
      });

      it('records times that never decrease with position', async () => {
        const { position: start } = await store.head();
        await Promise.all(Array.from({ length: 50 }, (_, i) => (i % 2 ? store : other).append(anAppend())));
        const times = (await readFrom(store, start, 1000)).map((event) => event.recordedAt);
        expect(times).toEqual([...times].sort());
        expect(times.filter((time) => !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(time))).toEqual([]);
        expect(Math.abs(Date.parse(times[0]!) - Date.now())).toBeLessThan(600_000);
      });
    });

    describe('listeners', () => {
      it.each([
        ['the same process', () => store],
        ['another process', () => other],
      ])('hear of events appended by %s', async (_, writer) => {
        let heard = () => {};
        const signal = new Promise<void>((resolve) => (heard = resolve));
        const append = anAppend();
        const stop = store.onAppended(() => {
          void store.readStream(append.stream).then((events) => events.length > 0 && heard());
        });
        await writer().append(append);
        await signal;
        stop();
      });

      it('are given events, where they are given any, as a read gives them', async () => {
        const { position } = await store.head();
        const given: RecordedEvent[] = [];
        const stop = store.onAppended((events = []) => given.push(...events));
        const first = anAppend({ events: 2 });
        const [append, stale] = [anAppend({ events: 3 }), anAppend({ expectedRevision: 7 })];
        await Promise.all([first, append, stale].map((each) => store.append(each)));
        await Promise.all([
          store.append(first),
          other.append(anAppend()),
          store.append(anAppend({ events: [{ nested: { list: [1, null] } }] })),
        ]);
        stop();
        const read = await store.readAll(position, 1_000);
        expect(given).toEqual(read.filter(({ id }) => given.some((event) => event.id === id)));
      });

      it('hear nothing once they have left', async () => {
        let calls = 0;
        store.onAppended(() => calls++)();
        await store.append(anAppend());
        await other.append(anAppend());
        await new Promise<void>((resolve) => {
          const stop = store.onAppended(() => (stop(), resolve()));
          void store.append(anAppend());
        });
        expect(calls).toBe(0);
      });
    });

    describe('refusals', () => {
      it('keeps an append that cannot be stored from harming those beside it', async () => {
        const odd = [
          anAppend({ id: 'nul \u0000 in a name' }),
          anAppend({ events: [{ text: 'nul \u0000 in a text, half a pair \ud800' }] }),
        ];
        const sound = Array.from({ length: 20 }, () => anAppend());
        const outcomes = await Promise.allSettled(
          [...sound.slice(0, 10), ...odd, ...sound.slice(10)].map((append) => store.append(append)),
        );
        const oddOutcomes = outcomes.splice(10, 2);
        expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.outcome)).toEqual(Array(20).fill('appended'));
        for (const [i, outcome] of oddOutcomes.entries()) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(InvalidAppend);
          else
            expect((await store.readStream(odd[i]!.stream)).map((event) => event.data)).toEqual(odd[i]!.events.map((event) => event.data));
        }
      });

      it('takes nothing once it is closed, and has written what it was given before', async () => {
        const closing = await made.another();
        const appends = Array.from({ length: 100 }, () => anAppend());
        const results = appends.map((append) => closing.append(append));
        await closing.close();
        expect(tally(await Promise.all(results))).toEqual({ appended: 100 });
        await expect(closing.append(anAppend())).rejects.toThrow(StoreUnavailable);
      });
    });

    it('behaves as the model does, whatever comes at once and in whatever order', async () => {
      const streams = ['one', 'two'];
      const attempt = fc.record({
        by: fc.boolean(),
        stream: fc.constantFrom(...streams),
        expectedRevision: fc.integer({ min: 0, max: 3 }),
        events: fc.integer({ min: 0, max: 2 }),
        commandId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        request: fc.constantFrom('this', 'this', 'that'),
      });
      const rounds = fc.array(fc.array(attempt, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(rounds, async (rounds) => {
          const tenant = randomUUID();
          const { position: start } = await store.head();
          let model = new MemoryEventStore();
          for (const round of rounds) {
            const appends = round.map(({ stream, ...parts }) => anAppend({ tenant, id: stream, ...parts }));
            const results = await Promise.all(appends.map((append, i) => (round[i]!.by ? store : other).append(append)));
            const explained = await explain(model, appends, results);
            if (!explained)
              throw new Error(
                `No order of these appends explains ${JSON.stringify(results, (_, v) => (typeof v === 'bigint' ? `${v}` : v))}`,
              );
            model = explained;
          }
          const stored = (await readFrom(other, start, 1000)).filter((event) => event.stream.tenant === tenant);
          for (const stream of streams) {
            const name = { tenant, category: 'thing', id: stream };
            const expected = (await model.readStream(name)).map(told);
            expect((await store.readStream(name)).map(told)).toEqual(expected);
            expect(stored.filter((event) => event.stream.id === stream).map(told)).toEqual(expected);
          }
        }),
        { numRuns: 60 },
      );
    });
  });
}

/** The model after some order of these simultaneous appends in which it gives the same answers, if there is one. */
async function explain(
  model: MemoryEventStore,
  appends: readonly Append[],
  results: readonly AppendResult[],
): Promise<MemoryEventStore | undefined> {
  if (appends.length === 0) return model;
  for (const i of appends.keys()) {
    const next = model.clone();
    const { position: _, ...answer } = { position: 0n, ...(await next.append(appends[i]!)) };
    const { position: __, ...given } = { position: 0n, ...results[i]! };
    if (JSON.stringify(sorted(answer)) !== JSON.stringify(sorted(given))) continue;
    const rest = await explain(next, appends.toSpliced(i, 1), results.toSpliced(i, 1));
    if (rest) return rest;
  }
  return undefined;
}

function sorted(record: object): unknown {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

function told({ id, type, data, meta, revision, stream }: RecordedEvent): unknown {
  return { id, type, data, meta, revision, stream };
}

function tally(results: readonly AppendResult[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { outcome } of results) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

async function readFrom(store: EventStore, after: bigint, page: number): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (;;) {
    const next = await store.readAll(events.at(-1)?.position ?? after, page);
    if (next.length === 0) return events;
    events.push(...next);
  }
}

function rising(events: readonly RecordedEvent[]): boolean {
  return events.every((event, i) => i === 0 || event.position > events[i - 1]!.position);
}
