// proto/**/*.proto → libs/contracts/src/gen/ (TypeScript by protoc-gen-es) and docs/events/ (the event catalogue).
// Everything runs from node_modules; nothing is fetched. `--check` writes nothing and exits with 1 if something is out of date.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { catalogueOf } from './event-catalogue.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const proto = join(root, 'proto');
const check = process.argv.includes('--check');
const env = {
  ...process.env,
  PATH: [join(root, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter),
  BUF_CACHE_DIR: join(root, '.cache/buf'),
};

const scratch = mkdtempSync(join(tmpdir(), 'throughline-contracts-'));
try {
  const gen = join(scratch, 'gen');
  buf('generate', '--template', 'buf.gen.yaml', '--output', gen);
  const files = new Map(filesIn(gen).map((path) => [path, readFileSync(join(gen, path), 'utf8')]));

  // One entry a service (`@throughline/contracts/sales`) and a shared file (`@throughline/contracts/money`), and one with all services.
  const services = [];
  for (const path of [...files.keys()].sort()) {
    const [, service, shared] = /^throughline\/(?:([^/]+)\/v1\/\1|([^/]+))_pb\.ts$/.exec(path) ?? [];
    if (!service && !shared) throw new Error(`${path}: a service has one file, throughline/<service>/v1/<service>.proto`);
    if (service) services.push(service);
    files.set(`${service ?? shared}.ts`, `export * from './${path.replace(/\.ts$/, '.js')}';\n`);
  }
  files.set(
    'all.ts',
    services.map((service) => `import * as ${service} from './${service}.js';\n`).join('') +
      `\n/** Everything generated, by service. */\nexport const services = { ${services.join(', ')} } as const;\n`,
  );

  const image = join(scratch, 'image.binpb');
  buf('build', '--output', image);

  const stale = [
    ...bring(join(root, 'libs/contracts/src/gen'), files),
    ...bring(join(root, 'docs/events'), catalogueOf(readFileSync(image))),
  ];
  if (check && stale.length > 0) {
    console.error(`Out of date: ${stale.join(', ')}. Run \`node tools/generate-contracts.mjs\` and commit what it writes.`);
    process.exitCode = 1;
  } else if (!check) {
    console.log(stale.length > 0 ? `Written: ${stale.join(', ')}` : 'All contracts are up to date.');
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function buf(...args) {
  const { status, error } = spawnSync('buf', args, {
    cwd: proto,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      error
        ? `buf could not be run: ${error.message}`
        : 'The protos have the errors above (paths are relative to proto/). Nothing was written.',
    );
    rmSync(scratch, { recursive: true, force: true });
    process.exit(1);
  }
}

/** Makes `folder` hold exactly `files`, touching only what differs, so that watchers and tests running beside it see no gap. */
function bring(folder, files) {
  const changed = [];
  for (const [path, text] of files) {
    const target = join(folder, path);
    if (existsSync(target) && readFileSync(target, 'utf8') === text) continue;
    changed.push(relative(root, target));
    if (check) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  for (const path of filesIn(folder)) {
    if (files.has(path)) continue;
    changed.push(relative(root, join(folder, path)));
    if (!check) rmSync(join(folder, path));
  }
  return changed;
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
}
