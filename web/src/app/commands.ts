import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import type { RecordValues } from '../records/record-type';
import type { Command, CommandSubject } from '../slice';
import { recordTypes, slices } from '../slices';

/** What people of a role can run from anywhere and, where a record of `kind` is open, about it. */
export function commandsOf(role: string | undefined, kind?: string): readonly Command[] {
  return slices
    .flatMap(({ commands = [] }) => commands)
    .filter(({ on, roles }) => (!on || (kind !== undefined && on.includes(kind))) && (!roles || roles.some((one) => one === role)));
}

/** The record whose page is open. */
export function useSubject(): CommandSubject | undefined {
  const { pathname } = useLocation();
  const client = useQueryClient();
  const [, path, id] = /^(\/.+)\/([0-9a-f-]{36})$/.exec(pathname) ?? [];
  const type = recordTypes.find((one) => one.path === path);
  if (!type || id === undefined) return undefined;
  const [, record] = client.getQueriesData<RecordValues | null>({ queryKey: ['record', type.kind, id, 'fields'] })[0] ?? [];
  return record ? { kind: type.kind, id, title: type.title(record) } : undefined;
}
