import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { Role, user, type UserEventInit } from './user.js';

const given = givenOf(user);

const created: UserEventInit = { type: 'UserCreated', data: { email: 'ada@example.com', name: 'Ada', role: Role.MEMBER, teamId: 't1' } };
const admin: UserEventInit = { type: 'UserCreated', data: { email: 'ada@example.com', name: 'Ada', role: Role.ADMIN } };
const deactivated: UserEventInit = { type: 'UserDeactivated', data: {} };
const update = { type: 'Update', lastAdministrator: false } as const;

describe('a user', () => {
  it('is created once', () => {
    const create = { type: 'Create', email: 'ada@example.com', name: 'Ada', role: Role.MEMBER, teamId: 't1' } as const;
    given([]).when(create).then([created]).andAgainNothing();
  });

  it('tells each change by what it is', () => {
    given([created])
      .when({ ...update, name: 'Ada L.', role: Role.MANAGER, teamId: 't2' })
      .then([
        { type: 'UserRenamed', data: { name: 'Ada L.' } },
        { type: 'UserRoleChanged', data: { role: Role.MANAGER } },
        { type: 'UserMovedToTeam', data: { teamId: 't2' } },
      ])
      .andAgainNothing();
  });

  it('leaves the team by null, and stays by nothing', () => {
    given([created])
      .when({ ...update, teamId: null })
      .then([{ type: 'UserMovedToTeam', data: {} }])
      .andAgainNothing();
    given([created]).when(update).then([]);
  });

  it('is deactivated once, and not changed after that', () => {
    given([created]).when({ type: 'Deactivate', lastAdministrator: false }).then([deactivated]).andAgainNothing();
    given([created, deactivated])
      .when({ ...update, name: 'Somebody' })
      .thenRefuses({ rule: 'user.inactive' });
    given([created, deactivated]).when({ type: 'ChangePassword' }).thenRefuses({ rule: 'user.inactive' });
  });

  it('who is the last administrator stays one', () => {
    given([admin]).when({ type: 'Deactivate', lastAdministrator: true }).thenRefuses({ rule: 'user.lastAdministrator' });
    given([admin])
      .when({ ...update, role: Role.MEMBER, lastAdministrator: true })
      .thenRefuses({ rule: 'user.lastAdministrator' });
    given([admin])
      .when({ ...update, name: 'Countess', lastAdministrator: true })
      .then([{ type: 'UserRenamed', data: { name: 'Countess' } }]);
    given([created]).when({ type: 'Deactivate', lastAdministrator: true }).then([deactivated]);
  });

  it('has to be there', () => {
    given([])
      .when({ ...update, name: 'Nobody' })
      .thenRefuses({ code: 'NOT_FOUND' });
  });
});
