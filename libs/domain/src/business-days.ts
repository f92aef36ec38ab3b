import { DateTime, IANAZone } from 'luxon';
import { InvalidValue } from './check.js';

/** When an organisation works. */
export interface BusinessCalendar {
  /** IANA: `Europe/Berlin`. */
  readonly timeZone: string;
  /** 1 Monday to 7 Sunday; at least one. */
  readonly workingDays: readonly number[];
  /** Calendar dates: `2026-12-25`. */
  readonly holidays: readonly string[];
  /** When the working day ends, local time; default `17:00`. */
  readonly endOfDay?: string;
}

/**
 * The end of the n-th business day after the day on which `at` falls in the organisation's time zone; with n = 0 that day itself, or the next
 * business day where it is none. `at` and the answer are ISO 8601 in UTC. What is asked for on a Friday evening, a Saturday or a Sunday "in one
 * business day" is due on Monday at the same local time: clocks changed in between move the UTC time, never the local one.
 */
export function addBusinessDays(at: string, n: number, calendar: BusinessCalendar): string {
  if (!Number.isInteger(n) || n < 0 || n > 1000) throw new InvalidValue('is not a number of business days from 0 to 1000');
  let day = DateTime.fromISO(at, { zone: zone(calendar) }).startOf('day');
  if (!day.isValid) throw new InvalidValue('is not a moment in ISO 8601');
  if (n === 0) while (!isBusinessDay(day.toISODate()!, calendar)) day = day.plus({ days: 1 });
  for (let left = n; left > 0;) {
    day = day.plus({ days: 1 });
    if (isBusinessDay(day.toISODate()!, calendar)) left -= 1;
  }
  return endOfBusinessDay(day.toISODate()!, calendar);
}

/** For a calendar date: `2026-11-23`. */
export function isBusinessDay(date: string, calendar: BusinessCalendar): boolean {
  if (calendar.workingDays.length === 0) throw new InvalidValue('has no working day');
  return calendar.workingDays.includes(DateTime.fromISO(date, { zone: 'utc' }).weekday) && !calendar.holidays.includes(date);
}

/** The moment (UTC) at which work ends on a calendar date. */
export function endOfBusinessDay(date: string, calendar: BusinessCalendar): string {
  const end = DateTime.fromISO(`${date}T${calendar.endOfDay ?? '17:00'}`, { zone: zone(calendar) });
  return end.toUTC().toISO()!;
}

/** The calendar date at a moment, where the organisation is. */
export const localDate = (at: string, timeZone: string): string => DateTime.fromISO(at, { zone: timeZone }).toISODate()!;

/** The moment (UTC) at which a calendar date begins. */
export const startOfDay = (date: string, timeZone: string): string =>
  DateTime.fromISO(date, { zone: timeZone }).startOf('day').toUTC().toISO()!;

/** The moment (UTC) at which it is over: the next one begins. */
export const endOfDay = (date: string, timeZone: string): string =>
  DateTime.fromISO(date, { zone: timeZone }).startOf('day').plus({ days: 1 }).startOf('day').toUTC().toISO()!;

/** `2026-02-28`; refuses what is not on the calendar, and years before 1000 or after 9999. */
export function parseDate(typed: string): string {
  const date = DateTime.fromFormat(typed.trim(), 'yyyy-MM-dd', { zone: 'utc' });
  if (!date.isValid || date.year < 1000) throw new InvalidValue('is not a date, such as 2026-02-28');
  return date.toISODate()!;
}

/** An IANA name, such as `Europe/Berlin`; offsets such as `+01:00` are no places. */
export function parseTimeZone(typed: string): string {
  const name = typed.trim();
  if (/^[+-]/.test(name) || !IANAZone.isValidZone(name)) throw new InvalidValue('is not a time zone, such as Europe/Berlin');
  return name;
}

function zone(calendar: BusinessCalendar): IANAZone {
  const zone = IANAZone.create(calendar.timeZone);
  if (!zone.isValid) throw new InvalidValue('is not a time zone, such as Europe/Berlin');
  return zone;
}
