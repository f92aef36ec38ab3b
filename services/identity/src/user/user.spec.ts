import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { describe, it } from '@jest/globals';
import { givenOf } from '@throughline/decider/testing';
import { Role, Theme, user, type UserEventInit } from './user.js';

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

  it('may come back, as what they were', () => {
    const reactivated: UserEventInit = { type: 'UserReactivated', data: {} };
    given([created, deactivated]).when({ type: 'Reactivate' }).then([reactivated]).andAgainNothing();
    given([created]).when({ type: 'Reactivate' }).then([]);
    given([created, deactivated, reactivated])
      .when({ ...update, name: 'Ada L.' })
      .then([{ type: 'UserRenamed', data: { name: 'Ada L.' } }]);
  });

  describe('who is invited', () => {
    const until = '2026-12-01T09:00:00.000Z';
    const invited: UserEventInit = { type: 'UserInvited', data: { expiresAt: timestampFromDate(new Date(until)) } };
    const accepted: UserEventInit = { type: 'UserInvitationAccepted', data: {} };
    const invite = { type: 'Invite', name: 'Ada', role: Role.MEMBER, teamId: 't1', invitedUntil: until } as const;

    it('is made with the invitation, and accepts it once', () => {
      const create = {
        type: 'Create',
        email: 'ada@example.com',
        name: 'Ada',
        role: Role.MEMBER,
        teamId: 't1',
        invitedUntil: until,
      } as const;
      given([]).when(create).then([created, invited]).andAgainNothing();
      given([created, invited])
        .when({ type: 'AcceptInvitation', name: 'Ada Lovelace' })
        .then([{ type: 'UserRenamed', data: { name: 'Ada Lovelace' } }, accepted])
        .andAgainNothing();
    });

    it('may be invited once more, as something else, until they have accepted', () => {
      given([created, invited])
        .when({ ...invite, role: Role.MANAGER, teamId: undefined })
        .then([{ type: 'UserRoleChanged', data: { role: Role.MANAGER } }, { type: 'UserMovedToTeam', data: {} }, invited]);
      given([created, invited, accepted]).when(invite).thenRefuses({ rule: 'user.accepted' });
      given([created]).when(invite).thenRefuses({ rule: 'user.accepted' });
    });

    it('has no password until then', () => {
      given([created, invited]).when({ type: 'ChangePassword' }).thenRefuses({ rule: 'user.invited' });
      given([created, invited]).when({ type: 'OfferPasswordReset', until }).thenRefuses({ rule: 'user.invited' });
      given([created, invited, accepted])
        .when({ type: 'OfferPasswordReset', until })
        .then([{ type: 'UserPasswordResetOffered', data: { expiresAt: timestampFromDate(new Date(until)) } }]);
    });

    it('is gone when deactivated', () => {
      given([created, invited, deactivated]).when({ type: 'AcceptInvitation' }).thenRefuses({ rule: 'user.inactive' });
      given([created, invited, deactivated]).when(invite).thenRefuses({ rule: 'user.inactive' });
    });
  });

  it('tells of a profile what changed, as it now is, and what is absent stays', () => {
    const preferred: UserEventInit = {
      type: 'UserPreferencesChanged',
      data: { language: 'de', timeZone: 'Europe/Berlin', theme: Theme.SYSTEM },
    };
    given([created])
      .when({ type: 'UpdateProfile', changes: { language: 'de', timeZone: 'Europe/Berlin', phone: '+49 30 1' } })
      .then([{ type: 'UserDescribed', data: { title: '', phone: '+49 30 1' } }, preferred])
      .andAgainNothing();
    given([created, preferred])
      .when({ type: 'UpdateProfile', changes: { language: null, theme: Theme.DARK } })
      .then([{ type: 'UserPreferencesChanged', data: { timeZone: 'Europe/Berlin', theme: Theme.DARK } }])
      .andAgainNothing();
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
