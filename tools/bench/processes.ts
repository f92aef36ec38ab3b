import { readdirSync, readFileSync } from 'node:fs';

/** CPU seconds of a process and its children so far, those that have ended included. Linux. */
export function cpuSeconds(pid: number): number {
  const children = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    return stat?.parent === pid ? [stat.own] : [];
  });
  const parent = statOf(pid);
  return children.reduce((sum, seconds) => sum + seconds, parent ? parent.own + parent.ended : 0);
}

function statOf(pid: number): { parent: number; own: number; ended: number } | undefined {
  try {
    // The name in brackets may hold anything; after it: state, parent, …, user, system, and the same of children that were waited for.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ');
    const ticks = (from: number): number => (Number(fields[from]) + Number(fields[from + 1])) / 100;
    return { parent: Number(fields[1]), own: ticks(11), ended: ticks(13) };
  } catch {
    return undefined;
  }
}

export interface Process {
  readonly pid: number;
  /** `node`, `postgres`, `java`. */
  readonly program: string;
  /** Of CPU, with that of its children that have ended. */
  readonly seconds: number;
}

/** A process and all below it. Linux. */
export function tree(root: number): Process[] {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
      const seconds = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0) / 100;
      const program = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
      return [{ pid: Number(name), parent: Number(fields[1]), program, seconds }];
    } catch {
      return [];
    }
  });
  const found = new Set([root]);
  for (let size = 0; size < found.size;) {
    size = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return all.filter(({ pid }) => found.has(pid));
}
