import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import {
  type Append,
  type AppendResult,
  type EventStore,
  InvalidAppend,
  openEventStore,
  type RecordedEvent,
  StoreUnavailable,
} from './index.js';
import { EventStoreDbEventStore, type EventStoreDbEventStoreOptions } from './eventstoredb/eventstoredb-event-store.js';
import { anAppend } from './testing/an-append.js';
import { EventStoreDbDouble } from './testing/eventstoredb-double.js';

describe('EventStoreDbEventStore, on a double of the server,', () => {
  let double: EventStoreDbDouble;
  let opened: EventStore[];

  beforeEach(async () => {
    double = await EventStoreDbDouble.start();
    opened = [];
  });

  afterEach(async () => {
    double.faults = {};
    await Promise.all(opened.map((store) => store.close()));
    double.stop();
  });

  async function open(options: Partial<EventStoreDbEventStoreOptions> = {}): Promise<EventStoreDbEventStore> {
    const store = await EventStoreDbEventStore.open({ url: double.url, service: 'sales', ...options });
    opened.push(store);
    return store;
  }

  const isRecord = (name: string) => name.startsWith('sales.');

  /** Stops the next call like this one at the server, before or after it was carried out, until it is let go. */
  function hold(when: 'before' | 'after', which: (name: string) => boolean): { reached: Promise<void>; release: () => void } {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    double.faults = {
      [when]: async (call: string, name: string) => {
        if (call !== 'append' || !which(name)) return;
        double.faults = {};
        reached.resolve();
        await released.promise;
      },
    };
    return { reached: reached.promise, release: released.resolve };
  }

  describe('when the connection breaks', () => {
    const calls: [string, 'before' | 'after', (name: string) => boolean][] = [
      ['before the command is claimed', 'before', (name) => !isRecord(name)],
      ['when the command is claimed, before the answer', 'after', (name) => !isRecord(name)],
      ['before the events are appended', 'before', isRecord],
      ['when the events are appended, before the answer', 'after', isRecord],
    ];
    it.each(calls)('%s, does not know the outcome, and a repeat gets it right', async (_, when, which) => {
      const store = await open();
      const append = anAppend({ events: 2 });
      const { reached } = hold(when, which);
      const outcome = store.append(append).catch((error: unknown) => error);
      await reached;
      await double.dropConnections();
      expect(await outcome).toBeInstanceOf(StoreUnavailable);

      const repeat = await untilAnswered(() => store.append(append));
      expect(repeat).toMatchObject({ outcome: expect.stringMatching('appended|repeated'), revision: 2 });
      expect(await (await open()).append(append)).toEqual({ ...repeat, outcome: 'repeated' });
      expect((await store.readStream(append.stream)).map(({ id }) => id)).toEqual(append.events.map(({ id }) => id));
    });

    it('goes on when the server has been restarted', async () => {
      // What is heard is heard by the subscription.
      const [store, other] = [await open({ pollEvery: 3_600_000 }), await open()];
      const first = anAppend();
      await store.append(first);
      let heard: () => void = () => {};
      const listening = new Promise<void>((resolve) => (heard = resolve));
      store.onAppended(() => heard());
      await listening;
      await double.restart();
      const second = anAppend({ id: first.stream.id, expectedRevision: 1 });
      await untilAnswered(() => other.append(second));
      const seen = new Promise<void>((resolve) => {
        heard = () =>
          void store.readStream(first.stream).then(
            (events) => events.length === 2 && resolve(),
            () => {},
          );
        heard();
      });
      await seen;
      const third = anAppend({ id: first.stream.id, expectedRevision: 2 });
      const seenAgain = new Promise<void>((resolve) => {
        heard = () =>
          void store.readStream(first.stream).then(
            (events) => events.length === 3 && resolve(),
            () => {},
          );
      });
      await untilAnswered(() => other.append(third));
      await seenAgain;
    });

    it('turns to the node that leads, when the one it knows says which', async () => {
      const leader = await EventStoreDbDouble.start();
      double.leader = leader;
      const store = await open();
      const append = anAppend({ events: 2 });
      expect(await store.append(append)).toMatchObject({ outcome: 'appended' });
      expect(await store.readStream(append.stream)).toHaveLength(2);
      expect(leader.log.filter(({ stream }) => isRecord(stream))).toHaveLength(2);
      await store.close();
      leader.stop();
    });

    it('is unavailable while the server is, in reading as in appending, and there again when it is', async () => {
      const store = await open();
      const append = anAppend();
      await store.append(append);
      double.stop();
      for (const call of [
        () => store.append(anAppend()),
        () => store.readStream(append.stream),
        () => store.readAll(0n, 10),
        () => store.head(),
      ])
        await expect(call()).rejects.toThrow(StoreUnavailable);
      await expect(open({ timeout: 500 })).rejects.toThrow(StoreUnavailable);
      await double.restart();
      expect(await untilAnswered(() => store.readStream(append.stream))).toHaveLength(1);
    });
  });

  it('gives a server up that does not answer in time, and loses nothing by it', async () => {
    const store = await open({ timeout: 200 });
    const append = anAppend();
    const { release } = hold('after', isRecord);
    await expect(store.append(append)).rejects.toThrow(StoreUnavailable);
    release();
    expect(await store.append(append)).toMatchObject({ outcome: 'repeated', revision: 1 });
    expect(await store.readStream(append.stream)).toHaveLength(1);
  });

  describe('when a process has claimed a command and got no further', () => {
    /** A process that claims the command and stays there until it is let go. */
    async function frozen(append: Append): Promise<{ outcome: Promise<AppendResult>; release: () => void }> {
      const store = await open();
      if (append.expectedRevision > 0) await store.readStream(append.stream);
      const { reached, release } = hold('before', (name) => isRecord(name) && name.endsWith(append.stream.id));
      const outcome = store.append(append);
      await reached;
      return { outcome, release };
    }

    it('carries out what it had decided, whoever repeats it, and once', async () => {
      const store = await open();
      const append = anAppend({ events: 2 });
      const { outcome, release } = await frozen(append);
      expect(await store.findCommand(append.command)).toBeUndefined();
      const decidedAgain = { ...append, events: append.events.slice(0, 1) };
      const repeat = await store.append(decidedAgain);
      expect(repeat).toMatchObject({ outcome: 'repeated', revision: 2 });
      release();
      expect(await outcome).toEqual({ ...repeat, outcome: 'appended' });
      expect((await store.readStream(append.stream)).map(({ id }) => id)).toEqual(append.events.map(({ id }) => id));
    });

    it('refuses its id to another request, and carries out the first, also where that is about another stream', async () => {
      const store = await open();
      const append = anAppend({ request: 'this' });
      const { outcome, release } = await frozen(append);
      const another = anAppend({ commandId: append.command.commandId, request: 'that' });
      expect(await store.append(another)).toEqual({ outcome: 'command-reused' });
      expect(await store.findCommand(append.command)).toMatchObject({ requestHash: append.requestHash, result: { stream: append.stream } });
      release();
      expect(await outcome).toMatchObject({ outcome: 'appended' });
      expect([await store.readStream(append.stream), await store.readStream(another.stream)].map((events) => events.length)).toEqual([
        1, 0,
      ]);
    });

    it('lets the command be decided anew where the stream has gone on without it', async () => {
      const store = await open();
      const append = anAppend();
      const { outcome, release } = await frozen(append);
      await store.append(anAppend({ id: append.stream.id }));
      expect(await store.append(append)).toEqual({ outcome: 'conflict', actualRevision: 1 });
      const anew = await store.append({ ...append, expectedRevision: 1 });
      expect(anew).toMatchObject({ outcome: 'appended', revision: 2 });
      release();
      expect(await outcome).toEqual({ ...anew, outcome: 'repeated' });
      expect(await store.readStream(append.stream)).toHaveLength(2);
    });

    it('does not carry out later what was decided on a revision that the stream had not come to', async () => {
      const store = await open();
      const { id } = anAppend().stream;
      const early = anAppend({ id, expectedRevision: 1 });
      expect(await store.append(early)).toEqual({ outcome: 'conflict', actualRevision: 0 });
      await store.append(anAppend({ id }));
      expect(await store.findCommand(early.command)).toBeUndefined();
      expect(await store.append({ ...early, expectedRevision: 0 })).toEqual({ outcome: 'conflict', actualRevision: 1 });
      expect(await store.readStream(early.stream)).toHaveLength(1);
    });
  });

  it('refuses what is too large for the server, and its command can still be carried out with less', async () => {
    const store = await open();
    // Random, or the claim would be compressed to less than the limit.
    const large = anAppend({ events: [{ text: randomBytes(1_200_000).toString('base64') }] });
    await expect(store.append(large)).rejects.toThrow(InvalidAppend);
    // Here it is the claim that passes.
    const repetitive = anAppend({ id: large.stream.id, events: [{ text: 'x'.repeat(1_200_000) }] });
    await expect(store.append(repetitive)).rejects.toThrow(InvalidAppend);
    for (const { command } of [large, repetitive]) expect(await store.findCommand(command)).toBeUndefined();
    expect(await store.append({ ...repetitive, events: anAppend().events, requestHash: 'smaller' })).toMatchObject({
      outcome: 'appended',
      revision: 1,
    });
  });

  describe('among others on the same server', () => {
    it('reads the events of its own service, and not the server’s or its own notes', async () => {
      const [sales, europe] = [await open(), await open({ service: 'sales-eu' })];
      const { epoch } = await sales.head();
      expect((await europe.head()).epoch).not.toBe(epoch);
      const mine = anAppend();
      double.write('$stats-127.0.0.1:2113', [{ id: randomUUID(), type: '$statsCollected' }]);
      await sales.append(mine);
      await europe.append(anAppend());
      double.write('somebody-else', [{ id: randomUUID(), type: 'Hello' }]);
      const events = await sales.readAll(0n, 100);
      expect(events.map(({ id }) => id)).toEqual([mine.events[0]!.id]);
      expect(await sales.head()).toEqual({ epoch, position: events[0]!.position });
    });

    it('names streams so that every name can be read back, whatever is in it', async () => {
      const store = await open();
      const stream = { tenant: 'Żabka.de-pl', category: 'lead-import.v2', id: 'a.b-c/ü %2D #?' };
      await store.append({ ...anAppend(), stream, events: anAppend().events });
      expect((await store.readStream(stream)).map((event) => event.stream)).toEqual([stream]);
      expect((await store.readAll(0n, 10)).map((event) => event.stream)).toEqual([stream]);
      expect(double.log.filter(({ stream }) => isRecord(stream)).map(({ stream }) => stream)).toEqual([
        'sales.%C5%BBabka%2Ede%2Dpl.lead%2Dimport%2Ev2-a.b-c%2F%C3%BC%20%252D%20%23%3F',
      ]);
    });

    it('stores nothing of a command but what its tenant is, its hash and what it was about', async () => {
      const store = await open();
      await store.append(
        anAppend({ tenant: 'acme', actor: 'zofie@example.com', commandId: 'call-zofie', events: [{ name: 'sealed:abc' }] }),
      );
      const names = double.log.map(({ stream }) => stream).filter((name) => name.startsWith('sales/acme.command-'));
      expect(names).toEqual([expect.stringMatching(/^sales\/acme\.command-[0-9a-f]{64}$/)]);
    });
  });

  describe('positions', () => {
    it('may be gone back from by one, to read an event again', async () => {
      const store = await open();
      const appends = [anAppend({ events: 2 }), anAppend()];
      for (const append of appends) await store.append(append);
      const events = await store.readAll(0n, 10);
      for (const event of events) expect(await store.readAll(event.position - 1n, 1)).toEqual([event]);
    });

    it('give times that never decrease when the server’s clock is set back, the same to everybody', async () => {
      const [store, other] = [await open(), await open()];
      let clock = Date.parse('2026-03-01T09:30:00.000Z');
      double.now = () => clock;
      const readers: RecordedEvent[] = [];
      for (const step of [0, 1_000, -5_000, 10, 10, 10_000, -60_000, 5]) {
        clock += step;
        await other.append(anAppend());
        readers.push(...(await store.readAll(readers.at(-1)?.position ?? 0n, 10)));
      }
      const times = readers.map(({ recordedAt }) => recordedAt.slice(17));
      expect(times).toEqual(['00.000Z', '01.000Z', '01.000Z', '01.000Z', '01.000Z', '06.020Z', '06.020Z', '06.020Z']);
      expect(await (await open()).readAll(0n, 100)).toEqual(readers);
      // Begun in the middle.
      for (const [i, { position }] of readers.entries()) expect(await (await open()).readAll(position, 100)).toEqual(readers.slice(i + 1));
    });
  });

  describe('the epoch', () => {
    it('is the same to all, and another one when it is begun anew; the events stay', async () => {
      const [store, other] = await Promise.all([open(), open()]);
      await store.append(anAppend());
      const before = await store.head();
      expect(await other.head()).toEqual(before);
      await store.beginEpoch();
      const after = await other.head();
      expect(after.epoch).not.toBe(before.epoch);
      expect(after.position).toBe(before.position);
      expect((await (await open()).head()).epoch).toBe(after.epoch);
    });
  });

  describe('openEventStore', () => {
    it('takes both names of the server, and finds it by discovery', async () => {
      for (const url of [
        double.url,
        double.url.replace('esdb:', 'kurrentdb:'),
        double.discoverUrl,
        double.discoverUrl.replace('esdb+', 'kurrentdb+'),
      ]) {
        const store = await openEventStore(url, { service: 'sales' });
        expect(await store.append(anAppend())).toMatchObject({ outcome: 'appended' });
        await store.close();
      }
    });

    it('refuses what it does not know', async () => {
      await expect(openEventStore('mysql://127.0.0.1/events', { service: 'sales' })).rejects.toThrow('not at mysql:');
    });
  });

  it('carries out every command once, whatever breaks and however often it is repeated', async () => {
    const fault = fc.constantFrom('none', 'none', 'none', 'none', 'none', 'none', 'cut before', 'cut after', 'slow');
    const seeds = fc.record({ faults: fc.array(fault, { minLength: 20, maxLength: 60 }), clients: fc.integer({ min: 2, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(seeds, async ({ faults, clients }) => {
        const tenant = randomUUID();
        const stores = await Promise.all(Array.from({ length: clients }, () => open({ timeout: 1_000 })));
        let calls = 0;
        const next = (when: string) => async () => {
          const fault = when === 'before' ? faults[calls++] : faults[calls];
          if (fault === `cut ${when}`) await double.dropConnections();
          if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, 10));
        };
        double.faults = { before: next('before'), after: next('after') };
        // Every command comes to two clients, which decide it on what they have read, as often as it takes.
        const commands = ['a', 'b', 'c', 'd'];
        const answers = await Promise.all(
          commands.flatMap((commandId, i) =>
            [0, 1].map(async (delivery) => {
              const store = stores[(i + delivery) % clients]!;
              const id = `stream ${i % 2}`;
              for (;;) {
                const answer = await untilAnswered(async () => {
                  const expectedRevision = (await store.readStream({ tenant, category: 'thing', id })).length;
                  return store.append(anAppend({ tenant, id, commandId, expectedRevision, events: 2 }));
                });
                if (answer.outcome !== 'conflict') return { commandId, answer };
              }
            }),
          ),
        );
        double.faults = {};
        const stored = await Promise.all(
          [0, 1].map((i) => untilAnswered(() => stores[0]!.readStream({ tenant, category: 'thing', id: `stream ${i}` }))),
        );
        for (const [i, events] of stored.entries()) {
          const expected = commands.filter((_, c) => c % 2 === i).flatMap((commandId) => [commandId, commandId]);
          expect(events.map(({ meta }) => meta.commandId).sort()).toEqual(expected);
          expect(events.map(({ revision }) => revision)).toEqual([1, 2, 3, 4]);
        }
        for (const commandId of commands) {
          const [one, two] = answers.filter((each) => each.commandId === commandId).map(({ answer }) => ({ ...answer, outcome: 'x' }));
          expect(one).toEqual(two);
        }
        const all = (await untilAnswered(() => stores[0]!.readAll(0n, 100_000))).filter(({ stream }) => stream.tenant === tenant);
        expect(all.map(({ id }) => id).sort()).toEqual(
          stored
            .flat()
            .map(({ id }) => id)
            .sort(),
        );
      }),
      { numRuns: 15 },
    );
  });
});

async function untilAnswered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
