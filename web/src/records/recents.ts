import { useLocalStorage, readLocalStorageValue } from '@mantine/hooks';
import { useEffect } from 'react';
import type { CommandSubject } from '../slice';

const key = 'recents';
const most = 12;

/** The records that were opened last in this browser, the latest first: ids and kinds alone, titles are asked for. */
export type Recent = Pick<CommandSubject, 'kind' | 'id'>;

export function useRecents(): readonly Recent[] {
  return useLocalStorage<readonly Recent[]>({ key, defaultValue: [] })[0];
}

export function useNoteVisit(kind: string, id: string, found: boolean): void {
  const [, set] = useLocalStorage<readonly Recent[]>({ key, defaultValue: [] });
  useEffect(() => {
    if (!found) return;
    const before = readLocalStorageValue<readonly Recent[]>({ key, defaultValue: [] });
    set([{ kind, id }, ...before.filter((recent) => recent.id !== id)].slice(0, most));
  }, [kind, id, found, set]);
}
