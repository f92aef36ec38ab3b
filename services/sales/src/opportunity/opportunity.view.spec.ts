import { describe, expect, it } from '@jest/globals';
import type { EventInitOf } from '@throughline/contracts';
import { OpportunityEventSchema, StageCategory } from '@throughline/contracts/sales';
import { givenOf, on } from '@throughline/views/testing';
import { opportunities } from './opportunity.view.js';

const given = givenOf(opportunities);
type Event = EventInitOf<typeof OpportunityEventSchema>;

const { OPEN, WON } = StageCategory;
const stage = (name: string, category = OPEN, enteredOn?: string) => ({
  id: name.toLowerCase(),
  name,
  category,
  probability: '10',
  enteredOn,
});
const opened = (data: object = {}): Event => ({
  type: 'OpportunityOpened',
  data: { name: 'Widgets', pipelineId: 'p', stage: stage('Talk'), ...data },
});
const moved = (to: string, enteredOn?: string): Event => ({
  type: 'OpportunityMovedToStage',
  data: { pipelineId: 'p', fromStageId: 'talk', to: stage(to, OPEN, enteredOn) },
});
const won = (closedOn: string): Event => ({ type: 'OpportunityWon', data: { stage: stage('Won', WON, closedOn), closedOn } });

/** Each at a moment of its own. */
const deal = (...happened: readonly (readonly [recordedAt: string, event: Event])[]) =>
  given(...happened.map(([recordedAt, event]) => on(OpportunityEventSchema, 'o', event, { recordedAt })));

const monday = '2026-03-02T09:00:00.000Z';
const tuesday = '2026-03-03T10:00:00.000Z';
const friday = '2026-03-06T11:00:00.000Z';

describe('a deal in lists', () => {
  it('shows what was said when it was opened, and what is not known as null', () => {
    const data = {
      accountId: 'a',
      amount: { amount: '10.00', currency: 'EUR' },
      contacts: [{ contactId: 'c', role: 'Decides' }],
      competitors: ['Globex'],
    };
    deal([monday, opened(data)]).then({
      o: {
        revision: 1,
        createdBy: 'ann',
        name: 'Widgets',
        status: 'OPEN',
        accountId: 'a',
        amount: '10.00',
        amountCurrency: 'EUR',
        margin: null,
        marginCurrency: null,
        contactIds: ['c'],
        contacts: [{ contactId: 'c', role: 'Decides' }],
        competitors: ['Globex'],
        productIds: [],
        closeDate: null,
        closedOn: null,
        createdOn: '2026-03-02',
        ownerId: null,
        archived: false,
      },
    });
  });

  it('follows every change', () => {
    const euros = (amount: string) => ({ amount, currency: 'EUR' });
    deal(
      [monday, opened({ amount: euros('10.00'), ownerId: 'ann' })],
      [monday, { type: 'OpportunityRenamed', data: { name: 'Gadgets' } }],
      [monday, { type: 'OpportunityAmountChanged', data: {} }],
      [monday, { type: 'OpportunityMarginChanged', data: { margin: euros('3.00') } }],
      [monday, { type: 'OpportunityAssigned', data: { ownerId: 'bob' } }],
      [monday, { type: 'OpportunityProductsChanged', data: { products: [{ productId: 'x', quantity: '2' }], priceBookId: 'b' } }],
      [tuesday, { type: 'OpportunityArchived', data: {} }],
    ).then({
      o: {
        revision: 7,
        updatedAt: tuesday,
        createdAt: monday,
        name: 'Gadgets',
        amount: null,
        amountCurrency: null,
        margin: '3.00',
        ownerId: 'bob',
        productIds: ['x'],
        products: [{ productId: 'x', quantity: '2', unitPrice: null }],
        priceBookId: 'b',
        archived: true,
      },
    });
  });
});

describe('time in stage', () => {
  it('begins with each stage and ends with the next, at the same moment', () => {
    deal([monday, opened()], [tuesday, moved('Proposal')], [friday, won('2026-03-06')]).then({
      o: {
        status: 'WON',
        stageName: 'Won',
        stageEnteredAt: friday,
        closedOn: '2026-03-06',
        history: [
          { stageId: 'talk', stage: 'Talk', enteredAt: monday, leftAt: tuesday },
          { stageId: 'proposal', stage: 'Proposal', enteredAt: tuesday, leftAt: friday },
          { stageId: 'won', stage: 'Won', enteredAt: friday, leftAt: null },
        ],
      },
    });
  });

  it('of a deal that comes with its past is that of its past', () => {
    deal([monday, opened({ createdOn: '2016-10-20', stage: stage('Talk', OPEN, '2016-10-20') })], [monday, won('2017-03-01')]).then({
      o: {
        createdOn: '2016-10-20',
        closedOn: '2017-03-01',
        history: [
          { stageId: 'talk', stage: 'Talk', enteredAt: '2016-10-20T00:00:00.000Z', leftAt: '2017-03-01T00:00:00.000Z' },
          { stageId: 'won', stage: 'Won', enteredAt: '2017-03-01T00:00:00.000Z', leftAt: null },
        ],
      },
    });
  });

  it('is never negative: a deal leaves no stage before it entered it', () => {
    const { rows } = deal([monday, opened()], [friday, moved('Proposal')], [friday, won('2026-03-04')]);
    expect(rows['o']).toMatchObject({
      closedOn: '2026-03-04',
      history: [{ leftAt: friday }, { enteredAt: friday, leftAt: friday }, { enteredAt: friday, leftAt: null }],
    });
    const { rows: sameDay } = deal([monday, opened()], [tuesday, moved('Proposal', '2026-03-03')]);
    expect(sameDay['o']).toMatchObject({ stageEnteredAt: tuesday });
  });

  it('begins anew when a deal is reopened, which closes nothing any more', () => {
    const reopened: Event = { type: 'OpportunityReopened', data: { stage: stage('Talk') } };
    const lost: Event = {
      type: 'OpportunityLost',
      data: { stage: stage('Lost', StageCategory.LOST), closedOn: '2026-03-03', reason: 'Price' },
    };
    deal([monday, opened()], [tuesday, lost]).then({ o: { status: 'LOST', lostReason: 'Price', closedOn: '2026-03-03' } });
    deal([monday, opened()], [tuesday, lost], [friday, reopened]).then({
      o: { status: 'OPEN', lostReason: null, closedOn: null, stageName: 'Talk', stageEnteredAt: friday },
    });
  });
});
