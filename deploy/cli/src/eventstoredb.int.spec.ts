import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createEventCodec } from '@throughline/contracts';
import { openEventStore, type EventStore } from '@throughline/event-store';
import { EventStoreDbDouble } from '@throughline/event-store/double';
import { anAppend } from '@throughline/event-store/testing';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { EmbeddedBus } from '@throughline/message-bus';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import { throughline, type Installation } from './cli.js';

describe('the command line on a double of EventStoreDB', () => {
  let double: EventStoreDbDouble;
  let database: TestDatabase;
  let store: EventStore;
  const appends = Array.from({ length: 30 }, () => anAppend({ events: 2 }));
  const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));

  beforeAll(async () => {
    double = await EventStoreDbDouble.start();
    database = await testDatabase();
    store = await openEventStore(double.url, { service: 'sales' });
    for (const each of appends) await store.append(each);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
    double.stop();
  });

  async function run(args: string) {
    const [out, err] = [new PassThrough(), new PassThrough()];
    const installation: Installation = {
      services: [{ name: 'sales', databaseUrl: database.url, store, views: [], policies: [] }],
      relayed: true,
      bus: new EmbeddedBus(),
      deadLetters: undefined,
      codec: createEventCodec(new MemorySubjectKeys()),
      openKeys: async () => {},
    };
    const code = await throughline(args.split(' '), {
      installation: (_, work) => work(installation),
      out,
      err,
      interrupted: () => new AbortController().signal,
    });
    return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
  }

  it('shows the last events, those after a position, a stream and an event', async () => {
    const lines = (await run('events tail sales --lines 5 --no-follow --json')).out.trimEnd().split('\n');
    const last = lines.map((line) => JSON.parse(line));
    expect(last.map(({ id }) => id)).toEqual(ids.slice(-5));
    const after = await run(`events tail sales --from ${last[1].position} --no-follow --json`);
    expect(after.out.trimEnd().split('\n')).toEqual(lines.slice(2));

    const { stream, events } = appends[3]!;
    for (const named of [`${stream.category}/${stream.id}`, stream.id]) {
      const { out } = await run(`events show sales ${named} --tenant ${stream.tenant} --json`);
      expect(JSON.parse(out).map(({ id }: { id: string }) => id)).toEqual(events.map(({ id }) => id));
    }
    for (const named of [events[1]!.id, last[4].position]) {
      const { out } = await run(`events show sales ${named} --json`);
      expect(JSON.parse(out)).toHaveLength(1);
    }
    expect(await run('events show sales nothing')).toMatchObject({ code: 1, err: expect.stringMatching(/no stream, event or position/) });
  });

  it('counts in events what is not relayed', async () => {
    const { out } = await run('relay status --json');
    expect(JSON.parse(out)).toEqual([expect.objectContaining({ service: 'sales', state: 'stopped', behind: 60 })]);
  });
});
