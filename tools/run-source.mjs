// Runs a TypeScript file without a build: `node -C source --import ./tools/run-source.mjs some/file.ts`. For child processes in tests.
import { transformFileSync } from '@swc/core';
import { registerHooks } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const configFile = join(dirname(fileURLToPath(import.meta.url)), '../.swcrc');
const isSource = (url) => url?.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/');

registerHooks({
  resolve(specifier, context, next) {
    const source = specifier.startsWith('.') && isSource(context.parentURL);
    return next(source ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    if (!isSource(url)) return next(url, context);
    const { code } = transformFileSync(fileURLToPath(url), { configFile, sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});
