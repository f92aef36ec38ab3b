import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const project = new URL('..', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'throughline-tests-'));
const specs: Record<string, string> = {
  fine: `it('holds', () => {});`,
  wrong: `it('does not hold', () => { throw new Error('No'); });`,
  skips: `it('holds too', () => {}); describe('on Sundays', () => { it.skip('rests', () => {}); it.todo('sings'); });`,
  missing: `import './nothing.js';`,
  empty: `export {};`,
  killed: `it('is killed', () => { process.kill(process.pid, 'SIGKILL'); });`,
  leaves: `it('leaves', () => { process.exit(0); });`,
  before: `beforeAll(() => { throw new Error('Not ready'); }); it('never begins', () => {});`,
  after: `afterAll(() => { throw new Error('Not put away'); }); it('holds', () => {});`,
  late: `it('holds', () => {}); setTimeout(() => { throw new Error('Too late'); }, 20); it('waits', () => new Promise((resolve) => setTimeout(resolve, 100)));`,
};

beforeAll(() => {
  mkdirSync(join(root, 'tools'));
  for (const file of ['jest.config.js', '.swcrc', 'tools/test.mjs', 'tools/test-order.mjs'])
    copyFileSync(join(project, file), join(root, file));
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  for (const [name, text] of Object.entries(specs))
    writeFileSync(join(root, `${name}.spec.ts`), `import { afterAll, beforeAll, describe, it } from '@jest/globals';\n${text}\n`);
});
afterAll(() => rmSync(root, { recursive: true }));

/** The exit code, and the lines that begin where Jest has ended. */
function test(...names: string[]): [code: number | null, ...lines: string[]] {
  const { status, stdout } = spawnSync(process.execPath, ['tools/test.mjs', ...names], { cwd: root, encoding: 'utf8' });
  return [status, ...stdout.trim().split('\n')];
}

it('counts what passed and what was skipped, and names that', () => {
  expect(test('fine', 'skips')).toEqual([0, '○ skipped: on Sundays rests', '○ skipped: on Sundays sings', '2 passed, 0 failed, 2 skipped']);
});

it('says at the end once more what failed, and why', () => {
  const [code, ...said] = test('fine', 'wrong');
  const lines = said.join('\n');
  expect(code).toBe(1);
  expect(lines).toMatch(/✕ wrong\.spec\.ts\n[^]*does not hold[^]*No[^]*1 passed, 1 failed, 0 skipped$/);
  expect(lines).not.toContain('fine.spec.ts');
});

it.each([
  ['a file that cannot be loaded', ['fine', 'missing'], '1 passed, 1 failed, 0 skipped'],
  ['a file without a test', ['fine', 'empty'], '1 passed, 1 failed, 0 skipped'],
  ['a process that is killed', ['killed'], '0 passed, 1 failed, 0 skipped'],
  ['a test that ends the process, as if all were well', ['leaves'], '0 passed, 1 failed, 0 skipped'],
  ['what is made ready for tests', ['fine', 'before'], '1 passed, 1 failed, 0 skipped'],
  ['what is put away after them', ['after'], '1 passed, 1 failed, 0 skipped'],
  ['an error that no test waits for', ['late'], '2 passed, 1 failed, 0 skipped'],
  ['a path that no test matches', ['no-such-path'], '0 passed, 1 failed, 0 skipped'],
])('fails with %s', (_, names, line) => {
  const [code, ...lines] = test(...names);
  expect([code, lines.at(-1)]).toEqual([1, line]);
});
