import type { Team } from './queries';

export interface TeamInTree {
  readonly team: Team;
  /** From the top, itself last. */
  readonly path: readonly string[];
  readonly children: readonly TeamInTree[];
}

/** Each team, and after it those below it; those of one level as they come. */
export function treeOf(teams: readonly Team[]): readonly TeamInTree[] {
  const all = (tree: readonly TeamInTree[]): readonly TeamInTree[] => tree.flatMap((one) => [one, ...all(one.children)]);
  return all(topOf(teams));
}

export function topOf(teams: readonly Team[]): readonly TeamInTree[] {
  const below = Map.groupBy(teams, ({ parentId }) => parentId);
  const of = (parentId: string | null, above: readonly string[]): readonly TeamInTree[] =>
    (below.get(parentId) ?? []).map((team) => {
      const path = [...above, team.name];
      return { team, path, children: of(team.id, path) };
    });
  return of(null, []);
}

/** Where a team can stand: not at or below itself. */
export function possibleParents(teams: readonly Team[], id: string): ReadonlySet<string> {
  const tree = treeOf(teams);
  const moved = tree.find(({ team }) => team.id === id);
  const out = new Set(moved && [id, ...idsBelow(moved)]);
  return new Set(teams.map((team) => team.id).filter((other) => !out.has(other)));
}

const idsBelow = ({ children }: TeamInTree): readonly string[] => children.flatMap((child) => [child.team.id, ...idsBelow(child)]);
