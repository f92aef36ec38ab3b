// What one part needs to run, and nothing else, for its image: `node deploy/docker/assemble.mjs services/sales /image`. Follows the imports of its compiled
// main.js through our own packages, file by file, and from there through package-lock.json.
import { builtinModules } from 'node:module';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const [part, target] = process.argv.slice(2);
if (!part || !target || !existsSync(`${part}/dist/main.js`)) {
  console.error('Usage, in the root of a compiled checkout: node deploy/docker/assemble.mjs <services/NAME or gateway> <folder>');
  process.exit(1);
}
const json = (path) => JSON.parse(readFileSync(path, 'utf8'));
const project = json('package.json');
const lock = json('package-lock.json').packages;

/** Where the graph of a service, or of all of them, is written down: read when it starts. */
const beside = ['schema.graphql', 'supergraph.graphql'].map((name) => join(part, name)).filter((path) => existsSync(path));
const main = join(part, 'dist/main.js');
const { files, packages } = ours(main);
const installed = closure(packages);

for (const path of [...beside, ...files]) copy(path);
for (const folder of new Set(files.map((file) => file.split('/dist/')[0]))) {
  copy(join(folder, 'package.json'));
  link(folder);
}
// The web app, as it was bundled: the gateway serves it from beside itself.
if (part === 'gateway') copyAll('web/dist');
// Packages within a package are copied for themselves; types, maps and tests are for developers.
const unused = /\/node_modules(\/|$)|\.(d\.[cm]?ts|map|spec\.js)$/;
for (const path of installed) copyAll(path, unused);
console.log(`${part}: ${files.length} files of ours, ${installed.size} packages`);

/** Our compiled files that `entry` leads to, and the names of the packages that they import. */
function ours(entry) {
  const files = new Set();
  const packages = new Set();
  const todo = [entry];
  for (let file; (file = todo.pop());) {
    if (files.has(file)) continue;
    files.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(
      /(?:\bfrom|\bimport|\bimport\(|import\.meta\.url\)\()\s*['"]([@\w.][@\w./-]*)['"]/g,
    )) {
      const name = specifier.startsWith('@') ? specifier.split('/', 2).join('/') : specifier.split('/', 1)[0];
      if (specifier.startsWith('.')) todo.push(normalize(join(dirname(file), specifier)));
      else if (name.startsWith('@throughline/')) todo.push(exported(name, `.${specifier.slice(name.length)}`));
      else if (!specifier.startsWith('node:') && !builtinModules.includes(name)) packages.add(name);
    }
  }
  return { files: [...files], packages };
}

/** The file of ours that `@throughline/contracts` exports as `./sales`. */
function exported(name, subpath) {
  const folder = lock[`node_modules/${name}`].resolved;
  const { exports } = json(join(folder, 'package.json'));
  const pattern = exports[subpath] ?? exports['./*'];
  if (!pattern) throw new Error(`${name} does not export ${subpath}`);
  return normalize(join(folder, pattern.default.replace('*', subpath.slice(2))));
}

/** The folders of those packages and of all that they need: of optional ones those that are installed, of optional peers those that the project names. */
function closure(names) {
  const found = new Set();
  const todo = [...names].map((name) => ['', name, true]);
  for (let next; (next = todo.pop());) {
    const [from, name, needed] = next;
    const path = resolve(from, name);
    if (!path || !existsSync(path)) {
      if (needed) throw new Error(`${from || part} needs ${name}, which is not installed`);
      continue;
    }
    if (found.has(path)) continue;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } = lock[path];
    for (const each of Object.keys(dependencies ?? {})) todo.push([path, each, true]);
    for (const each of Object.keys(optionalDependencies ?? {})) todo.push([path, each, false]);
    for (const each of Object.keys(peerDependencies ?? {}))
      if (!peerDependenciesMeta?.[each]?.optional || project.dependencies[each]) todo.push([path, each, false]);
  }
  return found;
}

/** As Node finds it: in the nearest `node_modules` upwards. */
function resolve(from, name) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/')).replace(/\/$/, '')) {
    const path = join(folder, 'node_modules', name);
    if (lock[path]) return path;
    if (!folder) return undefined;
  }
}

/** By another name for the same file, where it can have one there: a package is thousands of small ones. */
function copy(path) {
  const to = join(target, path);
  mkdirSync(dirname(to), { recursive: true });
  try {
    linkSync(path, to);
  } catch (error) {
    if (error.code !== 'EXDEV' && error.code !== 'EPERM') throw error;
    copyFileSync(path, to);
  }
}

function copyAll(folder, without = /^$/) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (without.test(path.slice(folder.length))) continue;
    if (entry.isDirectory()) copyAll(path, without);
    else copy(path);
  }
}

function link(folder) {
  const { name } = json(join(folder, 'package.json'));
  const path = join(target, 'node_modules', name);
  mkdirSync(dirname(path), { recursive: true });
  if (folder !== part) symlinkSync(relative(dirname(path), join(target, folder)), path);
}
