import { describe, expect, it } from '@jest/globals';
import { ProductEventSchema } from '@throughline/contracts/sales';
import { added, archived, products, renamed, tally } from '../../test/catalogue.js';
import { givenOf, on } from './given.js';

describe('given events, then rows', () => {
  it('folds a view without a database', () => {
    givenOf(products)(
      on(ProductEventSchema, 'p1', added('Anvil')),
      on(ProductEventSchema, 'p1', renamed('Amboss')),
      on(ProductEventSchema, 'p2', added('Hammer')),
    ).then({
      p1: {
        name: 'Amboss',
        names: ['Anvil', 'Amboss'],
        last: { type: 'ProductChanged', revision: 2 },
        updatedAt: '2026-03-02T09:01:00.000Z',
      },
      p2: { name: 'Hammer' },
    });
    givenOf(tally)(on(ProductEventSchema, 'p1', added('Anvil')), on(ProductEventSchema, 'p2', added('Hammer'))).then({
      all: { products: 2 },
    });
  });

  it('fails where rows are missing, too many or other, and where an event would be parked', () => {
    const given = givenOf(products);
    expect(() => given(on(ProductEventSchema, 'p1', added('Anvil'))).then({})).toThrow();
    expect(() => given(on(ProductEventSchema, 'p1', added('Anvil')), on(ProductEventSchema, 'p1', archived)).then({ p1: {} })).toThrow();
    expect(() => given(on(ProductEventSchema, 'p1', added('Anvil'))).then({ p1: { name: 'Hammer' } })).toThrow();
    expect(() => given(on(ProductEventSchema, 'p1', added('poison')))).toThrow('poison is not a name');
  });
});
