// Every `npm run …` of this project begins here. It makes what is missing, then becomes the command that was asked for:
//
//   node tools/bootstrap.mjs <script> [arguments]     such as: node tools/bootstrap.mjs deploy/embedded/dist/main.js --demo
//
// 1. dependencies as in package-lock.json (`npm ci`), 2. the sources compiled, 3. <script> on the Node that package-lock.json pins.
// It runs on whatever Node started npm, from 20 on, and needs no package.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stale } from './build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [script, ...args] = process.argv.slice(2);
const quiet = { NX_NO_CLOUD: 'true', NX_TUI: 'false', DO_NOT_TRACK: '1' };
const env = { ...process.env, ...quiet };

if (process.platform === 'win32') {
  console.error('Throughline runs on Linux and macOS. On Windows run it in WSL: the planner of the graph has no build for Windows itself.');
  process.exit(1);
}
if (major() < 20) {
  console.error(
    `Throughline needs Node 20 or newer to begin with, and this is Node ${process.versions.node}. Get one from https://nodejs.org.`,
  );
  process.exit(1);
}
process.chdir(root);
if (!installed())
  step('Installing what package-lock.json lists', npm(), ['ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error']);
const node = pinnedNode();
if (stale(root)) step('Compiling', [node], ['tools/build.mjs']);
run(node, script, args);

/** Does node_modules hold what package-lock.json asks for? npm writes its own list there when it is through. */
function installed() {
  let present;
  try {
    present = JSON.parse(readFileSync('node_modules/.package-lock.json', 'utf8')).packages;
  } catch {
    return false;
  }
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, integrity, link, optional, peer }]) => {
    if (!path.startsWith('node_modules/')) return true;
    const found = present[path];
    return found ? link || (found.version === version && found.integrity === integrity) : Boolean(optional || peer);
  });
}

function npm() {
  return process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ['npm'];
}

function pinnedNode() {
  const pinned = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  if (major() >= 24) return process.execPath;
  console.error(`Throughline needs Node 24 or newer, and this is Node ${process.versions.node}.`);
  console.error('For this platform it cannot bring its own: install one from https://nodejs.org and try again.');
  return process.exit(1);
}

function major() {
  return Number(process.versions.node.split('.')[0]);
}

function step(title, [program, ...before], rest) {
  const started = Date.now();
  console.log(`${title} …`);
  const { status, error } = spawnSync(program, [...before, ...rest], { stdio: 'inherit', env });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
  console.log(`${title}: ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

function run(program, file, rest) {
  const argv = [join(root, file), ...rest];
  // To become the command is best: no process in between, none that outlives the other.
  if (process.execve) {
    process.execve(program, [program, ...argv], Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)));
  }
  const child = spawn(program, argv, { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
