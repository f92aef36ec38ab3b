import pg from 'pg';
import { Client } from './client.js';
import { command } from './command-line.js';
import { DataFolder, Refusal } from './data-folder.js';
import { readDemoKey, writeDemoKey } from './demo.js';
import { type DatabaseUrl, withDatabases } from './installation.js';
import { serviceNames } from './services.js';
import { startSystem } from './system.js';

/*
 * `npm run demo:remove`: the sample company leaves lists, search, boards, timelines and figures. What its key made, and what policies made of that, is archived
 * by ordinary commands (users are deactivated, logged activities taken back): its history stays, as all history does, and so do its teams, which are
 * empty. What people have added since is theirs and stays.
 */

/** By the category of the record's stream. */
const removals: Readonly<Record<string, string>> = {
  activity: 'removeActivity',
  task: 'archiveTask',
  opportunity: 'archiveOpportunity',
  lead: 'archiveLead',
  contact: 'archiveContact',
  account: 'archiveAccount',
  product: 'archiveProduct',
  form: 'archiveForm',
  assignment_rule: 'archiveAssignmentRule',
  user: 'deactivateUser',
};

await command(async () => {
  const folder = new DataFolder();
  folder.checkFormat();
  const key = readDemoKey(folder);
  if (!key || key.removed) throw new Refusal(`There is no sample company in ${folder.path}.`);
  const removed = await withSystem(folder, async (url) => {
    const client = new Client(url, key.secret);
    const records = await withDatabases(folder, (database) => recordsOf(database, `apikey:${key.apiKeyId}`));
    for (const { category, id } of records)
      await client.mutate(removals[category]!, { id, commandId: `demo:remove:${id}` }, category === 'activity' ? 'id' : '__typename');
    // The last command: a key that is revoked does nothing more.
    await client.mutate('revokeApiKey', { id: key.apiKeyId }, '__typename');
    return records.length;
  });
  writeDemoKey(folder, { ...key, secret: '', removed: true });
  console.log(`The sample company is gone: ${removed} records were archived.`);
  return true;
});

/** The system that runs on the folder, or one of our own for as long as the work takes. */
async function withSystem<T>(folder: DataFolder, work: (url: string) => Promise<T>): Promise<T> {
  if (folder.isTaken) {
    const url = `http://${process.env['HOST'] || '127.0.0.1'}:${process.env['PORT'] || 4000}`;
    const answers = await fetch(`${url}/health/live`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (!answers) throw new Refusal(`Throughline runs on ${folder.path}, but not at ${url}. Say at which PORT, or stop it first.`);
    return work(url);
  }
  const system = await startSystem({ folder, gateway: { port: 0, host: '127.0.0.1' }, onStep: () => {} });
  try {
    return await work(system.url);
  } finally {
    await system.stop();
  }
}

/** What began by the actor's doing, directly or by a policy that followed from it; deals before their accounts. */
async function recordsOf(database: DatabaseUrl, actor: string): Promise<{ category: string; id: string }[]> {
  const correlations = await everywhere(
    database,
    `select distinct meta->>'correlationId' as id from events.events where meta->>'actor' = $1`,
    [actor],
  );
  const begun = await everywhere(
    database,
    `select category, stream_id as id from events.events where revision = 1 and meta->>'correlationId' = any($1)`,
    [correlations.map(({ id }) => id)],
  );
  const order = Object.keys(removals);
  return begun
    .filter(({ category }) => order.includes(category!))
    .sort((a, b) => order.indexOf(a.category!) - order.indexOf(b.category!)) as { category: string; id: string }[];
}

async function everywhere(database: DatabaseUrl, sql: string, values: unknown[]): Promise<{ category?: string; id: string }[]> {
  const found = [];
  for (const service of serviceNames()) {
    const client = new pg.Client({ connectionString: database(service) });
    await client.connect();
    try {
      found.push(...(await client.query<{ category?: string; id: string }>(sql, values)).rows);
    } finally {
      await client.end();
    }
  }
  return found;
}
