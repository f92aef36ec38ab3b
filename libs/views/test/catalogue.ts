import { randomUUID } from 'node:crypto';
import { createEventCodec, type EventCodec, type EventInitOf, type StreamSchema } from '@throughline/contracts';
import { TeamsEventSchema } from '@throughline/contracts/identity';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { PostgresEventStore, type EventStore } from '@throughline/event-store';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { EmbeddedBus } from '@throughline/message-bus';
import { testDatabase } from '@throughline/test-kit';
import { ViewRow, ViewRunner, type View, type ViewRunnerOptions } from '@throughline/views';
import pg from 'pg';
import { Column, Entity, Index } from 'typeorm';

@Entity()
@Index(['tenant', 'name'])
export class ProductRow extends ViewRow {
  @Column('text') name!: string;
  @Column('text', { nullable: true }) code!: string | null;
  @Column('numeric', { nullable: true }) price!: string | null;
  /** How many events it has seen: tells whether any was folded twice. */
  @Column('int') events!: number;
  @Column('text', { array: true }) names!: readonly string[];
  @Column('jsonb') last!: { readonly type: string; readonly revision: number };
  @Column('timestamptz') updatedAt!: string;
  @Column('date', { nullable: true }) since!: string | null;
}

/** One row a product. A product named `poison` is refused by `project`, one whose code is `0x00` by Postgres. */
export const products: View<ProductRow, typeof ProductEventSchema> = {
  name: 'products',
  version: 1,
  entity: ProductRow,
  streams: [ProductEventSchema],
  indexes: ['create index on {table} using gin (name gin_trgm_ops)'],
  project(row, event) {
    const seen = {
      events: (row?.events ?? 0) + 1,
      last: { type: event.type, revision: event.revision },
      updatedAt: event.recordedAt,
      since: row?.since ?? event.meta.occurredAt.slice(0, 10),
    };
    switch (event.type) {
      case 'ProductAdded':
      case 'ProductChanged': {
        const { name, code, price } = event.data;
        if (name === 'poison') throw new Error(`${name} is not a name`);
        return { ...seen, name, code: code === '0x00' ? '\u0000' : code || null, price: price?.amount ?? null, names: [...(row?.names ?? []), name] };
      }
      case 'ProductArchived':
        return null;
      case 'ProductRestored':
        return row && { ...row, ...seen };
    }
  },
};

@Entity()
export class TallyRow extends ViewRow {
  @Column('int') products!: number;
  @Column('int') teams!: number;
}

/** One row a tenant, fed by two services. */
export const tally: View<TallyRow, typeof ProductEventSchema | typeof TeamsEventSchema> = {
  name: 'tally',
  version: 1,
  entity: TallyRow,
  streams: [ProductEventSchema, TeamsEventSchema],
  keys: () => ['all'],
  project(row, { type }) {
    const { products, teams } = row ?? { products: 0, teams: 0 };
    if (type === 'ProductAdded') return { products: products + 1, teams };
    if (type === 'TeamCreated') return { products, teams: teams + 1 };
    return row && { products, teams };
  },
};

/** Sales with a database, a store and a bus of its own, and identity beside it. */
export async function catalogue() {
  const sales = await testDatabase();
  const identity = await testDatabase();
  const stores = { sales: await PostgresEventStore.open({ url: sales.url }), identity: await PostgresEventStore.open({ url: identity.url }) };
  const codec = createEventCodec(new MemorySubjectKeys());
  const bus = new EmbeddedBus();
  bus.register('sales', stores.sales);
  bus.register('identity', stores.identity);
  const pool = new pg.Pool({ connectionString: sales.url, max: 4 });
  pool.on('error', () => {});
  const runners = new Set<ViewRunner>();
  return {
    url: sales.url,
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
    product: (id: string, ...events: EventInitOf<typeof ProductEventSchema>[]) => append(stores.sales, codec, ProductEventSchema, 'product', id, events),
    team: (...events: EventInitOf<typeof TeamsEventSchema>[]) => append(stores.identity, codec, TeamsEventSchema, 'teams', randomUUID(), events),
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
export async function append<S extends StreamSchema>(store: EventStore, codec: EventCodec, schema: S, category: string, id: string, events: readonly EventInitOf<S>[]): Promise<bigint> {
  const stream = { tenant: 'main', category, id };
  const revision = (await store.readStream(stream)).length;
  const command = { tenant: 'main', actor: 'somebody', operation: 'test', commandId: randomUUID() };
  const meta = { actor: 'somebody', operation: 'test', commandId: command.commandId, correlationId: command.commandId, occurredAt: '2026-03-01T09:30:00.000Z' };
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

export const added = (name: string, rest: { code?: string; price?: string } = {}) =>
  ({ type: 'ProductAdded', data: { name, code: rest.code ?? '', price: rest.price ? { amount: rest.price, currency: 'EUR' } : undefined } }) as const;
export const renamed = (name: string, rest: { code?: string } = {}) => ({ type: 'ProductChanged', data: { name, code: rest.code ?? '' } }) as const;
export const archived = { type: 'ProductArchived', data: {} } as const;
