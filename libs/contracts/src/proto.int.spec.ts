import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
  BUF_CACHE_DIR: join(root, '.cache/buf'),
};

function run(command: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, env, encoding: 'utf8', shell: process.platform === 'win32' });
  return { status, output: `${stdout ?? ''}${stderr ?? ''}`.trim() };
}

const git = run('git', 'rev-parse', '--path-format=absolute', '--git-common-dir');
const published = git.status === 0 && run('git', 'cat-file', '-e', 'refs/heads/main:proto/buf.yaml').status === 0;

describe('proto', () => {
  it('keeps to the rules of buf lint', () => {
    expect(run('buf', 'lint', 'proto')).toEqual({ status: 0, output: '' });
  });

  (published ? it : it.skip)('breaks nothing that stands on main (skipped where the repository has no branch main)', () => {
    expect(run('buf', 'breaking', 'proto', '--against', `${git.output}#format=git,branch=main,subdir=proto`)).toEqual({
      status: 0,
      output: '',
    });
  });
});
