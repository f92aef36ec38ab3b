import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { binaries } from './binaries.js';
import { freePort } from './free-port.js';

export interface PostgresServerOptions {
  /** The cluster's folder; made by `initdb` where it is absent. Its parent must exist. */
  readonly folder: string;
  /** On loopback; default: a free one. */
  readonly port?: number;
  /** Of the superuser `postgres`. */
  readonly password: string;
  /** Server settings, such as `{ shared_buffers: '64MB' }`. */
  readonly settings?: Readonly<Record<string, string | number>>;
  /** Where the server logs, appended; default `<folder>.log`. It holds no values of rows. */
  readonly logFile?: string;
  /** A cluster for tests: nothing is forced to disk, and the folder disappears with this process. */
  readonly throwaway?: boolean;
}

/** `nobody`: PostgreSQL refuses to run as root, so a root process lends its data folder to this user. */
const unprivileged = 65534;

/**
 * One PostgreSQL server as a child of this process, on a loopback port of its own choice.
 *
 * It ends with this process: a watchdog holds a pipe to us and stops the server when the pipe closes. Should the watchdog be killed too,
 * `start` stops the server that is left over on the folder before it starts its own.
 */
export class PostgresServer {
  private constructor(
    readonly port: number,
    private readonly options: PostgresServerOptions,
    private readonly child: ChildProcess,
  ) {}

  /** Rejects with the last lines of the server's log when it does not come up. */
  static async start(given: PostgresServerOptions): Promise<PostgresServer> {
    const options = { ...given, folder: resolve(given.folder) };
    await initialise(options);
    for (const giveUp = Date.now() + 20_000; ; await sleep(100)) {
      await stopOrphan(options.folder);
      for (const name of readdirSync(options.folder)) if (name.startsWith('.s.PGSQL.')) rmSync(join(options.folder, name));
      const port = options.port ?? (await freePort());
      const { child, failed } = launch(options, port);
      const watchdog = guard(options, child.pid!);
      const settled = new AbortController();
      try {
        await Promise.race([ready(options.folder, child.pid!, settled.signal), failed]);
        child.unref();
        child.once('exit', () => watchdog?.kill('SIGKILL'));
        return new PostgresServer(port, options, child);
      } catch (error) {
        watchdog?.kill('SIGKILL');
        child.kill('SIGKILL');
        // Somebody else may have taken the port between our look and the server's; sessions of a server that was killed may not have noticed yet; a server
        // whose owner was killed as it started it may have come up only after we had looked for it.
        if (Date.now() > giveUp || !/could not bind|memory block .* is still in use|lock file .* already exists/.test(String(error)))
          throw error;
      } finally {
        settled.abort();
      }
    }
  }

  /** The address of a database on this server; the database need not exist. */
  url(database = 'postgres'): string {
    return `postgres://postgres:${encodeURIComponent(this.options.password)}@127.0.0.1:${this.port}/${database}`;
  }

  /** As {@link url}, through a socket in the server's folder where the platform has one: a query costs a fifth less on both sides. */
  localUrl(database = 'postgres'): string {
    const { folder } = this.options;
    return hasSocket(folder) ? `${this.url(database)}?host=${encodeURIComponent(folder)}` : this.url(database);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Resolves when the server has ended, for whatever reason. */
  async ended(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }

  /** Ends the server's sessions, flushes everything to disk, and resolves when the process is gone. A throwaway folder is removed. */
  async stop(): Promise<void> {
    this.child.ref();
    this.child.kill(this.options.throwaway ? 'SIGQUIT' : 'SIGINT');
    await this.ended();
    if (this.options.throwaway)
      for (const path of [this.options.folder, logOf(this.options)]) rmSync(path, { recursive: true, force: true });
  }
}

/** Makes the cluster beside its folder and moves it there whole: what is in the folder is used as it is, and never removed. */
async function initialise({ folder, password, throwaway }: PostgresServerOptions): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new Error(`${folder} is not empty, but holds no database cluster. Move away what is in it, or name another folder.`);
  }
  // A start that was killed during initdb leaves half a cluster, which nobody has used.
  const draft = `${folder}.new`;
  const passwordFile = `${draft}.password`;
  for (const path of [draft, passwordFile]) rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (isRoot) {
    chownSync(draft, unprivileged, unprivileged);
    chownSync(passwordFile, unprivileged, unprivileged);
  }
  try {
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    // Forces everything that it made to disk before it ends.
    const sync = throwaway ? ['--no-sync'] : process.platform === 'linux' ? ['--sync-method=syncfs'] : [];
    const child = start(draft, binaries().initdb, [`--pgdata=${draft}`, ...locale, ...access, ...sync], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr!.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`initdb could not make a database cluster in ${draft}:\n${complaint.trim()}`);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, folder);
  if (!throwaway) syncFolder(dirname(folder));
}

function syncFolder(path: string): void {
  // Windows has no handle for a folder.
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function launch(options: PostgresServerOptions, port: number): { child: ChildProcess; failed: Promise<never> } {
  const { folder, throwaway } = options;
  const logFile = logOf(options);
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: hasSocket(folder) ? folder : '',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Row values must not reach the log: no statements, no DETAIL lines.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    log_checkpoints: 'off',
    ...(throwaway && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '4GB' }),
    ...options.settings,
  };
  const log = openSync(logFile, 'a', 0o600);
  const from = statSync(logFile).size;
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // A session of its own: Ctrl-C in the terminal is for us, who stop the server when nobody needs it any more.
  const child = start(folder, binaries().postgres, ['-D', folder, ...flags], { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const failed = once(child, 'exit').then(() => {
    throw new Error(
      `PostgreSQL did not start on ${folder}:\n${readFileSync(logFile).subarray(from).toString().trim().split('\n').slice(-8).join('\n')}`,
    );
  });
  failed.catch(() => {});
  return { child, failed };
}

function logOf({ folder, logFile = `${folder}.log` }: PostgresServerOptions): string {
  return logFile;
}

/** Stops the server when our end of the pipe closes, which the kernel does however we die. */
function guard(options: PostgresServerOptions, pid: number): ChildProcess {
  const { folder, throwaway } = options;
  const script = throwaway
    ? 'read -r _; kill -QUIT "$1"; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; rm -rf "$2" "$3"'
    : 'read -r _; kill -INT "$1"';
  const watchdog = spawn('/bin/sh', ['-c', script, 'watchdog', String(pid), folder, logOf(options)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return watchdog;
}

async function ready(folder: string, pid: number, given: AbortSignal): Promise<void> {
  while (!given.aborted) {
    const lines = postmaster(folder);
    if (lines && Number(lines[0]) === pid && lines[7]?.trim() === 'ready') return;
    await sleep(15);
  }
}

/** The lines of the server's own lock file: pid first, status eighth. */
function postmaster(folder: string): string[] | undefined {
  try {
    return readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

/** The caller owns the folder, so a server that still runs on it has lost its owner. */
async function stopOrphan(folder: string): Promise<void> {
  const pid = Number(postmaster(folder)?.[0]);
  if (!pid || !runsPostgres(pid, folder)) return;
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGKILL'];
  for (const signal of signals) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < 5_000; waited += 50) {
      if (!runsPostgres(pid, folder)) return;
      await sleep(50);
    }
  }
}

/** After a reboot the pid in the file may be anybody's. Without /proc we believe it: PostgreSQL then checks shared memory itself. */
function runsPostgres(pid: number, folder: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (!existsSync('/proc/self/cmdline')) return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(folder);
  } catch {
    return false;
  }
}

/** The name of a socket may have 107 bytes; ours ends in `/.s.PGSQL.65535`. */
function hasSocket(folder: string): boolean {
  return Buffer.byteLength(folder) + 16 <= 107;
}

const isRoot = process.getuid?.() === 0;

function start(folder: string, program: string, args: string[], options: SpawnOptions): ChildProcess {
  const env = { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' };
  if (!isRoot) return spawn(program, args, { ...options, env, cwd: folder });
  const owner = statSync(folder).uid || unprivileged;
  if (reachable(program) && reachable(folder)) return spawn(program, args, { ...options, env, cwd: folder, uid: owner, gid: owner });
  // Below a folder such as /root the other user could not even find its files: it keeps the right to pass through, and nothing else of root's.
  const kept = [
    '--reuid',
    String(owner),
    '--regid',
    String(owner),
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
  ];
  return spawn('setpriv', [...kept, program, ...args], { ...options, env, cwd: folder });
}

/** May others than the owner pass through every folder above? */
function reachable(path: string): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if (!(statSync(folder).mode & 0o001)) return false;
    if (folder === dirname(folder)) return true;
  }
}
