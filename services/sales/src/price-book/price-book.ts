import type { EventInitOf, EventOf } from '@throughline/contracts';
import { PriceBookEventSchema } from '@throughline/contracts/sales';
import { InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';
import type { Money } from '@throughline/domain';

export interface Price {
  readonly productId: string;
  readonly price: Money;
}

export type PriceBookCommand =
  | { type: 'Create'; name: string; currency: string; prices: readonly Price[] }
  | { type: 'Change'; name?: string; prices?: readonly Price[] }
  | { type: 'Archive' };

export type PriceBook =
  | { readonly status: 'none' }
  | { readonly status: 'active' | 'archived'; readonly name: string; readonly currency: string; readonly prices: readonly Price[] };

export type PriceBookEvent = EventOf<typeof PriceBookEventSchema>;
type PriceBookEventInit = EventInitOf<typeof PriceBookEventSchema>;

function decide(command: PriceBookCommand, state: PriceBook): readonly PriceBookEventInit[] {
  if (command.type === 'Create') {
    if (state.status !== 'none') return [];
    const { name, currency, prices } = command;
    checkPrices(prices, currency);
    return [{ type: 'PriceBookCreated', data: { name, currency, prices: [...prices] } }];
  }
  if (state.status === 'none') throw new NotFound('price book');
  switch (command.type) {
    case 'Change': {
      if (state.status === 'archived') throw new RuleViolated('record.archived', 'This price book is archived.');
      const { name = state.name, prices = state.prices } = command;
      checkPrices(prices, state.currency);
      if (name === state.name && JSON.stringify(prices) === JSON.stringify(state.prices)) return [];
      return [{ type: 'PriceBookPricesChanged', data: { name, prices: [...prices] } }];
    }
    case 'Archive':
      return state.status === 'archived' ? [] : [{ type: 'PriceBookArchived', data: {} }];
  }
}

function checkPrices(prices: readonly Price[], currency: string): void {
  const problems: Record<string, string> = {};
  const seen = new Set<string>();
  prices.forEach(({ productId, price }, i) => {
    if (price.currency !== currency) problems[`prices.${i}.price.currency`] = `must be ${currency}, the price book's currency`;
    if (seen.has(productId)) problems[`prices.${i}.productId`] = 'has a price in this book already';
    seen.add(productId);
  });
  if (Object.keys(problems).length) throw new InvalidInput(problems);
}

function evolve(state: PriceBook, { type, data }: PriceBookEvent): PriceBook {
  if (type === 'PriceBookCreated') return { status: 'active', name: data.name, currency: data.currency, prices: prices(data.prices) };
  if (state.status === 'none') return state;
  switch (type) {
    case 'PriceBookPricesChanged':
      return { ...state, name: data.name, prices: prices(data.prices) };
    case 'PriceBookArchived':
      return { ...state, status: 'archived' };
  }
}

export const priceBook = {
  category: 'price_book',
  events: PriceBookEventSchema,
  initialState: { status: 'none' } as PriceBook,
  decide,
  evolve,
} satisfies Decider<PriceBook, PriceBookCommand, PriceBookEvent, PriceBookEventInit> & { events: unknown };

export const prices = (list: readonly { productId: string; price?: Money }[]): Price[] =>
  list.flatMap(({ productId, price }) => (price ? [{ productId, price: { amount: price.amount, currency: price.currency } }] : []));
