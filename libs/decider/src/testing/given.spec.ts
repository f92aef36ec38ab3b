import { describe, expect, it } from '@jest/globals';
import { deal, opened, renamed } from './deal.js';
import { givenOf } from './given.js';

const given = givenOf(deal);

describe('given, when, then', () => {
  it('compares events by value', () => {
    given([opened('Renewal')])
      .when({ kind: 'rename', name: 'Upgrade' })
      .then([{ type: 'OpportunityRenamed', data: { name: 'Upgrade' } }])
      .andAgainNothing();
  });

  it('fails where other events, fewer or more were decided', () => {
    const when = given([opened('Renewal')]).when({ kind: 'rename', name: 'Upgrade' });
    expect(() => when.then([renamed('Downgrade')])).toThrow('Downgrade');
    expect(() => when.then([])).toThrow('Upgrade');
    expect(() => when.then([renamed('Upgrade'), renamed('Upgrade')])).toThrow('Upgrade');
  });

  it('fails where a repeat is not quiet', () => {
    const loud = givenOf({ ...deal, decide: () => [renamed('Upgrade')] });
    const then = loud([opened('Renewal')])
      .when({ kind: 'rename', name: 'Upgrade' })
      .then([renamed('Upgrade')]);
    expect(() => then.andAgainNothing()).toThrow('Upgrade');
  });

  it('tells a refusal by its code, rule and words', () => {
    given([]).when({ kind: 'rename', name: 'Upgrade' }).thenRefuses({ code: 'NOT_FOUND' });
    const closed = given([opened('Renewal')]).when({ kind: 'rename', name: '' });
    closed.thenRefuses({ code: 'RULE_VIOLATED', rule: 'deal.name', message: /needs a name/ });
    expect(() => closed.thenRefuses({ rule: 'deal.other' })).toThrow('deal.other');
    expect(() => closed.thenRefuses({ message: 'Other words.' })).toThrow('Other words.');
    expect(() => closed.then([])).toThrow('A deal needs a name.');
    expect(() =>
      given([opened('Renewal')])
        .when({ kind: 'rename', name: 'Upgrade' })
        .thenRefuses({}),
    ).toThrow('Expected a refusal');
  });
});
