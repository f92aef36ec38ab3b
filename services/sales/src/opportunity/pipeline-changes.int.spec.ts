import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RecordType, Viewer } from '@throughline/records';
import { Directory } from '@throughline/service-kit';
import type { TestUser } from '@throughline/service-kit/testing';
import { DataSource } from 'typeorm';
import { Pipelines } from '../pipeline/pipelines.js';
import { TestSales } from '../testing/index.js';
import { marginReadableBy, opportunityRecord } from './opportunity.record.js';
import { listChanges, movements, openDealsAt, type Span } from './pipeline-changes.js';

let sales: TestSales;
/** Ann and Bob are of one team, Eve of another one. */
let ann: TestUser;
let bob: TestUser;
let eve: TestUser;
let database: DataSource;

beforeAll(async () => {
  sales = await TestSales.start();
  [ann, bob] = [await sales.user(), await sales.user()];
  eve = await sales.user({ teamId: sales.south });
  database = sales.services.get('sales').get(DataSource);
}, 60_000);
afterAll(() => sales?.close());

const euros = (amount: string) => ({ amount, currency: 'EUR' });
const dollars = (amount: string) => ({ amount, currency: 'USD' });
// No probabilities: forward and backward are the order of the stages.
const stages = [
  { name: 'Talk' },
  { name: 'Proposal' },
  { name: 'Haggle' },
  { name: 'Won', category: 'WON' },
  { name: 'Lost', category: 'LOST' },
];
const change = (name: string, input: object, user = ann) => sales.mutate(name, input, 'opportunity { id }', user);

/** A moment after all that is recorded so far, and before all that comes. */
async function moment(): Promise<string> {
  await sleep(3);
  const now = new Date().toISOString();
  await sleep(3);
  return now;
}

async function viewerOf(user: TestUser): Promise<Viewer> {
  const directory = await sales.services.get('sales').get(Directory).of('main');
  return directory.viewerOfUser(user.id)!;
}

async function span(
  user: TestUser,
  pipelineId: string,
  since: string,
  until = '9999',
  record: RecordType = opportunityRecord,
): Promise<Span> {
  const viewer = await viewerOf(user);
  const pipelines = await sales.services.get('sales').get(Pipelines).all(viewer);
  const order = new Map(pipelines.flatMap(({ stages }) => stages.map(({ id }, place) => [id, place] as const)));
  return { record, viewer, filter: { pipelineId: { eq: pipelineId } }, since, until, order };
}

/** Each change in a line, the earliest first: `GREW Big 100 EUR → 150 EUR`. */
async function told(of: Span): Promise<string[]> {
  const { edges } = await listChanges(database, of, { first: 500 });
  return edges
    .map(({ node: { kind, before, after } }) => {
      const worth = (state: typeof before) => (state?.amount == null ? '-' : `${Number(state.amount)} ${state.currency}`);
      switch (kind) {
        case 'MOVED_FORWARD':
        case 'MOVED_BACKWARD':
        case 'WON':
        case 'LOST':
        case 'REOPENED':
          return `${kind} ${before?.stage} → ${after.stage}, ${worth(after)}`;
        case 'PULLED_IN':
        case 'PUSHED_OUT':
          return `${kind} ${before?.closeDate} → ${after.closeDate}`;
        case 'REASSIGNED':
          return `${kind} ${before?.ownerId === ann.id} → ${after.ownerId === bob.id}`;
        default:
          return `${kind} ${worth(before)} → ${worth(after)}`;
      }
    })
    .reverse();
}

describe('what changed since a moment', () => {
  it('is told deal by deal, from what to what, and added up', async () => {
    const pipeline = await sales.pipeline('Weekly', stages);
    const open = (input: object, user = ann) => sales.opportunity({ pipelineId: pipeline.id, ...input }, user);
    const big = await open({ amount: euros('100'), closeDate: '2031-05-01' });
    const small = await open({ amount: euros('50') });
    const foreign = await open({ amount: dollars('30') });
    const revived = await open({ amount: euros('7') });
    await change('loseOpportunity', { id: revived, reason: 'Price' });
    await open({ amount: euros('1000') }, eve);
    const since = await moment();

    await change('updateOpportunity', { id: big, amount: euros('150') });
    await change('updateOpportunity', { id: big, amount: euros('140') });
    await change('updateOpportunity', { id: big, closeDate: '2031-06-01' });
    await change('updateOpportunity', { id: big, closeDate: '2031-04-01' });
    await change('updateOpportunity', { id: big, name: 'Renamed', nextStep: 'Call', margin: euros('3') });
    await change('moveOpportunity', { id: big, stageId: pipeline.stages['Haggle'] });
    await change('moveOpportunity', { id: big, stageId: pipeline.stages['Proposal'] });
    await change('winOpportunity', { id: small });
    await change('updateOpportunity', { id: foreign, amount: euros('25') });
    await change('loseOpportunity', { id: foreign });
    await change('reopenOpportunity', { id: revived });
    await change('updateOpportunity', { id: revived, ownerId: bob.id });
    const until = await moment();
    await open({ amount: euros('20') });

    const all = await span(bob, pipeline.id, since, until);
    expect(await told(all)).toEqual([
      'GREW 100 EUR → 150 EUR',
      'SHRANK 150 EUR → 140 EUR',
      'PUSHED_OUT 2031-05-01 → 2031-06-01',
      'PULLED_IN 2031-06-01 → 2031-04-01',
      'MOVED_FORWARD Talk → Haggle, 140 EUR',
      'MOVED_BACKWARD Haggle → Proposal, 140 EUR',
      'WON Talk → Won, 50 EUR',
      'CURRENCY_CHANGED 30 USD → 25 EUR',
      'LOST Talk → Lost, 25 EUR',
      'REOPENED Lost → Talk, 7 EUR',
      'REASSIGNED true → true',
    ]);
    expect(await openDealsAt(database, all, since)).toEqual({ deals: 3, amounts: [euros('150.00'), dollars('30.00')] });
    expect(await movements(database, all)).toEqual([
      { kind: 'MOVED_FORWARD', count: 1, deals: 0, amounts: [] },
      { kind: 'MOVED_BACKWARD', count: 1, deals: 0, amounts: [] },
      { kind: 'WON', count: 1, deals: -1, amounts: [euros('-50.00')] },
      { kind: 'LOST', count: 1, deals: -1, amounts: [euros('-25.00')] },
      { kind: 'REOPENED', count: 1, deals: 1, amounts: [euros('7.00')] },
      { kind: 'GREW', count: 1, deals: 0, amounts: [euros('50.00')] },
      { kind: 'SHRANK', count: 1, deals: 0, amounts: [euros('-10.00')] },
      { kind: 'CURRENCY_CHANGED', count: 1, deals: 0, amounts: [euros('25.00'), dollars('-30.00')] },
      { kind: 'PULLED_IN', count: 1, deals: 0, amounts: [] },
      { kind: 'PUSHED_OUT', count: 1, deals: 0, amounts: [] },
      { kind: 'REASSIGNED', count: 1, deals: 0, amounts: [] },
    ]);
    expect(await openDealsAt(database, all, until)).toEqual({ deals: 2, amounts: [euros('147.00')] });

    // Nobody else's deals.
    expect(await told(await span(eve, pipeline.id, since))).toEqual([]);
    expect(await openDealsAt(database, await span(eve, pipeline.id, since), until)).toEqual({ deals: 1, amounts: [euros('1000.00')] });
  });

  it('adds up to exactly the difference, between any two moments', async () => {
    const pipeline = await sales.pipeline('Busy', stages);
    const ids: string[] = [];
    const count = async () => {
      const query = `query($id: ID!) { opportunities(first: 500, filter: { pipelineId: { eq: $id }, status: { eq: OPEN } }) {
        edges { node { amount { amount currency } } } } }`;
      const { opportunities } = await sales.query(query, { id: pipeline.id }, ann);
      const nodes: { amount: { amount: string; currency: string } | null }[] = opportunities.edges.map(({ node }: any) => node);
      const cents = (currency: string) =>
        nodes.reduce((all, { amount }) => all + (amount?.currency === currency ? Math.round(Number(amount.amount) * 100) : 0), 0);
      return { deals: nodes.length, EUR: cents('EUR'), USD: cents('USD') };
    };
    // The same steps at each run.
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
    const money = () => (random(2) ? euros : dollars)(`${random(1000)}.${10 + random(90)}`);
    const step = async () => {
      const id = ids[random(ids.length)];
      const which = random(9);
      if (!id || which < 2) {
        ids.push(await sales.opportunity({ pipelineId: pipeline.id, amount: random(4) ? money() : undefined }, ann));
        return;
      }
      const steps: [string, object][] = [
        ['updateOpportunity', { amount: random(5) ? money() : null }],
        ['updateOpportunity', { amount: money(), closeDate: `2031-01-${10 + random(20)}` }],
        ['moveOpportunity', { stageId: Object.values(pipeline.stages)[random(5)] }],
        ['winOpportunity', {}],
        ['reopenOpportunity', {}],
        ['archiveOpportunity', {}],
        ['restoreOpportunity', {}],
      ];
      const [name, input] = steps[which - 2]!;
      const mutation = `mutation($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { opportunity { id } } }`;
      // What an archived deal refuses changes nothing.
      await sales.services.execute('sales', mutation, { input: { id, ...input } }, ann.token);
    };

    const seen: { at: string; was: Awaited<ReturnType<typeof count>> }[] = [];
    for (let n = 0; n < 6; n++) {
      for (let m = 0; m < 12; m++) await step();
      const was = await count();
      seen.push({ at: await moment(), was });
    }
    const plain = ({ deals, amounts }: { deals: number; amounts: readonly { amount: string; currency: string }[] }) => {
      const cents = (wanted: string) => Math.round(Number(amounts.find(({ currency }) => currency === wanted)?.amount ?? 0) * 100);
      return { deals, EUR: cents('EUR'), USD: cents('USD') };
    };
    for (const [i, from] of seen.entries()) {
      expect(plain(await openDealsAt(database, await span(ann, pipeline.id, from.at), from.at))).toEqual(from.was);
      for (const to of seen.slice(i)) {
        const between = (await movements(database, await span(ann, pipeline.id, from.at, to.at))).map(plain);
        const sum = (field: 'deals' | 'EUR' | 'USD') => between.reduce((all, each) => all + each[field], from.was[field]);
        expect({ deals: sum('deals'), EUR: sum('EUR'), USD: sum('USD') }).toEqual(to.was);
      }
    }
  }, 60_000);

  it('says nothing of amounts to those who may not know them', async () => {
    const pipeline = await sales.pipeline('Discreet', stages);
    const id = await sales.opportunity({ pipelineId: pipeline.id, amount: euros('100') }, ann);
    await change('updateOpportunity', { id, amount: euros('150') });
    await change('winOpportunity', { id });
    const own = await sales.opportunity({ pipelineId: pipeline.id, amount: euros('11') }, bob);
    await change('updateOpportunity', { id: own, amount: euros('12') }, bob);
    const record = {
      ...opportunityRecord,
      fields: opportunityRecord.fields.map((field) => (field.key === 'amount' ? { ...field, readableBy: marginReadableBy } : field)),
    };
    const discreet = await span(bob, pipeline.id, '2000-01-01T00:00:00.000Z', '9999', record);
    expect(await told(discreet)).toEqual(['ADDED - → -', 'WON Talk → Won, -', 'ADDED - → 11 EUR', 'GREW 11 EUR → 12 EUR']);
    expect(await movements(database, discreet)).toEqual([
      { kind: 'ADDED', count: 2, deals: 2, amounts: [euros('11.00')] },
      { kind: 'WON', count: 1, deals: -1, amounts: [] },
      { kind: 'GREW', count: 1, deals: 0, amounts: [euros('1.00')] },
    ]);
    expect(await openDealsAt(database, discreet, await moment())).toEqual({ deals: 1, amounts: [euros('12.00')] });
    expect(await told(await span(sales.manager, pipeline.id, '2000-01-01T00:00:00.000Z', '9999', record))).toContain(
      'GREW 100 EUR → 150 EUR',
    );
  });

  it('comes in pages, of the kinds that are asked for', async () => {
    const pipeline = await sales.pipeline('Pages', stages);
    const ids = [];
    for (let n = 0; n < 4; n++)
      ids.push(await sales.opportunity({ pipelineId: pipeline.id, name: `Deal ${n}`, amount: euros(`${n}`) }, ann));
    for (const id of ids) await change('winOpportunity', { id });
    const query = `query($filter: OpportunityFilter, $kinds: [PipelineChangeKind!], $first: Int, $after: String) {
      pipelineChanges(since: "2020-01-01", filter: $filter, kinds: $kinds, first: $first, after: $after) {
        totalCount totalCountExact pageInfo { hasNextPage endCursor }
        edges { node { id kind at by { id } opportunity { name } before { status } after { status stage amount { amount } owner { id } } } } } }`;
    const filter = { pipelineId: { eq: pipeline.id } };
    const page = async (more: object, user = ann) => (await sales.query(query, { filter, ...more }, user)).pipelineChanges;
    const all = await page({});
    expect(all).toMatchObject({ totalCount: 8, totalCountExact: true, pageInfo: { hasNextPage: false } });
    expect(all.edges[0].node).toMatchObject({
      kind: 'WON',
      by: { id: ann.id },
      opportunity: { name: 'Deal 3' },
      before: { status: 'OPEN' },
      after: { status: 'WON', stage: 'Won', amount: { amount: '3.00' }, owner: { id: ann.id } },
    });
    expect(all.edges[7].node).toMatchObject({ kind: 'ADDED', opportunity: { name: 'Deal 0' }, before: null });

    const paged = [];
    for (let after: string | null = null; ;) {
      const { edges, pageInfo } = await page({ first: 3, after });
      paged.push(...edges);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(paged).toEqual(all.edges);
    expect(await page({ kinds: ['ADDED'] })).toMatchObject({ totalCount: 4, edges: all.edges.slice(4) });
    expect(await page({}, eve)).toMatchObject({ totalCount: 0, edges: [] });
  });

  it('begins with the day as it is where the organisation is', async () => {
    const query = (args: string) => `{ pipelineDifference(${args}) { since until opening { deals } } }`;
    // The organisation is in Berlin.
    expect(await sales.query(query('since: "2026-03-29", until: "2026-03-29"'))).toEqual({
      pipelineDifference: { since: '2026-03-28T23:00:00.000Z', until: '2026-03-29T22:00:00.000Z', opening: { deals: 0 } },
    });
    for (const [args, fields] of [
      ['since: "2026-03-29", until: "2026-03-28"', { until: 'is before since' }],
      ['since: "2026-02-30"', { since: expect.any(String) }],
    ] as const) {
      const { errors } = await sales.services.execute('sales', query(args), {}, ann.token);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields });
    }
    const { errors } = await sales.services.execute(
      'sales',
      '{ pipelineChanges(since: "2026-01-01", after: "x") { totalCount } }',
      {},
      ann.token,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ fields: { after: 'is not a cursor' } });
  });
});
