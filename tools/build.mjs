// Compiles every package's `src/` to `dist/`, and `tools/` to `tools/dist/`, one file at a time by swc; the web app is bundled by Vite. `tsc` checks the
// types, in the tests.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Is there a source without its compiled file, or newer than it, or a compiled file without its source? */
export function stale(root) {
  return settingsChanged(root) || webStale(root) || plan(root).some(({ todo, left }) => todo.length > 0 || left.length > 0);
}

/** Is anything that the web app is made of newer than its bundle? Packages are told by the lockfile. */
function webStale(root) {
  // The image of a service has none.
  if (!existsSync(join(root, 'web/index.html'))) return false;
  const bundle = join(root, 'web/dist/index.html');
  if (!existsSync(bundle)) return true;
  const made = statSync(bundle).mtimeMs;
  const sources = [
    'package-lock.json',
    ...['web/src', 'web/public'].flatMap((folder) => files(join(root, folder)).map((name) => join(folder, name))),
  ];
  return [...sources, 'web/index.html', 'web/vite.config.ts'].some((name) => statSync(join(root, name)).mtimeMs > made);
}

function plan(root) {
  const packages = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern];
    const parent = pattern.slice(0, -2);
    return readdirSync(join(root, parent), { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [join(parent, entry.name)] : [],
    );
  });
  const compiled = packages.filter((name) => name !== 'web');
  const folders = [{ from: 'tools', to: 'tools/dist' }, ...compiled.map((name) => ({ from: join(name, 'src'), to: join(name, 'dist') }))];
  return folders.map(({ from, to }) => {
    const sources = files(join(root, from)).filter(
      (name) => name.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(name) && !name.startsWith('dist/'),
    );
    const outputs = new Map(files(join(root, to)).map((name) => [name, statSync(join(root, to, name)).mtimeMs]));
    const wanted = new Map(sources.map((name) => [name.replace(/\.ts$/, '.js'), name]));
    const todo = sources.filter((name) => !(outputs.get(name.replace(/\.ts$/, '.js')) >= statSync(join(root, from, name)).mtimeMs));
    const left = [...outputs.keys()].filter((name) => !wanted.has(name.replace(/\.map$/, '')));
    return { from, to, todo, left };
  });
}

function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath ?? entry.path, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

const stampFile = 'node_modules/.throughline-build';

function settings(root) {
  const inputs = ['.swcrc', 'tools/build.mjs', 'node_modules/@swc/core/package.json'].map((name) => readFileSync(join(root, name)));
  return inputs.reduce((hash, input) => hash.update(input), createHash('sha256')).digest('hex');
}

function settingsChanged(root) {
  const stamp = join(root, stampFile);
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== settings(root);
}

async function build(root) {
  const { transformFile } = await import('@swc/core');
  if (settingsChanged(root)) for (const { to } of plan(root)) rmSync(join(root, to), { recursive: true, force: true });
  await Promise.all(
    plan(root).flatMap(({ from, to, todo, left }) => {
      for (const name of left) rmSync(join(root, to, name), { force: true });
      return todo.map(async (name) => {
        const target = join(root, to, name.replace(/\.ts$/, '.js'));
        const { code, map } = await transformFile(join(root, from, name), { configFile: join(root, '.swcrc'), cwd: root });
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(`${target}.map`, map);
        writeFileSync(target, `${code}//# sourceMappingURL=${name.split('/').pop().replace(/\.ts$/, '.js')}.map\n`);
      });
    }),
  );
  if (webStale(root)) await bundle(root);
  writeFileSync(join(root, stampFile), settings(root));
}

async function bundle(root) {
  const { build } = await import('vite');
  await build({ root: join(root, 'web'), logLevel: 'warn' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(join(dirname(fileURLToPath(import.meta.url)), '..'));
