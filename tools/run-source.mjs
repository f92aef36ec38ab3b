// Runs a TypeScript file without a build: `node -C source --import ./tools/run-source.mjs some/file.ts`. For child processes in tests.
// What was compiled for one process is there for the next, as is what V8 made of it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire, enableCompileCache, registerHooks } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, '.cache/sources');
const require = createRequire(import.meta.url);
const configFile = join(root, '.swcrc');
const settings = [configFile, join(root, 'node_modules/@swc/core/package.json')].map((name) => readFileSync(name));
const isSource = (url) => url?.startsWith('file:') && url.endsWith('.ts') && !url.includes('/node_modules/');

enableCompileCache(join(root, '.cache/compiled'));
registerHooks({
  resolve(specifier, context, next) {
    const source = specifier.startsWith('.') && isSource(context.parentURL);
    return next(source ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
  load(url, context, next) {
    return isSource(url) ? { format: 'module', source: compiled(fileURLToPath(url)), shortCircuit: true } : next(url, context);
  },
});

function compiled(file) {
  const source = readFileSync(file, 'utf8');
  const hash = [...settings, source].reduce((sum, part) => sum.update(part), createHash('sha256')).digest('base64');
  const kept = join(cache, `${relative(root, file)}.js`);
  try {
    const found = readFileSync(kept, 'utf8');
    if (found.endsWith(hash)) return found;
  } catch {
    // Nobody has compiled it yet.
  }
  const { code } = require('@swc/core').transformSync(source, { filename: file, configFile, sourceMaps: 'inline' });
  const text = `${code}\n//${hash}`;
  const draft = `${kept}.${process.pid}`;
  mkdirSync(dirname(kept), { recursive: true });
  writeFileSync(draft, text);
  renameSync(draft, kept);
  return text;
}
