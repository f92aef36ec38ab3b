import { TeamsEventSchema } from '@throughline/contracts/identity';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { ViewRow, type View } from '@throughline/views';
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
        return {
          ...seen,
          name,
          code: code === '0x00' ? '\u0000' : code || null,
          price: price?.amount ?? null,
          names: [...(row?.names ?? []), name],
        };
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

export const added = (name: string, rest: { code?: string; price?: string } = {}) =>
  ({
    type: 'ProductAdded',
    data: { name, code: rest.code ?? '', price: rest.price ? { amount: rest.price, currency: 'EUR' } : undefined },
  }) as const;
export const renamed = (name: string, rest: { code?: string } = {}) =>
  ({ type: 'ProductChanged', data: { name, code: rest.code ?? '' } }) as const;
export const archived = { type: 'ProductArchived', data: {} } as const;
