import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { product } from './product.js';

const given = givenOf(product);

const euros = (amount: string) => ({ amount, currency: 'EUR' });
const facts = { name: 'Widget', code: 'W-1', family: 'Things', price: euros('10.00') };
const added = { type: 'ProductAdded', data: facts } as const;
const archived = { type: 'ProductArchived', data: {} } as const;

describe('a product', () => {
  it('is added once', () => {
    given([]).when({ type: 'Add', facts }).then([added]).andAgainNothing();
  });

  it('is changed in what is given; the same price written otherwise is no change', () => {
    given([added])
      .when({ type: 'Change', facts: { code: '', price: euros('12.00') } })
      .then([{ type: 'ProductChanged', data: { ...facts, code: '', price: euros('12.00') } }])
      .andAgainNothing();
    given([added])
      .when({ type: 'Change', facts: { price: euros('10') } })
      .then([]);
  });

  it('loses a price that is cleared', () => {
    given([added])
      .when({ type: 'Change', facts: { price: undefined } })
      .then([{ type: 'ProductChanged', data: { ...facts, price: undefined } }])
      .andAgainNothing();
  });

  it('is archived, changes no more, and is restored', () => {
    given([added]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    given([added, archived])
      .when({ type: 'Change', facts: { name: 'x' } })
      .thenRefuses({ rule: 'record.archived' });
    given([added, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'ProductRestored', data: {} }])
      .andAgainNothing();
    given([]).when({ type: 'Archive' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});
