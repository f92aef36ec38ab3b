import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresSubjectKeys, loadOrCreateMasterKey } from '@throughline/keys';
import pg from 'pg';
import { until } from '@throughline/test-kit';
import { System } from '../system.js';

/**
 * A person's name is told to every department. It stands in clear in nothing but views, and once the person's keys are destroyed and the views are built
 * again, nowhere. Rows that PostgreSQL has deleted and not yet overwritten, and its write-ahead log, are not looked at.
 */
describe('a person’s name', () => {
  const person = { givenName: 'Quirinia', familyName: 'Zyzxworth', email: 'quirinia@zyzxworth.example', phone: '+44 20 7946 0958' };
  const needles = ['quirinia', 'zyzxworth', '79460958', '7946 0958'];
  const databases = ['keys', 'identity', 'contacts', 'sales', 'marketing', 'activities'];
  let system: System;
  let contact: string;
  let lead: string;
  let submission: string;
  let stuckLead: string;

  beforeAll(async () => {
    system = await System.start();
    const fields = [
      { key: 'name', required: true },
      { key: 'email', kind: 'EMAIL' },
      { key: 'phone', kind: 'PHONE' },
      { key: 'company' },
      { key: 'message', kind: 'LONG_TEXT' },
    ];
    const onSubmit = { createLead: true, followUp: { title: 'Call about the demo' } };
    await system.mutate('createForm', { key: 'demo', name: 'Demo', fields, onSubmit }, 'form { id }');
    const name = `${person.givenName} ${person.familyName}`;
    const posted = await fetch(`${system.url}/forms/demo`, {
      method: 'POST',
      body: new URLSearchParams({ name, email: person.email, phone: person.phone, company: 'Plain Ltd', message: `This is ${name}` }),
    });
    submission = ((await posted.json()) as { submissionId: string }).submissionId;
    const leads = () => system.graph('{ leads { edges { node { id owner { id } } } } }');
    lead = (await until(leads, ({ leads }) => leads.edges.length > 0)).leads.edges[0].node.id;
    await system.mutate('assignLead', { id: lead, ownerId: system.admin.id }, 'lead { id }');
    await system.mutate(
      'logActivity',
      { kind: 'CALL', about: [lead], subject: `Call with ${name}`, body: `${name} has questions` },
      'activity { id }',
    );
    await system.mutate('updateLead', { id: lead, note: `${name} called back` }, 'lead { id }');
    await system.mutate('qualifyLead', { id: lead }, 'lead { id }');
    const stages = [{ name: 'New' }, { name: 'Won', category: 'WON' }];
    const onboarding = { assigneeId: system.admin.id, title: 'Start onboarding' };
    const { pipeline } = await system.mutate('createPipeline', { name: 'Handed over', stages, onboarding }, 'pipeline { id }');
    const converted = await system.mutate(
      'convertLead',
      { id: lead, pipelineId: pipeline.id },
      'contact { id familyName } opportunity { id }',
    );
    contact = converted.contact.id;
    const deal = converted.opportunity.id;
    await system.mutate('logActivity', { kind: 'NOTE', about: [deal, contact], body: `${name} will sign` }, 'activity { id }');
    await system.mutate('winOpportunity', { id: deal }, 'opportunity { id }');
    // What was said on the way is copied into the task that hands the deal over.
    const handed = () =>
      system.graph('query($id: ID!) { tasks(filter: { about: { eq: $id } }) { edges { node { body } } } }', { id: deal });
    const { tasks } = await until(handed, ({ tasks }) => tasks.edges.length > 0);
    expect(tasks.edges[0].node.body).toContain(`${name} will sign`);
    await system.mutate('updateContact', { id: contact, title: 'Buyer', note: `${name} prefers calls` }, 'contact { id }');
    await system.mutate('createTask', { title: `Write to ${name}`, body: person.email, about: [contact] }, 'task { id }');
    // A row that cannot be taken is kept for whoever sent the file, and for nobody else.
    const sent = await system.import('contacts', `givenName,familyName,email\n${person.givenName},${person.familyName},no address\n`);
    expect(sent.failed).toBe(1);
    expect(await system.download(`/imports/${sent.id}/errors.csv`)).toContain(person.familyName);
    // What is refused is told to whoever asked, and to nobody else.
    await system.refusal('createContact', { familyName: name, emails: [{ address: `${person.email} ` + name }] }, '__typename');
    await system.refusal('updateContact', { id: contact, familyName: name, expectedRevision: 99 }, '__typename');
    await system.refusal('signIn', { email: person.email, password: name }, '__typename');
    // What views and policies cannot take is parked: PostgreSQL quotes the whole row when it refuses one.
    await refuse('contacts', 'contacts', 'note');
    await refuse('activities', 'activities', 'body');
    await system.mutate('updateContact', { id: contact, note: `poison of ${name}` }, 'contact { id }');
    await system.mutate('logActivity', { kind: 'NOTE', about: [contact], body: `poison of ${name}` }, 'activity { id }');
    const stuck = { givenName: person.givenName, familyName: person.familyName, company: 'Stuck Ltd', ownerId: system.admin.id };
    stuckLead = (await system.mutate('createLead', stuck, 'lead { id }')).lead.id;
    await system.query(
      'contacts',
      `create function poison() returns trigger language plpgsql as $$ begin raise check_violation using message = 'refused', detail = new::text; end $$;
       create trigger poison before insert on events.events for each row when (new.category = 'account') execute function poison()`,
    );
    await system.mutate('convertLead', { id: stuckLead, createOpportunity: false }, 'lead { id }');
    expect(await until(parked, (found) => found.length === 3)).toEqual([
      expect.stringMatching(/^activities activities_v\d+: .*code 23514/),
      expect.stringMatching(/^contacts contacts_v\d+: .*code 23514/),
      'contacts policy:converted-lead: BAD_USER_INPUT',
    ]);
    await until(
      () => system.graph('{ search(text: "Zyzxworth") { kind } }'),
      ({ search }) => new Set(search.map(({ kind }: { kind: string }) => kind)).size === 3,
    );
  }, 180_000);
  afterAll(() => system?.close());

  /** A view's table refuses what says "poison" from now on. */
  async function refuse(database: string, view: string, column: string): Promise<void> {
    const [{ table }] = await system.query(database, 'select table_name as table from views.builds where view = $1', [view]);
    await system.query(database, `alter table "${table}" add constraint no_poison check (${column} not like '%poison%')`);
  }

  /** What is parked, and why. */
  async function parked(): Promise<string[]> {
    const found = ['contacts', 'activities'].map(async (database) => {
      const rows = await system.query(database, 'select table_name, reason from views.parked');
      return rows.map(({ table_name, reason }) => `${database} ${table_name}: ${reason}`);
    });
    return (await Promise.all(found)).flat().sort();
  }

  /** Tables of every database, as `contacts public.contacts_v1`, that tell any of it anywhere in a row. */
  async function tablesThatTell(): Promise<string[]> {
    const found: string[] = [];
    for (const database of databases) {
      const client = new pg.Client({ connectionString: await system.databaseUrl(database) });
      await client.connect();
      const { rows: tables } = await client.query(
        `select schemaname as schema, tablename as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
      );
      expect(tables.map(({ name }: { name: string }) => name).length).toBeGreaterThan(0);
      // What the planner remembers of the columns' contents, too.
      for (const { schema, name } of [...tables, { schema: 'pg_catalog', name: 'pg_stats' }]) {
        const table = `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
        const hits = await client.query(`select 1 from ${table} as it where it::text ilike any ($1) limit 1`, [
          needles.flatMap((needle) => [
            `%${needle}%`,
            `%${Buffer.from(needle).toString('hex')}%`,
            `%${Buffer.from(needle).toString('base64').slice(0, -2)}%`,
          ]),
        ]);
        if (hits.rows.length > 0) found.push(`${database} ${schema}.${name}`);
      }
      await client.end();
    }
    return found;
  }

  function logsThatTell(): string[] {
    const logs = { 'the log': system.output, 'postgres.log': readFileSync(join(system.folder, 'postgres.log'), 'utf8') };
    return Object.entries(logs).flatMap(([name, text]) => (needles.some((needle) => text.toLowerCase().includes(needle)) ? [name] : []));
  }

  /** Of the data folder beside the cluster: imports, exports, marks of all kinds. */
  function filesThatTell(folder = system.folder): string[] {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (name === 'postgres') return [];
      if (statSync(path).isDirectory()) return filesThatTell(path);
      const text = readFileSync(path).toString('latin1').toLowerCase();
      return needles.some((needle) => text.includes(needle)) ? [path] : [];
    });
  }

  it('is in the views that need it, and in no event, command, cursor, parked event, secret, log or file', async () => {
    const tables = await tablesThatTell();
    expect(tables).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^contacts public\.contacts_v/),
        expect.stringMatching(/^sales public\.leads_v/),
        expect.stringMatching(/^marketing public\.\w*submissions_v/),
        expect.stringMatching(/^activities public\.records_v/),
        expect.stringMatching(/^activities public\.timeline_v/),
        expect.stringMatching(/^activities public\.tasks_v/),
      ]),
    );
    expect(tables.filter((table) => !/ public\.\w+_v\d+$/.test(table) && !table.endsWith('pg_stats'))).toEqual([]);
    expect(logsThatTell()).toEqual([]);
    expect(filesThatTell()).toEqual([]);
  }, 60_000);

  it('is nowhere once the person’s keys are destroyed and the views are built again; the history stays', async () => {
    const keys = await PostgresSubjectKeys.open({
      url: await system.databaseUrl('keys'),
      masterKey: loadOrCreateMasterKey(join(system.folder, 'master.key')),
    });
    for (const subject of [contact, lead, submission, stuckLead]) await keys.destroy('main', subject);
    await keys.close();
    // From now on nothing more is told about the person.
    const refused = await until(
      () =>
        system.execute('mutation($input: UpdateContactInput!) { updateContact(input: $input) { contact { id } } }', {
          input: { id: contact, note: 'Again' },
        }),
      ({ errors }) => errors !== undefined,
    );
    expect(refused.errors?.[0]).toMatchObject({ extensions: { code: 'RULE_VIOLATED', rule: 'subject.erased' } });

    const countEvents = async () => Promise.all(databases.slice(1).map((name) => system.query(name, 'select count(*) from events.events')));
    const before = await countEvents();
    await system.stop();
    expect(await system.command('rebuild')).toMatchObject({ code: 0 });
    await system.run();
    expect(await countEvents()).toEqual(before);
    // The views have had what they could not take, which tells nothing any more.
    expect(await until(parked, (found) => found.length === 1)).toEqual([expect.stringContaining('policy:converted-lead')]);
    expect(await tablesThatTell()).toEqual([]);
    await system.query('contacts', 'drop trigger poison on events.events');
    await system.stop();
    await system.run();
    expect(await until(parked, (found) => found.length === 0)).toEqual([]);
    const { accounts, contacts } = await system.graph(
      '{ accounts(filter: { name: { eq: "Stuck Ltd" } }) { totalCount } contacts { edges { node { id } } } }',
    );
    // The policy has made the company, and of the person nobody.
    expect([accounts.totalCount, contacts.edges]).toEqual([1, [{ node: { id: contact } }]]);
    expect(await tablesThatTell()).toEqual([]);
    expect(logsThatTell()).toEqual([]);
    expect(filesThatTell()).toEqual([]);

    const query = `query($contact: ID!, $lead: ID!) {
      contact(id: $contact) { id name givenName familyName email phone note account { name } }
      lead(id: $lead) { status company email }
      search(text: "Zyzxworth") { id }
      timeline(about: $contact, first: 100) { edges { node { kind } } }
      opportunities { edges { node { name } } }
    }`;
    const found = await system.graph(query, { contact, lead });
    expect(found.search).toEqual([]);
    expect(JSON.stringify(found).toLowerCase()).not.toContain('zyzxworth');
    expect(found.contact).toMatchObject({ id: contact, account: { name: 'Plain Ltd' } });
    expect(found.lead).toMatchObject({ status: 'CONVERTED', company: 'Plain Ltd' });
    const kinds = found.timeline.edges.map(({ node }: { node: { kind: string } }) => node.kind);
    expect(kinds).toEqual(expect.arrayContaining(['FORM_SUBMITTED', 'CALL', 'LEAD_CONVERTED', 'CONTACT_CREATED', 'TASK_CREATED']));
    expect(await system.command('verify')).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
  }, 180_000);
});
