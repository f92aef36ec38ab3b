import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freshFolder, graph, run, signIn, start, stop, type Run } from '../run.js';

const contact = (familyName: string): string =>
  `mutation { createContact(input: { givenName: "Ada", familyName: "${familyName}" }) { contact { id } } }`;

/** Runs to its end and answers the exit status with what was said. */
async function done(script: string, folder: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
  const running = run(script, folder, { args });
  const { code } = await running.ended;
  return { code, output: running.output() };
}

async function familyNames(url: string): Promise<string[]> {
  const { contacts } = await graph(url, '{ contacts(first: 500) { edges { node { familyName } } } }', await signIn(url));
  return contacts.edges.map(({ node }: { node: { familyName: string | null } }) => node.familyName);
}

/** Queries one of the databases under a data folder that something runs on. */
async function query(folder: string, database: string, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const port = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  const password = readFileSync(join(folder, 'password'), 'utf8');
  const client = new pg.Client({ connectionString: `postgres://postgres:${password}@127.0.0.1:${port}/${database}` });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('a backup', () => {
  let original: string;
  let running: Run & { url: string };
  let file: string;
  let later: string;
  const before: string[] = [];
  let erased: string;

  beforeAll(async () => {
    original = freshFolder();
    file = join(dirname(original), 'monday');
    later = join(dirname(original), 'tuesday');
    running = await start(original);
    const token = await signIn(running.url);
    for (let n = 0; n < 20; n++) {
      const { createContact } = await graph(running.url, contact(`Before ${n}`), token);
      before.push(`Before ${n}`);
      erased = createContact.contact.id;
    }
    let working = true;
    const work = (async () => {
      for (let n = 0; working; n++) await graph(running.url, contact(`Meanwhile ${n}`), token);
    })();
    expect(await done('backup', original, file)).toMatchObject({ code: 0 });
    working = false;
    await work;
    await query(original, 'keys', 'update subject_keys set wrapped_key = null, destroyed_at = now() where subject = $1', [erased]);
    expect(await done('backup', original, later)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await stop(running);
    rmSync(dirname(original), { recursive: true, force: true });
  });

  it('holds what had been acknowledged, for a new installation that is sound, less those erased since', async () => {
    const target = join(dirname(original), 'restored');
    const restored = await done('restore', target, file);
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.output).toMatch(/1 erasures since applied again/);

    const second = await start(target);
    try {
      const names = await familyNames(second.url);
      expect(before.slice(0, -1).filter((name) => !names.includes(name))).toEqual([]);
      expect(names).not.toContain(before.at(-1));
      expect(await done('verify', target)).toMatchObject({ code: 0 });

      const epoch = async (folder: string) => query(folder, 'contacts', 'select epoch from events.head');
      expect(await epoch(target)).not.toEqual(await epoch(original));
      await graph(second.url, contact('Afterwards'), await signIn(second.url));
      expect(await familyNames(second.url)).toContain('Afterwards');
    } finally {
      expect(await stop(second)).toBe(0);
    }
  });

  it('shows no name without its keys', () => {
    for (const name of [file, later]) expect(readFileSync(name).includes('Before')).toBe(false);
  });

  it('is refused where it ends in the middle, and leaves nothing behind', async () => {
    const half = join(dirname(original), 'half');
    writeFileSync(half, readFileSync(file).subarray(0, 2_000));
    writeFileSync(`${half}.keys`, readFileSync(`${file}.keys`));
    const target = join(dirname(original), 'from-half');
    const { code, output } = await done('restore', target, half);
    expect(code).toBe(1);
    expect(output).toContain(half);
    rmSync(`${half}.keys`);
    expect(await done('restore', target, file)).toMatchObject({ code: 0 });
  });

  it('is restored into an empty folder only', async () => {
    const { code, output } = await done('restore', original, file);
    expect(code).toBe(1);
    expect(output).toMatch(/is not empty/);
  });

  it('tells what is missing', async () => {
    const { code, output } = await done('restore', join(dirname(original), 'from-nothing'), join(dirname(original), 'nowhere'));
    expect(code).toBe(1);
    expect(output).toMatch(/There is no file .*nowhere/);
  });
});

describe('verify', () => {
  it('finds a row that was tampered with, and says where', async () => {
    const folder = freshFolder();
    const running = await start(folder);
    try {
      const { createContact } = await graph(running.url, contact('Untouched'), await signIn(running.url));
      expect(await done('verify', folder)).toMatchObject({ code: 0 });
      const [{ table }] = (await query(folder, 'contacts', `select table_name as table from views.builds where view = 'contacts'`)) as [
        { table: string },
      ];
      await query(folder, 'contacts', `update "${table}" set family_name = 'Tampered'`);
      const { code, output } = await done('verify', folder);
      expect(code).toBe(1);
      expect(output).toContain(`${createContact.contact.id} familyName`);
      expect(output).not.toContain('Tampered');
    } finally {
      await stop(running);
      rmSync(dirname(folder), { recursive: true, force: true });
    }
  });
});
