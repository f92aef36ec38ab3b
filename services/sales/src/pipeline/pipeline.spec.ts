import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { pipeline, StageCategory, type Stage } from './pipeline.js';

const given = givenOf(pipeline);

const stage = (name: string, more: Partial<Stage> = {}): Stage => ({
  id: name,
  name,
  category: StageCategory.OPEN,
  probability: '10',
  requiredFields: [],
  stuckAfterDays: 0,
  ...more,
});
const copy = (stages: readonly Stage[]) => stages.map((each) => ({ ...each, requiredFields: [...each.requiredFields] }));
const stages = [stage('Talk'), stage('Won', { category: StageCategory.WON, probability: '100' })];
const onboarding = { assigneeId: 'kim', title: 'Welcome them', dueInBusinessDays: 2 };
const created = { type: 'PipelineCreated', data: { name: 'Deals', stages: copy(stages) } } as const;

describe('a pipeline is made', () => {
  it('with its stages, once', () => {
    given([]).when({ type: 'Create', name: 'Deals', stages }).then([created]).andAgainNothing();
  });

  it('not without an open stage', () => {
    given([])
      .when({ type: 'Create', name: 'Deals', stages: [stages[1]!] })
      .thenRefuses({ code: 'BAD_USER_INPUT', fields: { stages: 'A pipeline needs at least one open stage.' } });
  });

  it('not with two stages of one name, a probability beyond certainty, or a field that no deal has', () => {
    const wrong = [stage('Talk'), stage('TALK', { probability: '101', requiredFields: ['amount', 'shoeSize'] })];
    given([])
      .when({ type: 'Create', name: 'Deals', stages: wrong })
      .thenRefuses({
        code: 'BAD_USER_INPUT',
        message: /stages\.1\.name: .*stages\.1\.requiredFields: .*shoeSize.*stages\.1\.probability/s,
      });
  });
});

describe('a pipeline is changed', () => {
  it('by one event for its name, its stages and what a won deal opens', () => {
    const changed = [stage('Talk', { probability: '20', requiredFields: ['amount'] }), stages[1]!];
    given([created])
      .when({ type: 'Update', name: 'Sales', stages: changed, onboarding })
      .then([
        { type: 'PipelineRenamed', data: { name: 'Sales' } },
        { type: 'PipelineStagesChanged', data: { stages: copy(changed) } },
        { type: 'PipelineOnboardingChanged', data: { onboarding } },
      ])
      .andAgainNothing();
  });

  it('so that null clears, and what is absent stays', () => {
    const withOnboarding = { ...created, data: { ...created.data, onboarding } };
    given([withOnboarding]).when({ type: 'Update' }).then([]);
    given([withOnboarding])
      .when({ type: 'Update', onboarding: null })
      .then([{ type: 'PipelineOnboardingChanged', data: {} }])
      .andAgainNothing();
  });

  it('to stages that are right', () => {
    given([created]).when({ type: 'Update', stages: [] }).thenRefuses({ code: 'BAD_USER_INPUT' });
  });
});

describe('a pipeline is archived', () => {
  it('and restored', () => {
    const archived = { type: 'PipelineArchived', data: {} } as const;
    given([created]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    given([created, archived])
      .when({ type: 'Restore' })
      .then([{ type: 'PipelineRestored', data: {} }])
      .andAgainNothing();
    given([]).when({ type: 'Archive' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});
