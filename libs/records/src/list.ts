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
  const whole = query.after == null && rows.length <= first;
  const count = (): Promise<number> => (counted ??= whole ? Promise.resolve(rows.length) : countRecords(dataSource, query, countedTo + 1));
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
  const ordered = `ORDER BY ${orderSql(order, from, row)}`;
  /** Of one owner's rows, or of all that are seen. The bound that it shows lets a plan be kept that suits a page of any size. */
  const page = (table: string, owner?: string): string => {
    const conditions = [selected(query, row, owner)];
    const first = order[0]?.field;
    if (first && row.nullable(first)) conditions.push(`${row.key(first)} IS ${from === 0 ? 'NOT ' : ''}NULL`);
    if (after) conditions.push(afterSql(order, from, after, row));
    const sorted = `SELECT * FROM ${table} WHERE ${conditions.join(' AND ')} ${ordered} LIMIT ${maxPage + 1}`;
    return `SELECT * FROM (${sorted}) ${row.alias} LIMIT ${row.param(limit, 'int')}`;
  };
  const found = {
    ordered: () => page(row.table),
    sorted: () => page(row.visibleRows()),
    byOwner: () =>
      `SELECT ${row.alias}.* FROM ${row.owners('seen')}, LATERAL (${page(row.table, 'seen.owner')}) ${row.alias} ${ordered} LIMIT ${row.param(limit, 'int')}`,
  }[await wayOf(dataSource, query)]();
  const keys = order.map(({ field }) => asKeyText(row.value(field), row.typeOf(propertyOf(field))));
  // What goes out is made of the page's rows only, not of all that are sorted.
  const sql = `SELECT ${row.row()}, ARRAY[${keys.join(', ')}]::text[] AS "$keys" FROM (${found}) ${row.alias}`;
  const rows = await run<{ id: string; $keys: (string | null)[] }>(dataSource, sql, row.values, { kept: !query.filter });
  return rows.map(({ $keys: keys, ...node }) => ({
    node: node as R,
    get cursor() {
      return cursorOf(query.record, order, { id: node.id, keys });
    },
  }));
}

const few = 3_000;
const fewOwners = 20;

/**
 * How a page is found; only speed depends on it. Along the index of the order; or, for people who see few of the rows, along the index of each
 * owner's rows in that order; or by fetching all that they see and sorting. Postgres cannot find the second way, and guesses wrong between the
 * others for people who see about one row in a hundred.
 */
async function wayOf(dataSource: DataSource, query: Selection<unknown>): Promise<'ordered' | 'byOwner' | 'sorted'> {
  const { viewer, record, filter, scope } = query;
  if (viewer.sees === 'all' || record.access === 'everyone' || narrow(query)) return 'ordered';
  const owners = viewer.sees.length <= fewOwners;
  if (owners && !filter && !scope) return 'byOwner';
  if (!(await seesFew(dataSource, query))) return 'ordered';
  return owners ? 'byOwner' : 'sorted';
}

/** Whether a condition with an index of its own says which few rows are meant. */
function narrow({ record, filter, scope }: Selection<unknown>): boolean {
  const indexed = Object.keys(filter ?? {}).some((key) => ['id', 'reference', 'references'].includes(fieldOf(record, key)?.kind ?? ''));
  return scope !== undefined || indexed;
}

const fewCaches = new WeakMap<DataSource, LRUCache<string, boolean>>();

/** Whether the viewer sees few rows. A minute's memory will do. */
async function seesFew(dataSource: DataSource, source: RowSource<unknown>): Promise<boolean> {
  const { viewer } = source;
  const row = new RowSql(dataSource, source);
  const cache = fewCaches.get(dataSource) ?? new LRUCache<string, boolean>({ max: 1_000, ttl: 60_000 });
  fewCaches.set(dataSource, cache);
  const key = JSON.stringify([row.table, viewer.tenant, viewer.sees]);
  const known = cache.get(key);
  if (known !== undefined) return known;
  const sql = `SELECT count(*) <= ${few} AS few FROM (SELECT FROM ${row.table} WHERE ${row.visible()} LIMIT ${few + 1}) seen`;
  const [found] = await run<{ few: boolean }>(dataSource, sql, row.values, { kept: true });
  cache.set(key, found!.few);
  return found!.few;
}

/** How many rows are selected; not above `limit`, where it is given. */
export async function countRecords<R>(dataSource: DataSource, selection: Selection<R>, limit?: number): Promise<number> {
  const row = new RowSql(dataSource, selection);
  const rows = `SELECT FROM ${row.table} WHERE ${selected(selection, row)}${limit === undefined ? '' : ` LIMIT ${limit}`}`;
  const sql = `SELECT count(*)::int AS count FROM (${rows}) selected`;
  const [found] = await run<{ count: number }>(dataSource, sql, row.values, { kept: !selection.filter });
  return found!.count;
}

/** The records of these ids that the viewer may see, archived ones too, by id. */
export async function findRecords<R>(dataSource: DataSource, source: RowSource<R>, ids: readonly string[]): Promise<Map<string, R>> {
  if (ids.length === 0) return new Map();
  const row = new RowSql(dataSource, source);
  // By their keys, and only then whose they are: whoever sees few rows would else have all of those fetched.
  const found = `SELECT * FROM ${row.table} WHERE ${row.ofTenant()} AND ${row.column('id')} = ANY(${row.param([...new Set(ids)], 'text[]')}) OFFSET 0`;
  const sql = `SELECT ${row.row()} FROM (${found}) ${row.alias} WHERE ${row.visible()}`;
  const rows = await run<R & { id: string }>(dataSource, sql, row.values, { kept: true });
  return new Map(rows.map((found) => [found.id, found]));
}

/** As {@link findRecords}, of one. */
export async function findRecord<R>(dataSource: DataSource, source: RowSource<R>, id: string): Promise<R | undefined> {
  const row = new RowSql(dataSource, source);
  const sql = `SELECT ${row.row()} FROM ${row.table} WHERE ${row.visible()} AND ${row.column('id')} = ${row.param(id, 'text')}`;
  const [found] = await run<R & object>(dataSource, sql, row.values, { kept: true });
  return found;
}

const statementNames = new LRUCache<string, string>({ max: 1_000 });

/**
 * `kept`: parsed and planned once a connection. For statements of which there is a bounded number, none of them of a reader's own making, and for
 * which one plan suits all values.
 */
async function run<R extends object>(dataSource: DataSource, text: string, values: unknown[], { kept }: { kept: boolean }): Promise<R[]> {
  const { master } = dataSource.driver as PostgresDriver;
  let name = kept ? statementNames.get(text) : undefined;
  if (kept && !name) statementNames.set(text, (name = `record_${hash('sha1', text)}`));
  return (await (master as Pool).query<R>({ name, text, values })).rows;
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

/** The condition of a selection: permission (or the rows of one owner), archived rows left out, filter, scope. */
export function selected(selection: Selection<unknown>, row: RowSql, owner?: string): string {
  const { record, filter, scope } = selection;
  const archived = fieldOf(record, 'archived');
  const conditions = [owner ? row.ownedBy(owner) : row.visible()];
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
