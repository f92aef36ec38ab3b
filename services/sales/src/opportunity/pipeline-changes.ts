import { InvalidInput } from '@throughline/decider';
import { addMoney, zero, type Money } from '@throughline/domain';
import { aggregate, maxPage, RowSql, selected, type Filter, type RecordType, type Viewer } from '@throughline/records';
import type { DataSource } from 'typeorm';
import { DealStatesRow, type DealState } from './deal-states.view.js';
import { OpportunityRow } from './opportunity.view.js';

export const changeKinds = [
  'ADDED',
  'MOVED_FORWARD',
  'MOVED_BACKWARD',
  'WON',
  'LOST',
  'REOPENED',
  'GREW',
  'SHRANK',
  'CURRENCY_CHANGED',
  'PULLED_IN',
  'PUSHED_OUT',
  'REASSIGNED',
  'ARCHIVED',
  'RESTORED',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Which deals and which time: recorded at `since` or later, and before `until`; both ISO 8601 in UTC. */
export interface Span {
  /** What deals are, with who may know their amounts. */
  readonly record: RecordType;
  readonly viewer: Viewer;
  readonly filter?: Filter | null;
  readonly since: string;
  readonly until: string;
  /** The places of the stages in their pipelines, by id: what is forward and what is backward. */
  readonly order: ReadonlyMap<string, number>;
}

export interface Change {
  /** Opaque. */
  readonly id: string;
  readonly dealId: string;
  readonly kind: ChangeKind;
  readonly before: DealState | null;
  readonly after: DealState;
}

export interface ChangePage {
  readonly edges: readonly { readonly node: Change; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  /** Exact to 10,000, above that 10,000. */
  totalCount(): Promise<number>;
  totalCountExact(): Promise<boolean>;
}

const countedTo = 10_000;

/** What changed on the deals that the viewer sees, the latest first. Pages are stable: what is recorded later comes before the first. */
export async function listChanges(
  database: DataSource,
  span: Span,
  page: { readonly kinds?: readonly ChangeKind[] | null; readonly first?: number | null; readonly after?: string | null },
): Promise<ChangePage> {
  const first = page.first ?? 50;
  if (!Number.isInteger(first) || first < 1 || first > maxPage) throw new InvalidInput({ first: `must be from 1 to ${maxPage}` });
  const place = page.after == null ? undefined : placeOf(page.after);
  const only = (row: RowSql) => (page.kinds ? `kind = ANY(${row.param(page.kinds, 'text[]')})` : 'true');

  const row = rowOf(database, span);
  const after = place
    ? `(at COLLATE "C", id COLLATE "C", n) < (${row.param(place[0], 'text')}, ${row.param(place[1], 'text')}, ${row.param(place[2], 'bigint')})`
    : 'true';
  const found = await database.query<(Omit<Change, 'id' | 'dealId'> & { id: string; n: number })[]>(
    `WITH ${changes(database, row, span)}
     SELECT id, n::int AS n, kind, before, after FROM change WHERE ${only(row)} AND ${after}
      ORDER BY at COLLATE "C" DESC, id COLLATE "C" DESC, n DESC LIMIT ${row.param(first + 1, 'int')}`,
    row.values,
  );
  const edges = found.slice(0, first).map(({ id, n, ...change }) => {
    const cursor = Buffer.from(JSON.stringify([change.after.at, id, n])).toString('base64url');
    return { node: { ...change, id: `${id}:${n}`, dealId: id }, cursor };
  });
  let counted: Promise<number> | undefined;
  const count = () =>
    (counted ??= (async () => {
      const row = rowOf(database, span);
      const sql = `WITH ${changes(database, row, span)}
        SELECT count(*)::int AS count FROM (SELECT FROM change WHERE ${only(row)} LIMIT ${countedTo + 1}) counted`;
      return (await database.query<[{ count: number }]>(sql, row.values))[0].count;
    })());
  return {
    edges,
    pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () => Math.min(await count(), countedTo),
    totalCountExact: async () => (await count()) <= countedTo,
  };
}

export interface Movement {
  readonly kind: ChangeKind;
  /** How many changes. */
  readonly count: number;
  /** How many open deals there were more for them, or fewer. */
  readonly deals: number;
  /** What they made of the sum of the open deals. */
  readonly amounts: readonly Money[];
}

/** The changes added up by kind. */
export async function movements(database: DataSource, span: Span): Promise<Movement[]> {
  const row = rowOf(database, span);
  const rows = await database.query<{ kind: ChangeKind; currency: string | null; count: number; deals: number; amount: string | null }[]>(
    `WITH ${changes(database, row, span)}
     SELECT kind, effect.currency, sum(effect.count)::int AS count, sum(effect.deals)::int AS deals, sum(effect.amount)::text AS amount
       FROM (SELECT kind, after->>'currency' AS into, before->>'currency' AS out_of, count(*) AS count, sum(${open('after')} - ${open('before')}) AS deals,
                    sum(${worth('after')}) AS gained, sum(${worth('before')}) AS given
               FROM change GROUP BY 1, 2, 3) total,
            LATERAL (VALUES (total.into, count, deals, gained), (total.out_of, 0, 0, -given)) AS effect(currency, count, deals, amount)
      GROUP BY kind, effect.currency ORDER BY effect.currency`,
    row.values,
  );
  const byKind = Map.groupBy(rows, ({ kind }) => kind);
  return changeKinds.flatMap((kind) => {
    const own = byKind.get(kind);
    if (!own) return [];
    const sum = (field: 'count' | 'deals') => own.reduce((all, each) => all + each[field], 0);
    return [{ kind, count: sum('count'), deals: sum('deals'), amounts: sums(own).filter(({ amount }) => Number(amount) !== 0) }];
  });
}

export interface Stock {
  readonly deals: number;
  readonly amounts: readonly Money[];
}

/** The open deals at a moment, as they were recorded then: of the deals that the viewer sees now. */
export async function openDealsAt(database: DataSource, span: Span, moment: string): Promise<Stock> {
  const still = await aggregate(database, {
    record: span.record,
    entity: OpportunityRow,
    viewer: span.viewer,
    filter: {
      and: [{ status: { eq: 'OPEN' } }, { archived: { eq: false } }, { updatedAt: { lt: moment } }, ...(span.filter ? [span.filter] : [])],
    },
    sum: 'amount',
  });
  const row = rowOf(database, span);
  const changed = await database.query<{ currency: string | null; count: number; amount: string | null }[]>(
    `WITH ${deals(database, row, span, moment)}
     SELECT state->>'currency' AS currency, sum(${open('state')})::int AS count, sum(${worth('state')})::text AS amount
       FROM deal, LATERAL (SELECT ${hidden('s.state')} AS state FROM jsonb_array_elements(deal.states) WITH ORDINALITY AS s(state, n)
                            WHERE s.state->>'at' COLLATE "C" < ${row.param(moment, 'text')} ORDER BY n DESC LIMIT 1) standing
      GROUP BY 1`,
    row.values,
  );
  const all = [...still.map(({ currency, count, sum }) => ({ currency, count, amount: sum })), ...changed];
  return { deals: all.reduce((sum, { count }) => sum + count, 0), amounts: sums(all) };
}

// ---- SQL ----------------------------------------------------------------------------------------------------------

const rowOf = (database: DataSource, { record, viewer }: Span) => new RowSql(database, { record, entity: OpportunityRow, viewer });

/** `deal`: those that the viewer sees, archived ones too, on which anything happened at a moment or later; and whether their amounts may be known. */
function deals(database: DataSource, row: RowSql, { record, viewer, filter }: Span, since: string): string {
  const states = new RowSql(database, { record, entity: DealStatesRow, viewer }, 'h').table;
  const archivedToo = { or: [{ archived: { eq: true } }, { archived: { eq: false } }] };
  const seen = selected({ record, entity: OpportunityRow, viewer, filter: { and: [archivedToo, ...(filter ? [filter] : [])] } }, row);
  const readable = record.fields.find(({ key }) => key === 'amount')?.readableBy?.(viewer) ?? 'all';
  const known =
    typeof readable === 'string' ? String(readable === 'all') : `${row.column('ownerId')} = ${row.param(readable.ownerIs, 'text')}`;
  return `deal AS (SELECT t.id, COALESCE(${known}, false) AS known, h.states
                     FROM ${row.table} JOIN ${states} ON h.tenant = t.tenant AND h.id = t.id
                    WHERE ${seen} AND ${row.column('updatedAt')} >= ${row.param(since, 'timestamptz')})`;
}

/**
 * `change`: a row for each state that a deal came to within the span, with the one before. Amounts that the viewer may not know are not there, and neither are changes
 * of them. `OFFSET 0` keeps PostgreSQL from unpacking a deal's states for each one, and from working `before` out anew wherever it is named: 3 s for 500,000 changes, not 10.
 */
function changes(database: DataSource, row: RowSql, span: Span): string {
  const order = row.param(JSON.stringify(Object.fromEntries(span.order)), 'jsonb');
  const place = (state: string) => `(${order}->>(${state}->>'stageId'))::int`;
  const number = (state: string, field: string) => `(${state}->>'${field}')::numeric`;
  const day = (state: string) => `COALESCE(${state}->>'closeDate', 'never')`;
  return `${deals(database, row, span, span.since)},
    step AS (SELECT deal.id, known, n, ${hidden('s.after')} AS after, ${hidden(`CASE WHEN n > 1 THEN all_of.states->(n::int - 2) END`)} AS before
               FROM deal, LATERAL (SELECT deal.states || '[]' AS states OFFSET 0) all_of,
                    jsonb_array_elements(all_of.states) WITH ORDINALITY AS s(after, n)
              WHERE s.after->>'at' COLLATE "C" >= ${row.param(span.since, 'text')} AND s.after->>'at' COLLATE "C" < ${row.param(span.until, 'text')}
                AND (known OR s.after->>'change' <> 'AMOUNT') OFFSET 0),
    change AS (SELECT id, known, n, before, after, after->>'at' AS at,
                      CASE after->>'change'
                        WHEN 'MOVED' THEN CASE WHEN COALESCE(${place('after')} - ${place('before')}, ${number('after', 'probability')} - ${number('before', 'probability')}) >= 0
                                               THEN 'MOVED_FORWARD' ELSE 'MOVED_BACKWARD' END
                        WHEN 'AMOUNT' THEN CASE WHEN before->>'currency' <> after->>'currency' THEN 'CURRENCY_CHANGED'
                                                WHEN COALESCE(${number('after', 'amount')}, 0) >= COALESCE(${number('before', 'amount')}, 0) THEN 'GREW' ELSE 'SHRANK' END
                        WHEN 'CLOSE_DATE' THEN CASE WHEN ${day('after')} COLLATE "C" < ${day('before')} THEN 'PULLED_IN' ELSE 'PUSHED_OUT' END
                        ELSE after->>'change' END AS kind
                 FROM step)`;
}

const hidden = (state: string) => `CASE WHEN known THEN ${state} ELSE (${state}) || '{"amount": null, "currency": null}' END`;

/** 1 where it counts among the open deals; a state that is not there does not. */
const open = (state: string) => `(CASE WHEN ${state}->>'status' = 'OPEN' AND ${state}->>'archived' = 'false' THEN 1 ELSE 0 END)`;
const worth = (state: string) => `(CASE WHEN ${open(state)} = 1 THEN (${state}->>'amount')::numeric END)`;

/** One sum a currency, from sums as the database answers them. */
function sums(rows: readonly { readonly currency: string | null; readonly amount: string | null }[]): Money[] {
  const all = new Map<string, Money>();
  for (const { currency, amount } of rows) {
    if (currency === null || amount === null) continue;
    all.set(currency, addMoney(all.get(currency) ?? zero(currency), { amount, currency }));
  }
  return [...all.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** A cursor comes from outside: whatever is in it must be a value that the database can read. */
function placeOf(cursor: string): [at: string, id: string, n: number] {
  try {
    const [at, id, n] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const texts = [at, id].every((part) => typeof part === 'string' && !part.includes('\0'));
    if (texts && Number.isInteger(n) && Math.abs(n as number) < 2 ** 31) return [at, id, n] as [string, string, number];
  } catch {
    // Told below.
  }
  throw new InvalidInput({ after: 'is not a cursor' });
}
