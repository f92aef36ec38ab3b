// Gives every workspace package the targets `test` and `lint`, so that `npx nx affected -t test lint` works without a line in any package, and
// tells what no import shows: who is made from proto/, and who runs whatever there is under services/.
import { existsSync, readdirSync } from 'node:fs';
import { dirname } from 'node:path';

export const name = 'throughline';

export const createNodesV2 = [
  '{{libs/*,services/*,gateway,web,deploy/*}/package.json,tools/nx-plugin.mjs}',
  (files) => files.map((file) => [file, { projects: file === 'tools/nx-plugin.mjs' ? withoutPackage() : inPackage(dirname(file)) }]),
];

const services = readdirSync('services')
  .filter((folder) => existsSync(`services/${folder}/package.json`))
  .map((folder) => `@throughline/${folder}`);
const hidden = { 'libs/contracts': ['proto'], 'deploy/embedded': services, web: ['@throughline/gateway'] };

function inPackage(root) {
  return { [root]: { targets: targetsOf(root), implicitDependencies: hidden[root] ?? [] } };
}

function withoutPackage() {
  const product = ['@throughline/gateway', '@throughline/embedded', '@throughline/cli', ...services];
  const folder = (root, name, ...implicitDependencies) => ({ [root]: { name, targets: targetsOf(root), implicitDependencies } });
  return {
    proto: { name: 'proto' },
    docs: { name: 'docs' },
    ...folder('tools', 'tools', 'docs'),
    ...folder('gateway/e2e', 'e2e', ...product),
    ...folder('web/e2e', 'web-e2e', '@throughline/web', ...product),
    ...folder('deploy/helm', 'helm', ...services),
    ...folder('deploy/compose', 'compose', ...services),
    ...folder('deploy/docker', 'docker'),
  };
}

/** Scenarios are a project of their own, within that of what they go through. */
const apart = { gateway: 'gateway/src/ gateway/test/', web: 'web/src/' };

function targetsOf(root) {
  const tests = apart[root] ?? `${root}/`;
  return {
    test: { command: `node tools/bootstrap.mjs tools/test.mjs ${tests}`, options: { cwd: '{workspaceRoot}' } },
    lint: { command: `node tools/bootstrap.mjs node_modules/eslint/bin/eslint.js ${root}`, options: { cwd: '{workspaceRoot}' } },
  };
}
