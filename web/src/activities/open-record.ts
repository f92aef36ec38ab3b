import { useLocation } from '@tanstack/react-router';
import { useTitles } from '../records/titles';
import type { CommandSubject } from '../slice';
import { recordTypes } from '../slices';

/** The record whose page is open, unless it is a task: what is done from there is about it. */
export function useOpenRecord(): CommandSubject | undefined {
  const { pathname } = useLocation();
  const [, path, id] = /^(\/.+)\/([0-9a-f-]{36})$/.exec(pathname) ?? [];
  const type = recordTypes.find((one) => one.path === path && one.kind !== 'TASK');
  const title = useTitles(type?.kind ?? '', type && id ? [id] : []).get(id ?? '');
  return type && id && title !== undefined ? { kind: type.kind, id, title } : undefined;
}
