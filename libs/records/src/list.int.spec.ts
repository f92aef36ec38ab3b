import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InvalidInput } from '@throughline/decider';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import fc from 'fast-check';
import { Column, DataSource, DefaultNamingStrategy, Entity, PrimaryColumn } from 'typeorm';
import {
  aggregate,
  commonFields,
  exportCsv,
  type Filter,
  findRecord,
  listRecords,
  type OrderBy,
  recordIndexes,
  type RecordType,
  type Viewer,
} from './index.js';

@Entity('deal_v1')
class DealRow {
  @PrimaryColumn('text') tenant!: string;
  @PrimaryColumn('text') id!: string;
  @Column('text') name!: string;
  @Column('numeric', { nullable: true }) amount!: string | null;
  @Column('text', { nullable: true }) amountCurrency!: string | null;
  @Column('numeric', { nullable: true }) margin!: string | null;
  @Column('text', { nullable: true }) marginCurrency!: string | null;
  @Column('integer', { nullable: true }) score!: number | null;
  @Column('date', { nullable: true }) closeDate!: string | null;
  @Column('text', { nullable: true }) status!: string | null;
  @Column('text', { nullable: true }) accountId!: string | null;
  @Column('text', { array: true }) contactIds!: string[];
  @Column('text', { array: true }) tags!: string[];
  @Column('jsonb', { nullable: true }) emails!: { address: string }[] | null;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('boolean') archived!: boolean;
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('text') createdBy!: string;
  @Column('timestamptz') createdAt!: string;
}

const deal: RecordType = {
  name: 'Deal',
  fields: [
    ...commonFields.filter(({ key }) => key !== 'updatedAt'),
    { key: 'name', label: 'Name', kind: 'text', sortable: true },
    { key: 'amount', label: 'Amount', kind: 'money', sortable: true },
    {
      key: 'margin',
      label: 'Margin',
      kind: 'money',
      sortable: true,
      readableBy: ({ role, actor }) => (role === 'ADMIN' ? 'all' : role === 'READ_ONLY' ? 'none' : { ownerIs: actor }),
    },
    { key: 'score', label: 'Score', kind: 'integer', sortable: true },
    { key: 'closeDate', label: 'Close date', kind: 'date', sortable: true },
    { key: 'status', label: 'Status', kind: 'enum', values: ['OPEN', 'WON'] },
    { key: 'accountId', label: 'Account', kind: 'reference', of: 'account' },
    { key: 'contactIds', label: 'Contacts', kind: 'references', of: 'contact' },
    { key: 'tags', label: 'Tags', kind: 'tags' },
    { key: 'email', label: 'E-mail', kind: 'email', property: 'emails' },
    { key: 'phone', label: 'Phone', kind: 'phone' },
    { key: 'archived', label: 'Archived', kind: 'boolean' },
    { key: 'ownerId', label: 'Owner', kind: 'reference', of: 'user' },
  ],
};

const admin: Viewer = { tenant: 'main', actor: 'ann', name: 'Ann', role: 'ADMIN', sees: 'all' };
const bob: Viewer = { tenant: 'main', actor: 'bob', name: 'Bob', role: 'MEMBER', sees: ['bob', 'cid'] };
const eve: Viewer = { tenant: 'main', actor: 'eve', name: 'Eve', role: 'READ_ONLY', sees: ['bob', 'cid', 'dan', 'bob'] };
const crowd = Array.from({ length: 40 }, (_, index) => `user-${index}`);
const fay: Viewer = { tenant: 'main', actor: 'fay', name: 'Fay', role: 'MANAGER', sees: ['bob', ...crowd] };

let database: TestDatabase;
let dataSource: DataSource;

class SnakeCase extends DefaultNamingStrategy {
  override columnName(property: string): string {
    return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  }
}

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: [DealRow],
    synchronize: true,
    namingStrategy: new SnakeCase(),
  }).initialize();
  for (const index of recordIndexes(deal, DealRow)) await dataSource.query(index.replace('{table}', 'deal_v1'));
}, 60_000);

afterAll(async () => {
  await dataSource?.destroy();
  await database?.drop();
});

const base: DealRow = {
  tenant: 'main', id: '', name: 'x', amount: null, amountCurrency: null, margin: null, marginCurrency: null, score: null, closeDate: null, status: null,
  accountId: null, contactIds: [], tags: [], emails: null, phone: null, archived: false, ownerId: 'bob', createdBy: 'ann', createdAt: '2026-01-01T00:00:00.000Z',
}; // prettier-ignore

async function given(rows: readonly Partial<DealRow>[]): Promise<DealRow[]> {
  await dataSource.query('TRUNCATE deal_v1');
  const full = rows.map((row, index) => ({ ...base, id: `id-${String(index).padStart(4, '0')}`, ...row }));
  if (full.length > 0) await dataSource.getRepository(DealRow).insert(full);
  return full;
}

const list = (query: { filter?: Filter; orderBy?: OrderBy[]; first?: number; after?: string | null; viewer?: Viewer } = {}) =>
  listRecords(dataSource, { record: deal, entity: DealRow, viewer: admin, ...query });
const ids = async (filter?: Filter, viewer = admin): Promise<string[]> =>
  (await list({ filter, viewer, orderBy: [], first: 500 })).edges.map(({ node }) => node.id).sort();

// The same filter over plain objects.

function masked(row: DealRow, viewer: Viewer): DealRow {
  const known = viewer.role === 'ADMIN' || (viewer.role !== 'READ_ONLY' && row.ownerId === viewer.actor);
  return known ? row : { ...row, margin: null, marginCurrency: null };
}

function visible(row: DealRow, viewer: Viewer): boolean {
  return row.tenant === viewer.tenant && (viewer.sees === 'all' || viewer.sees.includes(row.ownerId ?? row.createdBy));
}

function passes(row: DealRow, filter: Filter): boolean {
  return Object.entries(filter).every(([key, value]) => {
    if (key === 'and') return (value as Filter[]).every((part) => passes(row, part));
    if (key === 'or') return (value as Filter[]).some((part) => passes(row, part));
    if (key === 'not') return !passes(row, value as Filter);
    return Object.entries(value as Record<string, unknown>).every(([operator, operand]) => compares(row, key, operator, operand));
  });
}

function compares(row: DealRow, key: string, operator: string, operand: unknown): boolean {
  const list = { tags: row.tags, contactIds: row.contactIds, email: row.emails?.map(({ address }) => address) ?? [] }[key];
  if (operator === 'ne') return !compares(row, key, 'eq', operand);
  if (list) {
    if (operator === 'isNull') return (list.length === 0) === operand;
    return list.some((item) => single(key, item, operator === 'contains' && key === 'contactIds' ? 'eq' : operator, operand));
  }
  const value = row[key as keyof DealRow] as string | number | boolean | null;
  if (operator === 'isNull') return (value === null) === operand;
  return value !== null && single(key, value, operator, operand);
}

function single(key: string, value: string | number | boolean, operator: string, operand: unknown): boolean {
  const fold = (item: unknown): any => {
    if (key === 'amount' || key === 'margin' || key === 'score') return Number(item);
    const ignoresCase = ['eq', 'in', 'contains', 'startsWith'].includes(operator);
    if (key === 'email' || key === 'tags' || (ignoresCase && key === 'name')) return String(item).toLowerCase();
    return item;
  };
  const left = fold(value);
  switch (operator) {
    case 'eq': return left === fold(operand);
    case 'in': return (operand as unknown[]).map(fold).includes(left);
    case 'contains': return left.includes(fold(operand));
    case 'startsWith': return left.startsWith(fold(operand));
  }
  const order = key === 'name' ? new Intl.Collator('en').compare(left, fold(operand)) : left < fold(operand) ? -1 : left > fold(operand) ? 1 : 0;
  return { gt: order > 0, gte: order >= 0, lt: order < 0, lte: order <= 0 }[operator]!;
} // prettier-ignore

const word = fc.constantFrom('Ärger', 'arger', 'Zoo', 'zoo', 'a_b', 'a%b', 'O’Neil', '100%', '日本', '\\x', "it's", '');
const decimal = fc.constantFrom('0', '0.1', '10', '10.00', '-3.5', '12345678901234567890.12');
const day = fc.constantFrom('2026-01-01', '2026-02-28', '2027-12-31');
const tag = fc.constantFrom('vip', 'VIP', 'new', 'old one');
const address = fc.constantFrom('a@x.org', 'A@X.org', 'b@y.de', 'müller@z.de');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const arbitraryRow: fc.Arbitrary<Partial<DealRow>> = fc.record({
  tenant: fc.constantFrom('main', 'main', 'main', 'other'),
  name: word,
  amount: optional(decimal),
  margin: optional(decimal),
  score: optional(fc.integer({ min: -2, max: 3 })),
  closeDate: optional(day),
  status: optional(fc.constantFrom('OPEN', 'WON')),
  accountId: optional(fc.constantFrom('acc-1', 'acc-2')),
  contactIds: fc.array(fc.constantFrom('c1', 'c2', 'c3'), { maxLength: 2 }),
  tags: fc.array(tag, { maxLength: 2 }),
  emails: optional(
    fc.array(
      address.map((it) => ({ address: it })),
      { maxLength: 2 },
    ),
  ),
  ownerId: optional(fc.constantFrom('bob', 'cid', 'dan')),
  createdBy: fc.constantFrom('bob', 'dan'),
});

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  ...(
    [
      ['name', ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains', 'startsWith'], word],
      ['amount', ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'], decimal],
      ['margin', ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'], decimal],
      ['score', ['eq', 'ne', 'gt', 'lte'], fc.integer({ min: -2, max: 3 })],
      ['closeDate', ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'], day],
      ['status', ['eq', 'ne'], fc.constantFrom('OPEN', 'WON')],
      ['accountId', ['eq', 'ne'], fc.constantFrom('acc-1', 'acc-3')],
      ['contactIds', ['eq', 'ne', 'contains'], fc.constantFrom('c1', 'c2')],
      ['tags', ['eq', 'ne', 'contains', 'startsWith'], tag],
      ['email', ['eq', 'ne', 'contains', 'startsWith', 'gt'], fc.constantFrom('a@x.org', 'B@Y.DE', 'Müller', '@x')],
    ] as [string, string[], fc.Arbitrary<unknown>][]
  ).flatMap(([key, operators, operand]) => [
    fc.tuple(fc.constantFrom(...operators), operand).map(([operator, value]) => ({ [key]: { [operator]: value } })),
    fc.array(operand, { maxLength: 3 }).map((values) => ({ [key]: { in: values } })),
    fc.boolean().map((value) => ({ [key]: { isNull: value } })),
  ]),
);
const filterTree: fc.Arbitrary<Filter> = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }).map((parts) => ({ and: parts })),
    fc.array(tie('tree'), { maxLength: 3 }).map((parts) => ({ or: parts })),
    tie('tree').map((part) => ({ not: part })),
    fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })),
  ),
})).tree;
const order: fc.Arbitrary<OrderBy[]> = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom('name', 'amount', 'margin', 'score', 'closeDate', 'createdAt'),
    direction: fc.constantFrom('ASC', 'DESC'),
  }),
  { selector: ({ field }) => field, maxLength: 3 },
);
const viewer = fc.constantFrom(admin, bob, eve, fay);

describe('a list', () => {
  it('holds just the rows that the filter, read plainly, lets through, and that the viewer may see', async () => {
    const runs = fc.asyncProperty(
      fc.array(arbitraryRow, { maxLength: 25 }),
      fc.array(fc.tuple(filterTree, viewer), { minLength: 8, maxLength: 8 }),
      async (some, queries) => {
        const rows = await given(some);
        for (const [filter, who] of queries) {
          const expected = rows.filter((row) => visible(row, who) && passes(masked(row, who), filter)).map(({ id }) => id);
          expect({ filter, ids: await ids(filter, who) }).toEqual({ filter, ids: expected.sort() });
          const { totalCount, totalCountExact } = await list({ filter, viewer: who });
          expect([await totalCount(), await totalCountExact()]).toEqual([expected.length, true]);
        }
      },
    );
    await fc.assert(runs, { numRuns: 60 });
  }, 120_000);

  it('reads the same in pages as whole, in any order, while other rows come and go between the pages', async () => {
    const runs = fc.asyncProperty(
      fc.array(arbitraryRow, { maxLength: 25 }),
      order,
      viewer,
      fc.integer({ min: 1, max: 7 }),
      fc.infiniteStream(arbitraryRow),
      async (some, orderBy, who, first, strangers) => {
        const rows = await given(some);
        const whole = (await list({ orderBy, viewer: who, first: 500 })).edges.map(({ node }) => node.id);
        expect([...whole].sort()).toEqual(
          rows
            .filter((row) => visible(row, who))
            .map(({ id }) => id)
            .sort(),
        );
        const paged: string[] = [];
        let after: string | null = null;
        let strangerCount = 0;
        for (let more = true; more;) {
          const page: Awaited<ReturnType<typeof list>> = await list({ orderBy, viewer: who, first, after });
          paged.push(...page.edges.map(({ node }) => node.id));
          ({ endCursor: after, hasNextPage: more } = page.pageInfo);
          const stranger = strangers.next().value!;
          if (strangerCount++ < 10)
            await dataSource.getRepository(DealRow).insert({ ...base, ...stranger, id: `stranger-${strangerCount}` });
          if (strangerCount % 3 === 0) await dataSource.query(`DELETE FROM deal_v1 WHERE id = 'stranger-${strangerCount - 1}'`);
        }
        expect(paged.filter((id) => !id.startsWith('stranger'))).toEqual(whole);
        expect(new Set(paged).size).toBe(paged.length);
      },
    );
    await fc.assert(runs, { numRuns: 60 });
  }, 120_000);

  it.each([
    ['few of very many rows', [crowd[0]!]],
    ['some of very many rows', crowd.slice(0, 3)],
    ['very many rows of many people', crowd.slice(0, 35)],
  ])('reads the same in pages as whole for who sees %s', async (_, sees) => {
    await given([]);
    await dataSource.query(`INSERT INTO deal_v1 (tenant, id, name, amount, contact_ids, tags, archived, owner_id, created_by, created_at)
      SELECT 'main', i::text, 'n' || i % 100, nullif(i % 7, 0), '{}', '{}', i % 10 = 0, nullif('user-' || i % 40, 'user-0'), 'user-' || i % 40, now()
      FROM generate_series(1, 6000) i`);
    const mine = Array.from({ length: 6000 }, (_, index) => index + 1).filter((i) => i % 10 !== 0 && sees.includes(`user-${i % 40}`));
    for (const filter of [undefined, { name: { ne: 'n5' } }]) {
      const expected = filter ? mine.filter((i) => i % 100 !== 5) : mine;
      const query = { viewer: { ...bob, sees }, filter, orderBy: [{ field: 'amount', direction: 'DESC' }, { field: 'name' }] as OrderBy[] };
      const paged: [amount: string | null, name: string, id: string][] = [];
      let after: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof list>> = await list({ ...query, first: 400, after });
        if (!after) expect(await page.totalCount()).toBe(expected.length);
        paged.push(...page.edges.map(({ node: { amount, name, id } }) => [amount, name, id] as (typeof paged)[number]));
        after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
      } while (after);
      const inOrder = paged.toSorted(([a, n], [b, m]) => Number(b ?? -1) - Number(a ?? -1) || new Intl.Collator('en').compare(n, m));
      expect(paged.map(([amount, name]) => [amount, name])).toEqual(inOrder.map(([amount, name]) => [amount, name]));
      expect(paged.map(([, , id]) => Number(id)).sort((a, b) => a - b)).toEqual(expected);
    }
  });

  it('is ordered by each key in turn, what has no value last in either direction', async () => {
    await given([
      { id: 'a', name: 'Émile', amount: '5' },
      { id: 'b', name: 'eve', amount: null },
      { id: 'c', name: 'Zoë', amount: '20' },
      { id: 'd', name: 'Adam', amount: '5' },
    ]);
    const order = async (orderBy: OrderBy[]) => (await list({ orderBy })).edges.map(({ node }) => node.id).join('');
    expect(
      await order([
        { field: 'amount', direction: 'ASC' },
        { field: 'name', direction: 'DESC' },
      ]),
    ).toBe('adcb');
    expect(await order([{ field: 'amount', direction: 'DESC' }, { field: 'name' }])).toBe('cdab');
    expect(await order([{ field: 'name', direction: 'ASC' }])).toBe('dabc');
  });

  it('gives values as they go out: times in UTC, days, exact decimals', async () => {
    await given([{ createdAt: '2026-03-29T01:30:00.123+02:00', closeDate: '2026-03-29', amount: '1250.50', tags: ['x'] }]);
    const [edge] = (await list()).edges;
    expect(edge!.node).toMatchObject({
      createdAt: '2026-03-28T23:30:00.123Z',
      closeDate: '2026-03-29',
      amount: '1250.50',
      tags: ['x'],
      archived: false,
    });
  });

  it('takes no notice of case in words, but of accents', async () => {
    await given([
      { id: 'a', name: 'ÄRGER & Co' },
      { id: 'b', name: 'arger & co' },
    ]);
    expect(await ids({ name: { eq: 'ärger & co' } })).toEqual(['a']);
    expect(await ids({ name: { in: ['ARGER & CO', 'x'] } })).toEqual(['b']);
    expect(await ids({ name: { ne: 'Ärger & CO' } })).toEqual(['b']);
  });

  it('finds phones as they are dialled, however they were typed', async () => {
    await given([
      { id: 'a', phone: '+49 (171) 123-45' },
      { id: 'b', phone: '0171 999' },
    ]);
    expect(await ids({ phone: { eq: '+49171 12345' } })).toEqual(['a']);
    expect(await ids({ phone: { contains: '171-1' } })).toEqual(['a']);
  });

  it('leaves archived records out unless asked about them, and finds them by id', async () => {
    await given([{ id: 'kept' }, { id: 'gone', archived: true }]);
    expect(await ids()).toEqual(['kept']);
    expect(await ids({ archived: { eq: true } })).toEqual(['gone']);
    expect(await ids({ or: [{ archived: { eq: true } }, { name: { eq: 'x' } }] })).toEqual(['gone', 'kept']);
    expect(await findRecord(dataSource, { record: deal, entity: DealRow, viewer: admin }, 'gone')).toMatchObject({ id: 'gone' });
  });

  it('counts exactly to 10,000 and says when there are more', async () => {
    await given([]);
    await dataSource.query(`INSERT INTO deal_v1 (tenant, id, name, contact_ids, tags, archived, created_by, created_at)
      SELECT 'main', i::text, 'n', '{}', '{}', false, 'ann', now() FROM generate_series(1, 10000) i`);
    const counts = async () => {
      const { totalCount, totalCountExact } = await list({ first: 1 });
      return [await totalCount(), await totalCountExact()];
    };
    expect(await counts()).toEqual([10_000, true]);
    await dataSource.query(
      `INSERT INTO deal_v1 (tenant, id, name, contact_ids, tags, archived, created_by, created_at) VALUES ('main', 'more', 'n', '{}', '{}', false, 'ann', now())`,
    );
    expect(await counts()).toEqual([10_000, false]);
  });
});

describe('a field rule', () => {
  it('hides the value everywhere and is no help to guess it', async () => {
    await given([
      { id: 'mine', ownerId: 'bob', margin: '30', marginCurrency: 'EUR' },
      { id: 'theirs', ownerId: 'cid', margin: '70', marginCurrency: 'EUR' },
    ]);
    const { edges } = await list({ viewer: bob, orderBy: [{ field: 'margin', direction: 'DESC' }] });
    expect(edges.map(({ node }) => [node.id, node.margin, node.marginCurrency])).toEqual([
      ['mine', '30', 'EUR'],
      ['theirs', null, null],
    ]);
    expect(edges.map(({ cursor }) => Buffer.from(cursor, 'base64url').toString()).join()).not.toContain('70');
    expect(await ids({ margin: { gt: '50' } }, bob)).toEqual([]);
    expect(await ids({ margin: { isNull: true } }, bob)).toEqual(['theirs']);
    const total = { record: deal, entity: DealRow, sum: 'margin' };
    expect(await aggregate(dataSource, { ...total, viewer: bob, groupBy: ['ownerId'] })).toEqual([
      { group: { ownerId: 'bob' }, currency: 'EUR', count: 1, sum: '30' },
      { group: { ownerId: 'cid' }, currency: null, count: 1, sum: null },
    ]);
    expect(await aggregate(dataSource, { ...total, viewer: eve })).toEqual([{ group: {}, currency: null, count: 2, sum: null }]);
    expect(await aggregate(dataSource, { ...total, viewer: admin })).toEqual([{ group: {}, currency: 'EUR', count: 2, sum: '100' }]);
    let csv = '';
    for await (const part of exportCsv(dataSource, { record: deal, entity: DealRow, viewer: bob, columns: ['id', 'margin'] })) csv += part;
    expect(csv).toBe('id,margin,marginCurrency\r\ntheirs,,\r\nmine,30,EUR\r\n');
  });
});

describe('refusals', () => {
  const refusal = async (query: Parameters<typeof list>[0]): Promise<Record<string, string>> => {
    const error = await list(query).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(InvalidInput);
    return (error as InvalidInput).fields;
  };

  it.each<[Filter, string]>([
    [{ and: [{ amount: { gt: 'much' } }] }, 'filter.and.0.amount.gt'],
    [{ or: [{}, { not: { colour: { eq: 'red' } } }] }, 'filter.or.1.not.colour'],
    [{ amount: { like: '1' } }, 'filter.amount.like'],
    [{ amount: { contains: '1' } }, 'filter.amount.contains'],
    [{ amount: '1' }, 'filter.amount'],
    [{ amount: { gt: null } }, 'filter.amount.gt'],
    [{ score: { eq: 1.5 } }, 'filter.score.eq'],
    [{ score: { eq: 2 ** 31 } }, 'filter.score.eq'],
    [{ closeDate: { lt: '2026-02-30' } }, 'filter.closeDate.lt'],
    [{ createdAt: { lt: 'yesterday' } }, 'filter.createdAt.lt'],
    [{ status: { in: ['OPEN', 'LOST'] } }, 'filter.status.in.1'],
    [{ archived: { eq: 'yes' } }, 'filter.archived.eq'],
    [{ name: { eq: 'a\0b' } }, 'filter.name.eq'],
    [{ phone: { contains: 'call me' } }, 'filter.phone.contains'],
    [{ name: { isNull: 'no' } }, 'filter.name.isNull'],
    [{ constructor: { eq: 'x' } }, 'filter.constructor'],
  ])('name the path of %j', async (filter, path) => {
    expect(Object.keys(await refusal({ filter }))).toEqual([path]);
  });

  it('stop a filter that is too deep or too long', async () => {
    let deep: Filter = {};
    for (let i = 0; i < 20; i++) deep = { not: deep };
    expect(Object.values(await refusal({ filter: deep }))[0]).toMatch(/nested deeper/);
    expect(Object.values(await refusal({ filter: { or: Array.from({ length: 600 }, () => ({ score: { eq: 1 } })) } }))[0]).toMatch(
      /too many/,
    );
  });

  it('name what is wrong with an order, a page size, a cursor', async () => {
    await given([{ id: 'a' }, { id: 'b' }]);
    expect(await refusal({ orderBy: [{ field: 'tags' }] })).toEqual({ 'orderBy.0.field': 'Deal cannot be ordered by tags' });
    expect(await refusal({ orderBy: [{ field: 'name' }, { field: 'name' }] })).toEqual({ 'orderBy.1.field': 'name is named twice' });
    for (const first of [0, 501, 1.5, -1]) expect(Object.keys(await refusal({ first }))).toEqual(['first']);
    const { endCursor } = (await list({ orderBy: [{ field: 'name' }], first: 1 })).pageInfo;
    expect(await refusal({ orderBy: [{ field: 'amount' }], after: endCursor })).toEqual({ after: 'belongs to a list in another order' });
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const after of ['', 'x', '{}', forged('Deal amount+', 'a', 'NaN'), forged('Deal amount+', 'a'), forged('Deal amount+', 7, '1')]) {
      expect(await refusal({ orderBy: [{ field: 'amount' }], after })).toEqual({ after: 'is not a cursor' });
    }
  });
});

describe('an export', () => {
  it('is CSV that spreadsheets read as it is meant, and never run', async () => {
    await given([
      {
        id: 'a',
        name: '=HYPERLINK("http://x","y")',
        emails: [{ address: 'a@x.org' }, { address: 'b@x.org' }],
        phone: '+49 171 1',
        createdAt: '2026-01-02T00:00:00Z',
      },
      { id: 'b', name: 'Line\nbreak, "quoted"', amount: '-5.00', amountCurrency: 'EUR', tags: ['@x', 'y'] },
    ]);
    let csv = '';
    for await (const part of exportCsv(dataSource, {
      record: deal,
      entity: DealRow,
      viewer: admin,
      bom: true,
      columns: ['name', 'amount', 'email', 'phone', 'tags'],
    }))
      csv += part;
    expect(csv).toBe(
      '\uFEFFname,amount,amountCurrency,email,phone,tags\r\n' +
        `"'=HYPERLINK(""http://x"",""y"")",,,"a@x.org; b@x.org",+49 171 1,\r\n` +
        `"Line\nbreak, ""quoted""",-5.00,EUR,,,"'@x; y"\r\n`,
    );
  });

  it('names the column that there is not, and those that there are', async () => {
    const pages = exportCsv(dataSource, { record: deal, entity: DealRow, viewer: admin, columns: ['name', 'shoe'] });
    await expect(pages.next()).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { columns: expect.stringMatching(/^Deal has no field shoe: there are .*\bname, /) },
    });
  });

  it('goes on to the last page', async () => {
    await given(Array.from({ length: 1201 }, () => ({})));
    let lines = 0;
    for await (const part of exportCsv(dataSource, { record: deal, entity: DealRow, viewer: admin }))
      lines += part.split('\r\n').length - 1;
    expect(lines).toBe(1202);
  });
});
