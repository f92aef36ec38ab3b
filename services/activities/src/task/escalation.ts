import { addBusinessDays, localDate } from '@throughline/domain';
import type { Organisation, TenantDirectory, User } from '@throughline/service-kit';
import type { EscalationRule } from '../settings/activities-settings.js';

const dayMs = 24 * 60 * 60 * 1000;

/** Undefined where the task is not overdue for so long yet; otherwise for how many calendar days it is. */
export function daysOverdue(dueAt: string, now: string, rule: EscalationRule, organisation: Organisation): number | undefined {
  if (addBusinessDays(dueAt, rule.afterBusinessDays, organisation) > new Date(now).toISOString()) return undefined;
  const day = (at: string) => Date.parse(localDate(at, organisation.timeZone));
  return (day(now) - day(dueAt)) / dayMs;
}

/**
 * Who is told of an overdue task: the rule's person; otherwise the managers of the team of the one it is left to, or, where there is none or it is a
 * manager's own task, of the nearest team above that has one; at last the administrators. Always somebody else, who may sign in and sees the task.
 */
export function toldOfOverdue(
  directory: TenantDirectory,
  rule: EscalationRule,
  task: { readonly assigneeId: string | null; readonly createdBy: string },
): string[] {
  const owner = task.assigneeId ?? task.createdBy;
  const mayBeTold = ({ id }: User): boolean => {
    const sees = directory.viewerOfUser(id)?.sees;
    return id !== owner && (sees === 'all' || Boolean(sees?.includes(owner)));
  };
  const all = [...directory.users.values()].filter(mayBeTold);

  if (all.some(({ id }) => id === rule.toUserId)) return [rule.toUserId];
  for (let team = teamAbove(directory, owner); team; team = parentOf(directory, team)) {
    const managers = all.filter(({ role, teamId }) => teamId === team && role === 'MANAGER');
    if (managers.length > 0) return managers.map(({ id }) => id).sort();
  }
  return all
    .filter(({ role }) => role === 'ADMIN')
    .map(({ id }) => id)
    .sort();
}

/** A manager's colleagues do not supervise them. */
function teamAbove(directory: TenantDirectory, owner: string): string | null | undefined {
  const { role, teamId } = directory.users.get(owner) ?? directory.apiKeys.find(({ id }) => `apikey:${id}` === owner) ?? {};
  return role === 'MANAGER' && teamId ? parentOf(directory, teamId) : teamId;
}

const parentOf = (directory: TenantDirectory, teamId: string) => directory.teams.get(teamId)?.parentId;
