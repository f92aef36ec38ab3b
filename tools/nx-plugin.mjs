// Gives every workspace package the targets `test` and `lint`, so that `npx nx affected -t test lint` works without a line in any package, and
// tells what no import shows: who is made from proto/, and who runs whatever there is under services/.
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

export const name = 'throughline';

export const createNodesV2 = [
  '{{libs/*,services/*,gateway,deploy/*}/package.json,tools/nx-plugin.mjs}',
  (files) => files.map((file) => [file, { projects: file === 'tools/nx-plugin.mjs' ? withoutPackage() : inPackage(dirname(file)) }]),
];

const services = readdirSync('services')
  .filter((folder) => existsSync(`services/${folder}/package.json`))
  .map((folder) => `@throughline/${folder}`);
const hidden = { 'libs/contracts': ['proto'], 'deploy/embedded': services };

function inPackage(root) {
  return { [root]: { targets: targetsOf(root), implicitDependencies: hidden[root] ?? [] } };
}

function withoutPackage() {
  return {
    proto: { name: 'proto' },
    tools: { name: 'tools', targets: targetsOf('tools') },
    'gateway/e2e': {
      name: 'e2e',
      targets: targetsOf('gateway/e2e'),
      implicitDependencies: ['@throughline/gateway', '@throughline/embedded', '@throughline/cli', ...services],
    },
  };
}

function targetsOf(root) {
  const tests = root === 'gateway' ? 'gateway/src/ gateway/test/' : `${root}/`;
  return {
    test: { command: `node tools/bootstrap.mjs tools/test.mjs ${tests}`, options: { cwd: '{workspaceRoot}' } },
    lint: { command: `node tools/bootstrap.mjs node_modules/eslint/bin/eslint.js ${root}`, options: { cwd: '{workspaceRoot}' } },
  };
}
