import { randomUUID } from 'node:crypto';
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
const deal = (input: object, user = ann) => sales.opportunity({ pipelineId: pipeline.id, ...input }, user);
const lead = async (input: object) =>
  (await sales.mutate('createLead', { familyName: 'Doe', ownerId: ann.id, ...input }, 'lead { id }', ann)).lead.id as string;

const deals = (ids: readonly string[], selection: string, user = sales.admin) =>
  Promise.all(
    ids.map(async (id) => (await sales.query(`query($id: ID!) { opportunity(id: $id) { ${selection} } }`, { id }, user)).opportunity),
  );
const leads = (ids: readonly string[], selection: string) =>
  Promise.all(ids.map(async (id) => (await sales.query(`query($id: ID!) { lead(id: $id) { ${selection} } }`, { id }, sales.admin)).lead));

describe('many deals changed at a time', () => {
  it('come into a stage where its rules let them, and back', async () => {
    const [talk, offer] = [pipeline.stages['Talk']!, pipeline.stages['Offer']!];
    const other = await sales.pipeline('Others', [{ name: 'Elsewhere', probability: '10' }, { name: 'Won', category: 'WON', probability: '100' }, { name: 'Lost', category: 'LOST', probability: '0' }]); // prettier-ignore
    const ids = [await deal({ amount: euros('10') }), await deal({}), await deal({ pipelineId: other.id, amount: euros('1') })];
    const edit = await sales.bulkEdit('updateOpportunities', { ids, set: { stageId: offer, closeDate: '2027-01-31' } }, ann);
    expect(edit.counts).toEqual({ changed: 1, unchanged: 0, failed: 2 });
    expect(edit.refused).toEqual([
      { id: ids[1], message: 'A deal in the stage "Offer" needs an amount.' },
      { id: ids[2], message: expect.stringContaining('stageId') },
    ]);
    // All that is asked of a deal or nothing of it.
    expect(await deals(ids.slice(0, 2), 'closeDate stage { id }')).toEqual([
      { closeDate: '2027-01-31', stage: { id: offer } },
      { closeDate: null, stage: { id: talk } },
    ]);
    // What is set is there when the stage is entered, and still there when it is left.
    const second = await sales.bulkEdit('updateOpportunities', { ids: [ids[1]], set: { stageId: offer, amount: euros('5') } }, ann);
    expect(second.counts).toEqual({ changed: 1, unchanged: 0, failed: 0 });
    expect((await sales.undoBulkEdit(second.id, ann)).counts).toEqual({ changed: 1, unchanged: 0, failed: 0 });
    expect(await deals([ids[1]!], 'amount { amount } stage { id }')).toEqual([{ amount: null, stage: { id: talk } }]);
  });

  it('are lost by mistake, and taken back into the stages where they stood', async () => {
    const lost = { closedOn: '2026-01-05', reason: 'Price' };
    const ids = [await deal({ amount: euros('10'), stageId: pipeline.stages['Offer'] }), await deal({})];
    await sales.mutate('loseOpportunity', { id: ids[1], ...lost }, 'opportunity { id }', ann);
    const edit = await sales.bulkEdit('updateOpportunities', { ids, set: { stageId: pipeline.stages['Won'] } }, ann);
    expect(await deals(ids, 'status')).toEqual([{ status: 'WON' }, { status: 'WON' }]);
    await sales.undoBulkEdit(edit.id, ann);
    expect(await deals(ids, 'status closedOn lostReason stage { name }')).toEqual([
      { status: 'OPEN', closedOn: null, lostReason: null, stage: { name: 'Offer' } },
      { status: 'LOST', closedOn: lost.closedOn, lostReason: lost.reason, stage: { name: 'Lost' } },
    ]);
  });

  it('keep their margins from those who may not know them', async () => {
    const ids = [await deal({ margin: euros('3') }), await deal({ margin: euros('3') }, bob)];
    const edit = await sales.bulkEdit('updateOpportunities', { ids, set: { margin: euros('9') } }, ann);
    expect(edit.refused).toEqual([{ id: ids[1], message: 'margin: may be set by the owner or a manager' }]);
    expect(await deals(ids, 'margin { amount }')).toEqual([{ margin: { amount: '9.00' } }, { margin: { amount: '3.00' } }]);
    const told = async (user: TestUser) => (await deals([ids[0]!], 'changes { edges { node { field operation } } }', user))[0].changes.edges.map((edge: any) => edge.node); // prettier-ignore
    expect(await told(ann)).toContainEqual({ field: 'margin', operation: edit.id });
    expect((await told(bob)).map(({ field }: { field: string }) => field)).not.toContain('margin');
  });

  it('get their people, products and owners back as they were', async () => {
    const [person, another] = [await sales.contact(ann.id), await sales.contact(ann.id)];
    const { product } = await sales.mutate('createProduct', { name: `Pump ${randomUUID()}`, price: euros('7') }, 'product { id }');
    const lines = { contactRoles: [{ contactId: person, role: 'Decides' }], products: [{ productId: product.id, quantity: '3', unitPrice: euros('6') }] }; // prettier-ignore
    const ids = [await deal(lines)];
    const selection = 'ownerId competitors contactRoles { contact { id } role } products { product { id } quantity unitPrice { amount } }';
    const [before] = await deals(ids, selection);
    const set = { contactIds: [another], productIds: [], competitors: ['Them'], ownerId: bob.id };
    const edit = await sales.bulkEdit('updateOpportunities', { ids, set }, ann);
    expect((await deals(ids, selection))[0]).toMatchObject({ ownerId: bob.id, competitors: ['Them'], products: [] });
    await sales.undoBulkEdit(edit.id, ann);
    expect((await deals(ids, selection))[0]).toEqual(before);
  });

  it('are refused together for what none of them could take', async () => {
    const set = { stageId: randomUUID(), ownerId: randomUUID() };
    expect((await sales.refusal('updateOpportunities', { ids: [await deal({})], set })).fields).toEqual({
      'set.stageId': 'is not a stage of a pipeline',
      'set.ownerId': expect.any(String),
    });
  });
});

describe('many leads changed at a time', () => {
  it('are disqualified and given to somebody, and come back as they stood', async () => {
    const ids = [await lead({ campaign: 'Fair' }), await lead({}), await lead({})];
    await sales.mutate('qualifyLead', { id: ids[1] }, 'lead { id }', ann);
    await sales.mutate('convertLead', { id: ids[2], createOpportunity: false }, 'lead { id }', ann);
    expect((await sales.refusal('updateLeads', { ids, set: { status: 'DISQUALIFIED' } })).fields).toEqual({
      'set.disqualifiedReason': 'is required',
    });
    const set = { status: 'DISQUALIFIED', disqualifiedReason: 'Spam', ownerId: bob.id, campaign: null };
    const edit = await sales.bulkEdit('updateLeads', { ids, set }, ann);
    expect(edit.refused).toEqual([{ id: ids[2], message: 'This lead has been converted already.' }]);
    const selection = 'status disqualifiedReason campaign owner { id }';
    const spam = { status: 'DISQUALIFIED', disqualifiedReason: 'Spam', campaign: null, owner: { id: bob.id } };
    expect(await leads(ids.slice(0, 2), selection)).toEqual([spam, spam]);
    await sales.undoBulkEdit(edit.id, ann);
    expect(await leads(ids.slice(0, 2), selection)).toEqual([
      { status: 'NEW', disqualifiedReason: null, campaign: 'Fair', owner: { id: ann.id } },
      { status: 'QUALIFIED', disqualifiedReason: null, campaign: null, owner: { id: ann.id } },
    ]);
    // What was disqualified before is so again, for its own reason.
    await sales.mutate('disqualifyLead', { id: ids[0], reason: 'Too small' }, 'lead { id }', ann);
    const qualified = await sales.bulkEdit('updateLeads', { ids: [ids[0]], set: { status: 'QUALIFIED' } }, ann);
    await sales.undoBulkEdit(qualified.id, ann);
    expect((await leads([ids[0]!], 'status disqualifiedReason'))[0]).toEqual({ status: 'DISQUALIFIED', disqualifiedReason: 'Too small' });
  });
});
