// Gives every workspace package the targets `test` and `lint`, so that `npx nx affected -t test lint` works without a line in any package.
import { dirname } from 'node:path';

export const name = 'throughline';

export const createNodesV2 = [
  '{libs/*,services/*,gateway,deploy/embedded}/package.json',
  (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets: targetsOf(dirname(file)) } } }]),
];

function targetsOf(root) {
  return {
    test: { command: `node tools/bootstrap.mjs tools/test.mjs ${root}/`, options: { cwd: '{workspaceRoot}' } },
    lint: { command: `node tools/bootstrap.mjs node_modules/eslint/bin/eslint.js ${root}`, options: { cwd: '{workspaceRoot}' } },
  };
}
