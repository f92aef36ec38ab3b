import { describe, it } from '@jest/globals';
import type { EventInitOf } from '@throughline/contracts';
import { OpportunityEventSchema, StageCategory } from '@throughline/contracts/sales';
import { givenOf, on } from '@throughline/views/testing';
import { dealStates } from './deal-states.view.js';

const given = givenOf(dealStates);
type Event = EventInitOf<typeof OpportunityEventSchema>;

const stage = (name: string, category = StageCategory.OPEN) => ({ id: name.toLowerCase(), name, category, probability: '10' });
const euros = (amount: string) => ({ amount, currency: 'EUR' });
const opened: Event = {
  type: 'OpportunityOpened',
  data: { name: 'Widgets', pipelineId: 'p', stage: stage('Talk'), amount: euros('10.00'), ownerId: 'ann' },
};
const monday = '2026-03-02T09:00:00.000Z';
const tuesday = '2026-03-03T10:00:00.000Z';
const deal = (...happened: readonly (readonly [recordedAt: string, event: Event])[]) =>
  given(...happened.map(([recordedAt, event]) => on(OpportunityEventSchema, 'o', event, { recordedAt })));

const begun = {
  at: monday,
  by: 'ann',
  change: 'ADDED',
  status: 'OPEN',
  archived: false,
  stageId: 'talk',
  stage: 'Talk',
  probability: '10',
  amount: '10.00',
  currency: 'EUR',
  closeDate: null,
  ownerId: 'ann',
} as const;

describe('how a deal stood', () => {
  it('has a state more for each change of what figures are made of', () => {
    const won = { type: 'OpportunityWon', data: { stage: stage('Won', StageCategory.WON), closedOn: '2026-03-03' } } as const;
    deal([monday, opened], [tuesday, { type: 'OpportunityAmountChanged', data: { previous: euros('10.00') } }], [tuesday, won]).then({
      o: {
        states: [
          begun,
          { ...begun, at: tuesday, change: 'AMOUNT', amount: null, currency: null },
          { ...begun, at: tuesday, change: 'WON', status: 'WON', stageId: 'won', stage: 'Won', amount: null, currency: null },
        ],
      },
    });
  });

  it('is as it was when something else changes', () => {
    deal(
      [monday, opened],
      [tuesday, { type: 'OpportunityRenamed', data: { name: 'Gadgets' } }],
      [tuesday, { type: 'OpportunityMarginChanged', data: { margin: euros('1.00') } }],
    ).then({ o: { states: [begun] } });
  });
});
