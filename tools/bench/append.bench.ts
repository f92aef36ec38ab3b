import { PostgresEventStore } from '@throughline/event-store';
import { anAppend } from '@throughline/event-store/testing';
import { startTestPostgres } from '@throughline/test-kit';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Benchmark, compared, interleaved, notMeasured, type Result } from './harness.js';
import { cpuSeconds } from './processes.js';

const run = promisify(execFile);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 2);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const goals = [
  { writers: 1, ofRaw: 0.5, ofEmmett: 1 },
  { writers: 8, ofRaw: 0.6, ofEmmett: 2.5 },
  { writers: 32, ofRaw: 0.75, ofEmmett: 5 },
];

/** What a contact's change weighs: the same bytes for everybody. */
const DATA = {
  contactId: randomUUID(),
  changes: { title: 'Head of procurement', language: 'de', tags: ['trade fair', 'newsletter'] },
  sealed: 'c2VhbGVkIG5hbWUgYW5kIGFkZHJlc3MsIGFib3V0IGEgaHVuZHJlZCBieXRlcyBvZiBpdCwgYXMgYmFzZTY0IG9mIGNpcGhlcnRleHQ=',
};

/** Appends of one event, each to a new stream by a new command, with the durability of production, beside the cheapest insert there is. */
const append: Benchmark = async () => {
  const server = await startTestPostgres({ durable: true });
  await connectCheaply(server.url());
  const database = async (name: string): Promise<string> => {
    const client = new pg.Client({ connectionString: server.url() });
    await client.connect();
    await client.query(`create database ${name}`);
    await client.end();
    return server.url(name);
  };
  const results: Result[] = [];
  const ours = await PostgresEventStore.open({ url: await database('ours') });
  const raw = await rawInserts(await database('raw'));
  const emmett = await emmettStore(await database('emmett'));
  try {
    for (const { writers, ofRaw, ofEmmett } of goals) {
      const cpu = { ours: [] as number[], raw: [] as number[] };
      /** Events a second, and in `cpu` the microseconds of the server's CPU an event beside it. */
      const counted = (who: 'ours' | 'raw' | 'emmett', work: () => Promise<Work>) => async (): Promise<number> => {
        const before = cpuSeconds(server.pid);
        const { events, seconds, overhead = 0 } = await work();
        if (who !== 'emmett') cpu[who].push(((cpuSeconds(server.pid) - before - overhead) * 1e6) / events);
        return events / seconds;
      };
      const connecting = await cpuOf(server.pid, () => raw.connect(writers));
      const figures = await interleaved<'raw' | 'ours' | 'emmett'>(ROUNDS, {
        raw: counted('raw', async () => ({ ...(await raw.insert(writers)), overhead: connecting })),
        ours: counted('ours', () => together(writers, async () => void (await ours.append(anAppend({ events: [DATA] }))))),
        emmett: counted('emmett', async () => ('append' in emmett ? together(writers, emmett.append) : { events: NaN, seconds: 1 })),
      });
      const name = `append, ${writers} writer${writers > 1 ? 's' : ''}`;
      results.push(compared({ name, unit: 'events/s', reference: raw.name, goal: { atLeast: ofRaw } }, figures.ours, figures.raw));
      if (writers === 32) {
        const what = { name: `${name}: server CPU`, unit: 'µs/event', reference: raw.name, goal: { atMost: 0.5 } };
        results.push(compared(what, cpu.ours.slice(1), cpu.raw.slice(1)));
      }
      const reference = 'emmett-postgresql';
      if ('append' in emmett)
        results.push(compared({ name, unit: 'events/s', reference, goal: { atLeast: ofEmmett } }, figures.ours, figures.emmett));
      else results.push(notMeasured(name, reference, `ratio ≥ ${ofEmmett}`, emmett.why));
    }
  } finally {
    await ours.close();
    if ('append' in emmett) await emmett.close();
    await raw.close();
    await server.stop();
  }
  return results;
};

export default append;

interface Work {
  readonly events: number;
  readonly seconds: number;
  /** Seconds of the server's CPU that went into something else. */
  readonly overhead?: number;
}

/** The writers do `work` over and over for the time. */
async function together(writers: number, work: () => Promise<void>): Promise<Work> {
  let events = 0;
  const started = performance.now();
  const end = started + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < end) {
        await work();
        events++;
      }
    }),
  );
  return { events, seconds: (performance.now() - started) / 1000 };
}

async function cpuOf(pid: number, work: () => Promise<unknown>): Promise<number> {
  const before = cpuSeconds(pid);
  await work();
  return cpuSeconds(pid) - before;
}

/** Proving to know the password takes milliseconds of the server's CPU, made long on purpose: here it would count as work. */
async function connectCheaply(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`set scram_iterations = 1; alter role current_user password ${client.escapeLiteral(new URL(url).password)}`);
  await client.end();
}

interface RawInserts {
  readonly name: string;
  insert(writers: number): Promise<Work>;
  /** Hardly more than what it costs to connect before inserting. */
  connect(writers: number): Promise<unknown>;
  close(): Promise<void>;
}

/** The bare insert of such an event into a table with a key: by pgbench if this machine has it, else by a loop of prepared statements. */
async function rawInserts(url: string): Promise<RawInserts> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create table raw (id bigserial primary key, stream uuid not null, data json not null, meta json not null)');
  await client.end();
  const [event] = anAppend({ events: [DATA] }).events;
  const [data, meta] = [JSON.stringify(event!.data), JSON.stringify(event!.meta)];
  const pgbench = globSync('/usr/lib/postgresql/*/bin/pgbench').sort().at(-1);
  if (!pgbench) {
    const pool = new pg.Pool({ connectionString: url, max: 32 });
    const query = { name: 'raw', text: 'insert into raw (stream, data, meta) values ($1, $2, $3)' };
    return {
      name: 'prepared single-row insert from Node (no pgbench here)',
      insert: (writers) => together(writers, async () => void (await pool.query({ ...query, values: [randomUUID(), data, meta] }))),
      connect: async () => {},
      close: () => pool.end(),
    };
  }
  const script = join(tmpdir(), `throughline-bench-${process.pid}.sql`);
  // pgbench takes `:true` for a variable.
  const literal = (json: string): string => `'${json.replace(/:(?=\w)/g, ': ')}'`;
  writeFileSync(script, `insert into raw (stream, data, meta) values (gen_random_uuid(), ${literal(data)}, ${literal(meta)});\n`);
  const bench = async (writers: number, ...duration: string[]): Promise<string> =>
    (await run(pgbench, ['-n', '-M', 'prepared', '-c', `${writers}`, '-j', '1', ...duration, '-f', script, url])).stdout;
  return {
    name: 'pgbench single-row insert',
    async insert(writers) {
      const report = await bench(writers, '-T', `${SECONDS}`);
      const events = /actually processed: (\d+)/.exec(report)?.[1];
      const perSecond = /tps = ([\d.]+) \(without initial connection time\)/.exec(report)?.[1];
      if (!events || !perSecond) throw new Error(`pgbench said:\n${report}`);
      return { events: Number(events), seconds: Number(events) / Number(perSecond) };
    },
    connect: (writers) => bench(writers, '-t', '1'),
    close: async () => {},
  };
}

/** A well-known event store for the same database, fetched into a cache when it is asked for. */
async function emmettStore(url: string): Promise<{ append(): Promise<void>; close(): Promise<void> } | { why: string }> {
  const folder = join(process.cwd(), '.cache/bench-peers');
  const name = '@event-driven-io/emmett-postgresql';
  try {
    if (!existsSync(join(folder, 'node_modules', name))) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{ "private": true }');
      await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', `${name}@0.42`, '@event-driven-io/emmett@0.42'], {
        cwd: folder,
        timeout: 120_000,
      });
    }
    const entry = createRequire(join(folder, 'package.json')).resolve(name);
    const { getPostgreSQLEventStore } = await import(pathToFileURL(entry).href);
    const store = getPostgreSQLEventStore(url);
    return {
      append: async () =>
        void (await store.appendToStream(`thing-${randomUUID()}`, [{ type: 'ThingHappened', data: DATA }], { expectedStreamVersion: 0n })),
      close: () => store.close(),
    };
  } catch (error) {
    return { why: String(error).split('\n')[0]! };
  }
}
