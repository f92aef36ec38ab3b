import type { Money } from '../app/formats';

/** A product of a deal. */
export interface Line {
  readonly productId: string;
  readonly name: string;
  /** Decimals; null counts as one. */
  readonly quantity: string | null;
  readonly unitPrice: Money | null;
}

/** What lines come to, exactly; undefined where none has a price, or prices are of several currencies. */
export function sumOf(lines: readonly Line[]): Money | undefined {
  const priced = lines.flatMap(({ quantity, unitPrice }) => (unitPrice ? [{ quantity: quantity ?? '1', unitPrice }] : []));
  const currencies = new Set(priced.map(({ unitPrice }) => unitPrice.currency));
  if (currencies.size !== 1) return undefined;
  const total = priced.reduce((all, { quantity, unitPrice }) => all + scaled(quantity) * scaled(unitPrice.amount), 0n);
  return { amount: cents(total), currency: [...currencies][0]! };
}

/** Six places are as many as a quantity or a price has. */
const PLACES = 6;

function scaled(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, '0'));
}

/** Of a product of two scaled numbers, rounded half up. */
function cents(product: bigint): string {
  const unit = 10n ** BigInt(2 * PLACES - 2);
  const digits = String((product + unit / 2n) / unit).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
