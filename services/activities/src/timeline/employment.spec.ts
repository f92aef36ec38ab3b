import { describe, expect, it } from '@jest/globals';
import { employed } from './employment.view.js';

const told = '2026-06-01T10:00:00.000Z';
const at = (position: number, accountId: string, known: Partial<Parameters<typeof employed>[0][number]> = {}) => ({
  contactId: 'jane',
  position,
  accountId,
  since: null,
  until: null,
  toldAt: told,
  endToldAt: told,
  ...known,
});
const spans = (account: string, ...positions: ReturnType<typeof at>[]) =>
  employed(positions, account, 'Europe/Berlin').map(({ since, until }) => [since, until]);

describe('a person is part of an account’s story', () => {
  it('between the days of the position, where the organisation is', () => {
    const dated = at(1, 'a', { since: '2024-02-01', until: '2025-06-30' });
    expect(spans('a', dated)).toEqual([['2024-01-31T23:00:00.000Z', '2025-06-30T22:00:00.000Z']]);
    expect(spans('b', dated)).toEqual([]);
  });

  it('always, where no day is known', () => {
    expect(spans('a', at(1, 'a'))).toEqual([['-infinity', 'infinity']]);
  });

  it('until the moment when the end was told, if that was on the day itself', () => {
    expect(spans('a', at(1, 'a', { until: '2026-06-01' }))).toEqual([['-infinity', told]]);
    expect(spans('a', at(1, 'a', { until: '2026-05-31' }))).toEqual([['-infinity', '2026-05-31T22:00:00.000Z']]);
  });

  it('after the position that had ended, where the start is not known', () => {
    const former = at(1, 'a', { until: '2026-06-01' });
    expect(spans('b', former, at(2, 'b'))).toEqual([['2026-06-01T10:00:00.001Z', 'infinity']]);
    // It was known to end.
    const ending = at(1, 'a', { until: '2026-06-30' });
    expect(spans('b', ending, at(2, 'b'))).toEqual([['2026-06-30T22:00:00.001Z', 'infinity']]);
    expect(spans('b', at(1, 'a'), at(2, 'b'))).toEqual([['-infinity', 'infinity']]);
  });

  it('beside a position that ended only later, from whenever', () => {
    const ended = at(1, 'a', { until: '2026-09-30', endToldAt: '2026-09-30T10:00:00.000Z' });
    expect(spans('b', ended, at(2, 'b'))).toEqual([['-infinity', 'infinity']]);
  });

  it('twice, where they came back', () => {
    const positions = [at(1, 'a', { until: '2025-12-31' }), at(2, 'b', { since: '2026-01-01', until: '2026-03-31' }), at(3, 'a')];
    expect(spans('a', ...positions)).toEqual([
      ['-infinity', '2025-12-31T23:00:00.000Z'],
      ['2026-03-31T22:00:00.001Z', 'infinity'],
    ]);
  });
});
