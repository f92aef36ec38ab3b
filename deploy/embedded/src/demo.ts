import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Client } from './client.js';
import { type DataFolder, Refusal } from './data-folder.js';
import * as sample from './demo-company.js';

/**
 * The sample company of `npm start -- --demo`: ordinary records by ordinary commands, all of them done by one API key of its own, so that
 * the history says whose doing they are and `npm run demo:remove` finds them. The key's secret is kept in `demo.json` of the data folder.
 */
export interface DemoKey {
  readonly apiKeyId: string;
  readonly secret: string;
  /** False: it was cut short; beginning again goes on with it, since every command has an id of its own. */
  readonly complete: boolean;
  /** By `npm run demo:remove`: a start with `--demo` leaves it at that. */
  readonly removed?: boolean;
}

const demoFile = (folder: DataFolder): string => folder.at('demo.json');

export function readDemoKey(folder: DataFolder): DemoKey | undefined {
  return existsSync(demoFile(folder)) ? (JSON.parse(readFileSync(demoFile(folder), 'utf8')) as DemoKey) : undefined;
}

export function writeDemoKey(folder: DataFolder, key: DemoKey): void {
  writeFileSync(demoFile(folder), JSON.stringify(key), { mode: 0o600 });
}

/** Once a data folder, by the token of an administrator. Throws {@link Refusal} where it cannot act for one. */
export async function addDemoCompany(url: string, folder: DataFolder, token = () => administratorToken(url)): Promise<void> {
  let key = readDemoKey(folder);
  if (key?.removed) console.log('  The sample company was removed from this folder; it is not added again.');
  if (key?.complete || key?.removed) return;
  if (!key) {
    const administrator = new Client(url, await token());
    const made = await administrator.mutate('createApiKey', { name: 'Sample company', role: 'ADMIN' }, 'apiKey { id } secret');
    key = { apiKeyId: made.apiKey.id, secret: made.secret, complete: false };
    writeDemoKey(folder, key);
  }
  await build(new Client(url, key.secret));
  writeDemoKey(folder, { ...key, complete: true });
}

async function administratorToken(url: string): Promise<string> {
  let { THROUGHLINE_ADMIN_EMAIL: email, THROUGHLINE_ADMIN_PASSWORD: password } = process.env;
  if (!email || !password) {
    email = 'admin@example.com';
    password = randomBytes(12).toString('base64url');
    const fields = new URLSearchParams({ organisation: 'Sample company', name: 'Administrator', email, password });
    const { status } = await fetch(url, { method: 'POST', body: fields, redirect: 'manual' });
    if (status !== 303)
      throw new Refusal(
        'The sample company is added by an administrator: name one in THROUGHLINE_ADMIN_EMAIL and THROUGHLINE_ADMIN_PASSWORD.',
      );
    console.log(`  Sign in as ${email} with the password ${password}`);
  }
  const { accessToken } = await new Client(url).mutate('signIn', { email, password }, 'accessToken');
  return accessToken as string;
}

/** In the order in which things come to be: people, companies, leads, deals, then what was done and said. */
async function build(client: Client): Promise<void> {
  /** Some at a time, in any order. */
  const each = async <T>(items: readonly T[], work: (item: T, index: number) => Promise<unknown>): Promise<void> => {
    const waiting = items.entries();
    const worker = async () => {
      for (const [index, item] of waiting) await work(item, index);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  };
  const perform = (name: string, commandId: string, input: Record<string, unknown>, selection = '__typename') =>
    client.mutate(name, { ...input, commandId: `demo:${commandId}` }, selection);

  const { currency } = (await client.graph('{ organisation { currency } }')).organisation as { currency: string };
  const teams: Record<string, string> = {};
  for (const { name, parent } of sample.teams)
    teams[name] = (await perform('createTeam', `team:${name}`, { name, parentId: parent && teams[parent] }, 'team { id }')).team.id;
  const users: Record<string, string> = {};
  await each(sample.people, async ({ name, email, team, role }) => {
    users[name] = (await perform('createUser', `user:${email}`, { name, email, role, teamId: teams[team] }, 'user { id }')).user.id;
  });
  await each(sample.products, (product) =>
    perform('createProduct', `product:${product.name}`, { ...product, price: { amount: product.price, currency } }),
  );
  const { pipelines } = await client.graph('{ pipelines(first: 1) { edges { node { name stages { name category } } } } }');
  const pipeline = pipelines.edges[0].node as { name: string; stages: { name: string; category: string }[] };

  const money = { defaults: { currency } };
  await client.import('accounts', sample.accounts, 'demo:accounts', { ...money, matchOn: 'externalId' });
  await client.import('contacts', sample.contacts, 'demo:contacts');
  await client.import('leads', sample.leads, 'demo:leads', { matchOn: 'externalId' });
  const deals = sample.deals(pipeline.stages.filter(({ category }) => category === 'OPEN').map(({ name }) => name));
  await client.import('opportunities', deals, 'demo:deals', { defaults: { ...money.defaults, pipelineName: pipeline.name } });

  const ids = async (kind: string): Promise<Map<string, string>> => {
    const query = `{ ${kind}(first: 500, filter: { externalId: { startsWith: "demo-" } }) { edges { node { id externalId } } } }`;
    const { edges } = (await client.graph(query))[kind] as { edges: { node: { id: string; externalId: string } }[] };
    return new Map(edges.map(({ node }) => [node.externalId, node.id]));
  };
  const known = new Map((await Promise.all(['accounts', 'leads', 'contacts', 'opportunities'].map(ids))).flatMap((each) => [...each]));
  const idOf = (externalId: string): string => known.get(externalId)!;

  await each(sample.leadSteps, async ({ lead, becomes, reason }) => {
    const id = idOf(lead);
    if (becomes === 'DISQUALIFIED') return perform('disqualifyLead', `disqualify:${lead}`, { id, reason });
    await perform('qualifyLead', `qualify:${lead}`, { id });
    if (becomes === 'CONVERTED') await perform('convertLead', `convert:${lead}`, { id });
  });
  // One after the other: those of one account would stand in each other's way.
  for (const { account, contact, role, stance } of sample.committees) {
    const input = { accountId: idOf(account), contactId: idOf(contact), role, stance };
    await perform('addCommitteeMember', `committee:${contact}`, input);
  }
  await each(sample.dealContacts, ({ deal, contact }) =>
    perform('updateOpportunity', `contacts:${deal}`, { id: idOf(deal), contactIds: [idOf(contact)] }),
  );
  await each(sample.activities, ({ about, ...activity }, index) =>
    perform('logActivity', `activity:${index}`, { ...activity, about: about.map(idOf) }),
  );
  await each(sample.tasks, async ({ about, assignee, done, ...task }, index) => {
    const input = { ...task, assigneeId: users[assignee], about: about.map(idOf) };
    const made = await perform('createTask', `task:${index}`, input, 'task { id }');
    if (done) await perform('completeTask', `done:${index}`, { id: made.task.id });
  });
  await perform('createForm', 'form', sample.form);
  await perform('createAssignmentRule', 'rule', { ...sample.rule, userIds: sample.reps.map((name) => users[name]) });
}
