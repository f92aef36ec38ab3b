import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { StageCategory, type Pipeline, type Stage } from '../pipeline/pipeline.js';
import { opportunity, type OpportunityCommand } from './opportunity.js';

const given = givenOf(opportunity);

const stage = (id: string, name: string, category: StageCategory, probability: string, requiredFields: string[] = []): Stage => ({
  id,
  name,
  category,
  probability,
  requiredFields,
  stuckAfterDays: 0,
});
const talk = stage('s1', 'Talk', StageCategory.OPEN, '10');
const proposal = stage('s2', 'Proposal', StageCategory.OPEN, '50', ['amount', 'closeDate']);
const won = stage('s3', 'Won', StageCategory.WON, '100', ['accountId']);
const lost = stage('s4', 'Lost', StageCategory.LOST, '0');
const declined = stage('s5', 'Declined', StageCategory.LOST, '0');
const pipeline: Pipeline = { id: 'p', name: 'Deals', stages: [talk, proposal, won, lost, declined] };
const otherPipeline: Pipeline = { id: 'q', name: 'Others', stages: [{ ...talk, id: 't1' }] };

/** The stage as a deal keeps it that enters. */
const entered = ({ id, name, category, probability }: Stage, enteredOn?: string) => ({ id, name, category, probability, enteredOn });
const euros = (amount: string) => ({ amount, currency: 'EUR' });
const today = '2026-03-02';

const opened = {
  type: 'OpportunityOpened',
  data: { name: 'Widgets', accountId: 'a', amount: euros('100.00'), ownerId: 'ann', leadId: 'l', pipelineId: 'p', stage: entered(talk) },
} as const;
const openedBare = { type: 'OpportunityOpened', data: { name: 'Bare', pipelineId: 'p', stage: entered(talk) } } as const;
const wonOn = (closedOn: string) =>
  ({
    type: 'OpportunityWon',
    data: {
      stage: entered(won, closedOn),
      closedOn,
      accountId: 'a',
      name: 'Widgets',
      amount: euros('100.00'),
      ownerId: 'ann',
      leadId: 'l',
    },
  }) as const;
const lostOn = (closedOn: string, reason: string) =>
  ({ type: 'OpportunityLost', data: { stage: entered(lost, closedOn), closedOn, reason } }) as const;
const archived = { type: 'OpportunityArchived', data: {} } as const;

const update = (changes: Extract<OpportunityCommand, { type: 'Update' }>['changes']): OpportunityCommand => ({
  type: 'Update',
  pipeline,
  changes,
});
const moveTo = (stageId: string): OpportunityCommand => ({ type: 'MoveToStage', pipeline, stageId, today });
const win: OpportunityCommand = { type: 'Win', pipeline, closedOn: today };
const lose: OpportunityCommand = { type: 'Lose', pipeline, closedOn: today, reason: 'Price' };

describe('a deal is opened', () => {
  it('in the first open stage of its pipeline', () => {
    given([])
      .when({ type: 'Open', pipeline, facts: { name: 'Bare' } })
      .then([openedBare])
      .andAgainNothing();
  });

  it('with its margin apart, which is for sales alone', () => {
    given([])
      .when({ type: 'Open', pipeline, facts: { name: 'Bare', margin: euros('30.00') } })
      .then([openedBare, { type: 'OpportunityMarginChanged', data: { margin: euros('30.00') } }]);
  });

  it('in another stage if it has what that requires', () => {
    const facts = { name: 'Bare', amount: euros('1.00') };
    given([])
      .when({ type: 'Open', pipeline, stageId: 's2', facts })
      .thenRefuses({
        rule: 'stage.requiredFields',
        message: 'A deal in the stage "Proposal" needs a close date.',
        fields: ['closeDate'],
      });
    given([])
      .when({ type: 'Open', pipeline, stageId: 's2', facts: { ...facts, closeDate: '2026-05-01' } })
      .then([{ type: 'OpportunityOpened', data: { ...facts, closeDate: '2026-05-01', pipelineId: 'p', stage: entered(proposal) } }]);
  });

  it('not in a stage that closes it, nor in one of another pipeline', () => {
    given([])
      .when({ type: 'Open', pipeline, stageId: 's3', facts: { name: 'Bare' } })
      .thenRefuses({ code: 'BAD_USER_INPUT', message: /"Won" closes a deal/ });
    given([])
      .when({ type: 'Open', pipeline, stageId: 't1', facts: { name: 'Bare' } })
      .thenRefuses({ code: 'BAD_USER_INPUT', message: /no such stage/ });
  });

  it('closed already, where it comes with its past, which the rules of today do not judge', () => {
    given([])
      .when({
        type: 'Open',
        pipeline,
        stageId: 's2',
        facts: { name: 'Bare' },
        origin: { createdOn: '2017-01-02', externalId: 'x' },
        outcome: { type: 'lost', closedOn: '2017-02-03', reason: 'Price', stageId: 's5' },
      })
      .then([
        {
          type: 'OpportunityOpened',
          data: { name: 'Bare', pipelineId: 'p', createdOn: '2017-01-02', externalId: 'x', stage: entered(proposal, '2017-01-02') },
        },
        { type: 'OpportunityLost', data: { stage: entered(declined, '2017-02-03'), closedOn: '2017-02-03', reason: 'Price' } },
      ]);
  });
});

describe('a stage that is not for everybody', () => {
  const guarded: Pipeline = {
    ...pipeline,
    stages: [
      talk,
      { ...proposal, requiredFields: [], entryRole: 'MANAGER' },
      { ...won, requiredFields: [], entryRole: 'ADMIN' },
      { ...lost, entryRole: 'MANAGER' },
    ],
  };
  const only = { rule: 'stage.entryRole', message: 'Only a manager may bring a deal into the stage "Proposal".' };

  it('is entered by managers and administrators, or by the latter only', () => {
    const move = { type: 'MoveToStage', pipeline: guarded, stageId: 's2', today } as const;
    const moved = { type: 'OpportunityMovedToStage', data: { pipelineId: 'p', fromStageId: 's1', to: entered(proposal) } } as const;
    given([opened])
      .when({ ...move, by: 'MEMBER' })
      .thenRefuses(only);
    given([opened])
      .when({ ...move, by: 'MANAGER' })
      .then([moved]);
    given([opened])
      .when({ ...move, by: 'ADMIN' })
      .then([moved]);
    // A policy that completes what somebody was allowed to do.
    given([opened]).when(move).then([moved]);
    given([opened, moved])
      .when({ ...move, by: 'MEMBER' })
      .then([]);
  });

  it('is not entered in another way: by opening, winning, losing, reopening or importing', () => {
    const by = 'MEMBER' as const;
    const admins = { rule: 'stage.entryRole', message: 'Only an administrator may bring a deal into the stage "Won".' };
    given([])
      .when({ type: 'Open', pipeline: guarded, stageId: 's2', facts: { name: 'Bare' }, by })
      .thenRefuses(only);
    given([opened]).when({ type: 'Win', pipeline: guarded, closedOn: today, by: 'MANAGER' }).thenRefuses(admins);
    given([opened])
      .when({ type: 'Lose', pipeline: guarded, closedOn: today, reason: 'Price', by })
      .thenRefuses({ rule: 'stage.entryRole' });
    given([opened, lostOn(today, 'Price')])
      .when({ type: 'Reopen', pipeline: guarded, stageId: 's2', by })
      .thenRefuses(only);
    given([opened]).when({ type: 'Reconcile', pipeline: guarded, changes: {}, stageId: 's2', by }).thenRefuses(only);
    for (const type of ['won', 'lost'] as const) {
      const outcome = { type, closedOn: today, reason: '' };
      given([])
        .when({ type: 'Open', pipeline: guarded, facts: { name: 'Bare' }, outcome, by })
        .thenRefuses({ rule: 'stage.entryRole' });
    }
  });
});

describe('a deal is updated', () => {
  it('by one event for each thing that changed', () => {
    given([opened])
      .when(
        update({
          name: 'Gadgets',
          amount: euros('120.00'),
          closeDate: '2026-05-01',
          nextStep: 'Call',
          ownerId: 'bob',
          contacts: [{ contactId: 'c' }],
        }),
      )
      .then([
        { type: 'OpportunityRenamed', data: { name: 'Gadgets' } },
        { type: 'OpportunityAmountChanged', data: { amount: euros('120.00'), previous: euros('100.00') } },
        { type: 'OpportunityCloseDateChanged', data: { closeDate: '2026-05-01' } },
        { type: 'OpportunityNextStepChanged', data: { nextStep: 'Call' } },
        { type: 'OpportunityAssigned', data: { ownerId: 'bob', previousOwnerId: 'ann' } },
        { type: 'OpportunityContactsChanged', data: { contacts: [{ contactId: 'c' }] } },
      ])
      .andAgainNothing();
  });

  it('quietly where nothing changes: an amount is the same however it is written', () => {
    given([opened])
      .when(update({ name: 'Widgets', amount: euros('100.0'), accountId: undefined }))
      .then([]);
  });

  it('so that null clears and a list replaces the list', () => {
    const products = { type: 'OpportunityProductsChanged', data: { products: [{ productId: 'x', quantity: '2' }] } } as const;
    given([opened, products])
      .when(update({ accountId: null, amount: null, products: [{ productId: 'y' }] }))
      .then([
        { type: 'OpportunityAccountChanged', data: {} },
        { type: 'OpportunityAmountChanged', data: { previous: euros('100.00') } },
        { type: 'OpportunityProductsChanged', data: { products: [{ productId: 'y' }] } },
      ])
      .andAgainNothing();
  });

  it('but keeps what the stage requires that it stands in; what was missing before need not be repaired', () => {
    const inProposal = { type: 'OpportunityMovedToStage', data: { pipelineId: 'p', fromStageId: 's1', to: entered(proposal) } } as const;
    given([opened, inProposal])
      .when(update({ amount: null }))
      .thenRefuses({ rule: 'stage.requiredFields', fields: ['amount'] });
    given([opened, inProposal])
      .when(update({ name: 'Gadgets' }))
      .then([{ type: 'OpportunityRenamed', data: { name: 'Gadgets' } }]);
  });
});

describe('a deal is moved', () => {
  it('to a stage whose required fields it has', () => {
    given([opened])
      .when(moveTo('s2'))
      .thenRefuses({ rule: 'stage.requiredFields', message: 'A deal in the stage "Proposal" needs a close date.' });
    given([openedBare])
      .when(moveTo('s2'))
      .thenRefuses({ message: 'A deal in the stage "Proposal" needs an amount and a close date.', fields: ['amount', 'closeDate'] });
    given([opened, { type: 'OpportunityCloseDateChanged', data: { closeDate: '2026-05-01' } }])
      .when(moveTo('s2'))
      .then([{ type: 'OpportunityMovedToStage', data: { pipelineId: 'p', fromStageId: 's1', to: entered(proposal) } }])
      .andAgainNothing();
  });

  it('to a closing stage, which wins or loses it', () => {
    given([opened])
      .when(moveTo('s3'))
      .then([wonOn(today)])
      .andAgainNothing();
    given([opened])
      .when(moveTo('s4'))
      .then([lostOn(today, '')])
      .andAgainNothing();
  });

  it('out of a closing stage, which reopens it', () => {
    given([opened, wonOn(today)])
      .when(moveTo('s1'))
      .then([{ type: 'OpportunityReopened', data: { stage: entered(talk) } }])
      .andAgainNothing();
  });
});

describe('a deal is won', () => {
  it('with what onboarding needs to know', () => {
    const onboarding = { assigneeId: 'kim', title: 'Welcome them', dueInBusinessDays: 2 };
    given([opened])
      .when({ ...win, pipeline: { ...pipeline, onboarding } })
      .then([{ ...wonOn(today), data: { ...wonOn(today).data, onboarding } }])
      .andAgainNothing();
  });

  it('if it has what the closing stage requires, and the pipeline has one', () => {
    given([openedBare])
      .when(win)
      .thenRefuses({ rule: 'stage.requiredFields', fields: ['accountId'] });
    given([opened])
      .when({ ...win, pipeline: otherPipeline })
      .thenRefuses({ rule: 'pipeline.stages', message: 'The pipeline "Others" has no stage for won deals.' });
  });
});

describe('a deal is lost', () => {
  it('with a reason, and may be won after all', () => {
    given([opened])
      .when(lose)
      .then([lostOn(today, 'Price')])
      .andAgainNothing();
    given([opened, lostOn(today, 'Price')])
      .when(win)
      .then([wonOn(today)]);
  });
});

describe('a deal is reopened', () => {
  it('in the first open stage or the one that is chosen', () => {
    const closed = [opened, lostOn(today, 'Price')] as const;
    given(closed)
      .when({ type: 'Reopen', pipeline })
      .then([{ type: 'OpportunityReopened', data: { stage: entered(talk) } }])
      .andAgainNothing();
    given(closed).when({ type: 'Reopen', pipeline, stageId: 's3' }).thenRefuses({ code: 'BAD_USER_INPUT' });
    given(closed).when({ type: 'Reopen', pipeline, stageId: 's2' }).thenRefuses({ rule: 'stage.requiredFields' });
  });
});

describe('a deal is reconciled with another system', () => {
  it('in its facts and its stage, with the day it entered', () => {
    given([opened])
      .when({ type: 'Reconcile', pipeline, changes: { closeDate: '2026-05-01' }, stageId: 's2', stageEnteredOn: '2026-02-20' })
      .then([
        { type: 'OpportunityCloseDateChanged', data: { closeDate: '2026-05-01' } },
        { type: 'OpportunityMovedToStage', data: { pipelineId: 'p', fromStageId: 's1', to: entered(proposal, '2026-02-20') } },
      ])
      .andAgainNothing();
  });

  it('in its outcome', () => {
    given([opened])
      .when({ type: 'Reconcile', pipeline, changes: {}, outcome: { type: 'won', closedOn: '2026-02-20' } })
      .then([wonOn('2026-02-20')])
      .andAgainNothing();
    given([opened, wonOn(today)])
      .when({ type: 'Reconcile', pipeline, changes: {}, stageId: 's1' })
      .then([{ type: 'OpportunityReopened', data: { stage: entered(talk) } }]);
  });

  it('and left where it is when that says nothing of a stage', () => {
    given([opened])
      .when({ type: 'Reconcile', pipeline, changes: { name: 'Widgets' } })
      .then([]);
  });
});

describe('a deal is archived', () => {
  it('and changes no more until it is restored', () => {
    given([opened]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    for (const command of [update({ name: 'x' }), moveTo('s4'), win, lose]) {
      given([opened, archived]).when(command).thenRefuses({ rule: 'record.archived' });
    }
    given([opened, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'OpportunityRestored', data: {} }])
      .andAgainNothing();
  });
});

describe('a deal that is not there', () => {
  it('is not found by any command but the one that opens it', () => {
    for (const command of [update({ name: 'x' }), moveTo('s4'), win, lose, { type: 'Archive' } as const, { type: 'Restore' } as const]) {
      given([]).when(command).thenRefuses({ code: 'NOT_FOUND' });
    }
  });
});
