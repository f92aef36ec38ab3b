import { InvalidInput } from '@throughline/decider';
import type { Field, RecordType } from './record-type.js';
import { fieldOf, propertyOf, type RowSql, wordOrder } from './row-sql.js';

/** `{ and: [..], or: [..], not: {..}, <field>: { eq, ne, in, gt, gte, lt, lte, contains, startsWith, isNull } }`, as api clients send it. */
export type Filter = Readonly<Record<string, unknown>>;

const maxDepth = 12;
const maxConditions = 500;
const maxListed = 10_000;

/**
 * The condition for a filter tree. Case is of no account where text is compared (`eq`, `ne`, `in`, `contains`, `startsWith`), accents are; `gt` and
 * the like go by the order of lists. Every comparison is true or false: a record without a value matches `ne` and `isNull`, and `not` of any
 * comparison that it fails. Throws {@link InvalidInput} naming the path: `filter.and.0.amount.gt`.
 */
export function filterSql(record: RecordType, filter: Filter, row: RowSql): string {
  let conditions = 0;

  const tree = (node: unknown, path: string, depth: number): string => {
    if (!isObject(node)) throw invalid(path, 'must be an object');
    if (depth > maxDepth) throw invalid(path, `is nested deeper than ${maxDepth} levels`);
    const parts = Object.entries(node)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([key, value]) => {
        if (key === 'and' || key === 'or') return list(value, key, `${path}.${key}`, depth);
        if (key === 'not') return `NOT COALESCE(${tree(value, `${path}.not`, depth + 1)}, false)`;
        return comparisons(key, value, `${path}.${key}`);
      });
    return parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;
  };

  const list = (value: unknown, key: 'and' | 'or', path: string, depth: number): string => {
    // GraphQL takes a single value for a list of one.
    const parts = (Array.isArray(value) ? value : [value]).map((item, index) => tree(item, `${path}.${index}`, depth + 1));
    return parts.length === 0 ? String(key === 'and') : `(${parts.join(key === 'and' ? ' AND ' : ' OR ')})`;
  };

  const comparisons = (key: string, value: unknown, path: string): string => {
    const field = fieldOf(record, key);
    if (!field || field.filterable === false) throw invalid(path, `${record.name} has no field ${key} to filter by`);
    if (!isObject(value)) throw invalid(path, 'must be an object such as { eq: .. }');
    const parts = Object.entries(value)
      .filter(([, operand]) => operand !== undefined)
      .map(([operator, operand]) => {
        if (++conditions > maxConditions) throw invalid(path, `is one condition too many: ${maxConditions} are allowed`);
        return comparison(field, operator, operand, row, `${path}.${operator}`);
      });
    return parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;
  };

  return tree(filter, 'filter', 1);
}

const order: Readonly<Record<string, string>> = { gt: '>', gte: '>=', lt: '<', lte: '<=' };
const ordered = ['text', 'longText', 'email', 'phone', 'url', 'integer', 'decimal', 'money', 'date', 'dateTime'];
const worded = ['text', 'longText', 'email', 'phone', 'url', 'tags'];

function operatorsOf(field: Field): string[] {
  return [
    'eq',
    'ne',
    'isNull',
    ...(field.kind === 'boolean' ? [] : ['in']),
    ...(ordered.includes(field.kind) ? Object.keys(order) : []),
    ...(worded.includes(field.kind) ? ['contains', 'startsWith'] : []),
    ...(field.kind === 'references' ? ['contains'] : []),
  ];
}

function comparison(field: Field, operator: string, operand: unknown, row: RowSql, path: string): string {
  const operators = operatorsOf(field);
  if (!operators.includes(operator)) throw invalid(path, `is not a comparison for ${field.key}: use ${operators.join(', ')}`);
  if (operator === 'isNull') {
    if (typeof operand !== 'boolean') throw invalid(path, 'must be true or false');
    return absent(field, row, operand);
  }
  if (operand === null) {
    if (operator === 'eq') return absent(field, row, true);
    if (operator === 'ne') return absent(field, row, false);
    throw invalid(path, 'must not be null');
  }
  if (operator === 'in') {
    const operands = Array.isArray(operand) ? operand : [operand];
    if (operands.length > maxListed) throw invalid(path, `lists more than ${maxListed} values`);
    const values = operands.map((item, index) => whole(field, operandOf(field, item, `${path}.${index}`, row)));
    return values.length === 0 ? 'false' : matches(field, operator, values, row);
  }
  const typed = operandOf(field, operand, path, row);
  return matches(field, operator, operator === 'eq' || operator === 'ne' ? whole(field, typed) : typed, row);
}

const whole = (field: Field, typed: string): string => field.kept?.(typed) ?? typed;

function matches(field: Field, operator: string, operand: string | string[], row: RowSql): string {
  if (operator === 'ne') return `NOT COALESCE(${matches(field, 'eq', operand, row)}, false)`;
  const match = rawMatch(field, operator, operand, row);
  const known = row.seesReferred(field, (id) => `${id} = ANY(${row.param([operand].flat(), 'text[]')}) AND ${refersTo(field, id, row)}`);
  return known ? `(${match} AND ${known})` : match;
}

/** That the field is, or holds, this id. */
function refersTo(field: Field, id: string, row: RowSql): string {
  const value = row.value(field);
  return `${id} = ${isList(field, row.typeOf(propertyOf(field))) ? `ANY(${value})` : value}`;
}

function rawMatch(field: Field, operator: string, operand: string | string[], row: RowSql): string {
  if (field.elsewhere) return field.elsewhere(row, (value) => scalar(field, operator, operand, value, 'text', row));
  const type = row.typeOf(propertyOf(field));
  const value = row.value(field);
  if (!isList(field, type)) return scalar(field, operator, operand, value, type, row);
  if (field.kind === 'references' && type !== 'jsonb') {
    const ids = row.param(Array.isArray(operand) ? operand : [operand], type);
    return `${value} && ${ids}`;
  }
  const each = (element: string): string =>
    scalar(field, operator === 'contains' && !isText(field) ? 'eq' : operator, operand, element, 'text', row);
  if (type !== 'jsonb') return `EXISTS (SELECT FROM unnest(${value}) e WHERE ${each('e')})`;
  const elements = keysInElements[field.kind]?.map((key) => `e->>'${key}'`) ?? [`e #>> '{}'`];
  return `EXISTS (SELECT FROM jsonb_array_elements(${jsonArray(value)}) e WHERE ${elements.map(each).join(' OR ')})`;
}

const keysInElements: Readonly<Partial<Record<Field['kind'], readonly string[]>>> = { email: ['address'], phone: ['number', 'e164'] };

function scalar(field: Field, operator: string, operand: string | string[], value: string, type: string, row: RowSql): string {
  const [left, right] = comparable(field, operator, type);
  if (operator === 'in') return `${left(value)} = ANY(${right(row.param(operand, `${type}[]`), true)})`;
  if (operator === 'contains' || operator === 'startsWith') {
    const pattern = (operator === 'contains' ? '%' : '') + (operand as string).replace(/[\\%_]/g, '\\$&') + '%';
    return `${left(value)} LIKE ${right(row.param(pattern, 'text'), false)}`;
  }
  return `${left(value)} ${order[operator] ?? '='} ${right(row.param(operand, type), false)}`;
}

type Sides = [left: (value: string) => string, right: (param: string, listed: boolean) => string];

/** What is done to both sides before they are compared. Lower case by rules that do not depend on how the database was made. */
function comparable(field: Field, operator: string, type: string): Sides {
  const lower = (sql: string): string => `lower(${sql} COLLATE pg_c_utf8)`;
  const lowered = (sql: string, listed: boolean): string => (listed ? `ARRAY(SELECT ${lower('x')} FROM unnest(${sql}) x)` : lower(sql));
  if (field.kind === 'phone') {
    // Spaces, dashes and brackets are how a number is typed, not what it is. The right side was stripped as it was read.
    return [(value) => `regexp_replace(${value}, '[^0-9+]+', '', 'g')`, (param) => param];
  }
  const whole = operator === 'eq' || operator === 'in';
  const ignoresCase = field.kind === 'email' || field.kind === 'tags' || operator === 'contains' || operator === 'startsWith';
  if (ignoresCase || (whole && isText(field) && type === 'text')) return [lower, lowered];
  if (type === 'text' && isText(field)) return [(value) => `${value} ${wordOrder}`, (param) => param];
  return [(value) => value, (param) => param];
}

function absent(field: Field, row: RowSql, wanted: boolean): string {
  if (field.elsewhere) return `${wanted ? 'NOT ' : ''}${field.elsewhere(row, () => 'true')}`;
  const known = row.seesReferred(field, (id) => refersTo(field, id, row));
  if (known) return wanted ? `NOT ${known}` : known;
  const type = row.typeOf(propertyOf(field));
  const value = row.value(field);
  if (!isList(field, type)) return `${value} IS ${wanted ? '' : 'NOT '}NULL`;
  const length = type === 'jsonb' ? `jsonb_array_length(${jsonArray(value)})` : `cardinality(${value})`;
  return `COALESCE(${length}, 0) ${wanted ? '=' : '>'} 0`;
}

function isList(field: Field, type: string): boolean {
  return type.endsWith('[]') || type === 'jsonb' || field.kind === 'tags' || field.kind === 'references';
}

function isText(field: Field): boolean {
  return worded.includes(field.kind) && field.kind !== 'tags';
}

function jsonArray(value: string): string {
  return `CASE jsonb_typeof(${value}) WHEN 'array' THEN ${value} END`;
}

/** The operand as text for the database, or InvalidInput in the words of the field's kind. */
function operandOf(field: Field, operand: unknown, path: string, row: RowSql): string {
  switch (field.kind) {
    case 'boolean':
      if (typeof operand !== 'boolean') throw invalid(path, 'must be true or false');
      return String(operand);
    case 'integer': {
      const limit = row.typeOf(propertyOf(field)) === 'integer' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
      if (typeof operand !== 'number' || !Number.isInteger(operand) || Math.abs(operand) > limit)
        throw invalid(path, 'must be a whole number');
      return String(operand);
    }
    case 'decimal':
    case 'money':
      if ((typeof operand !== 'string' && typeof operand !== 'number') || !isDecimal(String(operand)))
        throw invalid(path, 'must be a decimal number such as "1250.50"');
      return String(operand);
    case 'date':
      if (typeof operand !== 'string' || !isDate(operand)) throw invalid(path, 'must be a date such as 2026-11-23');
      return operand;
    case 'dateTime': {
      const time = operand instanceof Date ? operand : typeof operand === 'string' && isDateTime(operand) ? new Date(operand) : undefined;
      if (!time || Number.isNaN(time.getTime())) throw invalid(path, 'must be a time such as 2026-11-23T09:30:00Z');
      return time.toISOString();
    }
    case 'enum':
      if (typeof operand !== 'string' || (field.values && !field.values.includes(operand)))
        throw invalid(path, `must be one of ${field.values?.join(', ')}`);
      return operand;
    case 'phone': {
      const digits = typeof operand === 'string' ? operand.replace(/[^0-9+]+/g, '') : '';
      if (!/[0-9]/.test(digits)) throw invalid(path, 'must have digits');
      return digits;
    }
    default:
      if (typeof operand !== 'string') throw invalid(path, 'must be text');
      if (operand.includes('\0')) throw invalid(path, 'must not hold the character U+0000');
      if (operand.length > 10_000) throw invalid(path, 'is longer than 10,000 characters');
      if (row.typeOf(propertyOf(field)).startsWith('uuid') && !isUuid(operand)) throw invalid(path, 'must be an id');
      return operand;
  }
}

export function isDecimal(text: string): boolean {
  return /^[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})$/.test(text);
}

export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text.startsWith('0000')) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

export function isDateTime(text: string): boolean {
  return (
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text) &&
    isDate(text.slice(0, 10)) &&
    !Number.isNaN(Date.parse(text))
  );
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

function invalid(path: string, problem: string): InvalidInput {
  return new InvalidInput({ [path]: problem });
}
