import { Big } from 'big.js';
import { InvalidValue } from './check.js';

/** An exact amount: `amount` is a decimal string with exactly the currency's minor units, `currency` an ISO 4217 code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** Adding or comparing two currencies: a mistake of the program, since no rate is known here. */
export class CurrencyMismatch extends Error {
  constructor(a: Money, b: Money) {
    super(`${a.currency} and ${b.currency} cannot be added or compared.`);
  }
}

/** `{ amount: '1200', currency: 'eur' }` → `{ amount: '1200.00', currency: 'EUR' }`. At most 15 digits before the point. */
export function parseMoney(typed: { readonly amount: string; readonly currency: string }): Money {
  const currency = parseCurrency(typed.currency);
  const amount = decimal(typed.amount, 'is not an amount, such as 1200.50');
  const units = minorUnits(currency);
  if (!amount.round(units, Big.roundDown).eq(amount)) {
    throw new InvalidValue(units === 0 ? `has decimals, which ${currency} has not` : `has more than ${units} decimals`);
  }
  if (amount.abs().gte('1e15')) throw new InvalidValue('is too large an amount');
  return { amount: fixed(amount, units), currency };
}

/** As {@link parseMoney}, for what is never below zero: a price, what a deal is worth. */
export function parsePrice(typed: { readonly amount: string; readonly currency: string }): Money {
  const money = parseMoney(typed);
  if (money.amount.startsWith('-')) throw new InvalidValue('must not be negative');
  return money;
}

/** `'-12.50'`; refuses anything but digits, one point and a sign. */
export function parseDecimal(typed: string): string {
  const value = decimal(typed, 'is not a number, such as 12.5');
  if (value.abs().gte('1e15') || value.c.length > 30) throw new InvalidValue('is too large a number');
  return value.toFixed();
}

export function parseCurrency(typed: string): string {
  const code = typed.trim().toUpperCase();
  if (!isCurrency(code)) throw new InvalidValue('is not a currency code of ISO 4217, such as EUR');
  return code;
}

export const isCurrency = (code: string): boolean => CURRENCIES.has(code);

/** Decimals of the currency's smallest unit: EUR 2, JPY 0, KWD 3. */
export const minorUnits = (currency: string): number => UNUSUAL_UNITS[currency] ?? 2;

export const zero = (currency: string): Money => ({ amount: fixed(new Big(0), minorUnits(currency)), currency });

export function addMoney(a: Money, b: Money): Money {
  same(a, b);
  return { amount: fixed(new Big(a.amount).plus(b.amount), minorUnits(a.currency)), currency: a.currency };
}

/** Negative, zero or positive, as for `sort`. */
export function compareMoney(a: Money, b: Money): number {
  same(a, b);
  return new Big(a.amount).cmp(b.amount);
}

export const sameMoney = (a: Money | null | undefined, b: Money | null | undefined): boolean =>
  a && b ? a.currency === b.currency && new Big(a.amount).eq(b.amount) : !a && !b;

/** The part of an amount that a probability makes of it, in percent (0 to 100), to the minor unit, half to even. */
export function weighted(money: Money, percent: number): Money {
  const units = minorUnits(money.currency);
  return { amount: fixed(new Big(money.amount).times(percent).div(100).round(units, Big.roundHalfEven), units), currency: money.currency };
}

/** One sum a currency, in the order in which the currencies come. */
export function sumByCurrency(amounts: Iterable<Money>): Money[] {
  const sums = new Map<string, Money>();
  for (const money of amounts) {
    const sum = sums.get(money.currency);
    sums.set(money.currency, sum ? addMoney(sum, money) : addMoney(zero(money.currency), money));
  }
  return [...sums.values()];
}

function decimal(typed: string, problem: string): Big {
  const text = String(typed).trim();
  if (!/^[+-]?(\d{1,40}(\.\d{0,30})?|\.\d{1,30})$/.test(text)) throw new InvalidValue(problem);
  return new Big(text.replace(/^\+/, '').replace(/\.$/, ''));
}

// Big keeps the sign of zero; an amount of -0.00 would differ from 0.00 as text.
const fixed = (value: Big, units: number): string => (value.eq(0) ? new Big(0) : value).toFixed(units);

function same(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new CurrencyMismatch(a, b);
}

const UNUSUAL_UNITS: Readonly<Record<string, number>> = {
  ...of(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'),
  ...of(3, 'BHD IQD JOD KWD LYD OMR TND'),
  ...of(4, 'CLF UYW'),
};

const CURRENCIES: ReadonlySet<string> = new Set(
  (
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU ' +
    'CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY ' +
    'KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR ' +
    'NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY ' +
    'TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG'
  ).split(' '),
);

function of(units: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, units]));
}
