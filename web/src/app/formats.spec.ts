import { describe, expect, it } from '@jest/globals';
import { formatsOf } from './formats';

describe('Formats', () => {
  const berlin = formatsOf('de-DE', 'Europe/Berlin', 'EUR');
  const newYork = formatsOf('en-US', 'America/New_York', 'USD');

  it('write numbers, money and days as the reader does', () => {
    expect(berlin.number('1234.5')).toBe('1.234,5');
    expect(newYork.money({ amount: '1250000.00', currency: 'USD' })).toBe('$1,250,000');
    expect(newYork.money({ amount: '0.50', currency: 'USD' })).toBe('$0.50');
    expect(newYork.money({ amount: '9007199254740993.25', currency: 'USD' })).toBe('$9,007,199,254,740,993.25');
    expect(berlin.date('2026-03-01')).toBe('01.03.2026');
    expect([berlin.decimalSeparator, berlin.thousandSeparator]).toEqual([',', '.']);
  });

  it('tell the day and the clock where the reader is, and take them back', () => {
    expect(newYork.toWall('2026-11-23T03:30:00Z')).toBe('2026-11-22 22:30:00');
    expect(newYork.day(new Date('2026-11-23T03:30:00Z'))).toBe('2026-11-22');
    expect(newYork.fromWall('2026-11-22 22:30:00')).toBe('2026-11-23T03:30:00.000Z');
    expect(berlin.fromWall('2026-07-01 00:00:00')).toBe('2026-06-30T22:00:00.000Z');
  });

  it('take a time on the day when the clocks change', () => {
    expect(berlin.fromWall('2026-03-29 01:30:00')).toBe('2026-03-29T00:30:00.000Z');
    expect(berlin.fromWall('2026-03-29 03:30:00')).toBe('2026-03-29T01:30:00.000Z');
    expect(berlin.fromWall('2026-10-25 04:00:00')).toBe('2026-10-25T03:00:00.000Z');
  });

  it('read a day as the reader types it, and as they are shown it', () => {
    const british = formatsOf('en-GB', 'Europe/London', 'GBP');
    const [thisYear] = berlin.day().split('-');
    expect(['1.3.2026', '01.03.26', '1. März 2026', '1. Mär 2026', '2026-03-01', '1.3.'].map((typed) => berlin.readDate(typed))).toEqual([
      ...Array.from({ length: 5 }, () => '2026-03-01'),
      `${thisYear}-03-01`,
    ]);
    expect(british.readDate('1/3/2026')).toBe('2026-03-01');
    expect(newYork.readDate('1/3/2026')).toBe('2026-01-03');
    expect(['December 1, 2099', '1 dec 2099', 'Dec 1 2099'].map((typed) => newYork.readDate(typed))).toEqual(
      Array.from({ length: 3 }, () => '2099-12-01'),
    );
    expect(['', '1', '1.', '30.2.2026', '1.13.2026', '1.3.202', 'soon', '1.2.3.4'].map((typed) => berlin.readDate(typed))).toEqual(
      Array.from({ length: 8 }, () => null),
    );
    for (const formats of [berlin, newYork, british])
      for (let month = 1; month <= 12; month++) {
        const day = `2026-${String(month).padStart(2, '0')}-09`;
        expect(formats.readDate(formats.date(day))).toBe(day);
      }
  });

  it('write a moment that is picked from a clock on the wall', () => {
    expect(berlin.wall('2026-03-29 02:30:00')).toBe('29.03.2026, 02:30');
    expect([berlin.hour12, newYork.hour12]).toEqual([false, true]);
  });

  it('say how long ago', () => {
    const now = new Date('2026-11-23T12:00:00Z');
    expect(newYork.relative('2026-11-20T11:00:00Z', now)).toBe('3 days ago');
    expect(berlin.relative('2026-11-23T14:00:00Z', now)).toBe('in 2 Stunden');
  });
});
