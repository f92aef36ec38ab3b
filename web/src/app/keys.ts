import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { runCommand } from '../records/run-command';
import { commandsOf } from './commands';
import { isField } from './is-field';
import { useMe } from './me';
import { navigationOf } from './navigation';

interface Shown {
  readonly openPalette: () => void;
  readonly openHelp: () => void;
}

/** How long the second key of two may take. */
const SECOND_KEY_MS = 1_500;

/** The keys that work everywhere: the palette, commands about no record in particular, and `g` with a department's letter. */
export function useKeys({ openPalette, openHelp }: Shown): void {
  const role = useMe()?.role;
  const navigate = useNavigate();
  useHotkeys([['mod+K', openPalette]], []);
  useHotkeys([
    ['shift+?', openHelp],
    ...commandsOf(role).flatMap(({ key, hotkey }) => (hotkey ? [[hotkey, () => runCommand(key)] as [string, () => void]] : [])),
  ]);
  useEffect(() => {
    let first = 0;
    const places = new Map(navigationOf(role).flatMap(({ key, path }) => (key ? [[key, path] as const] : [])));
    places.set('h', '/').set('s', '/settings');
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
      const place = Date.now() - first < SECOND_KEY_MS ? places.get(event.key) : undefined;
      first = event.key === 'g' ? Date.now() : 0;
      if (place === undefined) return;
      event.preventDefault();
      // Before what the letter means by itself.
      event.stopImmediatePropagation();
      void navigate({ to: place });
    };
    addEventListener('keydown', onKey, { capture: true });
    return () => removeEventListener('keydown', onKey, { capture: true });
  }, [role, navigate]);
}
