import { describe, expect, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { assignmentRule, AssignmentStrategy, fits, type Rule } from './assignment-rule.js';

const given = givenOf(assignmentRule);

const rule: Rule = {
  name: 'Fairs',
  position: 1,
  when: { source: 'fair', country: '', industry: '' },
  strategy: AssignmentStrategy.ROUND_ROBIN,
  userIds: ['ann', 'bob', 'cem'],
};
const created = { type: 'AssignmentRuleCreated', data: { ...rule, userIds: [...rule.userIds] } } as const;
const first = { ...created, data: { ...created.data, strategy: AssignmentStrategy.FIRST } };
const turn = (leadId: string, userId: string) => ({ type: 'AssignmentTurnTaken', data: { leadId, userId } }) as const;
const take = (leadId: string, ...active: string[]) => ({ type: 'TakeTurn', leadId, active }) as const;

describe('a rule for whom a lead goes to', () => {
  it('is made, changed and archived', () => {
    given([]).when({ type: 'Create', rule }).then([created]).andAgainNothing();
    given([created])
      .when({ type: 'Change', rule: { position: 2 } })
      .then([{ type: 'AssignmentRuleChanged', data: { ...created.data, position: 2 } }])
      .andAgainNothing();
    const archived = { type: 'AssignmentRuleArchived', data: {} } as const;
    given([created]).when({ type: 'Archive' }).then([archived]).andAgainNothing();
    given([created, archived]).when(take('1', 'ann')).thenRefuses({ rule: 'record.archived' });
    given([]).when(take('1', 'ann')).thenRefuses({ code: 'NOT_FOUND' });
  });

  it('in turns: begins with the first, goes on after the last one, and begins again', () => {
    const all = ['ann', 'bob', 'cem'];
    given([created])
      .when(take('1', ...all))
      .then([turn('1', 'ann')])
      .andAgainNothing();
    given([created, turn('1', 'ann')])
      .when(take('2', ...all))
      .then([turn('2', 'bob')]);
    given([created, turn('1', 'cem')])
      .when(take('2', ...all))
      .then([turn('2', 'ann')]);
  });

  it('passes over who may not be given any, and gives nobody a turn where nobody may', () => {
    given([created, turn('1', 'ann')])
      .when(take('2', 'ann', 'cem'))
      .then([turn('2', 'cem')]);
    given([created]).when(take('1')).then([]);
  });

  it('goes on from the beginning where the last one is no longer among its users', () => {
    given([created, turn('1', 'dan')])
      .when(take('2', 'ann', 'bob'))
      .then([turn('2', 'ann')]);
  });

  it('to the first: whoever of its users comes first and may', () => {
    given([first, turn('1', 'ann')])
      .when(take('2', 'ann', 'bob'))
      .then([turn('2', 'ann')]);
    given([first])
      .when(take('1', 'bob', 'cem'))
      .then([turn('1', 'bob')]);
  });

  it('gives a lead one turn, whoever has had theirs since', () => {
    given([created, turn('1', 'ann'), turn('2', 'bob')])
      .when(take('1', 'ann', 'bob', 'cem'))
      .then([]);
  });

  it('fits a lead that has what it asks for, in any case of letters; what it does not ask for may be anything', () => {
    const lead = { source: 'Fair', country: 'DE', industry: '' };
    expect(fits(rule, lead)).toBe(true);
    expect(fits({ ...rule, when: { ...rule.when, country: 'de' } }, lead)).toBe(true);
    expect(fits({ ...rule, when: { ...rule.when, industry: 'retail' } }, lead)).toBe(false);
    expect(fits({ ...rule, when: { source: '', country: '', industry: '' } }, { source: '', country: '', industry: '' })).toBe(true);
  });
});
