import { open, readdir } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type pg from 'pg';
import { command, fileArgument } from './command-line.js';
import { DataFolder } from './data-folder.js';
import { connect, type Line, tableLines, withClient, writeExport } from './export.js';
import { type DatabaseUrl, withDatabases } from './installation.js';
import { serviceNames } from './services.js';

// `npm run backup -- FILE`, while people work. FILE holds the events of every service up to one moment and the state that is not events;
// FILE.keys the keys that open their personal fields. Keep them apart: without the keys nobody in FILE has a name.
await command(async () => {
  const file = resolve(fileArgument('npm run backup -- FILE'));
  const folder = new DataFolder();
  await withDatabases(folder, async (url) => {
    const services = serviceNames();
    // Before the heads: an event that a policy has acted on twice after a restore is a repeat, one that it has skipped would be lost.
    const cursors: Line[] = [];
    for (const service of services)
      for await (const line of withConnection(url(service), (client) => cursorLines(client, service))) cursors.push(line);
    const heads = await headsOfOneMoment(url, services);
    await writeExport(file, 'backup', backupLines(folder, url, heads, cursors));
    // After the events: whatever was sealed for them has its key.
    await writeExport(`${file}.keys`, 'backup of keys', keyLines(folder, url));
    const events = [...heads.values()].reduce((sum, head) => sum + head, 0n);
    console.log(`${file}: ${events} events of ${services.length} services. Their keys are in ${file}.keys: keep the two apart.`);
  });
  return true;
});

/** No service appends while all heads are read, which takes milliseconds: no effect is in the backup whose cause is not. */
async function headsOfOneMoment(
  url: DatabaseUrl,
  services: readonly string[],
  locked = new Map<string, bigint>(),
): Promise<Map<string, bigint>> {
  const [service, ...rest] = services;
  if (!service) return locked;
  return withClient(url(service), async (client) => {
    await client.query(`begin; set local lock_timeout = '10s'; select from events.head for update`);
    const { rows } = await client.query<{ head: string }>('select coalesce(max(position), 0) as head from events.events');
    const heads = await headsOfOneMoment(url, rest, locked.set(service, BigInt(rows[0]!.head)));
    await client.query('rollback');
    return heads;
  });
}

async function* backupLines(
  folder: DataFolder,
  url: DatabaseUrl,
  heads: Map<string, bigint>,
  cursors: readonly Line[],
): AsyncGenerator<Line> {
  for (const [service, head] of heads) {
    yield* withConnection(url(service), async function* (client) {
      for (const table of ['events.events', 'events.commands']) yield* tableLines(client, service, table, { key: 'position', value: head });
      for (const table of await tablesBesideEvents(client)) yield* tableLines(client, service, table);
    });
  }
  yield* cursors;
  yield* fileLines(folder.at('files'));
}

/** Policies keep their cursors where views do; those of views are of no use to tables that are built anew. */
async function* cursorLines(client: pg.Client, service: string): AsyncGenerator<Line> {
  const { rows } = await client.query<{ there: boolean }>(`select to_regclass('views.parked') is not null as there`);
  if (!rows[0]!.there) return;
  const ofPolicies = 'where table_name not in (select table_name from views.builds)';
  await client.query(`create temp view lanes as select table_name, lane, live, cursors, since from views.lanes ${ofPolicies}`);
  await client.query(`create temp view parked as select * from views.parked ${ofPolicies}`);
  for (const table of ['lanes', 'parked']) {
    for await (const line of tableLines(client, service, `pg_temp.${table}`))
      yield line.kind === 'table' ? { ...line, table: `views.${table}` } : line;
  }
}

/** What a service keeps that is neither events nor rebuilt from them stands in schemas of its own. */
async function tablesBesideEvents(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('events', 'views', 'public', 'information_schema') and schemaname not like 'pg\\_%' order by 1`,
  );
  return rows.map(({ name }) => name);
}

async function* fileLines(root: string): AsyncGenerator<Line> {
  if (!existsSync(root)) return;
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const file = await open(path).catch(() => undefined); // Gone since it was listed.
    if (!file) continue;
    try {
      const buffer = Buffer.alloc(768 * 1024);
      for (let first = true; ; first = false) {
        const { bytesRead } = await file.read(buffer);
        if (bytesRead === 0 && !first) break;
        yield { kind: 'file', path: relative(root, path).replaceAll('\\', '/'), base64: buffer.toString('base64', 0, bytesRead) };
      }
    } finally {
      await file.close();
    }
  }
}

async function* keyLines(folder: DataFolder, url: DatabaseUrl): AsyncGenerator<Line> {
  yield { kind: 'secret', name: 'master.key', value: readFileSync(folder.at('master.key'), 'utf8').trim() };
  yield* withConnection(url('keys'), (client) => tableLines(client, 'keys', 'public.subject_keys'));
}

async function* withConnection(url: string, lines: (client: pg.Client) => AsyncGenerator<Line>): AsyncGenerator<Line> {
  const client = await connect(url);
  try {
    yield* lines(client);
  } finally {
    await client.end();
  }
}
