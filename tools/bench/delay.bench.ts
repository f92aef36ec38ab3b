import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startDistributed } from '@throughline/distributed';
import { DataFolder, Refusal, withDatabases } from '@throughline/embedded';
import { freePort } from '@throughline/postgres-server';
import { administrator, freshFolder, startProduct, stopProduct } from '@throughline/test-kit';
import pg from 'pg';
import { GraphClient } from './graph-client.js';
import { type Benchmark, measured, median, notMeasured, type Result } from './harness.js';
import { tree } from './processes.js';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const PER_SECOND = 100;
const CLIENTS = 32;
const goal = { atMost: 250 };

/**
 * From a command in contacts, as its client sends it, to when activities' list of all records shows what it made: in one process and in separate ones, of
 * which each has its turn while the other is idle. At a steady rate, and with clients that never pause.
 */
const delay: Benchmark = async () => {
  const results: Result[] = [];
  const runs: Running[] = [];
  try {
    runs.push(await embedded());
    try {
      runs.push(await distributed());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      results.push(notMeasured('from a command to another service, separate processes', '', `p99 ≤ ${goal.atMost} ms`, error.message));
    }
    const steady = new Map(runs.map((run) => [run, [] as number[][]]));
    const full = new Map(runs.map((run) => [run, [] as Saturated[]]));
    for (let round = 0; round <= ROUNDS; round++) {
      for (const run of round % 2 ? runs : runs.toReversed()) {
        const delays = await atASteadyRate(run);
        const saturated = await atSaturation(run);
        if (round === 0) continue;
        steady.get(run)!.push(delays);
        full.get(run)!.push(saturated);
      }
    }
    for (const run of runs) {
      const [delays, saturated] = [steady.get(run)!, full.get(run)!];
      const way = `from a command to another service's list, ${PER_SECOND} commands a second, ${run.name}`;
      results.push(
        measured(
          { name: `${way}: p50`, unit: 'ms' },
          delays.map((each) => at(each, 0.5)),
        ),
        measured(
          { name: `${way}: p99`, unit: 'ms', goal },
          delays.map((each) => at(each, 0.99)),
        ),
      );
      const whole = `the whole way, ${CLIENTS} clients that never pause, ${run.name}`;
      const parts = [...saturated[0]!.cpu.keys()].map((part) => ({ part, cpu: median(saturated.map(({ cpu }) => cpu.get(part)!)) }));
      const told = parts.toSorted((a, b) => b.cpu - a.cpu).map(({ part, cpu }) => `${part} ${cpu.toFixed(2)}`);
      results.push(
        measured(
          { name: `${whole}: commands until all lists had them`, unit: '/s' },
          saturated.map(({ commands, seconds }) => commands / seconds),
        ),
        {
          ...measured(
            { name: `${whole}: events`, unit: '/s' },
            saturated.map(({ events, seconds }) => events / seconds),
          ),
          note: `cores taken by: ${told.join(', ')}`,
        },
        measured(
          { name: `${whole}: the lists behind the last acknowledgement`, unit: 'ms' },
          saturated.map(({ behindMs }) => behindMs),
        ),
      );
    }
    return results;
  } finally {
    for (const run of runs) await run.stop();
  }
};
export default delay;

interface Running {
  readonly name: string;
  readonly client: GraphClient;
  readonly lists: Lists;
  /** Of all stores. */
  events(): Promise<number>;
  /** Seconds that each part has had so far. */
  cpu(): ReadonlyMap<string, number>;
  stop(): Promise<void>;
}

const services = ['activities', 'contacts', 'identity', 'marketing', 'sales'];

async function embedded(): Promise<Running> {
  const folder = new DataFolder(freshFolder());
  const product = await startProduct(folder.path, { environment: { NODE_ENV: 'production' } });
  const urls = await withDatabases(folder, async (url) => new Map(services.map((service) => [service, url(service)])));
  return running('one process', product.url, folder, urls, {
    parts: () => {
      const all = tree(product.process.pid!);
      return [...Map.groupBy(all, ({ program }) => (program === 'postgres' ? 'PostgreSQL' : 'Node'))].map(([part, of]) => [part, sum(of)]);
    },
    stop: () => stopProduct(product),
  });
}

async function distributed(): Promise<Running> {
  const folder = new DataFolder(freshFolder());
  const run = await startDistributed({
    folder,
    port: await freePort(),
    search: false,
    environment: {
      NODE_ENV: 'production',
      THROUGHLINE_ADMIN_EMAIL: administrator.email,
      THROUGHLINE_ADMIN_PASSWORD: administrator.password,
    },
  });
  const urls = new Map(services.map((service) => [service, run.databaseUrl(service)]));
  const postmaster = Number(readFileSync(folder.at('postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return running('separate processes', run.url, folder, urls, {
    parts: () => [
      ['PostgreSQL', sum(tree(postmaster))],
      ...[...run.processes, ...run.engines].map(({ name, pid }): [string, number] => [name, sum(tree(pid))]),
    ],
    stop: () => run.stop(),
  });
}

async function running(
  name: string,
  url: string,
  folder: DataFolder,
  urls: ReadonlyMap<string, string>,
  { parts, stop }: { parts: () => [string, number][]; stop: () => Promise<unknown> },
): Promise<Running> {
  const client = new GraphClient(url);
  await client.signIn();
  const lists = new Lists(urls.get('activities')!);
  return {
    name,
    client,
    lists,
    events: async () => {
      const heads = await Promise.all(
        [...urls.values()].map((each) => ask<{ head: string }>(each, 'select coalesce(max(position), 0) as head from events.events')),
      );
      return heads.reduce((total, [row]) => total + Number(row!.head), 0);
    },
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return new Map([...parts(), ['clients', (user + system) / 1e6] as [string, number]]);
    },
    stop: async () => {
      client.close();
      await lists.close();
      await stop();
      rmSync(dirname(folder.path), { recursive: true, force: true });
    },
  };
}

/** What activities shows, looked at every few milliseconds. */
class Lists {
  private readonly database: pg.Client;
  private readonly ready: Promise<string>;
  /** When what is not there yet was asked for. */
  private readonly awaited = new Map<string, number>();
  private readonly delays: number[] = [];
  private looking: Promise<void> | undefined;

  constructor(url: string) {
    this.database = new pg.Client({ connectionString: url });
    this.ready = this.database
      .connect()
      .then(() => this.database.query(`select table_name from views.builds where view = 'records' order by version desc limit 1`))
      .then(({ rows }) => rows[0].table_name as string);
  }

  /** Milliseconds until each was there that has been awaited since the last time, when all are. */
  async arrived(): Promise<number[]> {
    while (this.awaited.size > 0) await this.looking;
    return this.delays.splice(0);
  }

  await(id: string, since: number): void {
    this.awaited.set(id, since);
    this.looking ??= this.look().finally(() => (this.looking = undefined));
  }

  async close(): Promise<void> {
    await this.looking;
    await this.database.end();
  }

  private async look(): Promise<void> {
    const table = await this.ready;
    for (let idle = performance.now(); this.awaited.size > 0; await pause(5)) {
      const { rows } = await this.database.query<{ id: string }>({
        name: 'look',
        text: `select id from "${table}" where tenant = 'main' and id = any($1)`,
        values: [[...this.awaited.keys()].slice(0, 500)],
      });
      const now = performance.now();
      if (rows.length > 0) idle = now;
      if (now - idle > 60_000) throw new Error(`${this.awaited.size} contacts have not come to activities within a minute`);
      for (const { id } of rows) {
        this.delays.push(now - this.awaited.get(id)!);
        this.awaited.delete(id);
      }
    }
  }
}

const create = 'mutation($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }';
let made = 0;

async function createContact({ client, lists }: Running): Promise<void> {
  const n = ++made;
  const asked = performance.now();
  const input = { givenName: `Given${n}`, familyName: `Family${n % 5_000}`, emails: [{ address: `person${n}@example${n % 100}.com` }] };
  const { createContact: created } = await client.graph(create, { input });
  lists.await(created.contact.id, asked);
}

/** Whether or not those before have been answered, as from people who do not know of each other. */
async function atASteadyRate(run: Running): Promise<number[]> {
  const commands: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < SECONDS * PER_SECOND; n++) {
    const wait = started + (n * 1_000) / PER_SECOND - performance.now();
    if (wait > 0) await pause(wait);
    commands.push(createContact(run));
  }
  await Promise.all(commands);
  return run.lists.arrived();
}

interface Saturated {
  readonly commands: number;
  readonly events: number;
  /** From the first command until everything was in the lists. */
  readonly seconds: number;
  readonly behindMs: number;
  /** Cores that each part took meanwhile. */
  readonly cpu: ReadonlyMap<string, number>;
}

async function atSaturation(run: Running): Promise<Saturated> {
  const [eventsBefore, cpuBefore] = [await run.events(), run.cpu()];
  const started = performance.now();
  let commands = 0;
  const client = async (): Promise<void> => {
    for (; performance.now() < started + SECONDS * 1_000; commands++) await createContact(run);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  const acknowledged = performance.now();
  await run.lists.arrived();
  const ended = performance.now();
  const seconds = (ended - started) / 1_000;
  const cpu = new Map([...run.cpu()].map(([part, total]) => [part, (total - (cpuBefore.get(part) ?? 0)) / seconds]));
  return { commands, events: (await run.events()) - eventsBefore, seconds, behindMs: ended - acknowledged, cpu };
}

function at(delays: readonly number[], share: number): number {
  return delays.toSorted((a, b) => a - b)[Math.floor(delays.length * share)]!;
}

function sum(processes: readonly { readonly seconds: number }[]): number {
  return processes.reduce((total, { seconds }) => total + seconds, 0);
}

async function ask<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}
