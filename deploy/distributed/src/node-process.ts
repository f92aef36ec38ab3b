import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { endsWithUs } from '@throughline/local-servers';
import { keep, type Kept } from './kept.js';

const ownRoot = fileURLToPath(new URL('../../../', import.meta.url));
const fromSources = import.meta.url.endsWith('.ts');

export interface NodeProcessOptions {
  readonly name: string;
  /** The folder whose `main` is run: `services/sales`. */
  readonly folder: string;
  /** Of the code, asked at each start. Default: that of this code. */
  readonly root?: () => string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** `http://127.0.0.1:<port>`, where it tells whether it is ready. */
  readonly url: string;
  /** Appended. */
  readonly logFile: string;
  readonly onTrouble: (what: string) => void;
}

/** A service or the gateway as a process of its own: from its sources, where this one runs from sources, else as it was built. */
export function startProcess({ name, folder, root, environment, url, logFile, onTrouble }: NodeProcessOptions): Promise<Kept> {
  const { METRICS_PORT: _, ...inherited } = process.env;
  return keep({
    name,
    onTrouble,
    isReady: async () => (await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(5_000) })).ok,
    start: async () => {
      if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) rmSync(logFile);
      const log = openSync(logFile, 'a');
      const child = spawn(process.execPath, argumentsFor(folder, root?.()), {
        env: { ...inherited, ...environment },
        stdio: ['ignore', log, log],
        detached: true,
      });
      closeSync(log);
      const ended = once(child, 'exit');
      endsWithUs(child);
      return { pid: child.pid!, ended, end: (signal) => void child.kill(signal) };
    },
  });
}

function argumentsFor(folder: string, root = ownRoot): string[] {
  if (!fromSources) return ['--enable-source-maps', join(root, folder, 'dist/main.js')];
  const loader = pathToFileURL(join(root, 'tools/run-source.mjs')).href;
  return ['--conditions=source', `--import=${loader}`, '--enable-source-maps', join(root, folder, 'src/main.ts')];
}
