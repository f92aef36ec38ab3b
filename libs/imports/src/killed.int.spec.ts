import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@throughline/test-kit';
import pg from 'pg';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = fileURLToPath(new URL('./testing/import-process.ts', import.meta.url));

describe('an import whose process is killed', () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await testDatabase();
    folder = mkdtempSync(join(tmpdir(), 'throughline-import-'));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  /** Answers the last line, or undefined if it was killed when `rows` were done. */
  async function run(given: { file?: string; killAt?: (rows: number) => boolean }): Promise<string | undefined> {
    const argument = JSON.stringify({ databaseUrl: database.url, folder: join(folder, 'blobs'), file: given.file });
    const child = spawn(process.execPath, ['-C', 'source', '--import', './tools/run-source.mjs', program, argument], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    let last: string | undefined;
    for await (const line of createInterface({ input: child.stdout })) {
      last = line;
      const rows = /^rows (\d+)$/.exec(line)?.[1];
      if (rows && given.killAt?.(Number(rows))) child.kill('SIGKILL');
    }
    await ended;
    return child.signalCode ? undefined : last;
  }

  async function state(): Promise<unknown> {
    const client = new pg.Client(database.url);
    await client.connect();
    try {
      const companies = await client.query(
        'SELECT c.name, c.domain, p.name AS parent FROM companies_v1 c LEFT JOIN companies_v1 p ON p.id = c.parent_id ORDER BY c.name, c.domain',
      );
      const types = await client.query(
        `SELECT type, count(*)::int FROM events.events WHERE type LIKE 'Account%' GROUP BY type ORDER BY type`,
      );
      return { companies: companies.rows, types: types.rows };
    } finally {
      await client.end();
    }
  }

  it('ends in the same state, with the same counts and the same refused rows, as if it had not been', async () => {
    const lines = Array.from({ length: 4_000 }, (_, index) => {
      // Some bad, some known from before in the file, some below one that comes later.
      if (index % 97 === 0) return `,d${index}.example,`;
      if (index % 89 === 0) return `Company ${index - 1},again.example,`;
      return `Company ${index},d${index}.example,${index % 5 === 0 ? `Company ${3_998 - (index % 50)}` : ''}`;
    });
    const file = join(folder, 'companies.csv');
    writeFileSync(file, `Name,Domain,Parent\n${lines.join('\n')}\n`);

    const undisturbed = await run({ file });
    const expected = await state();
    expect(JSON.parse(undisturbed!)).toMatchObject({ rows: 4_000, failed: 42, problem: null, refused: expect.anything() });

    await database.drop();
    database = await testDatabase();
    rmSync(join(folder, 'blobs'), { recursive: true });
    let kills = 0;
    // Four times among the rows, and once more where all are in and what they name is linked.
    const killAt = (rows: number) => (rows === 4_000 || rows >= 900 * (kills + 1)) && kills < 5 && ++kills > 0;
    let answer = await run({ file, killAt });
    while (answer === undefined) answer = await run({ killAt });
    expect(kills).toBe(5);
    expect(answer).toBe(undisturbed);
    expect(await state()).toEqual(expected);
  }, 180_000);
});
