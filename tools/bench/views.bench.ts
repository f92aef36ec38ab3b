import { PostgresEventStore } from '@throughline/event-store';
import { EmbeddedBus } from '@throughline/message-bus';
import { startTestPostgres } from '@throughline/test-kit';
import { ViewRunner } from '@throughline/views';
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { codec, deals, fill } from './deals.js';
import { type Benchmark, compared, interleaved } from './harness.js';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 60_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

/** Catching up with all events there are, beside reading them and doing nothing; and with two lanes in two processes. */
const views: Benchmark = async () => {
  const server = await startTestPostgres({ durable: true });
  const url = server.url('bench');
  await query(server.url(), 'create database bench');
  try {
    const store = await PostgresEventStore.open({ url });
    const head = await fill(store, EVENTS);
    const read = async (): Promise<number> => {
      const started = performance.now();
      let position = 0n;
      let events = 0;
      for (let page = await store.readAll(position, 500); page.length > 0; page = await store.readAll(position, 500)) {
        position = page.at(-1)!.position;
        events += page.length;
      }
      return (events / (performance.now() - started)) * 1_000;
    };
    const catchUp = (processes: number) => async (): Promise<number> => {
      await query(url, `drop table if exists deals_v1; drop schema if exists views cascade`);
      const lanes = await Promise.all(Array.from({ length: processes }, () => lane(url, processes, head)));
      const seconds = await Promise.all(lanes.map((one) => one.run()));
      await Promise.all(lanes.map((one) => one.end()));
      return EVENTS / Math.max(...seconds);
    };
    const figures = await interleaved(ROUNDS, { read, one: catchUp(1), two: catchUp(2) });
    await store.close();
    return [
      compared(
        { name: 'catch-up of a view', unit: 'events/s', reference: 'bare read of all events', goal: { atLeast: 0.4 } },
        figures.one,
        figures.read,
      ),
      compared(
        { name: 'catch-up, two lanes in two processes', unit: 'events/s', reference: 'one lane', goal: { atLeast: 1.5 } },
        figures.two,
        figures.one,
      ),
    ];
  } finally {
    await server.stop();
  }
};

export default views;

/** A process of its own that keeps one lane from the moment that it is told to, and says how many seconds it took from when its tables were there. */
async function lane(url: string, lanes: number, head: bigint) {
  const child = fork(fileURLToPath(import.meta.url), [url, String(lanes), String(head)], { execArgv: process.execArgv });
  const next = (): Promise<unknown> => new Promise((resolve, reject) => child.once('message', resolve).once('error', reject));
  await next();
  return {
    run: async (): Promise<number> => {
      const done = next();
      child.send('go');
      return Number(await done);
    },
    end: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.send('end');
      await ended;
    },
  };
}

async function keep(url: string, lanes: number, head: bigint): Promise<void> {
  const told = (): Promise<unknown> => new Promise((resolve) => process.once('message', resolve));
  const store = await PostgresEventStore.open({ url });
  process.send!('ready');
  await told();
  const options = { service: 'sales', databaseUrl: url, store, codec, bus: new EmbeddedBus(), views: [deals] };
  const runner = await ViewRunner.start({ ...options, lanes, take: 1 });
  const started = performance.now();
  while (runner.lag().length === 0 || runner.lag().some(({ position }) => position < head))
    await new Promise((resolve) => setTimeout(resolve, 5));
  process.send!((performance.now() - started) / 1_000);
  await told();
  await runner.close();
  await store.close();
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

if (process.send) {
  const [url, lanes, head] = process.argv.slice(2);
  await keep(url!, Number(lanes), BigInt(head!));
  process.exit(0);
}
