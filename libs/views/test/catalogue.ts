import { randomUUID } from 'node:crypto';
import { createEventCodec, type EventCodec, type EventInitOf, type StreamSchema } from '@throughline/contracts';
import { TeamsEventSchema } from '@throughline/contracts/identity';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { PostgresEventStore, type EventStore } from '@throughline/event-store';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { EmbeddedBus } from '@throughline/message-bus';
import { testDatabase } from '@throughline/test-kit';
import { ViewRunner, type ViewRunnerOptions } from '@throughline/views';
import pg from 'pg';
import { products, tally } from './products.js';

/** Sales with a database, a store and a bus of its own, and identity beside it. */
export async function catalogue() {
  const sales = await testDatabase();
  const identity = await testDatabase();
  const stores = {
    sales: await PostgresEventStore.open({ url: sales.url }),
    identity: await PostgresEventStore.open({ url: identity.url }),
  };
  const codec = createEventCodec(new MemorySubjectKeys());
  const bus = new EmbeddedBus();
  bus.register('sales', stores.sales);
  bus.register('identity', stores.identity);
  const pool = new pg.Pool({ connectionString: sales.url, max: 4 });
  pool.on('error', () => {});
  const runners = new Set<ViewRunner>();
  return {
    url: sales.url,
    identityUrl: identity.url,
    stores,
    codec,
    bus,
    pool,
    options: { service: 'sales', databaseUrl: sales.url, store: stores.sales, codec, bus } satisfies Partial<ViewRunnerOptions>,
    async start(options: Partial<ViewRunnerOptions> = {}): Promise<ViewRunner> {
      const runner = await ViewRunner.start({ ...this.options, views: [products, tally], ...options });
      runners.add(runner);
      return runner;
    },
    product: (id: string, ...events: EventInitOf<typeof ProductEventSchema>[]) =>
      append(stores.sales, codec, ProductEventSchema, 'product', id, events),
    team: (...events: EventInitOf<typeof TeamsEventSchema>[]) =>
      append(stores.identity, codec, TeamsEventSchema, 'teams', randomUUID(), events),
    async rows<T = Record<string, unknown>>(sql: string, ...values: unknown[]): Promise<T[]> {
      return (await pool.query(sql, values)).rows;
    },
    async close(): Promise<void> {
      for (const runner of runners) await runner.close();
      await pool.end();
      await Promise.all(Object.values(stores).map((store) => store.close()));
      await Promise.all([sales.drop(), identity.drop()]);
    },
  };
}

export type Catalogue = Awaited<ReturnType<typeof catalogue>>;

/** Appends to the end of a stream, and answers the position of the last event. */
export async function append<S extends StreamSchema>(
  store: EventStore,
  codec: EventCodec,
  schema: S,
  category: string,
  id: string,
  events: readonly EventInitOf<S>[],
): Promise<bigint> {
  const stream = { tenant: 'main', category, id };
  const revision = (await store.readStream(stream)).length;
  const command = { tenant: 'main', actor: 'somebody', operation: 'test', commandId: randomUUID() };
  const meta = {
    actor: 'somebody',
    operation: 'test',
    commandId: command.commandId,
    correlationId: command.commandId,
    occurredAt: '2026-03-01T09:30:00.000Z',
  };
  const encoded = await codec.encode(schema, stream, events);
  const result = await store.append({
    stream,
    expectedRevision: revision,
    command,
    requestHash: command.commandId,
    events: encoded.map(({ type, data, public: isPublic }) => ({ id: randomUUID(), type, data, meta: { ...meta, public: isPublic } })),
  });
  if (result.outcome !== 'appended') throw new Error(result.outcome);
  return result.position;
}

export * from './products.js';
