import { appendFile, mkdir, readdir } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PostgresEventStore } from '@throughline/event-store';
import { parseMasterKey, PostgresSubjectKeys } from '@throughline/keys';
import { ViewStore } from '@throughline/views';
import type pg from 'pg';
import { command, fileArgument } from './command-line.js';
import { DataFolder, Refusal } from './data-folder.js';
import { startDatabaseServer, type DatabaseServer } from './database-server.js';
import { connect, insertRows, type Line, readExport, withClient } from './export.js';
import { discoverServices } from './services.js';

// `npm run restore -- FILE`, into an empty data folder. Views are built again from the events at the next start, which is a new epoch: whoever
// holds a cursor of before begins again too.
await command(async () => {
  const file = resolve(fileArgument('npm run restore -- FILE'));
  const folder = new DataFolder();
  if (!folder.isEmpty)
    throw new Refusal(`${folder.path} is not empty. A backup is restored into an empty folder: name one in THROUGHLINE_DATA.`);
  // Both are looked through before anything is made.
  for await (const line of readExport(`${file}.keys`, 'backup of keys')) void line;
  for await (const line of readExport(file, 'backup')) void line;

  const release = folder.take();
  folder.beginRestore();
  const server = await startDatabaseServer(folder, () => {});
  try {
    const erased = await restoreKeys(folder, server, file);
    const events = await restoreServices(folder, server, file);
    folder.endRestore();
    console.log(
      `${folder.path}: ${events} events restored${erased > 0 ? `, ${erased} erasures since applied again` : ''}. \`npm start\` builds the views from them.`,
    );
  } finally {
    await server.stop();
    release();
  }
  return true;
});

async function restoreServices(folder: DataFolder, server: DatabaseServer, file: string): Promise<number> {
  const services = await discoverServices();
  await server.ensure(services.map(({ name }) => name));
  for (const { name, tables } of services) {
    await (await PostgresEventStore.open({ url: server.url(name), notify: false })).close();
    const views = new ViewStore({ url: server.url(name), leaseMs: 10_000 });
    await views.migrate();
    await views.close();
    if (tables) await withClient(server.url(name), (client) => client.query(tables));
  }
  const counts = await insertTables(server, readExport(file, 'backup'), (line) => restoreFile(folder, line));
  return counts.get('events.events') ?? 0;
}

/** Those of FILE.keys, less those that a later backup beside it knows to be destroyed. Answers how many these were. */
async function restoreKeys(folder: DataFolder, server: DatabaseServer, file: string): Promise<number> {
  let text = '';
  for await (const line of readExport(`${file}.keys`, 'backup of keys'))
    if (line.kind === 'secret' && line.name === 'master.key') text = line.value;
  const masterKey = parseMasterKey(text);
  writeFileSync(folder.at('master.key'), `${text}\n`, { mode: 0o600, flag: 'wx' });
  await server.ensure(['keys']);
  const keys = await PostgresSubjectKeys.open({ url: server.url('keys'), masterKey });
  try {
    await insertTables(server, readExport(`${file}.keys`, 'backup of keys'));
    let erased = 0;
    for (const { tenant, subject } of await erasuresBeside(file, text)) {
      if ((await keys.forOpening(tenant, [subject])).size === 0) continue;
      await keys.destroy(tenant, subject);
      erased++;
    }
    return erased;
  } finally {
    await keys.close();
  }
}

async function erasuresBeside(file: string, masterKey: string): Promise<{ tenant: string; subject: string }[]> {
  const erasures: { tenant: string; subject: string }[] = [];
  for (const name of await readdir(dirname(file))) {
    const path = join(dirname(file), name);
    if (!name.endsWith('.keys') || path === `${file}.keys`) continue;
    try {
      let ours = false;
      let columns: readonly string[] = [];
      for await (const line of readExport(path, 'backup of keys')) {
        if (line.kind === 'secret') ours = line.value === masterKey;
        if (line.kind === 'table') ({ columns } = line);
        if (!ours || line.kind !== 'rows') continue;
        const column = (wanted: string) => line.columns[columns.indexOf(wanted)]!;
        column('destroyed_at').forEach(
          (destroyed, i) => destroyed && erasures.push({ tenant: column('tenant')[i]!, subject: column('subject')[i]! }),
        );
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      console.log(`Left out: ${error.message}`);
    }
  }
  return erasures;
}

async function restoreFile(folder: DataFolder, { path, base64 }: Line & { kind: 'file' }): Promise<void> {
  const target = resolve(folder.at('files'), path);
  if (!target.startsWith(folder.at('files'))) throw new Refusal(`The backup names a file outside the data folder: ${path}`);
  await mkdir(dirname(target), { recursive: true });
  await appendFile(target, Buffer.from(base64, 'base64'), { mode: 0o600 });
}

/** Inserts the tables among the lines; answers how many rows went into each. */
async function insertTables(
  server: DatabaseServer,
  lines: AsyncIterable<Line>,
  onFile: (line: Line & { kind: 'file' }) => Promise<void> = async () => {},
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const clients = new Map<string, pg.Client>();
  let into: (Line & { kind: 'table' }) | undefined;
  try {
    for await (const line of lines) {
      if (line.kind === 'file') await onFile(line);
      if (line.kind === 'table') into = line;
      if (line.kind !== 'rows' || !into) continue;
      const { database, table } = into;
      let client = clients.get(database);
      if (!client) clients.set(database, (client = await connect(server.url(database))));
      await insertRows(client, into, line.columns);
      counts.set(table, (counts.get(table) ?? 0) + line.columns[0]!.length);
    }
  } finally {
    for (const client of clients.values()) await client.end();
  }
  return counts;
}
