import pg from 'pg';
import { Client } from './client.js';
import { type DataFolder, Refusal } from './data-folder.js';
import * as sample from './demo-company.js';
import { readDemoKey, writeDemoKey } from './demo.js';
import type { DatabaseUrl } from './installation.js';
import { serviceNames } from './services.js';

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

/**
 * The sample company leaves lists, search, boards, timelines and figures. What its key made, and what policies made of that, is archived by ordinary
 * commands (users are deactivated, logged activities taken back, teams that nobody else is in put away): its history stays, as all history does.
 * What people have added since is theirs and stays. Answers how many records there were; throws {@link Refusal} where there is no sample company.
 */
export async function removeDemoCompany(url: string, folder: DataFolder, database: DatabaseUrl): Promise<number> {
  const key = readDemoKey(folder);
  if (!key || key.removed) throw new Refusal(`There is no sample company in ${folder.path}.`);
  const client = new Client(url, key.secret);
  const records = await recordsOf(database, `apikey:${key.apiKeyId}`);
  for (const { category, id } of records) {
    await client.mutate(removals[category]!, { id, commandId: `demo:remove:${id}` }, category === 'activity' ? 'id' : '__typename');
  }
  await removeTeams(client);
  // The last command: a key that is revoked does nothing more.
  await client.mutate('revokeApiKey', { id: key.apiKeyId }, '__typename');
  writeDemoKey(folder, { ...key, secret: '', removed: true });
  return records.length;
}

/** From the leaves on. A team that somebody has joined, or put another one below, stays. */
async function removeTeams(client: Client): Promise<void> {
  const { teams } = await client.graph('{ teams(first: 200) { edges { node { id name } } } }');
  const ids = new Map((teams.edges as { node: { id: string; name: string } }[]).map(({ node }) => [node.name, node.id]));
  for (const { name } of sample.teams.toReversed()) {
    const id = ids.get(name);
    if (!id) continue;
    await client.mutate('archiveTeam', { id, commandId: `demo:remove:${id}` }, 'id').catch((refusal: unknown) => {
      if (!(refusal instanceof Refusal)) throw refusal;
    });
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
