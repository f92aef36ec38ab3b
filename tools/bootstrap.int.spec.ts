import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const tools = new URL('.', import.meta.url).pathname;
const pinnedName = `node-${process.platform}-${process.arch}`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'throughline-bootstrap-'));
  for (const name of ['bootstrap.mjs', 'build.mjs']) {
    mkdirSync(join(root, 'tools'), { recursive: true });
    copyFileSync(join(tools, name), join(root, 'tools', name));
  }
  // A registry that nobody answers at: whoever asks it fails.
  write('.npmrc', 'registry=http://127.0.0.1:1/\nfetch-retries=0\n');
  write('.swcrc', '{}');
  write('packages/swc/package.json', JSON.stringify({ name: '@swc/core', version: '1.0.0', type: 'module', exports: './index.js' }));
  write('packages/swc/index.js', swc);
  write('packages/node/package.json', JSON.stringify({ name: pinnedName, version: '24.0.0' }));
  write('packages/node/bin/node', `#!/bin/sh\nPINNED=yes exec '${process.execPath}' "$@"\n`);
  chmodSync(join(root, 'packages/node/bin/node'), 0o755);
  write('tools/script.ts', `console.log('It runs', process.env.PINNED, ...process.argv.slice(2));`);
  lock({ '@swc/core': 'swc', [pinnedName]: 'node' });
});
afterEach(() => rmSync(root, { recursive: true }));

/** As much of a compiler as is needed: what it compiles is JavaScript already. */
const swc = `import { readFileSync } from 'node:fs';
export const transformFile = async (file) => ({ code: readFileSync(file, 'utf8') + '\\n', map: '{}' });
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** package.json and package-lock.json with these packages, each a folder under packages/. */
function lock(packages: Record<string, string>): void {
  const folders = Object.entries(packages).map(([name, folder]) => [name, `packages/${folder}`] as const);
  const dependencies = Object.fromEntries(folders.map(([name, folder]) => [name, `file:${folder}`]));
  const project = { name: 'project', version: '1.0.0', type: 'module', workspaces: [], dependencies };
  write('package.json', JSON.stringify(project));
  const entries = folders.flatMap(([name, folder]) => [
    [`node_modules/${name}`, { resolved: folder, link: true }],
    [folder, { name, version: (JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as { version: string }).version }],
  ]);
  const lockfile = { name: 'project', version: '1.0.0', lockfileVersion: 3, requires: true };
  write('package-lock.json', JSON.stringify({ ...lockfile, packages: { '': project, ...Object.fromEntries(entries) } }));
}

interface Options {
  readonly script?: string;
  readonly args?: readonly string[];
  /** Run before: to play another platform, or an older Node. */
  readonly pretend?: string;
}

function bootstrap({ script = 'tools/dist/script.js', args = [], pretend = '' }: Options = {}) {
  const before = pretend ? ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`] : [];
  const { npm_execpath: _, ...env } = process.env;
  const argv = [...before, join(root, 'tools/bootstrap.mjs'), script, ...args];
  const child = spawn(process.execPath, argv, { env, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null, output }));
  return { child, ended, output: () => output };
}

/** The lines of an output, without npm's own and without the times. */
const linesOf = (output: string): string[] =>
  output
    .replaceAll(/: \d+\.\d s$/gm, ': N s')
    .split('\n')
    .filter((line) => line && !/^(added|changed|removed|up to date)/.test(line));
const installing = ['Installing what package-lock.json lists …', 'Installing what package-lock.json lists: N s'];
const compiling = ['Compiling …', 'Compiling: N s'];

describe('a start', () => {
  it('shows each step and how long it took, then runs the script on the pinned Node, with its arguments', async () => {
    const { code, output } = await bootstrap({ args: ['--demo', 'a b'] }).ended;
    expect(linesOf(output)).toEqual([...installing, ...compiling, 'It runs yes --demo a b']);
    expect(code).toBe(0);
  });

  it('does only what there is to do since the last', async () => {
    await bootstrap().ended;
    const now = new Date();
    utimesSync(join(root, 'package-lock.json'), now, now);
    expect(linesOf((await bootstrap().ended).output)).toEqual(['It runs yes']);

    write('tools/script.ts', `console.log('It runs otherwise');`);
    expect(linesOf((await bootstrap().ended).output)).toEqual([...compiling, 'It runs otherwise']);

    write('packages/more/package.json', JSON.stringify({ name: 'more', version: '1.0.0', main: 'index.js' }));
    write('packages/more/index.js', `module.exports = 'more';`);
    lock({ '@swc/core': 'swc', [pinnedName]: 'node', more: 'more' });
    write('tools/script.ts', `import more from 'more'; console.log('It runs with', more);`);
    expect(linesOf((await bootstrap().ended).output)).toEqual([...installing, ...compiling, 'It runs with more']);
    expect(linesOf((await bootstrap().ended).output)).toEqual(['It runs with more']);
  });

  it('begins again after an installation that was cut off', async () => {
    await bootstrap().ended;
    rmSync(join(root, 'node_modules/.package-lock.json'));
    rmSync(join(root, 'node_modules/@swc'), { recursive: true });
    expect(linesOf((await bootstrap().ended).output)).toEqual([...installing, ...compiling, 'It runs yes']);
  });

  it('ends with what npm says where it cannot install', async () => {
    write('package.json', JSON.stringify({ name: 'project', version: '1.0.0', workspaces: [], dependencies: { unheard: '1.0.0' } }));
    const { code, output } = await bootstrap().ended;
    expect(code).toBe(1);
    expect(output).toContain('npm error code ECONNREFUSED');
    expect(output).not.toContain('It runs');
  });

  it('ends where a source cannot be compiled', async () => {
    write('packages/swc/index.js', `export const transformFile = async (file) => { throw new Error('Expected a semicolon in ' + file); };`);
    const { code, output } = await bootstrap().ended;
    expect(code).toBe(1);
    expect(output).toContain('Expected a semicolon in');
    expect(output).not.toContain('It runs');
  });
});

describe.each([
  ['becomes the script', ''],
  ['on a Node that cannot do that, runs it and hands on', 'process.execve = undefined;'],
])('the bootstrap %s', (_, pretend) => {
  it('its exit code', async () => {
    write('tools/script.ts', 'process.exitCode = 3;');
    expect(await bootstrap({ pretend }).ended).toMatchObject({ code: 3, signal: null });
  });

  it('the signal that killed it', async () => {
    write('tools/script.ts', `process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
    expect(await bootstrap({ pretend }).ended).toMatchObject({ code: null, signal: 'SIGKILL' });
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s, which the script may take its time for', async (signal) => {
    write(
      'tools/script.ts',
      `process.on('${signal}', () => setTimeout(() => { console.log('Put away'); process.exit(7); }, 50));
       setInterval(() => {}, 1000);
       console.log('It waits');`,
    );
    const { child, ended, output } = bootstrap({ pretend });
    while (!output().includes('It waits') && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill(signal);
    expect(await ended).toMatchObject({ code: 7, signal: null, output: expect.stringContaining('Put away') });
  });
});

const version = (node: string) => `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${node}' } });`;
const platform = (name: string, arch: string) =>
  `for (const [key, value] of [['platform', '${name}'], ['arch', '${arch}']]) Object.defineProperty(process, key, { value });`;

describe('where the pinned Node is not for', () => {
  it('a platform, its own Node does, from 24 on', async () => {
    const pretend = platform('linux', 'riscv64');
    const { code, output } = await bootstrap({ pretend: pretend + version('24.0.0') }).ended;
    expect([code, linesOf(output).at(-1)]).toEqual([0, 'It runs undefined']);

    const refused = await bootstrap({ pretend: pretend + version('22.19.0') }).ended;
    expect(refused.code).toBe(1);
    expect(refused.output).toContain('Throughline needs Node 24 or newer, and this is Node 22.19.0.');
    expect(refused.output).toContain('install one from https://nodejs.org');
  });

  it('Windows, it says what to do there', async () => {
    const { code, output } = await bootstrap({ pretend: platform('win32', 'x64') }).ended;
    expect(code).toBe(1);
    expect(linesOf(output)).toEqual([expect.stringMatching(/^Throughline runs on Linux and macOS. On Windows run it in WSL/)]);
  });

  it('a Node that is too old to begin with, it says which to get', async () => {
    const { code, output } = await bootstrap({ pretend: version('18.20.8') }).ended;
    expect(code).toBe(1);
    expect(linesOf(output)).toEqual([
      'Throughline needs Node 20 or newer to begin with, and this is Node 18.20.8. Get one from https://nodejs.org.',
    ]);
  });
});
