import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import type { RecordValues } from '../records/record-type';
import type { Command, CommandSubject } from '../slice';
import { forRole, recordTypes, slices } from '../slices';

/** What people of a role can run from anywhere. */
export function commandsOf(role: string | undefined): readonly Command[] {
  return forRole(all(), role).filter(({ on }) => !on);
}

/** What they can run about a record of the kind. */
export function commandsOn(kind: string, role: string | undefined): readonly Command[] {
  return forRole(all(), role).filter(({ on }) => on?.includes(kind));
}

const all = () => slices.flatMap(({ commands = [] }) => commands);

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
