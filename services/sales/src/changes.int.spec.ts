import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestUser } from '@throughline/service-kit/testing';
import { TestSales } from './testing/index.js';

let sales: TestSales;
let ann: TestUser;
let bob: TestUser;
let pipeline: { id: string; stages: Record<string, string> };

beforeAll(async () => {
  sales = await TestSales.start();
  [ann, bob] = [await sales.user({ name: 'Ann' }), await sales.user({ name: 'Bob' })];
  pipeline = await sales.pipeline('Deals', [
    { name: 'Talk', probability: '10' },
    { name: 'Offer', probability: '50', requiredFields: ['amount'] },
    { name: 'Won', category: 'WON', probability: '100' },
    { name: 'Lost', category: 'LOST', probability: '0' },
  ]);
}, 60_000);
afterAll(() => sales?.close());

const euros = (amount: string) => ({ amount, currency: 'EUR' });

interface Change {
  readonly field: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  readonly operation: string | null;
  readonly cause: string;
}

const CHANGES = `query($id: ID!, $field: String, $first: Int, $after: String) { opportunity(id: $id) { changes(field: $field, first: $first, after: $after) {
  edges { node { field from to at by { id name } operation cause } } pageInfo { hasNextPage endCursor } totalCount } } }`;
async function changes(id: string, args: object = {}, user = ann) {
  const { opportunity } = await sales.query(CHANGES, { id, ...args }, user);
  const { edges, ...more } = opportunity.changes;
  return { nodes: edges.map(({ node }: { node: Change }) => node) as Change[], ...more };
}
const told = ({ nodes }: { nodes: readonly Change[] }) => nodes.map(({ field, from, to }) => [field, from, to]);

describe('what happened to a deal’s fields', () => {
  it('is told newest first, with who did it and by what, a page at a time', async () => {
    const id = await sales.opportunity({ name: 'Deal', pipelineId: pipeline.id, amount: euros('10'), competitors: ['A'] }, ann);
    await sales.mutate('updateOpportunity', { id, amount: euros('20'), nextStep: 'Call' }, 'opportunity { id }', bob);
    await sales.mutate('updateOpportunity', { id, nextStep: null, ownerId: bob.id }, 'opportunity { id }', ann);
    const all = await changes(id);
    expect(told(all).slice(0, 4)).toEqual([
      ['ownerId', { kind: 'user', id: ann.id }, { kind: 'user', id: bob.id }],
      ['nextStep', 'Call', null],
      ['nextStep', null, 'Call'],
      ['amount', euros('10.00'), euros('20.00')],
    ]);
    expect(told(all)).toEqual(expect.arrayContaining([['competitors', null, ['A']], ['status', null, 'OPEN']])); // prettier-ignore
    expect(all.nodes[2]).toMatchObject({ by: { id: bob.id, name: 'Bob' }, operation: null, cause: 'updateOpportunity' });
    expect(Date.parse(all.nodes[0]!.at)).toBeGreaterThanOrEqual(Date.parse(all.nodes[3]!.at));

    expect(told(await changes(id, { field: 'amount' }))).toEqual([
      ['amount', euros('10.00'), euros('20.00')],
      ['amount', null, euros('10.00')],
    ]);
    const first = await changes(id, { first: 3 });
    const second = await changes(id, { first: 3, after: first.pageInfo.endCursor });
    expect([...first.nodes, ...second.nodes]).toEqual(all.nodes.slice(0, 6));
    expect([first.pageInfo.hasNextPage, first.totalCount]).toEqual([true, all.nodes.length]);
    await expect(changes(id, { field: 'color' })).rejects.toThrow(/Opportunity has no field color/);
  });

  it('is hidden with the margin from those who may not know it', async () => {
    const id = await sales.opportunity({ pipelineId: pipeline.id, margin: euros('5') }, ann);
    await sales.mutate('updateOpportunity', { id, margin: euros('4') }, 'opportunity { id }', ann);
    const margins = [['margin', euros('5.00'), euros('4.00')], ['margin', null, euros('5.00')]]; // prettier-ignore
    expect(told(await changes(id, { field: 'margin' }))).toEqual(margins);
    expect(told(await changes(id, { field: 'margin' }, sales.manager))).toEqual(margins);
    expect(told(await changes(id, { field: 'margin' }, bob))).toEqual([]);
    expect(told(await changes(id, {}, bob)).map(([field]) => field)).not.toContain('margin');
  });

  it('names no account that the reader does not see', async () => {
    const zoe = await sales.services.user({ teamId: sales.south });
    const [seen, hidden] = [await sales.account('Seen', ann.id), await sales.account('Hidden', zoe.id)];
    const id = await sales.opportunity({ pipelineId: pipeline.id, accountId: seen }, ann);
    await sales.mutate('updateOpportunity', { id, accountId: hidden }, 'opportunity { id }', sales.admin);
    expect(told(await changes(id, { field: 'accountId' }))).toEqual([
      ['accountId', { kind: 'account', id: seen }, null],
      ['accountId', null, { kind: 'account', id: seen }],
    ]);
    expect(told(await changes(id, { field: 'accountId' }, sales.admin))[0]![2]).toEqual({ kind: 'account', id: hidden });
  });
});
