import { describe, expect, it } from '@jest/globals';
import { TenantDirectory, type Organisation, type Team, type User } from '@throughline/service-kit';
import { defaultSettings } from '../settings/activities-settings.js';
import { daysOverdue, toldOfOverdue } from './escalation.js';

const organisation = { timeZone: 'Europe/Berlin', workingDays: [1, 2, 3, 4, 5], holidays: ['2026-11-24'] } as unknown as Organisation;
const rule = defaultSettings.escalation;

describe('a task that stays overdue is escalated', () => {
  it('when the second business day after the day it was due ends, where the organisation is', () => {
    // Monday; Tuesday is a holiday there.
    const dueAt = '2026-11-23T09:00:00.000Z';
    expect(daysOverdue(dueAt, '2026-11-26T15:59:59.999Z', rule, organisation)).toBeUndefined();
    expect(daysOverdue(dueAt, '2026-11-26T16:00:00.000Z', rule, organisation)).toBe(3);
    expect(daysOverdue(dueAt, '2026-11-30T00:30:00.000Z', rule, organisation)).toBe(7);
  });

  it('over a weekend on Tuesday, four days after Friday', () => {
    expect(daysOverdue('2026-11-27T16:00:00.000Z', '2026-12-01T15:00:00.000Z', rule, organisation)).toBeUndefined();
    expect(daysOverdue('2026-11-27T16:00:00.000Z', '2026-12-01T16:00:00.000Z', rule, organisation)).toBe(4);
  });

  it('after as many business days as the rule says, counted by the local day', () => {
    // 23:30 UTC on Monday is Tuesday in Berlin.
    const one = { ...rule, afterBusinessDays: 1 };
    expect(daysOverdue('2026-11-30T23:30:00.000Z', '2026-12-01T20:00:00.000Z', one, organisation)).toBeUndefined();
    expect(daysOverdue('2026-11-30T23:30:00.000Z', '2026-12-02T16:00:00.000Z', one, organisation)).toBe(1);
  });
});

describe('an overdue task is told to', () => {
  const user = (id: string, role: User['role'], teamId: string | null, active = true): [string, User] => [
    id,
    { id, role, teamId, active, name: id } as User,
  ];
  const team = (id: string, parentId: string | null): [string, Team] => [id, { id, parentId, name: id } as Team];
  const directory = (...users: [string, User][]) =>
    new TenantDirectory(
      'main',
      new Map(users),
      new Map([team('world', null), team('north', 'world'), team('oslo', 'north'), team('south', 'world')]),
      [{ id: 'k', role: 'MEMBER', teamId: 'oslo', name: 'Key' } as never],
      new Map(),
      organisation,
      0n,
    );
  const people = [
    user('ann', 'MEMBER', 'oslo'),
    user('bo', 'MEMBER', 'oslo'),
    user('max', 'MANAGER', 'oslo'),
    user('mia', 'MANAGER', 'oslo'),
    user('nils', 'MANAGER', 'north'),
    user('sam', 'MANAGER', 'south'),
    user('root', 'ADMIN', null),
  ];
  const of = (assigneeId: string | null, createdBy = 'root') => ({ assigneeId, createdBy });

  it('the managers of the assignee’s team', () => {
    expect(toldOfOverdue(directory(...people), rule, of('ann'))).toEqual(['max', 'mia']);
  });

  it('those of the nearest team above, where the team has none, or the task is a manager’s own', () => {
    const without = people.filter(([id]) => id !== 'max' && id !== 'mia');
    expect(toldOfOverdue(directory(...without), rule, of('ann'))).toEqual(['nils']);
    expect(toldOfOverdue(directory(...people), rule, of('max'))).toEqual(['nils']);
    const gone = people.map(([id, each]) => user(id, each.role, each.teamId, !['max', 'mia', 'nils'].includes(id)));
    expect(toldOfOverdue(directory(...gone), rule, of('ann'))).toEqual(['root']);
  });

  it('the administrators, where nobody manages whom it is left to; never to the one it is left to', () => {
    expect(toldOfOverdue(directory(...people), rule, of('nils'))).toEqual(['root']);
    expect(toldOfOverdue(directory(...people), rule, of(null, 'policy:follow-up-task'))).toEqual(['root']);
    expect(toldOfOverdue(directory(...people), rule, of('root'))).toEqual([]);
  });

  it('of whoever made it, where it is assigned to nobody', () => {
    expect(toldOfOverdue(directory(...people), rule, of(null, 'ann'))).toEqual(['max', 'mia']);
    expect(toldOfOverdue(directory(...people), rule, of(null, 'apikey:k'))).toEqual(['max', 'mia']);
  });

  it('the person whom the rule names, but only where they see the task', () => {
    const named = (toUserId: string) => ({ ...rule, toUserId });
    expect(toldOfOverdue(directory(...people), named('nils'), of('ann'))).toEqual(['nils']);
    expect(toldOfOverdue(directory(...people), named('bo'), of('ann'))).toEqual(['bo']);
    expect(toldOfOverdue(directory(...people), named('sam'), of('ann'))).toEqual(['max', 'mia']);
    expect(toldOfOverdue(directory(...people), named('nils'), of('nils'))).toEqual(['root']);
  });
});
