import { createEventCodec } from '@throughline/contracts';
import { OpportunityEventSchema } from '@throughline/contracts/sales';
import { PostgresEventStore } from '@throughline/event-store';
import { EmbeddedBus } from '@throughline/message-bus';
import { startTestPostgres } from '@throughline/test-kit';
import { ViewRow, ViewRunner, type View } from '@throughline/views';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { Column, Entity } from 'typeorm';
import { type Benchmark, compared, interleaved } from './harness.js';

const EVENTS = Number(process.env.BENCH_EVENTS ?? 60_000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

@Entity()
export class DealRow extends ViewRow {
  @Column('text') name!: string;
  @Column('numeric', { nullable: true }) amount!: string | null;
  @Column('text', { nullable: true }) nextStep!: string | null;
  @Column('int') revision!: number;
  @Column('timestamptz') updatedAt!: string;
}

/** Nothing in these events is personal. */
const codec = createEventCodec({ forSealing: async () => new Map(), forOpening: async () => new Map() });

/** A row a deal, four events each. */
export const deals: View<DealRow, typeof OpportunityEventSchema> = {
  name: 'deals',
  version: 1,
  entity: DealRow,
  streams: [OpportunityEventSchema],
  project(row, event) {
    const seen = { revision: event.revision, updatedAt: event.recordedAt };
    if (event.type === 'OpportunityOpened')
      return { name: event.data.name, amount: event.data.amount?.amount ?? null, nextStep: null, ...seen };
    if (!row) return null;
    switch (event.type) {
      case 'OpportunityRenamed':
        return { ...row, name: event.data.name, ...seen };
      case 'OpportunityNextStepChanged':
        return { ...row, nextStep: event.data.nextStep, ...seen };
      default:
        return { ...row, ...seen };
    }
  },
};

/** Catching up with all events there are, beside reading them and doing nothing; and with two lanes in two processes. */
const views: Benchmark = async () => {
  const server = await startTestPostgres({ durable: true });
  const url = server.url('bench');
  await query(server.url(), 'create database bench');
  try {
    const store = await PostgresEventStore.open({ url });
    const head = await fill(store);
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

async function fill(store: PostgresEventStore): Promise<bigint> {
  const streams = Array.from({ length: EVENTS / 4 }, () => randomUUID());
  let position = 0n;
  for (let from = 0; from < streams.length; from += 500) {
    await Promise.all(
      streams.slice(from, from + 500).map(async (id) => {
        const stream = { tenant: 'main', category: 'opportunity', id };
        const command = { tenant: 'main', actor: 'ann', operation: 'bench', commandId: randomUUID() };
        const meta = {
          actor: 'ann',
          operation: 'bench',
          commandId: command.commandId,
          correlationId: command.commandId,
          occurredAt: '2026-03-02T09:00:00.000Z',
        };
        const encoded = await codec.encode(OpportunityEventSchema, stream, [
          {
            type: 'OpportunityOpened',
            data: { name: 'Renewal of the frame contract', amount: { amount: '12500.00', currency: 'EUR' }, pipelineId: randomUUID() },
          },
          { type: 'OpportunityNextStepChanged', data: { nextStep: 'Call the head of procurement' } },
          { type: 'OpportunityRenamed', data: { name: 'Renewal and upgrade of the frame contract' } },
          { type: 'OpportunityNextStepChanged', data: { nextStep: 'Send the proposal' } },
        ]);
        const events = encoded.map(({ type, data, public: isPublic }) => ({
          id: randomUUID(),
          type,
          data,
          meta: { ...meta, public: isPublic },
        }));
        const result = await store.append({ stream, expectedRevision: 0, command, requestHash: '', events });
        if (result.outcome === 'appended' && result.position > position) position = result.position;
      }),
    );
  }
  return position;
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
