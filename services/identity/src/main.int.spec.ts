import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const runSource = fileURLToPath(new URL('../../../tools/run-source.mjs', import.meta.url));
let databases: TestDatabase[];

beforeAll(async () => void (databases = [await testDatabase(), await testDatabase()]), 60_000);
afterAll(() => Promise.all(databases?.map((database) => database.drop()) ?? []));

/** The service in a process of its own; `until` resolves with the first line of its output that holds the text. */
function run(env: Record<string, string>) {
  const child = spawn(process.execPath, ['-C', 'source', '--import', runSource, main], { env: { PATH: process.env['PATH']!, ...env } });
  let output = '';
  const listeners = new Set<() => void>();
  const heard = (chunk: Buffer) => {
    output += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', heard);
  child.stderr.on('data', heard);
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const until = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const line = output.split('\n').find((candidate) => candidate.includes(text));
        if (line) resolve(line);
      };
      listeners.add(look);
      look();
      void exited.then(() => reject(new Error(output)));
    });
  return { exited, until, output: () => output, stop: () => child.kill('SIGTERM') };
}

describe('identity in a process of its own', () => {
  it('says all that is wrong with its configuration, and does not start', async () => {
    const service = run({ DATABASE_URL: 'mysql://somewhere' });
    expect(await service.exited).toBe(1);
    expect(service.output()).toMatch(/^identity cannot start:$/m);
    for (const name of ['DATABASE_URL', 'KEYS_URL', 'BUS_URL', 'MASTER_KEY'])
      expect(service.output()).toMatch(new RegExp(`^  - ${name}`, 'm'));
  }, 30_000);

  it('serves, signs in its first administrator, and stops when it is told to', async () => {
    const data = mkdtempSync(join(tmpdir(), 'throughline-identity-'));
    const service = run({
      DATABASE_URL: databases[0]!.url,
      KEYS_URL: databases[1]!.url,
      BUS_URL: 'embedded://',
      MASTER_KEY_FILE: join(data, 'master.key'),
      THROUGHLINE_DATA: data,
      HOST: '127.0.0.1',
      PORT: '0',
      THROUGHLINE_ADMIN_EMAIL: 'ada@example.com',
      THROUGHLINE_ADMIN_PASSWORD: 'correct horse battery',
    });
    try {
      const { url } = JSON.parse(await service.until('ready to serve')) as { url: string };
      const query = 'mutation { signIn(input: { email: "ada@example.com", password: "correct horse battery" }) { user { role: name } } }';
      const answer = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
      });
      expect(await answer.json()).toEqual({ data: { signIn: { user: { role: 'Administrator' } } } });
    } finally {
      service.stop();
    }
    expect(await service.exited).toBe(0);
    expect(service.output()).not.toMatch(/ada@example|horse/);
  }, 60_000);
});
