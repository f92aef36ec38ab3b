import { describe, expect, it } from '@jest/globals';
import { graphFilter, ME, spanDays, type Condition, type FilterContext, type FilterGroup } from './filter';
import { definitionOf, fromDefinition, parseListSearch, sameDefinition } from './list-search';
import type { Field, RecordType } from './record-type';

const fields: readonly Field[] = [
  { key: 'name', kind: 'text', label: '' },
  { key: 'owner', kind: 'reference', of: 'USER', label: '' },
  { key: 'closeDate', kind: 'date', label: '' },
  { key: 'createdAt', kind: 'dateTime', label: '' },
  { key: 'secret', kind: 'text', label: '', filter: false },
];
const type = { fields } as unknown as RecordType;
const context: FilterContext = { me: 'ada', today: '2026-11-23', startOf: (day) => `${day}T05:00:00Z` };
const asked = (...of: readonly (Condition | FilterGroup)[]) => graphFilter(type, { op: 'and', of }, context);

describe('A filter that a person builds', () => {
  it('asks the graph for each condition, and nests groups', () => {
    expect(
      asked(
        { field: 'name', is: 'contains', value: 'acme' },
        {
          op: 'or',
          of: [
            { field: 'owner', is: 'empty' },
            { field: 'name', is: 'equalsNot', value: 'x' },
          ],
        },
      ),
    ).toEqual({ and: [{ name: { contains: 'acme' } }, { or: [{ ownerId: { isNull: true } }, { not: { name: { eq: 'x' } } }] }] });
  });

  it('narrows nothing by a condition that is not told yet, or of a field that cannot be asked for', () => {
    expect(asked({ field: 'name', is: 'contains', value: '' }, { field: 'owner', is: 'anyOf', value: [] })).toBeUndefined();
    expect(asked({ field: 'secret', is: 'empty' }, { field: 'gone', is: 'empty' }, { op: 'or', of: [] })).toBeUndefined();
  });

  it('means whoever reads by "me"', () => {
    expect(asked({ field: 'owner', is: 'anyOf', value: [ME, 'bob'] })).toEqual({ ownerId: { in: ['ada', 'bob'] } });
  });

  it('takes a day of a moment from its beginning where the reader is to the beginning of the next', () => {
    expect(asked({ field: 'createdAt', is: 'on', value: '2026-11-30' })).toEqual({
      createdAt: { gte: '2026-11-30T05:00:00Z', lt: '2026-12-01T05:00:00Z' },
    });
    expect(asked({ field: 'createdAt', is: 'after', value: '2026-11-30' })).toEqual({ createdAt: { gte: '2026-12-01T05:00:00Z' } });
    expect(asked({ field: 'closeDate', is: 'within', value: 'thisQuarter' })).toEqual({
      closeDate: { gte: '2026-10-01', lt: '2027-01-01' },
    });
  });

  it('counts spans from the day it is', () => {
    expect(spanDays('thisWeek', '2026-11-29')).toEqual(['2026-11-23', '2026-11-29']);
    expect(spanDays('lastMonth', '2026-01-31')).toEqual(['2025-12-01', '2025-12-31']);
    expect(spanDays('lastQuarter', '2026-02-01')).toEqual(['2025-10-01', '2025-12-31']);
    expect(spanDays('nextMonth', '2026-01-31')).toEqual(['2026-02-01', '2026-02-28']);
    expect(spanDays('last7', '2026-03-01')).toEqual(['2026-02-23', '2026-03-01']);
    expect(spanDays('lastYear', '2026-03-01')).toEqual(['2025-01-01', '2025-12-31']);
  });
});

describe('The address of a list', () => {
  it('holds what it shows, and a saved view keeps it but for the search and the peek', () => {
    const filter: FilterGroup = { op: 'and', of: [{ field: 'name', is: 'contains', value: 'a' }] };
    const search = { filter, q: 'x', order: { field: 'name', direction: 'DESC' as const }, columns: ['owner'], peek: 'id' };
    expect(parseListSearch(search)).toEqual(search);
    expect(definitionOf(search)).toEqual({ filter, order: search.order, columns: search.columns });
    const stored = { order: { direction: 'DESC', field: 'name' }, filter, columns: ['owner'] };
    expect(sameDefinition(fromDefinition(stored), search)).toBe(true);
    expect(sameDefinition(fromDefinition({ ...stored, columns: [] }), search)).toBe(false);
  });

  it('leaves out what somebody mistyped', () => {
    expect(parseListSearch({ filter: { op: 'xor', of: [] }, order: 'name', columns: 'owner', peek: 7, q: '' })).toEqual({});
    expect(parseListSearch({ filter: { op: 'and', of: [{ field: 'name' }] } })).toEqual({});
    expect(fromDefinition('{}')).toEqual({});
  });
});
