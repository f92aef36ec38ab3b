import { InvalidInput } from '@throughline/decider';
import { isDate, isDateTime, isDecimal } from './filter.js';
import type { Field, OrderBy, RecordType } from './record-type.js';
import { fieldOf, propertyOf, type RowSql } from './row-sql.js';

export interface OrderKey {
  readonly field: Field;
  readonly descending: boolean;
}

/** A list's order, refused where it names a field twice, an unknown one, or one that has no index. The id makes it total. */
export function orderOf(record: RecordType, orderBy: readonly OrderBy[] | OrderBy | null | undefined): OrderKey[] {
  // GraphQL takes a single value for a list of one.
  const given = orderBy ? [orderBy].flat() : [];
  const keys = (given.length > 0 ? given : defaultOrder(record)).map(({ field: key, direction }, index) => {
    const field = fieldOf(record, key);
    if (!field?.sortable) throw new InvalidInput({ [`orderBy.${index}.field`]: `${record.name} cannot be ordered by ${key}` });
    if (direction && direction !== 'ASC' && direction !== 'DESC')
      throw new InvalidInput({ [`orderBy.${index}.direction`]: 'must be ASC or DESC' });
    return { field, descending: direction === 'DESC' };
  });
  keys.forEach(({ field }, index) => {
    if (keys.findIndex((other) => other.field === field) < index)
      throw new InvalidInput({ [`orderBy.${index}.field`]: `${field.key} is named twice` });
  });
  return keys;
}

function defaultOrder(record: RecordType): readonly OrderBy[] {
  return record.defaultOrder ?? (fieldOf(record, 'createdAt')?.sortable ? [{ field: 'createdAt', direction: 'DESC' }] : []);
}

/** A place in an ordered list: the last row's keys, as text of full precision. */
export interface Place {
  readonly keys: readonly (string | null)[];
  readonly id: string;
}

/** Opaque to clients. It carries the order that it belongs to. */
export function cursorOf(record: RecordType, order: readonly OrderKey[], place: Place): string {
  return Buffer.from(JSON.stringify([signature(record, order), place.id, ...place.keys])).toString('base64url');
}

/** Throws {@link InvalidInput} for what is no cursor, or one of another order. */
export function placeOf(record: RecordType, order: readonly OrderKey[], cursor: string, row: RowSql): Place {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new InvalidInput({ after: 'is not a cursor' });
  }
  if (!Array.isArray(parts) || typeof parts[0] !== 'string') throw new InvalidInput({ after: 'is not a cursor' });
  const [order_, id, ...keys] = parts as unknown[];
  if (order_ !== signature(record, order)) throw new InvalidInput({ after: 'belongs to a list in another order' });
  const fits =
    keys.length === order.length &&
    order.every(({ field }, index) => isKey(keys[index], row.typeOf(propertyOf(field)), row.nullable(field)));
  if (typeof id !== 'string' || id.includes('\0') || !fits) throw new InvalidInput({ after: 'is not a cursor' });
  return { id, keys: keys as (string | null)[] };
}

function signature(record: RecordType, order: readonly OrderKey[]): string {
  return [record.name, ...order.map(({ field, descending }) => `${field.key}${descending ? '-' : '+'}`)].join(' ');
}

/** A cursor comes from outside: whatever is in it must be a value that the database can read. */
function isKey(key: unknown, type: string, nullable: boolean): boolean {
  if (key === null) return nullable;
  if (typeof key !== 'string') return false;
  if (type === 'numeric') return isDecimal(key);
  if (type === 'integer' || type === 'bigint' || type === 'smallint')
    return /^-?\d{1,18}$/.test(key) && (type === 'bigint' || Math.abs(Number(key)) < 2 ** 31);
  if (type === 'boolean') return key === 'true' || key === 'false';
  if (type === 'date') return isDate(key);
  if (type === 'timestamp with time zone') return isDateTime(key);
  if (type === 'uuid') return /^[0-9a-f-]{36}$/.test(key);
  return !key.includes('\0');
}

/** `ORDER BY` of the keys from `first` on; whatever has no value comes last, in either direction. */
export function orderSql(order: readonly OrderKey[], first: number, row: RowSql): string {
  const keys = order.slice(first).map(({ field, descending }) => {
    // Said only where it matters: it would keep PostgreSQL from reading an index backwards.
    const nulls = first === 0 && order[0]!.field === field ? '' : ' NULLS LAST';
    return `${row.key(field)} ${descending ? 'DESC' : 'ASC'}${nulls}`;
  });
  return [...keys, `${row.idKey} ${idDescends(order) ? 'DESC' : 'ASC'}`].join(', ');
}

/** The rows after a place, as far as the keys from `first` on decide. The first key has values only. */
export function afterSql(order: readonly OrderKey[], first: number, place: Place, row: RowSql): string {
  if (first >= order.length) return `${row.idKey} ${idDescends(order) ? '<' : '>'} ${row.param(place.id, 'text')}`;
  const { field, descending } = order[first]!;
  const key = row.key(field);
  const than = descending ? '<' : '>';
  const value = place.keys[first];
  if (first === 0 && order.length === 1)
    return `(${key}, ${row.idKey}) ${than} (${typed(value!, field, row)}, ${row.param(place.id, 'text')})`;
  const rest = afterSql(order, first + 1, place, row);
  if (first === 0) return `${key} ${than}= ${typed(value!, field, row)} AND (${key} ${than} ${typed(value!, field, row)} OR ${rest})`;
  if (value === null) return `(${key} IS NULL AND ${rest})`;
  return `(${key} ${than} ${typed(value!, field, row)} OR ${key} IS NULL OR (${key} = ${typed(value!, field, row)} AND ${rest}))`;
}

function idDescends(order: readonly OrderKey[]): boolean {
  return order.at(-1)?.descending ?? false;
}

function typed(value: string, field: Field, row: RowSql): string {
  return row.param(value, row.typeOf(propertyOf(field)));
}
