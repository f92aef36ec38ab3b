import { describe, expect, it } from '@jest/globals';
import { addBusinessDays, endOfDay, isBusinessDay, localDate, parseDate, startOfDay, type BusinessCalendar } from './index.js';

const berlin: BusinessCalendar = { timeZone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], holidays: ['2026-12-25'] };

describe('business days', () => {
  it('are due when work ends, where the organisation is', () => {
    expect(addBusinessDays('2026-11-23T08:00:00.000Z', 1, berlin)).toBe('2026-11-24T16:00:00.000Z');
    expect(addBusinessDays('2026-11-23T08:00:00.000Z', 1, { ...berlin, endOfDay: '18:30' })).toBe('2026-11-24T17:30:00.000Z');
  });

  it('skip weekends and holidays', () => {
    for (const at of ['2026-11-27T20:00:00Z', '2026-11-28T12:00:00Z', '2026-11-29T12:00:00Z'])
      expect(addBusinessDays(at, 1, berlin)).toBe('2026-11-30T16:00:00.000Z');
    expect(addBusinessDays('2026-12-24T09:00:00Z', 1, berlin)).toBe('2026-12-28T16:00:00.000Z');
    expect(isBusinessDay('2026-12-25', berlin)).toBe(false);
  });

  it('begin at the local midnight, not that of UTC', () => {
    const auckland = { ...berlin, timeZone: 'Pacific/Auckland' };
    expect(localDate('2026-11-26T20:00:00Z', 'Pacific/Auckland')).toBe('2026-11-27');
    expect(addBusinessDays('2026-11-26T20:00:00Z', 1, auckland)).toBe('2026-11-30T04:00:00.000Z');
  });

  it('keep the local time when clocks change', () => {
    expect(addBusinessDays('2026-03-27T09:00:00Z', 0, berlin)).toBe('2026-03-27T16:00:00.000Z');
    expect(addBusinessDays('2026-03-27T09:00:00Z', 1, berlin)).toBe('2026-03-30T15:00:00.000Z');
    expect(addBusinessDays('2026-10-23T09:00:00Z', 1, berlin)).toBe('2026-10-26T16:00:00.000Z');
  });

  it('begin and end where the organisation is, also when clocks change', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    // Midnight is skipped on this day: it begins at one.
    expect(startOfDay('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
    expect(endOfDay('2026-09-05', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z');
  });

  it('know other working weeks', () => {
    const cairo = { ...berlin, timeZone: 'Africa/Cairo', workingDays: [7, 1, 2, 3, 4] };
    expect(localDate(addBusinessDays('2026-11-26T09:00:00Z', 1, cairo), cairo.timeZone)).toBe('2026-11-29');
  });

  it('with none at all is today, or the next business day', () => {
    expect(localDate(addBusinessDays('2026-11-28T09:00:00Z', 0, berlin), berlin.timeZone)).toBe('2026-11-30');
  });

  it('refuse a calendar that never works, and dates that are none', () => {
    expect(() => addBusinessDays('2026-11-23T08:00:00Z', 1, { ...berlin, workingDays: [] })).toThrow('has no working day');
    expect(() => addBusinessDays('2026-11-23T08:00:00Z', 1, { ...berlin, timeZone: 'Mars' })).toThrow('is not a time zone');
    expect(() => parseDate('2026-02-30')).toThrow('is not a date');
    expect(parseDate('2028-02-29')).toBe('2028-02-29');
  });
});
