import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectSchemaCovers } from '@throughline/records/testing';
import type { TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { leadRecord } from './lead/lead.record.js';
import { opportunityRecord } from './opportunity/opportunity.record.js';
import { pipelineRecord } from './pipeline/pipeline.view.js';
import { productRecord } from './product/product.view.js';
import { TestSales } from './testing/index.js';

let sales: TestSales;
/** Ann owns the deals, Bob is of her team, Eve of another one. */
let ann: TestUser;
let bob: TestUser;
let eve: TestUser;
let pipeline: { id: string; stages: Record<string, string> };

const stages = [
  { name: 'Talk', probability: '10' },
  { name: 'Proposal', probability: '50', requiredFields: ['amount', 'closeDate'] },
  { name: 'Won', category: 'WON' },
  { name: 'Lost', category: 'LOST' },
];
const euros = (amount: string) => ({ amount, currency: 'EUR' });

beforeAll(async () => {
  sales = await TestSales.start();
  [ann, bob] = [await sales.user(), await sales.user()];
  eve = await sales.user({ teamId: sales.south });
  pipeline = await sales.pipeline('Deals', stages);
}, 60_000);
afterAll(() => sales?.close());

const open = (input: object = {}, user = ann) => sales.opportunity({ pipelineId: pipeline.id, ...input }, user);
const read = async (id: string, selection: string, user = ann) =>
  (await sales.query(`query($id: ID!) { opportunity(id: $id) { ${selection} } }`, { id }, user)).opportunity;
const names = async (filter: object, user = ann, orderBy?: object[]): Promise<string[]> => {
  const query =
    'query($filter: OpportunityFilter, $orderBy: [OpportunityOrderBy!]) { opportunities(filter: $filter, orderBy: $orderBy) { edges { node { name } } } }';
  const { opportunities } = await sales.query(query, { filter, orderBy }, user);
  return opportunities.edges.map(({ node }: { node: { name: string } }) => node.name);
};

const byName = async (name: string): Promise<string> =>
  (
    await sales.query('query($filter: OpportunityFilter) { opportunities(filter: $filter) { edges { node { id } } } }', {
      filter: { name: { eq: name } },
    })
  ).opportunities.edges[0].node.id;

describe('the schema', () => {
  it('spells the filters and orders of its records', () => {
    const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
    for (const record of [opportunityRecord, leadRecord, pipelineRecord, productRecord]) expectSchemaCovers(record, sdl);
  });
});

describe('at the first start', () => {
  const made = () =>
    sales.query(
      '{ pipelines(filter: { name: { eq: "Sales" } }) { edges { node { id stages { name category probability requiredFields } } } } }',
    );

  it('there is a pipeline, and only one however often the founding is told', async () => {
    const { pipelines } = await until(async () => {
      const found = await made();
      return found.pipelines.edges.length > 0 && found;
    });
    expect(pipelines.edges).toHaveLength(1);
    expect(pipelines.edges[0].node.stages).toEqual([
      { name: 'New lead', category: 'OPEN', probability: '10', requiredFields: [] },
      { name: 'Qualified', category: 'OPEN', probability: '25', requiredFields: [] },
      { name: 'Proposal sent', category: 'OPEN', probability: '50', requiredFields: ['amount'] },
      { name: 'Negotiation', category: 'OPEN', probability: '75', requiredFields: ['amount', 'closeDate'] },
      { name: 'Closed won', category: 'WON', probability: '100', requiredFields: [] },
      { name: 'Closed lost', category: 'LOST', probability: '0', requiredFields: [] },
    ]);
    await sales.redeliver();
    expect(await made()).toEqual({ pipelines });
  });
});

describe('a deal', () => {
  it('is made with what is said of it, for the one who makes it', async () => {
    const [accountId, contactId] = [await sales.account('Acme', ann.id), await sales.contact(ann.id)];
    const { product } = await sales.mutate('createProduct', { name: 'Widget' }, 'product { id }');
    const input = {
      name: '  Widgets for Acme ',
      pipelineId: pipeline.id,
      accountId,
      contactRoles: [{ contactId, role: 'Decides' }],
      amount: euros('1200.5'),
      closeDate: '2031-05-06',
      products: [{ productId: product.id, quantity: '3' }],
      competitors: ['Globex'],
      nextStep: 'Call',
    };
    const selection = `opportunity { name revision status account { id } contactRoles { contact { id } role } amount { amount currency } weightedAmount { amount }
      closeDate products { product { name } quantity } competitors nextStep owner { id } stage { name probability } pipeline { name } stuckBecause archived }`;
    expect(await sales.mutate('createOpportunity', input, selection, ann)).toEqual({
      opportunity: {
        name: 'Widgets for Acme',
        revision: 1,
        status: 'OPEN',
        account: { id: accountId },
        contactRoles: [{ contact: { id: contactId }, role: 'Decides' }],
        amount: euros('1200.50'),
        weightedAmount: { amount: '120.05' },
        closeDate: '2031-05-06',
        products: [{ product: { name: 'Widget' }, quantity: '3' }],
        competitors: ['Globex'],
        nextStep: 'Call',
        owner: { id: ann.id },
        stage: { name: 'Talk', probability: '10' },
        pipeline: { name: 'Deals' },
        stuckBecause: [],
        archived: false,
      },
    });
  });

  it('keeps what an update leaves out, clears what is null, replaces what is a list', async () => {
    const id = await open({ name: 'Update', amount: euros('10'), nextStep: 'Call', competitors: ['A', 'B'] });
    const selection = 'opportunity { name revision amount { amount } nextStep competitors }';
    expect(await sales.mutate('updateOpportunity', { id, nextStep: null, competitors: ['C'] }, selection, ann)).toEqual({
      opportunity: { name: 'Update', revision: 3, amount: { amount: '10.00' }, nextStep: null, competitors: ['C'] },
    });
  });

  it('is changed only at the revision that was expected, and once under one command id', async () => {
    const id = await open({ name: 'Once' });
    expect(await sales.refusal('updateOpportunity', { id, name: 'Late', expectedRevision: 7 }, ann)).toMatchObject({ code: 'CONFLICT' });
    const input = { id, name: 'Twice', commandId: randomUUID(), expectedRevision: 1 };
    const first = await sales.mutate('updateOpportunity', input, 'opportunity { name revision }', ann);
    expect(first).toEqual({ opportunity: { name: 'Twice', revision: 2 } });
    expect(await sales.mutate('updateOpportunity', input, 'opportunity { name revision }', ann)).toEqual(first);
    expect(await sales.refusal('updateOpportunity', { ...input, name: 'Other' }, ann)).toMatchObject({ code: 'CONFLICT' });
    const creation = { name: 'Created once', commandId: randomUUID() };
    const ids = await Promise.all([1, 2, 3].map(() => sales.opportunity(creation, ann)));
    expect(new Set(ids).size).toBe(1);
    expect(await sales.refusal('createOpportunity', { ...creation, name: 'Another' }, ann)).toMatchObject({ code: 'CONFLICT' });
  });

  it('is refused with the name of every field that is wrong', async () => {
    const input = {
      name: ' ',
      accountId: randomUUID(),
      contactIds: [randomUUID()],
      productIds: [randomUUID()],
      ownerId: randomUUID(),
      priceBookId: randomUUID(),
      leadId: randomUUID(),
      amount: euros('1.234'),
    };
    const { code, fields } = await sales.refusal('createOpportunity', input, ann);
    expect([code, Object.keys(fields).sort()]).toEqual([
      'BAD_USER_INPUT',
      ['accountId', 'amount', 'contactIds.0', 'leadId', 'name', 'ownerId', 'priceBookId', 'productIds.0'],
    ]);
  });

  it('is refused below zero, but for a margin and what a line takes off', async () => {
    const { product } = await sales.mutate('createProduct', { name: 'Discount' }, 'product { id }');
    const line = { productId: product.id, quantity: '-1', unitPrice: euros('-5') };
    expect(await sales.refusal('createOpportunity', { name: 'Below', amount: euros('-1'), products: [line] }, ann)).toMatchObject({
      fields: { amount: 'must not be negative', 'products.0.quantity': 'must not be negative' },
    });
    expect(await sales.refusal('createProduct', { name: 'Below', price: euros('-1') })).toMatchObject({
      fields: { 'price.amount': 'must not be negative' },
    });
    const prices = [{ productId: product.id, price: euros('-1') }];
    expect(await sales.refusal('createPriceBook', { name: 'Below', currency: 'EUR', prices })).toMatchObject({
      fields: { 'prices.0.price.amount': 'must not be negative' },
    });
    const id = await open({ name: 'Loss', margin: euros('-1'), products: [{ ...line, quantity: '1' }] });
    expect(await read(id, 'margin { amount } products { unitPrice { amount } }')).toEqual({
      margin: { amount: '-1.00' },
      products: [{ unitPrice: { amount: '-5.00' } }],
    });
    expect(await sales.refusal('updateOpportunity', { id, amount: euros('-0.01') }, ann)).toMatchObject({
      fields: { amount: 'must not be negative' },
    });
  });

  it('is closed on a day since it began, and not in the future', async () => {
    const id = await open({ name: 'Days', createdOn: '2026-03-01' });
    for (const mutation of ['winOpportunity', 'loseOpportunity']) {
      expect(await sales.refusal(mutation, { id, closedOn: '2026-02-28' }, ann)).toMatchObject({
        code: 'BAD_USER_INPUT',
        fields: { closedOn: 'is before the deal began, on 2026-03-01' },
      });
      expect(await sales.refusal(mutation, { id, closedOn: '9998-01-01' }, ann)).toMatchObject({
        fields: { closedOn: 'must not be in the future' },
      });
    }
    expect(await sales.refusal('createOpportunity', { name: 'Later', createdOn: '9998-01-01' }, ann)).toMatchObject({
      fields: { createdOn: 'must not be in the future' },
    });
    const { opportunity } = await sales.mutate('winOpportunity', { id, closedOn: '2026-03-01' }, 'opportunity { createdOn closedOn }', ann);
    expect(opportunity).toEqual({ createdOn: '2026-03-01', closedOn: '2026-03-01' });
    const late = await open({ name: 'Recorded when it was over' });
    await sales.mutate('winOpportunity', { id: late, closedOn: '2026-02-28' }, 'opportunity { id }', ann);
    expect(await read(late, 'closedOn')).toEqual({ closedOn: '2026-02-28' });
  });

  it('may name an account that is only just on its way from contacts', async () => {
    const id = randomUUID();
    const [deal] = await Promise.all([open({ name: 'Early', accountId: id }), sales.account('Just made', ann.id, id)]);
    expect(await read(deal, 'account { id }')).toEqual({ account: { id } });
  });

  it('leaves lists when archived, is read all the same, and comes back', async () => {
    const id = await open({ name: 'Put away' });
    await sales.mutate('archiveOpportunity', { id }, 'opportunity { id }', ann);
    expect(await names({ name: { eq: 'Put away' } })).toEqual([]);
    expect(await names({ name: { eq: 'Put away' }, archived: { eq: true } })).toEqual(['Put away']);
    expect(await read(id, 'archived')).toEqual({ archived: true });
    expect(await sales.refusal('winOpportunity', { id }, ann)).toMatchObject({ code: 'RULE_VIOLATED', rule: 'record.archived' });
    await sales.mutate('restoreOpportunity', { id }, 'opportunity { id }', ann);
    expect(await names({ name: { eq: 'Put away' } })).toEqual(['Put away']);
  });
});

describe('stages', () => {
  it('refuse a deal in the words of the rule until it has what they require', async () => {
    const id = await open({ name: 'Move' });
    const move = { id, stageId: pipeline.stages['Proposal'] };
    expect(await sales.refusal('moveOpportunity', move, ann)).toEqual({
      code: 'RULE_VIOLATED',
      rule: 'stage.requiredFields',
      fields: ['amount', 'closeDate'],
      message: 'A deal in the stage "Proposal" needs an amount and a close date.',
    });
    await sales.mutate('updateOpportunity', { id, amount: euros('100'), closeDate: '2031-01-01' }, 'opportunity { id }', ann);
    const { opportunity } = await sales.mutate(
      'moveOpportunity',
      move,
      'opportunity { stage { name enteredAt } weightedAmount { amount } }',
      ann,
    );
    expect(opportunity).toMatchObject({ stage: { name: 'Proposal' }, weightedAmount: { amount: '50.00' } });
    expect(await sales.refusal('updateOpportunity', { id, amount: null }, ann)).toMatchObject({
      rule: 'stage.requiredFields',
      fields: ['amount'],
    });
  });

  it('may be for managers, who then bring a deal there', async () => {
    const guarded = await sales.pipeline('Guarded', [
      { name: 'First' },
      { name: 'Signed', entryRole: 'MANAGER' },
      { name: 'Won', category: 'WON', entryRole: 'MANAGER' },
    ]);
    const read = '{ pipelines(filter: { name: { eq: "Guarded" } }) { edges { node { stages { name entryRole } } } } }';
    expect((await sales.query(read)).pipelines.edges[0].node.stages).toEqual([
      { name: 'First', entryRole: null },
      { name: 'Signed', entryRole: 'MANAGER' },
      { name: 'Won', entryRole: 'MANAGER' },
    ]);
    const id = await open({ pipelineId: guarded.id });
    const move = { id, stageId: guarded.stages['Signed'] };
    expect(await sales.refusal('moveOpportunity', move, ann)).toMatchObject({
      code: 'RULE_VIOLATED',
      rule: 'stage.entryRole',
      message: 'Only a manager may bring a deal into the stage "Signed".',
    });
    expect(await sales.refusal('winOpportunity', { id }, ann)).toMatchObject({ rule: 'stage.entryRole' });
    const csv = 'name,pipelineName,stageName\nImported,Guarded,Signed\n';
    expect((await sales.import('opportunities', csv, {}, ann)).refused[0]).toContain('Only a manager');
    expect((await sales.mutate('moveOpportunity', move, 'opportunity { stage { name } }')).opportunity).toEqual({
      stage: { name: 'Signed' },
    });
    expect((await sales.mutate('winOpportunity', { id }, 'opportunity { status }')).opportunity).toEqual({ status: 'WON' });
  });

  it('are kept with the time that a deal spent in each', async () => {
    const id = await open({ name: 'History', amount: euros('100'), closeDate: '2031-01-01', createdOn: '2026-03-01' });
    await sales.mutate('moveOpportunity', { id, stageId: pipeline.stages['Proposal'] }, 'opportunity { id }', ann);
    await sales.mutate('winOpportunity', { id, closedOn: '2026-03-04' }, 'opportunity { id }', ann);
    const won = await read(id, 'status closedOn stage { name enteredAt } history { stage enteredAt leftAt }');
    expect(won).toMatchObject({
      status: 'WON',
      closedOn: '2026-03-04',
      history: [{ stage: 'Talk' }, { stage: 'Proposal' }, { stage: 'Won', leftAt: null }],
    });
    const [talk, proposal, last] = won.history;
    expect([talk.leftAt, proposal.leftAt, last.enteredAt]).toEqual([proposal.enteredAt, last.enteredAt, won.stage.enteredAt]);
    await sales.mutate('reopenOpportunity', { id }, 'opportunity { id }', ann);
    expect(await read(id, 'status closedOn stage { name }')).toEqual({ status: 'OPEN', closedOn: null, stage: { name: 'Talk' } });
    const { opportunity } = await sales.mutate(
      'loseOpportunity',
      { id, reason: 'Price' },
      'opportunity { status lostReason stage { name } }',
      ann,
    );
    expect(opportunity).toEqual({ status: 'LOST', lostReason: 'Price', stage: { name: 'Lost' } });
  });

  it('say of a deal that it is stuck, and why', async () => {
    const slow = await sales.pipeline('Slow', [{ name: 'Short', stuckAfterDays: 3 }, { name: 'Usual' }, ...stages.slice(2)]);
    const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
    const rows = [
      `S1,Short one,Short,${day(9)},,Call,`,
      `S2,Late one,Usual,${day(50)},,Call,${day(2)}`,
      `S3,Fresh one,Usual,${day(2)},,,`,
      ...Array.from({ length: 10 }, (_, i) => `W${i},Won ${i},Usual,${day(100)},${day(90)},,`),
    ];
    const header = 'externalId,name,stageName,createdOn,closedOn,nextStep,closeDate,outcome';
    const csv = [header, ...rows.map((row) => `${row},${row.startsWith('W') ? 'WON' : 'OPEN'}`)].join('\n');
    expect((await sales.import('opportunities', csv, { defaults: { pipelineName: 'Slow' } }, sales.manager)).counts).toMatchObject({
      created: 13,
    });
    const query =
      'query($filter: OpportunityFilter) { opportunities(filter: $filter, orderBy: [{ field: name }]) { edges { node { name stuckBecause daysInStage } } } }';
    const { opportunities } = await sales.query(query, { filter: { pipelineId: { eq: slow.id }, status: { eq: 'OPEN' } } });
    const stuck: object[] = opportunities.edges.map(({ node }: { node: object }) => node);
    const list = `query($filter: OpportunityFilter) { stuckOpportunities(filter: $filter, orderBy: [{ field: name }], first: 2) {
      totalCount edges { node { name stuckBecause daysInStage } } } }`;
    const listed = async (filter: object, user = sales.manager) =>
      (await sales.query(list, { filter: { pipelineId: { eq: slow.id }, ...filter } }, user)).stuckOpportunities;
    expect(await listed({})).toEqual({ totalCount: 3, edges: stuck.slice(0, 2).map((node) => ({ node })) });
    expect(await listed({ nextStep: { isNull: false } })).toEqual({ totalCount: 2, edges: stuck.slice(1).map((node) => ({ node })) });
    await sales.mutate('updateOpportunity', { id: await byName('Fresh one'), nextStep: 'Call' }, 'opportunity { id }');
    expect(await listed({})).toMatchObject({ totalCount: 2 });
    expect(await listed({}, eve)).toMatchObject({ totalCount: 0 });
    expect(stuck).toEqual([
      { name: 'Fresh one', stuckBecause: ['No next step'], daysInStage: 2 },
      { name: 'Late one', stuckBecause: ['50 days in "Usual"; 10 are usual', `The close date ${day(2)} is past`], daysInStage: 50 },
      { name: 'Short one', stuckBecause: ['9 days in "Short"; 3 are usual'], daysInStage: 9 },
    ]);
  });
});

describe('a board', () => {
  it('adds up what the viewer sees, other currencies apart', async () => {
    const board = await sales.pipeline('Board', stages);
    const deal = (amount?: object, user = ann) => open({ pipelineId: board.id, amount }, user);
    await deal(euros('100.10'));
    await deal(euros('0.25'), bob);
    await deal({ amount: '70', currency: 'USD' });
    await deal({ amount: '500', currency: 'JPY' });
    await deal();
    await deal(euros('1000'), eve);
    const query =
      'query($id: ID!) { pipelineBoard(pipelineId: $id) { stage { name } count total { amount currency } weighted { amount currency } otherTotals { amount currency } } }';
    const { pipelineBoard } = await sales.query(query, { id: board.id }, ann);
    expect(pipelineBoard[0]).toEqual({
      stage: { name: 'Talk' },
      count: 5,
      total: euros('100.35'),
      weighted: euros('10.04'),
      otherTotals: [
        { amount: '500', currency: 'JPY' },
        { amount: '70.00', currency: 'USD' },
      ],
    });
    expect(pipelineBoard[2]).toEqual({ stage: { name: 'Won' }, count: 0, total: euros('0.00'), weighted: euros('0.00'), otherTotals: [] });

    const totals = 'query($f: OpportunityFilter) { opportunityTotals(filter: $f) { count amounts { amount currency } } }';
    expect((await sales.query(totals, { f: { pipelineId: { eq: board.id } } }, ann)).opportunityTotals).toEqual({
      count: 5,
      amounts: [euros('100.35'), { amount: '500', currency: 'JPY' }, { amount: '70.00', currency: 'USD' }],
    });
    const none = { pipelineId: { eq: board.id }, name: { eq: 'nobody’s' } };
    expect((await sales.query(totals, { f: none }, ann)).opportunityTotals).toEqual({ count: 0, amounts: [] });
  });
});

describe('who may', () => {
  let deal: string;
  beforeAll(async () => {
    deal = await open({ name: 'Ann’s deal', amount: euros('100'), margin: euros('33') });
    await open({ name: 'Bob’s deal', amount: euros('100'), margin: euros('11') }, bob);
  });
  const ours = { name: { contains: '’s deal' } };

  it('see: the team, not another one, for which it is not there at all', async () => {
    expect(await names(ours, bob)).toHaveLength(2);
    expect(await names(ours, eve)).toEqual([]);
    expect(await read(deal, 'id', eve)).toBeNull();
    expect(await sales.refusal('updateOpportunity', { id: deal, name: 'Mine' }, eve)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await sales.refusal('updateOpportunity', { id: randomUUID(), name: 'Mine' }, eve)).toMatchObject({ code: 'NOT_FOUND' });
    const { message } = await sales.refusal('createOpportunity', { name: 'x', accountId: await sales.account('North’s', ann.id) }, eve);
    expect(message).toBe('accountId: is not an account you can see');
  });

  it('know a margin: its owner, managers and administrators; for anybody else it is no help anywhere', async () => {
    expect(await read(deal, 'margin { amount } hiddenFields', ann)).toEqual({ margin: { amount: '33.00' }, hiddenFields: [] });
    for (const user of [sales.manager, sales.admin])
      expect(await read(deal, 'margin { amount }', user)).toEqual({ margin: { amount: '33.00' } });

    expect(await read(deal, 'name amount { amount } margin { amount } hiddenFields', bob)).toEqual({
      name: 'Ann’s deal',
      amount: { amount: '100.00' },
      margin: null,
      hiddenFields: ['margin'],
    });
    expect(await names({ ...ours, margin: { gt: '1' } }, bob)).toEqual(['Bob’s deal']);
    expect(await names({ ...ours, not: { margin: { isNull: true } } }, bob)).toEqual(['Bob’s deal']);
    expect(await names(ours, bob, [{ field: 'margin', direction: 'DESC' }])).toEqual(['Bob’s deal', 'Ann’s deal']);
    expect(await names(ours, sales.manager, [{ field: 'margin', direction: 'DESC' }])).toEqual(['Ann’s deal', 'Bob’s deal']);
    const board =
      'query($id: ID!) { pipelineBoard(pipelineId: $id, filter: { name: { contains: "’s deal" }, margin: { gt: "1" } }) { count } }';
    expect((await sales.query(board, { id: pipeline.id }, bob)).pipelineBoard[0]).toEqual({ count: 1 });
    expect((await sales.query(board, { id: pipeline.id }, sales.manager)).pipelineBoard[0]).toEqual({ count: 2 });
    const path = `opportunities.csv?columns=name,margin&filter=${encodeURIComponent(JSON.stringify(ours))}&orderBy=${encodeURIComponent('[{"field":"name"}]')}`;
    expect(await sales.export(path, bob)).toBe('name,margin,marginCurrency\r\nAnn’s deal,,\r\nBob’s deal,11.00,EUR\r\n');
    const answer = await sales.mutate(
      'updateOpportunity',
      { id: deal, nextStep: 'Call' },
      'opportunity { nextStep margin { amount } }',
      bob,
    );
    expect(answer).toEqual({ opportunity: { nextStep: 'Call', margin: null } });
    expect(await sales.refusal('updateOpportunity', { id: deal, margin: euros('1') }, bob)).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { margin: expect.any(String) },
    });
  });

  it('learn the id of an account: who sees it', async () => {
    const accountId = await sales.account('Ann’s own', ann.id);
    const id = await open({ name: 'Handed over', accountId }, ann);
    expect(await read(id, 'accountId account { id }', ann)).toEqual({ accountId, account: { id: accountId } });
    await sales.mutate('updateOpportunity', { id, ownerId: eve.id }, 'opportunity { id }', ann);
    expect(await read(id, 'accountId account { id }', eve)).toEqual({ accountId: null, account: null });
    expect(await names({ name: { eq: 'Handed over' }, accountId: { eq: accountId } }, eve)).toEqual([]);
    expect(await names({ name: { eq: 'Handed over' }, accountId: { isNull: true } }, eve)).toEqual(['Handed over']);
    expect(await sales.export('opportunities.csv?columns=name,accountId', eve)).toContain('Handed over,\r\n');
    expect(await sales.export('opportunities.csv?columns=name&columns=amount', eve)).toContain('is given more than once');
  });

  it('change nothing: who may only read; configure: managers', async () => {
    const reader = await sales.user({ role: 'READ_ONLY' });
    expect(await names(ours, reader)).toHaveLength(2);
    for (const [mutation, input] of [
      ['createOpportunity', { name: 'No' }],
      ['winOpportunity', { id: deal }],
      ['createLead', { familyName: 'No' }],
    ] as const) {
      expect(await sales.refusal(mutation, input, reader)).toMatchObject({ code: 'FORBIDDEN' });
    }
    for (const [mutation, input] of [
      ['createPipeline', { name: 'No', stages }],
      ['updatePipeline', { id: pipeline.id, name: 'No' }],
      ['createAssignmentRule', { name: 'No', strategy: 'FIRST', userIds: [ann.id] }],
      ['createProduct', { name: 'No' }],
      ['createPriceBook', { name: 'No', currency: 'EUR', prices: [] }],
      ['setLostReasons', { reasons: ['No'] }],
    ] as const) {
      expect(await sales.refusal(mutation, input, ann)).toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});

describe('what is configured', () => {
  it('a pipeline: its stages change, and deals keep the past they had', async () => {
    const changing = await sales.pipeline('Changing', stages);
    const deal = await open({ pipelineId: changing.id, name: 'Kept' });
    const { pipelines } = await sales.query(
      'query($id: ID!) { pipelines(filter: { id: { eq: $id } }) { edges { node { stages { id name category probability requiredFields } } } } }',
      { id: changing.id },
    );
    const [first, ...rest] = pipelines.edges[0].node.stages;
    await sales.mutate(
      'updatePipeline',
      { id: changing.id, stages: [{ ...first, name: 'Renamed', probability: '20' }, ...rest] },
      'pipeline { id }',
    );
    expect(await read(deal, 'stage { name probability }')).toEqual({ stage: { name: 'Talk', probability: '10' } });
    expect(await read(await open({ pipelineId: changing.id }), 'stage { name probability }')).toEqual({
      stage: { name: 'Renamed', probability: '20' },
    });
    const { fields } = await sales.refusal('createPipeline', {
      name: 'Odd',
      stages: [{ name: 'A', requiredFields: ['shoeSize'] }, { name: 'a' }],
    });
    expect(Object.keys(fields)).toEqual(['stages.0.requiredFields', 'stages.1.name']);
  });

  it('price books, in one currency, and lost reasons', async () => {
    const { product } = await sales.mutate('createProduct', { name: 'Priced', price: euros('10') }, 'product { id price { amount } }');
    expect(product.price).toEqual({ amount: '10.00' });
    const book = (currency: string) => ({ name: 'Retail', currency, prices: [{ productId: product.id, price: euros('9.5') }] });
    const { priceBook } = await sales.mutate('createPriceBook', book('EUR'), 'priceBook { prices { product { name } price { amount } } }');
    expect(priceBook).toEqual({ prices: [{ product: { name: 'Priced' }, price: { amount: '9.50' } }] });
    expect(await sales.refusal('createPriceBook', book('USD'))).toMatchObject({
      fields: { 'prices.0.price.currency': expect.any(String) },
    });
    const { id } = (await sales.mutate('createPriceBook', { ...book('EUR'), name: 'Trade' }, 'priceBook { id }')).priceBook;
    const deal = await open({ name: 'At trade prices', priceBookId: id });
    expect(await sales.refusal('archivePriceBook', { id }, ann)).toMatchObject({ code: 'FORBIDDEN' });
    expect(await sales.mutate('archivePriceBook', { id }, 'priceBook { archived }')).toEqual({ priceBook: { archived: true } });
    expect((await sales.query('{ priceBooks { name } }')).priceBooks).toEqual([{ name: 'Retail' }]);
    expect(await sales.refusal('createOpportunity', { name: 'Late', priceBookId: id })).toMatchObject({
      fields: { priceBookId: 'is archived' },
    });
    expect(await read(deal, 'priceBook { name }')).toEqual({ priceBook: { name: 'Trade' } });
    expect((await sales.query('{ lostReasons }')).lostReasons).toContain('Price');
    expect(await sales.mutate('setLostReasons', { reasons: ['Too dear'] }, 'reasons')).toEqual({ reasons: ['Too dear'] });
    expect(await sales.query('{ lostReasons }')).toEqual({ lostReasons: ['Too dear'] });
  });
});

describe('customers', () => {
  it('have their deals, as far as the viewer sees them', async () => {
    const [accountId, contactId] = [await sales.account('Deals Ltd', ann.id), await sales.contact(ann.id)];
    await open({ name: 'Of the account', accountId, contactIds: [contactId] });
    const representations = [
      { __typename: 'Account', id: accountId },
      { __typename: 'Contact', id: contactId },
    ];
    const query = `query($representations: [_Any!]!) { _entities(representations: $representations) {
      ... on Account { opportunities { edges { node { name } } } } ... on Contact { opportunities { edges { node { name } } } } } }`;
    const has = (list: object[]) => ({ _entities: [0, 1].map(() => ({ opportunities: { edges: list } })) });
    expect(await sales.query(query, { representations }, bob)).toEqual(has([{ node: { name: 'Of the account' } }]));
    expect(await sales.query(query, { representations }, eve)).toEqual(has([]));
  });
});
