import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

it('the committed supergraph is what the services say, and breaks no client of the one on main', async () => {
  const compose = fileURLToPath(new URL('../../tools/compose.mjs', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [compose, '--check']).catch((failed: Error & { stderr: string }) => {
    throw new Error(failed.stderr);
  });
  expect(stdout).toContain('fresh');
});
