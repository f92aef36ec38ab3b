import { basename } from 'node:path';

/** What is used here of what bundlers know of a module. */
interface Module {
  readonly code: string | null;
  readonly importedIds: readonly string[];
}

/** They import everything their package has; of it only what is asked for by name is needed. */
const barrel = /node_modules\/(@mantine|@tabler)\/[^/]+\/.*\/(index|tabler-icons-react)\.mjs$/;
const named = /import\s*\{([^}]*)\}\s*from\s*["']@(?:mantine|tabler)\//g;
/** `useHotkeys` is in `use-hotkeys.mjs`. */
const plain = (name: string) => name.replaceAll('-', '').toLowerCase();

/** The modules that are loaded with those in `starts`, by their ids. */
export function loadedWith(starts: readonly string[], moduleOf: (id: string) => Module | null): ReadonlySet<string> {
  const loaded = new Set(starts);
  // What is added is come to as well.
  for (const id of loaded) {
    const module = moduleOf(id);
    if (!module) continue;
    const names = [...(module.code ?? '').matchAll(named)].flatMap(([, list]) => list!.split(','));
    const asked = new Set(names.map((name) => plain(name.trim().split(/\s/)[0]!)));
    for (const imported of module.importedIds) {
      if (!barrel.test(imported)) loaded.add(imported);
      else for (const part of moduleOf(imported)?.importedIds ?? []) if (asked.has(plain(basename(part, '.mjs')))) loaded.add(part);
    }
  }
  return loaded;
}
