import { describe, expect, it } from '@jest/globals';
import { sumOf } from './lines';

const line = (quantity: string | null, amount: string | null, currency = 'EUR') => ({
  productId: 'p',
  name: 'P',
  quantity,
  unitPrice: amount === null ? null : { amount, currency },
});

describe('What the products of a deal come to', () => {
  it('is exact, cents rounded half up, one of what has no quantity', () => {
    expect(sumOf([line('3', '0.10'), line(null, '19.99')])).toEqual({ amount: '20.29', currency: 'EUR' });
    expect(sumOf([line('0.5', '0.01')])).toEqual({ amount: '0.01', currency: 'EUR' });
    expect(sumOf([line('1', '9007199254740993.25')])).toEqual({ amount: '9007199254740993.25', currency: 'EUR' });
  });

  it('is not told without a price, or of several currencies', () => {
    expect(sumOf([line('3', null)])).toBeUndefined();
    expect(sumOf([line('1', '1'), line('1', '1', 'USD')])).toBeUndefined();
    expect(sumOf([line('1', '1'), line('1', null)])).toEqual({ amount: '1.00', currency: 'EUR' });
  });
});
