import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { teams, type TeamsEventInit } from './teams.js';

const given = givenOf(teams);
const created = (teamId: string, parentId?: string): TeamsEventInit => ({ type: 'TeamCreated', data: { teamId, name: teamId, parentId } });
const moved = (teamId: string, parentId?: string): TeamsEventInit => ({ type: 'TeamMoved', data: { teamId, parentId } });

describe('teams', () => {
  it('stand at the top or below another', () => {
    given([])
      .when({ type: 'Create', teamId: 'sales', name: 'sales' })
      .then([created('sales')])
      .andAgainNothing();
    given([created('sales')])
      .when({ type: 'Create', teamId: 'north', name: 'north', parentId: 'sales' })
      .then([created('north', 'sales')]);
    given([])
      .when({ type: 'Create', teamId: 'north', name: 'north', parentId: 'sales' })
      .thenRefuses({ fields: { parentId: 'is not a team' } });
  });

  it('are renamed and moved, null for the top', () => {
    const tree = [created('sales'), created('north', 'sales')];
    given(tree)
      .when({ type: 'Update', teamId: 'north', name: 'North', parentId: null })
      .then([{ type: 'TeamRenamed', data: { teamId: 'north', name: 'North' } }, moved('north')])
      .andAgainNothing();
  });

  it('never stand below themselves', () => {
    const tree = [created('a'), created('b', 'a'), created('c', 'b')];
    for (const parentId of ['a', 'b', 'c'])
      given(tree).when({ type: 'Update', teamId: 'a', parentId }).thenRefuses({ rule: 'team.noCircle' });
    given([...tree, moved('c')])
      .when({ type: 'Update', teamId: 'a', parentId: 'c' })
      .then([moved('a', 'c')]);
  });

  it('have revisions of their own', () => {
    const tree = [created('a'), created('b'), moved('b', 'a')];
    given(tree)
      .when({ type: 'Update', teamId: 'a', name: 'A', expectedRevision: 1 })
      .then([{ type: 'TeamRenamed', data: { teamId: 'a', name: 'A' } }]);
    given(tree).when({ type: 'Update', teamId: 'b', name: 'B', expectedRevision: 1 }).thenRefuses({ code: 'CONFLICT' });
  });

  it('are put away when they are empty', () => {
    const tree = [created('a'), created('b', 'a')];
    const archive = { type: 'Archive', teamId: 'b', inUse: false } as const;
    given(tree)
      .when(archive)
      .then([{ type: 'TeamArchived', data: { teamId: 'b' } }]);
    given(tree)
      .when({ ...archive, inUse: true })
      .thenRefuses({ rule: 'team.empty' });
    given(tree)
      .when({ ...archive, teamId: 'a' })
      .thenRefuses({ rule: 'team.empty' });
    given([...tree, { type: 'TeamArchived', data: { teamId: 'b' } }])
      .when({ type: 'Create', teamId: 'c', name: 'c', parentId: 'b' })
      .thenRefuses({ fields: { parentId: 'is not a team' } });
  });

  it('have to be there', () => {
    given([]).when({ type: 'Update', teamId: 'a', name: 'A' }).thenRefuses({ code: 'NOT_FOUND' });
  });
});
