import { describe, expect, it } from '@jest/globals';
import { possibleParents, treeOf } from './team-tree';

const team = (id: string, parentId: string | null = null) => ({ id, revision: 1, name: id.toUpperCase(), parentId });
const teams = [team('east', 'sales'), team('marketing'), team('north', 'sales'), team('oslo', 'north'), team('sales')];

describe('the tree of teams', () => {
  it('names each team after the one above it, with the way there', () => {
    expect(treeOf(teams).map(({ path }) => path.join(' › '))).toEqual([
      'MARKETING',
      'SALES',
      'SALES › EAST',
      'SALES › NORTH',
      'SALES › NORTH › OSLO',
    ]);
  });

  it('lets a team stand anywhere but at or below itself', () => {
    expect(possibleParents(teams, 'sales')).toEqual(new Set(['marketing']));
    expect(possibleParents(teams, 'oslo')).toEqual(new Set(['east', 'marketing', 'north', 'sales']));
  });
});
