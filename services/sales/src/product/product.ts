import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';
import { sameMoney, type Money } from '@throughline/domain';

export interface ProductFacts {
  readonly name: string;
  readonly code: string;
  readonly family: string;
  readonly price?: Money;
}

export type ProductCommand =
  { type: 'Add'; facts: ProductFacts } | { type: 'Change'; facts: Partial<ProductFacts> } | { type: 'Archive' } | { type: 'Restore' };

export type Product = { readonly status: 'none' } | ({ readonly status: 'active' | 'archived' } & ProductFacts);

export type ProductEvent = EventOf<typeof ProductEventSchema>;
type ProductEventInit = EventInitOf<typeof ProductEventSchema>;

function decide(command: ProductCommand, state: Product): readonly ProductEventInit[] {
  if (command.type === 'Add') return state.status === 'none' ? [{ type: 'ProductAdded', data: command.facts }] : [];
  if (state.status === 'none') throw new NotFound('product');
  switch (command.type) {
    case 'Change': {
      if (state.status === 'archived') throw new RuleViolated('record.archived', 'This product is archived: restore it first.');
      const { name, code, family, price } = { ...state, ...command.facts };
      const same = name === state.name && code === state.code && family === state.family && sameMoney(price, state.price);
      return same ? [] : [{ type: 'ProductChanged', data: { name, code, family, price } }];
    }
    case 'Archive':
      return state.status === 'archived' ? [] : [{ type: 'ProductArchived', data: {} }];
    case 'Restore':
      return state.status === 'active' ? [] : [{ type: 'ProductRestored', data: {} }];
  }
}

function evolve(state: Product, { type, data }: ProductEvent): Product {
  if (type === 'ProductAdded') return { status: 'active', name: data.name, code: data.code, family: data.family, price: data.price };
  if (state.status === 'none') return state;
  switch (type) {
    case 'ProductChanged':
      return { ...state, name: data.name, code: data.code, family: data.family, price: data.price };
    case 'ProductArchived':
      return { ...state, status: 'archived' };
    case 'ProductRestored':
      return { ...state, status: 'active' };
  }
}

export const product = {
  category: 'product',
  events: ProductEventSchema,
  initialState: { status: 'none' } as Product,
  decide,
  evolve,
} satisfies Decider<Product, ProductCommand, ProductEvent, ProductEventInit> & { events: unknown };
