import { InvalidInput } from '@throughline/decider';
import { LRUCache } from 'lru-cache';
import { hash } from 'node:crypto';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { type Filter, filterSql } from './filter.js';
import { afterSql, cursorOf, type OrderKey, orderOf, orderSql, type Place, placeOf } from './order.js';
import type { OrderBy } from './record-type.js';
import { asKeyText, fieldOf, propertyOf, RowSql, type RowSource } from './row-sql.js';

export interface Selection<R> extends RowSource<R> {
  readonly filter?: Filter | null;
  /** A further condition of the caller's own: `(row) => `${row.column('accountId')} = ${row.param(id, 'text')}``. */
  readonly scope?: (row: RowSql) => string;
}

export interface ListQuery<R> extends Selection<R> {
  readonly orderBy?: readonly OrderBy[] | OrderBy | null;
  /** 1 to 500; default 50. */
  readonly first?: number | null;
  readonly after?: string | null;
}

/** As the graph's connections are: the counts are counted only when they are asked for. */
export interface Connection<R> {
  readonly edges: readonly { readonly node: R; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  /** Exact to 10,000, above that 10,000. */
  totalCount(): Promise<number>;
  totalCountExact(): Promise<boolean>;
}

export const maxPage = 500;
const countedTo = 10_000;

/**
 * One page of what the viewer may see. Pages are stable: rows added or removed between two pages neither repeat nor hide any other row.
 * Nodes are the entity's properties as JSON values (times ISO 8601 in UTC, days, decimals as strings), null where a field rule hides them.
 * Throws {@link InvalidInput} naming the path of what is wrong: `filter.or.1.amount.gt`, `orderBy.0.field`, `first`, `after`.
 */
export async function listRecords<R>(dataSource: DataSource, query: ListQuery<R>): Promise<Connection<R>> {
  const first = query.first ?? 50;
  if (!Number.isInteger(first) || first < 1 || first > maxPage) throw new InvalidInput({ first: `must be from 1 to ${maxPage}` });
  const rows = await page(dataSource, query, first + 1);
  const edges = rows.slice(0, first);
  let counted: Promise<number> | undefined;
  const count = (): Promise<number> => (counted ??= countRecords(dataSource, query, countedTo + 1));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () => Math.min(await count(), countedTo),
    totalCountExact: async () => (await count()) <= countedTo,
  };
}

async function page<R>(dataSource: DataSource, query: ListQuery<R>, limit: number): Promise<{ node: R; cursor: string }[]> {
  const { record } = query;
  const order = orderOf(record, query.orderBy);
  const after = query.after == null ? undefined : placeOf(record, order, query.after, new RowSql(dataSource, query));
  const optional = order[0] !== undefined && new RowSql(dataSource, query).nullable(order[0].field);

  // Two reads where the first key may be absent, those with a value and then those without, so that each follows the index.
  const withValue = !after || after.keys[0] !== null || order.length === 0 ? await read(dataSource, query, order, 0, after, limit) : [];
  if (!optional || withValue.length === limit) return withValue;
  const place = after?.keys[0] === null ? after : undefined;
  return [...withValue, ...(await read(dataSource, query, order, 1, place, limit - withValue.length))];
}

/** Orders and continues by the keys from `from` on: 0 for rows that have the first key, 1 for those that lack it. */
async function read<R>(
  dataSource: DataSource,
  query: ListQuery<R>,
  order: readonly OrderKey[],
  from: 0 | 1,
  after: Place | undefined,
  limit: number,
): Promise<{ node: R; cursor: string }[]> {
  const row = new RowSql(dataSource, query);
  const conditions = [selected(query, row)];
  const first = order[0]?.field;
  if (first && row.nullable(first)) conditions.push(`${row.key(first)} IS ${from === 0 ? 'NOT ' : ''}NULL`);
  if (after) conditions.push(afterSql(order, from, after, row));
  const source = !narrow(query) && (await seesFew(dataSource, query)) ? row.visibleRows() : row.table;
  const found = `SELECT * FROM ${source} WHERE ${conditions.join(' AND ')} ORDER BY ${orderSql(order, from, row)} LIMIT ${row.param(limit, 'int')}`;
  const keys = order.map(({ field }) => asKeyText(row.value(field), row.typeOf(propertyOf(field))));
  // What goes out is made of the page's rows only, not of all that are sorted.
  const sql = `SELECT ${row.row()}, ARRAY[${keys.join(', ')}]::text[] AS "$keys" FROM (${found}) ${row.alias}`;
  const rows = await dataSource.query<{ id: string; $keys: (string | null)[] }[]>(sql, row.values);
  return rows.map(({ $keys: keys, ...node }) => ({
    node: node as R,
    get cursor() {
      return cursorOf(query.record, order, { id: node.id, keys });
    },
  }));
}

/** Whether a condition with an index of its own says which few rows are meant. */
function narrow({ record, filter, scope }: Selection<unknown>): boolean {
  const indexed = Object.keys(filter ?? {}).some((key) => ['id', 'reference', 'references'].includes(fieldOf(record, key)?.kind ?? ''));
  return scope !== undefined || indexed;
}

const few = 3_000;
const fewCaches = new WeakMap<DataSource, LRUCache<string, boolean>>();

/**
 * Whether the viewer sees few rows, so that it is cheaper to fetch them all and sort than to look for them along an ordered index. Postgres
 * guesses this wrong for people who see about one row in a hundred. Only speed depends on it, so that a minute's memory will do.
 */
async function seesFew(dataSource: DataSource, source: RowSource<unknown>): Promise<boolean> {
  const { viewer, record } = source;
  if (viewer.sees === 'all' || record.access === 'everyone') return false;
  const row = new RowSql(dataSource, source);
  const cache = fewCaches.get(dataSource) ?? new LRUCache<string, boolean>({ max: 1_000, ttl: 60_000 });
  fewCaches.set(dataSource, cache);
  const key = JSON.stringify([row.table, viewer.tenant, viewer.sees]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const sql = `SELECT count(*) <= ${few} AS few FROM (SELECT FROM ${row.table} WHERE ${row.visible()} LIMIT ${few + 1}) seen`;
  const [{ few: answer }] = await dataSource.query<[{ few: boolean }]>(sql, row.values);
  cache.set(key, answer);
  return answer;
}

/** How many rows are selected; not above `limit`, where it is given. */
export async function countRecords<R>(dataSource: DataSource, selection: Selection<R>, limit?: number): Promise<number> {
  const row = new RowSql(dataSource, selection);
  const rows = `SELECT FROM ${row.table} WHERE ${selected(selection, row)}${limit === undefined ? '' : ` LIMIT ${row.param(limit, 'int')}`}`;
  const [{ count }] = await dataSource.query<[{ count: number }]>(`SELECT count(*)::int AS count FROM (${rows}) selected`, row.values);
  return count;
}

/** The records of these ids that the viewer may see, archived ones too, by id. */
export async function findRecords<R>(dataSource: DataSource, source: RowSource<R>, ids: readonly string[]): Promise<Map<string, R>> {
  if (ids.length === 0) return new Map();
  const row = new RowSql(dataSource, source);
  const sql = `SELECT ${row.row()} FROM ${row.table} WHERE ${row.visible()} AND ${row.column('id')} = ANY(${row.param([...new Set(ids)], 'text[]')})`;
  const rows = await dataSource.query<(R & { id: string })[]>(sql, row.values);
  return new Map(rows.map((found) => [found.id, found]));
}

/** As {@link findRecords}, of one. Every command asks this, so that it is planned once a connection: there is one way only to find a row by its key. */
export async function findRecord<R>(dataSource: DataSource, source: RowSource<R>, id: string): Promise<R | undefined> {
  const row = new RowSql(dataSource, source);
  const text = `SELECT ${row.row()} FROM ${row.table} WHERE ${row.visible()} AND ${row.column('id')} = ${row.param(id, 'text')}`;
  const { master } = dataSource.driver as PostgresDriver;
  const { rows } = await (master as Pool).query<R & object>({ name: statementName(text), text, values: row.values });
  return rows[0];
}

const statementNames = new LRUCache<string, string>({ max: 1_000 });

function statementName(text: string): string {
  let name = statementNames.get(text);
  if (!name) statementNames.set(text, (name = `record_${hash('sha1', text)}`));
  return name;
}

export interface Total {
  /** The values of the fields grouped by. */
  readonly group: Readonly<Record<string, unknown>>;
  /** Of the money summed up; null where there is none. */
  readonly currency: string | null;
  readonly count: number;
  /** An exact decimal; null where no row has a value that the viewer may know. */
  readonly sum: string | null;
}

/** Totals over what the viewer may see: one for each combination of the groups' values, and of the currency where money is summed up. */
export async function aggregate<R>(
  dataSource: DataSource,
  query: Selection<R> & { readonly groupBy?: readonly string[]; readonly sum?: string },
): Promise<Total[]> {
  const { record, groupBy = [], sum } = query;
  const row = new RowSql(dataSource, query);
  const known = (key: string, path: string) => {
    const field = fieldOf(record, key);
    if (!field) throw new InvalidInput({ [path]: `${record.name} has no field ${key}` });
    return field;
  };
  const groups = groupBy.map((key, index) => row.value(known(key, `groupBy.${index}`)));
  const summed = sum === undefined ? undefined : known(sum, 'sum');
  const currency = summed?.kind === 'money' ? row.value(summed, `${propertyOf(summed)}Currency`) : 'NULL::text';
  const amount = summed ? `sum(${row.value(summed)})` : 'NULL';
  const columns = [
    ...groups.map((sql, index) => `${sql} AS "$${index}"`),
    `${currency} AS currency`,
    'count(*)::int AS count',
    `${amount}::text AS sum`,
  ];
  const grouping = [...groups.map((_, index) => index + 1), groups.length + 1].join(', ');
  const sql = `SELECT ${columns.join(', ')} FROM ${row.table} WHERE ${selected(query, row)} GROUP BY ${grouping} ORDER BY ${grouping}`;
  const rows = await dataSource.query<({ currency: string | null; count: number; sum: string | null } & Record<string, unknown>)[]>(
    sql,
    row.values,
  );
  return rows.map(({ currency, count, sum, ...values }) => ({
    group: Object.fromEntries(groupBy.map((key, index) => [key, values[`$${index}`]])),
    currency,
    count,
    sum,
  }));
}

/** The condition of a selection: permission, archived rows left out, filter, scope. */
export function selected(selection: Selection<unknown>, row: RowSql): string {
  const { record, filter, scope } = selection;
  const archived = fieldOf(record, 'archived');
  const conditions = [row.visible()];
  if (archived && !(filter && mentions(filter, 'archived'))) conditions.push(`NOT ${row.column(propertyOf(archived))}`);
  if (filter) conditions.push(filterSql(record, filter, row));
  if (scope) conditions.push(`(${scope(row)})`);
  return conditions.join(' AND ');
}

function mentions(filter: unknown, key: string): boolean {
  if (Array.isArray(filter)) return filter.some((item) => mentions(item, key));
  if (typeof filter !== 'object' || filter === null) return false;
  return Object.entries(filter).some(([name, value]) => name === key || (['and', 'or', 'not'].includes(name) && mentions(value, key)));
}
