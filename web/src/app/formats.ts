import { createContext, useContext } from 'react';
import { dayReader } from './typed-day';

export interface Money {
  readonly amount: string;
  /** ISO 4217. */
  readonly currency: string;
}

/** Values as the person reads them: in their language, and moments in their time zone. */
export interface Formats {
  readonly locale: string;
  readonly timeZone: string;
  /** The organisation's, for money that somebody begins to enter. */
  readonly currency: string;
  /** Of `2026-11-23`. */
  date(day: string): string;
  /** A day from what somebody types, as {@link dayReader} reads it. */
  readDate(typed: string): string | null;
  /** Of a moment in ISO 8601. */
  dateTime(moment: string): string;
  money(money: Money): string;
  number(value: number | string): string;
  /** Of 12.5 per cent. */
  percent(value: number | string): string;
  /** `3 days ago`. */
  relative(moment: string, now?: Date): string;
  /** The calendar day, `2026-11-23`, that a moment falls on. */
  day(moment?: Date): string;
  /** A moment as the clock on the wall shows it: `2026-11-23 09:30:00`. */
  toWall(moment: string): string;
  /** Back, in ISO 8601. */
  fromWall(wall: string): string;
  /** As {@link Formats.dateTime} writes that moment. */
  wall(wall: string): string;
  /** Whether clocks count to twelve, twice. */
  readonly hour12: boolean;
  /** Between a number's whole part and its fraction, and between thousands. */
  readonly decimalSeparator: string;
  readonly thousandSeparator: string;
}

export function formatsOf(locale: string, timeZone: string, currency: string): Formats {
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const wallClocks = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const readDay = dayReader(locale);
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 });
  const since = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const walls = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone });
  const currencies = new Map<string, Intl.NumberFormat>();
  const separators = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1_234_567.5);
  const separator = (type: string) => separators.find((part) => part.type === type)?.value;
  const toWall = (moment: string | Date) => walls.format(new Date(moment));

  return {
    locale,
    timeZone,
    currency,
    date: (day) => dates.format(new Date(`${day}T00:00:00Z`)),
    readDate: (typed) => readDay(typed, Number(toWall(new Date()).slice(0, 4))),
    dateTime: (moment) => moments.format(new Date(moment)),
    money({ amount, currency: code }) {
      const whole = !/\.\d*[1-9]/.test(amount);
      const key = `${code} ${whole}`;
      let format = currencies.get(key);
      if (!format) {
        const digits = whole ? { maximumFractionDigits: 0 } : {};
        currencies.set(key, (format = new Intl.NumberFormat(locale, { style: 'currency', currency: code, ...digits })));
      }
      return format.format(amount as Intl.StringNumericLiteral);
    },
    number: (value) => numbers.format(value as Intl.StringNumericLiteral),
    percent: (value) => `${numbers.format(value as Intl.StringNumericLiteral)} %`,
    relative(moment, now = new Date()) {
      const seconds = (Date.parse(moment) - now.getTime()) / 1000;
      const [unit, length] = relativeUnits.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
      return since.format(Math.trunc(seconds / length), unit);
    },
    day: (moment = new Date()) => toWall(moment).slice(0, 10),
    toWall,
    fromWall(wall) {
      const asUtc = Date.parse(`${wall.slice(0, 10)}T${wall.slice(11, 19) || '00:00:00'}Z`);
      const offset = (moment: number) => Date.parse(`${toWall(new Date(moment)).replace(' ', 'T')}Z`) - moment;
      // The offset holds at the moment that is looked for, which differs where the clocks change in between.
      return new Date(asUtc - offset(asUtc - offset(asUtc))).toISOString();
    },
    wall: (wall) => wallClocks.format(new Date(`${wall.replace(' ', 'T')}Z`)),
    hour12: wallClocks.resolvedOptions().hour12 ?? false,
    decimalSeparator: separator('decimal') ?? '.',
    thousandSeparator: separator('group') ?? ',',
  };
}

const relativeUnits = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const satisfies readonly (readonly [Intl.RelativeTimeFormatUnit, number])[];

/** Given by the shell once it is known who is signed in. */
export const FormatsContext = createContext(formatsOf(navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone, 'EUR'));

export const useFormats = (): Formats => useContext(FormatsContext);
