import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CurrencyMismatch, addMoney, compareMoney, parseDecimal, parseMoney, parsePrice, sumByCurrency, weighted } from './index.js';

const eur = (amount: string) => parseMoney({ amount, currency: 'EUR' });

describe('money', () => {
  it('keeps exactly the minor units of its currency', () => {
    expect(parseMoney({ amount: ' 1200 ', currency: 'eur' })).toEqual({ amount: '1200.00', currency: 'EUR' });
    expect(parseMoney({ amount: '1200.0', currency: 'JPY' })).toEqual({ amount: '1200', currency: 'JPY' });
    expect(parseMoney({ amount: '.5', currency: 'KWD' })).toEqual({ amount: '0.500', currency: 'KWD' });
    expect(parseMoney({ amount: '-0', currency: 'EUR' }).amount).toBe('0.00');
  });

  it('refuses what would be rounded, and what is no amount', () => {
    expect(() => eur('1.005')).toThrow('has more than 2 decimals');
    expect(() => parseMoney({ amount: '1.5', currency: 'JPY' })).toThrow('has decimals, which JPY has not');
    for (const amount of ['', 'ten', '1e3', '1,000', '0x10', 'NaN', 'Infinity', '1.2.3', '--1'])
      expect(() => eur(amount)).toThrow('is not an amount');
    expect(() => eur('1000000000000000')).toThrow('too large');
    expect(() => parseMoney({ amount: '1', currency: 'EURO' })).toThrow('is not a currency');
  });

  it('is not below zero where it is a price', () => {
    expect(parsePrice({ amount: '-0', currency: 'EUR' }).amount).toBe('0.00');
    expect(() => parsePrice({ amount: '-0.01', currency: 'EUR' })).toThrow('must not be negative');
  });

  it('adds exactly, where floating point would not', () => {
    expect(addMoney(eur('0.10'), eur('0.20'))).toEqual(eur('0.30'));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1 }), (cents) => {
        const [sum] = sumByCurrency(cents.map((each) => eur((each / 100).toFixed(2))));
        expect(sum).toEqual(eur((cents.reduce((a, b) => a + b, 0) / 100).toFixed(2)));
      }),
    );
  });

  it('never mixes currencies', () => {
    const usd = parseMoney({ amount: '1', currency: 'USD' });
    expect(() => addMoney(eur('1'), usd)).toThrow(CurrencyMismatch);
    expect(() => compareMoney(eur('1'), usd)).toThrow(CurrencyMismatch);
    expect(sumByCurrency([eur('1'), usd, eur('2')])).toEqual([eur('3'), usd]);
    expect(compareMoney(eur('2'), eur('10'))).toBeLessThan(0);
  });

  it('weighs by a probability to the minor unit, half to even', () => {
    expect(weighted(eur('1000'), 25)).toEqual(eur('250'));
    expect(weighted(eur('0.10'), 25)).toEqual(eur('0.02'));
    expect(weighted(eur('0.30'), 25)).toEqual(eur('0.08'));
  });

  it('reads decimals as they are', () => {
    expect(parseDecimal('+0012.50')).toBe('12.5');
    expect(() => parseDecimal('12a')).toThrow('is not a number');
  });
});
