import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statfsSync } from 'node:fs';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { freemem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const ownRoot = new URL('../../../', import.meta.url).pathname;
const { scripts } = JSON.parse(readFileSync(join(ownRoot, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

export const administrator = { email: 'admin@example.com', password: 'a password for tests' };

export interface Run {
  readonly process: ChildProcess;
  /** What it has said so far, on both streams. */
  readonly output: () => string;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

export interface Options {
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly uid?: number;
  /** By npm itself; else just what that comes down to. */
  readonly npm?: boolean;
  /** From the sources as they are, without a build. */
  readonly sources?: boolean;
  /** The folder of the code. Default: of this code. */
  readonly root?: string;
}

/** `npm run <script>` on a data folder. */
export function runScript(
  script: string,
  folder: string,
  { args = [], environment = {}, uid, npm = false, sources = false, root = ownRoot }: Options = {},
): Run {
  const env = {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
    THROUGHLINE_DATA: folder,
    THROUGHLINE_ADMIN_EMAIL: administrator.email,
    THROUGHLINE_ADMIN_PASSWORD: administrator.password,
    ...environment,
  };
  const [, folderOf, file, more = ''] = /^node tools\/bootstrap\.mjs (.+)\/dist\/(.+)\.js ?(.*)$/.exec(
    scripts[script]!.replace(/^exec /, ''),
  )!;
  const first = more.split(' ').filter(Boolean);
  const built = [process.execPath, 'tools/bootstrap.mjs', `${folderOf}/dist/${file}.js`, ...first];
  const unbuilt = [process.execPath, '--conditions=source', '--import=./tools/run-source.mjs', `${folderOf}/src/${file}.ts`, ...first];
  const [program, ...before] = npm ? ['npm', 'run', '--silent', script, '--'] : sources ? unbuilt : built;
  const child = spawn(program!, [...before, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], uid, gid: uid });
  let said = '';
  child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }));
  return { process: child, output: () => said, ended };
}

/** Started and ready at the url. `onSpawn`: told of it before it is ready. */
export async function startProduct(
  folder: string,
  { onSpawn, ...options }: Options & { onSpawn?: (running: Run) => void } = {},
): Promise<Run & { url: string }> {
  const running = runScript('start', folder, { ...options, environment: { PORT: '0', ...options.environment } });
  onSpawn?.(running);
  const ready = () => /is ready at (\S+) after/.exec(running.output());
  while (!ready()) {
    if (hasEnded(running)) throw new Error(`It ended with ${(await running.ended).code}:\n${running.output()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { ...running, url: ready()![1]! };
}

export function hasEnded({ process }: Run): boolean {
  return process.exitCode !== null || process.signalCode !== null;
}

export async function stopProduct({ process, ended }: Run): Promise<number | null> {
  process.kill('SIGTERM');
  return (await ended).code;
}

/** A path where nothing is yet. */
export function freshFolder(): string {
  return join(mkdtempSync(`${beginning}-`), 'data');
}

/**
 * A folder that the product has been started on once, with nothing but its administrator: a copy of one that each process makes for itself. For tests that are
 * not of a first start.
 */
export async function startedFolder(): Promise<string> {
  const original = join(`${beginning}=started`, 'data');
  if (!existsSync(original)) {
    const draft = freshFolder();
    await stopProduct(await startProduct(draft, { sources: true }));
    renameSync(dirname(draft), dirname(original));
    // However this process ends, the pipe closes.
    const remover = spawn('sh', ['-c', 'cat > /dev/null; rm -rf "$0"', dirname(original)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    remover.unref();
    (remover.stdin as Socket).unref();
  }
  const folder = freshFolder();
  await promisify(execFile)('cp', ['-a', original, folder]);
  return folder;
}

/** Of the names of this process' folders. Those of processes that were killed are removed. */
const beginning = join(scratch(), `throughline-e2e-${process.pid}`);
for (const name of readdirSync(dirname(beginning))) {
  const [, owner] = /^throughline-e2e-(\d+)[-=]/.exec(name) ?? [];
  if (owner && !isThere(Number(owner))) rmSync(join(dirname(beginning), name), { recursive: true, force: true, maxRetries: 5 });
}

/** Nothing that tests write has to outlive the machine, and a disk lets them wait: in memory, where there is plenty of it. */
function scratch(): string {
  const [memory, plenty] = ['/dev/shm', 8 * 2 ** 30];
  if (!existsSync(memory) || freemem() < plenty) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize < plenty ? tmpdir() : memory;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The processes whose command line names the path. */
export function processesOf(path: string): { pid: number; command: string }[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^ *(\d+) (.*)$/.exec(line) ?? [];
    return command?.includes(path) ? [{ pid: Number(pid), command }] : [];
  });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function graph(url: string, query: string, token?: string): Promise<any> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
  const { data, errors } = (await response.json()) as { data: unknown; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

export async function signIn(url: string): Promise<string> {
  const { email, password } = administrator;
  return (await graph(url, `mutation { signIn(input: { email: "${email}", password: "${password}" }) { accessToken } }`)).signIn
    .accessToken;
}
