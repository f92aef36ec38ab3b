import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { priceBook } from './price-book.js';

const given = givenOf(priceBook);

const price = (productId: string, amount: string, currency = 'EUR') => ({ productId, price: { amount, currency } });
const prices = [price('widget', '10.00'), price('gadget', '20.00')];
const created = { type: 'PriceBookCreated', data: { name: 'Retail', currency: 'EUR', prices } } as const;

describe('a price book', () => {
  it('is made in one currency, with one price a product', () => {
    given([]).when({ type: 'Create', name: 'Retail', currency: 'EUR', prices }).then([created]).andAgainNothing();
    given([])
      .when({
        type: 'Create',
        name: 'Retail',
        currency: 'EUR',
        prices: [price('widget', '1.00'), price('widget', '2.00'), price('gadget', '1.00', 'USD')],
      })
      .thenRefuses({
        fields: {
          'prices.1.productId': 'has a price in this book already',
          'prices.2.price.currency': "must be EUR, the price book's currency",
        },
      });
  });

  it('has its name and its prices changed, all of them at once', () => {
    given([created])
      .when({ type: 'Change', prices: [prices[0]!] })
      .then([{ type: 'PriceBookPricesChanged', data: { name: 'Retail', prices: [prices[0]!] } }])
      .andAgainNothing();
    given([created])
      .when({ type: 'Change', name: 'Shops' })
      .then([{ type: 'PriceBookPricesChanged', data: { name: 'Shops', prices } }])
      .andAgainNothing();
    given([created])
      .when({ type: 'Change', prices: [price('widget', '1.00', 'USD')] })
      .thenRefuses({ code: 'BAD_USER_INPUT' });
  });

  it('is archived', () => {
    given([created])
      .when({ type: 'Archive' })
      .then([{ type: 'PriceBookArchived', data: {} }])
      .andAgainNothing();
    given([created, { type: 'PriceBookArchived', data: {} }])
      .when({ type: 'Change', name: 'Shops' })
      .thenRefuses({ rule: 'record.archived' });
    given([]).when({ type: 'Archive' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});
