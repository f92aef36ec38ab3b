import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NotHere, startOpenSearch, type OpenSearchServer } from '@throughline/local-servers';
import { eventually, type TestDatabase, testDatabase } from '@throughline/test-kit';
import { createTable, Findable, findable } from '../test/findable.js';
import { FallbackSearch, leaveUnfed, type SearchQuery } from './index.js';
import { document } from './testing/index.js';

const found: OpenSearchServer | NotHere = await startOpenSearch().catch((error: unknown) => {
  if (error instanceof NotHere && !process.env['CI']) return error;
  throw error;
});
const there = found instanceof NotHere ? describe.skip : describe;

there(`the feed of a search index${found instanceof NotHere ? ` (skipped: ${found.message})` : ''}`, () => {
  const server = found as OpenSearchServer;
  let database: TestDatabase;
  let searchUrl: string;
  let ours: Awaited<ReturnType<typeof findable>>;
  let closing: (() => Promise<unknown>)[];
  const logged: { details: object; message: string }[] = [];
  const told = (details: object, message: string) => void logged.push({ details, message });
  const log = { info: told, warn: told };

  beforeEach(async () => {
    database = await testDatabase();
    searchUrl = new URL(`/t${randomUUID().slice(0, 8)}`, server.url).href;
    closing = [];
    logged.length = 0;
    ours = await open();
    await createTable(ours.dataSource);
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
    await raw(`/${ours.index.alias}-*`, 'DELETE');
    await database.drop();
  });
  afterAll(() => server.stop());

  async function open() {
    const opened = await findable({ databaseUrl: database.url, searchUrl, log });
    closing.push(opened.close);
    return opened;
  }

  const query = (text: string, more: Partial<SearchQuery> = {}): SearchQuery => ({
    tenant: 'main',
    text,
    sees: 'all',
    first: 100,
    ...more,
  });
  const ids = async (text: string) => (await ours.index.search(query(text))).map(({ id }) => id).sort();
  const numbered = (count: number, more: object = {}) =>
    Array.from({ length: count }, (_, i) => document({ id: `d${i}`, title: `Number n${i}x`, ...more }));

  async function raw(path: string, method = 'GET'): Promise<any> {
    return (await fetch(new URL(path, server.url), { method })).json();
  }
  /** What the index holds, whether it can be found yet or not: `id version title`. */
  async function indexed(): Promise<string[]> {
    await raw(`/${ours.index.alias}/_refresh`, 'POST');
    const { hits } = await raw(`/${ours.index.alias}/_search?size=10000&version=true`);
    return (hits?.hits ?? []).map((hit: any) => `${hit._source.id} ${hit._version} ${hit._source.title}`).sort();
  }
  async function rows(): Promise<string[]> {
    const found = await ours.dataSource.query(`SELECT id, version, title FROM findable_v1 WHERE terms <> '{}'`);
    return found.map((row: any) => `${row.id} ${row.version} ${row.title}`).sort();
  }
  const caughtUp = () =>
    eventually(async () => {
      expect(await indexed()).toEqual(await rows());
      expect((await ours.feed.behind()).changes).toBe(0);
    });
  const archive = (id: string) =>
    ours.dataSource.query(`UPDATE findable_v1 SET terms = '{}', typos = '{}', title_key = '', version = version + 1 WHERE id = $1`, [id]);

  it('gives it the rows there are, and then every change', async () => {
    await ours.rows.put([
      document({ id: 'a', title: 'Anna' }),
      document({ id: 'b', title: 'Bernd' }),
      document({ id: 'c', title: 'Carla' }),
    ]);
    ours.feed.start();
    await eventually(async () => expect(await ids('anna')).toEqual(['a']));
    await ours.rows.put([document({ id: 'a', title: 'Agnes', version: 2 }), document({ id: 'd', title: 'Dora' })]);
    await archive('b');
    await ours.rows.remove([{ tenant: 'main', id: 'c' }]);
    await eventually(async () => expect(await ids('dora')).toEqual(['d']));
    for (const gone of ['anna', 'bernd', 'carla']) await eventually(async () => expect(await ids(gone)).toEqual([]));
    await ours.rows.put([document({ id: 'b', title: 'Bernd', version: 3 })]);
    await eventually(async () => expect(await ids('bernd')).toEqual(['b']));
    await caughtUp();
  });

  it('loses nothing that is written, changed and removed while the server is down, and searches go on', async () => {
    const search = new FallbackSearch({
      first: ours.index,
      fallback: ours.rows,
      caughtUp: async () => (await ours.feed.behind()).changes === 0,
      log,
      retryMs: 50,
    });
    await ours.rows.put(numbered(50));
    ours.feed.start();
    await eventually(async () => expect(await ids('n7x')).toEqual(['d7']));
    await server.kill();

    await ours.rows.put([document({ id: 'd7', title: 'Renamed', version: 2 }), document({ id: 'new', title: 'Newcomer' })]);
    await archive('d8');
    await ours.rows.remove([{ tenant: 'main', id: 'd9' }]);
    expect(await search.search(query('newcomer'))).toMatchObject([{ id: 'new' }]);
    expect(search.degraded()).toBe(true);
    await ours.rows.put([document({ id: 'd7', title: 'Renamed again', version: 3 })]);
    await eventually(() => expect(logged.filter(({ message }) => /^the search index is (away|not fed)/.test(message))).toHaveLength(2));
    expect((await ours.feed.behind()).changes).toBe(5);

    await server.restart();
    await eventually(() => expect(search.degraded()).toBe(false));
    await caughtUp();
    expect(await search.search(query('newcomer'))).toMatchObject([{ id: 'new' }]);
    for (const gone of ['n7x', 'n8x', 'n9x']) expect(await ids(gone)).toEqual([]);
    expect(await ids('renamed again')).toEqual(['d7']);
    const messages = logged.map(({ message }) => message);
    expect(messages.filter((message) => /away|back|fed/.test(message)).sort()).toEqual([
      'the search index is away: the database is searched in its place',
      'the search index is back',
      'the search index is fed again',
      'the search index is not fed: changes wait',
    ]);
  });

  it('builds it again where the server has lost it', async () => {
    await ours.rows.put(numbered(10));
    ours.feed.start();
    await caughtUp();
    await ours.index.drop();
    await ours.rows.put([document({ id: 'late', title: 'Late' })]);
    await eventually(async () => expect(await ids('late')).toEqual(['late']));
    await caughtUp();
  });

  it('goes on with a rebuild where one was killed, and loses no change made meanwhile', async () => {
    for (let i = 0; i < 12; i++)
      await ours.rows.put(numbered(1_000).map((each) => ({ ...each, id: `${i}${each.id}`, title: `${each.title} ${i}` })));
    await ours.rows.put([document({ id: 'lasting', title: 'Lasting' })]);
    const feeder = spawn(
      process.execPath,
      ['-C', 'source', '--import', './tools/run-source.mjs', 'libs/search/test/feeder.ts', database.url, searchUrl],
      {
        cwd: new URL('../../..', import.meta.url),
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    closing.push(async () => feeder.kill('SIGKILL'));
    const documents = async (): Promise<number> => {
      const stats = await raw(`/${ours.index.alias}-*/_stats/indexing`);
      return stats._all?.primaries?.indexing?.index_total ?? 0;
    };
    await eventually(async () => expect(await documents()).toBeGreaterThan(1_000));
    await ours.rows.put([document({ id: 'lasting', title: 'Altered', version: 2 })]);
    await ours.rows.remove([{ tenant: 'main', id: '0d0' }]);
    feeder.kill('SIGKILL');
    await once(feeder, 'exit');
    expect(await ours.index.madeFrom()).toBeUndefined();

    await ours.rows.put([document({ id: 'after', title: 'Afterwards' })]);
    ours.feed.start();
    await eventually(async () => expect(await ids('afterwards')).toEqual(['after']));
    expect(await ids('altered')).toEqual(['lasting']);
    expect(await ids('lasting')).toEqual([]);
    await raw(`/${ours.index.alias}/_refresh`, 'POST');
    const [{ count }] = await ours.dataSource.query(`SELECT count(*)::int FROM findable_v1`);
    expect((await raw(`/${ours.index.alias}/_count`)).count).toBe(count);
    expect(Object.keys(await raw(`/${ours.index.alias}-*`))).toHaveLength(1);
  });

  it('swaps a rebuilt index without a search that finds nothing, and changes reach both meanwhile', async () => {
    await ours.rows.put(numbered(3_000));
    await ours.rows.put([document({ id: 'always', title: 'Evergreen' })]);
    ours.feed.start();
    await eventually(async () => expect(await ids('evergreen')).toEqual(['always']));
    let searching = true;
    let searches = 0;
    const searchers = Array.from({ length: 4 }, async () => {
      for (; searching; searches++) expect(await ids('evergreen')).toEqual(['always']);
    });
    let version = 1;
    const writer = (async () => {
      for (; searching; await pause(5))
        await ours.rows.put([document({ id: `d${version % 300}`, title: `Changed c${version}x`, version: ++version })]);
    })();
    const first = await ours.index.madeFrom();
    for (let swap = 0; swap < 4; swap++) {
      const before = await ours.index.madeFrom();
      // As a view's rebuild does: another table under the name.
      await ours.dataSource.query(`BEGIN; LOCK TABLE findable_v1;
        CREATE TABLE beside (LIKE findable_v1 INCLUDING ALL); INSERT INTO beside SELECT * FROM findable_v1;
        DROP TABLE findable_v1; ALTER TABLE beside RENAME TO findable_v1; COMMIT`);
      await eventually(async () => {
        const made = await ours.index.madeFrom();
        expect(made !== undefined && made !== before).toBe(true);
      });
    }
    searching = false;
    await Promise.all([...searchers, writer]);
    expect(searches).toBeGreaterThan(0);
    expect(await ours.index.madeFrom()).not.toBe(first);
    await caughtUp();
  });

  it('is fed by one process at a time, and by another as soon as that one ends', async () => {
    const other = await open();
    ours.feed.start();
    await eventually(async () => expect(await ours.index.madeFrom()).toBeDefined());
    other.feed.start();
    await ours.feed.close();
    await ours.rows.put([document({ id: 'a', title: 'Anna' })]);
    await eventually(async () => expect(await ids('anna')).toEqual(['a']));
  });

  it('removes what is left of a version of the view that has been dropped, and its triggers where nothing is fed any more', async () => {
    await ours.rows.put([document({ id: 'a', title: 'Anna' })]);
    ours.feed.start();
    await eventually(async () => expect(await ids('anna')).toEqual(['a']));
    const left = new URL(`${searchUrl}-findable_v0-m1-x`).pathname;
    await raw(left, 'PUT');
    await ours.dataSource.query(`INSERT INTO views.search_feeds (feed, relation) VALUES ('findable_v0', 0)`);
    await ours.feed.close();
    const next = await open();
    next.feed.start();
    await eventually(async () => expect((await raw(left)).status).toBe(404));
    await next.feed.close();

    await leaveUnfed(ours.dataSource, Findable);
    await ours.rows.put([document({ id: 'b', title: 'Bernd' })]);
    expect(await ours.feed.behind()).toEqual({ changes: 0, seconds: 0 });
    const last = await open();
    last.feed.start();
    await eventually(async () => expect(await ids('bernd')).toEqual(['b']));
  });

  it('tells of a document that the server refuses, and goes on with the others', async () => {
    const refusals = () => logged.filter(({ message }) => message === 'the search index refuses documents').length;
    await ours.rows.put([document({ id: 'x'.repeat(600), title: 'Too long an id' }), document({ id: 'a', title: 'Anna' })]);
    ours.feed.start();
    await eventually(async () => expect(await ids('anna')).toEqual(['a']));
    expect(refusals()).toBe(1);
    await ours.rows.put([document({ id: 'y'.repeat(600), title: 'Too long as well' }), document({ id: 'b', title: 'Bernd' })]);
    await eventually(async () => expect(await ids('bernd')).toEqual(['b']));
    await eventually(async () => expect(await ours.feed.behind()).toEqual({ changes: 0, seconds: 0 }));
    expect(refusals()).toBe(2);
  });
});
