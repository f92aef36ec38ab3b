import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { alive } from './alive.js';

/** A server that this process has started, on loopback. It ends with this process, however that ends. */
export interface LocalServer {
  readonly url: string;
  readonly pid: number;
  /** Resolves when it has ended, for whatever reason; see {@link restart}. */
  ended(): Promise<void>;
  /** As if the power went. */
  kill(): Promise<void>;
  /** The same server again, on the same port and with what it had stored; after {@link kill}, or {@link stop} with `keep`. */
  restart(): Promise<void>;
  /** Ends it and removes what it stored, unless told to `keep` that. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

export interface Launch {
  readonly name: string;
  readonly url: string;
  readonly folder: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where it logs, shown if it does not come up. */
  readonly log: string;
  readonly ready: () => Promise<boolean>;
  readonly timeoutMs: number;
}

/** Answers once it is ready. Rejects with the end of its log. */
export async function launch(what: Launch): Promise<LocalServer> {
  let child = await start(what);
  const end = (signal: NodeJS.Signals) => {
    // Whoever waits for its end stays until then.
    child.ref();
    child.kill(signal);
  };
  const ended = async () => {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return {
    url: what.url,
    ended,
    get pid() {
      return child.pid!;
    },
    async kill() {
      end('SIGKILL');
      await ended();
    },
    async restart() {
      child = await start(what);
    },
    async stop({ keep = false } = {}) {
      end(keep ? 'SIGTERM' : 'SIGKILL');
      await ended();
      if (!keep) rmSync(what.folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function start({ name, command, args, env, folder, log, ready, timeoutMs }: Launch): Promise<ChildProcess> {
  const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  child.unref();
  const failed = once(child, 'error').then(([error]: Error[]) => Promise.reject(error!));
  failed.catch(() => {});
  if (child.pid) endsWithUs(child);
  for (const giveUp = Date.now() + timeoutMs; Date.now() < giveUp && child.exitCode === null;) {
    if (await Promise.race([ready().catch(() => false), failed])) return child;
    await pause(100);
  }
  child.kill('SIGKILL');
  const said = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15).join('\n') : 'it logged nothing';
  throw new Error(`${name} did not come up within ${timeoutMs / 1000} s: ${said}`);
}

/** However this process ends, the pipe to a guard closes, and the guard ends the child: a process that is killed cannot do that itself. */
export function endsWithUs(child: ChildProcess): void {
  const watch = spawn('sh', ['-c', 'cat > /dev/null; kill -9 "$0"', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watch.unref();
  (watch.stdin as Socket).unref();
  child.once('exit', () => watch.kill('SIGKILL'));
}

/** A folder for this run, among those of earlier runs whose process has ended, which are removed. */
export function throwaway(name: string): string {
  const parent = join(tmpdir(), 'throughline-servers');
  mkdirSync(parent, { recursive: true });
  for (const left of readdirSync(parent))
    if (!alive(Number(left.split('-')[1]))) rmSync(join(parent, left), { recursive: true, force: true });
  return mkdtempSync(join(parent, `${name}-${process.pid}-`));
}
