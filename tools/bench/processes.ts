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
