import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runScript, until } from '@throughline/test-kit';
import { System } from '../system.js';

const services = ['identity', 'contacts', 'sales', 'marketing', 'activities'];
const importedRows = 8_000;

/** `npm run restore -- FILE` into a folder. */
async function restore(folder: string, file: string): Promise<{ code: number | null; output: string }> {
  const running = runScript('restore', folder, { args: [file], sources: true });
  const { code } = await running.ended;
  return { code, output: running.output() };
}

describe('a backup', () => {
  let original: System;
  let file: string;
  let later: string;
  let pipelineId: string;
  let proposal: string;
  let importId: string;
  /** Ids of what had been done when the backup began. */
  const before = { people: [] as string[], won: [] as string[], done: [] as string[] };
  let erased: string;

  const beside = (name: string): string => join(dirname(original.folder), name);

  const person = async (familyName: string): Promise<string> =>
    (await original.mutate('createContact', { givenName: 'Ada', familyName }, 'contact { id }')).contact.id;
  const wonDeal = async (name: string): Promise<string> => {
    const { id } = (await original.mutate('createOpportunity', { name, pipelineId }, 'opportunity { id }')).opportunity;
    await original.mutate('moveOpportunity', { id, stageId: proposal }, 'opportunity { id }');
    await original.mutate('winOpportunity', { id }, 'opportunity { id }');
    return id;
  };
  const taskDone = async (title: string): Promise<string> => {
    const { id } = (await original.mutate('createTask', { title }, 'task { id }')).task;
    await original.mutate('completeTask', { id }, 'task { id }');
    return id;
  };

  beforeAll(async () => {
    original = await System.start();
    [file, later] = [beside('monday'), beside('tuesday')];
    const stages = [{ name: 'New' }, { name: 'Proposal' }, { name: 'Won', category: 'WON' }];
    const onboarding = { assigneeId: original.admin.id, title: 'Onboard' };
    const { pipeline } = await original.mutate('createPipeline', { name: 'Own', stages, onboarding }, 'pipeline { id stages { id } }');
    pipelineId = pipeline.id;
    proposal = pipeline.stages[1].id;
    await original.mutate('createForm', { key: 'own', name: 'Own', fields: [{ key: 'name' }] }, 'form { id }');
    for (let n = 0; n < 10; n++) {
      before.people.push(await person(`Before ${n}`));
      before.won.push(await wonDeal(`Before ${n}`));
      before.done.push(await taskDone(`Before ${n}`));
    }
    erased = await person('Before the erasure');

    const rows = Array.from({ length: importedRows }, (_, row) => `Imported ${row},${row}@import.example`);
    const { body } = await original.upload('contacts', `familyName,email\n${rows.join('\n')}\n`);
    importId = body.id;
    let working = true;
    const atWork = [person, wonDeal, taskDone].map(async (work) => {
      for (let n = 0; working; n++) await work(`Meanwhile ${n}`);
    });
    const imported = () => original.query('contacts', `select count(*)::int as events from events.events where category = 'contact'`);
    await until(imported, ([{ events }]) => events > 200);
    expect(await original.command('backup', file)).toMatchObject({ code: 0 });
    working = false;
    await Promise.all(atWork);
    await original.imported(importId);
    await original.query('keys', 'update subject_keys set wrapped_key = null, destroyed_at = now() where subject = $1', [erased]);
    expect(await original.command('backup', later)).toMatchObject({ code: 0 });
  }, 180_000);
  afterAll(() => original.close());

  /** As ids, of every page. */
  async function ids(system: System, list: string, filter: object, type: string): Promise<string[]> {
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const query = `query($after: String, $filter: ${type}Filter) { ${list}(first: 500, after: $after, filter: $filter) { edges { node { id } } pageInfo { hasNextPage endCursor } } }`;
      const page: any = (await system.graph(query, { after, filter }))[list];
      found.push(...page.edges.map(({ node }: { node: { id: string } }) => node.id));
      if (!page.pageInfo.hasNextPage) return found.sort();
      after = page.pageInfo.endCursor;
    }
  }

  it('made while people work is all that had happened by one moment, for a new installation that is sound and goes on, less those erased since', async () => {
    const target = beside('restored/data');
    const restored = await restore(target, file);
    expect(restored).toMatchObject({ code: 0 });
    expect(restored.output).toMatch(/1 erasures since applied again/);

    const second = await System.start({}, [], target);
    try {
      // In every service the events up to a position, as they are there, and none between left out.
      const facts = `select position::int, event_id, category, stream_id, revision, type, data::text from events.events where position <= $1 order by position`;
      const heads: Record<string, number> = {};
      for (const service of services) {
        const [{ head }] = await original.query(service, 'select max(position)::int as head from events.events');
        const [there, here] = [await original.query(service, facts, [head]), await second.query(service, facts, [head])];
        const upTo = there.findIndex((event, i) => event.event_id !== here[i]?.event_id);
        heads[service] = upTo < 0 ? there.length : upTo;
        expect(here.slice(0, heads[service])).toEqual(there.slice(0, heads[service]));
        expect(heads[service]).toBeGreaterThan(0);
      }
      // People went on working while it was made, and after.
      for (const service of ['contacts', 'sales', 'activities']) {
        const [{ head }] = await original.query(service, 'select max(position)::int as head from events.events');
        expect([service, heads[service]! < head]).toEqual([service, true]);
      }

      // The lists are those of that position.
      const ofType = async (type: string) =>
        (await original.query('sales', 'select 1 from events.events where type = $1 and position <= $2', [type, heads['sales']])).length;
      const opened = await ids(second, 'opportunities', {}, 'Opportunity');
      const won = await ids(second, 'opportunities', { status: { eq: 'WON' } }, 'Opportunity');
      expect([opened.length, won.length]).toEqual([await ofType('OpportunityOpened'), await ofType('OpportunityWon')]);
      expect(won).toEqual(expect.arrayContaining(before.won));
      expect(await ids(second, 'tasks', { open: { eq: false } }, 'Task')).toEqual(expect.arrayContaining(before.done));

      // What was on its way is gone on with: an import, and what is to be done about deals that were won.
      const people = `select 1 from events.events where category = 'contact' and revision = 1 and position <= $1`;
      expect((await original.query('contacts', people, [heads['contacts']])).length).toBeLessThan(importedRows);
      expect(await second.imported(importId)).toMatchObject({ status: 'DONE', created: importedRows, failed: 0 });
      expect(await ids(second, 'contacts', { email: { contains: '@import.example' } }, 'Contact')).toHaveLength(importedRows);
      const onboarding = () => ids(second, 'tasks', { title: { startsWith: 'Onboard' } }, 'Task');
      expect(await until(onboarding, (tasks) => tasks.length >= won.length)).toHaveLength(won.length);

      const those = await ids(second, 'contacts', { familyName: { startsWith: 'Before' } }, 'Contact');
      expect(those).toEqual([...before.people].sort());
      expect(await second.command('verify')).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });

      const epoch = async (system: System) => system.query('contacts', 'select epoch from events.head');
      expect(await epoch(second)).not.toEqual(await epoch(original));
      await second.mutate('createContact', { familyName: 'Afterwards' }, 'contact { id }');
      expect(await ids(second, 'contacts', { familyName: { eq: 'Afterwards' } }, 'Contact')).toHaveLength(1);
    } finally {
      await second.close();
    }
  }, 180_000);

  it('shows no name without its keys', () => {
    for (const name of [file, later]) expect(readFileSync(name).includes('Before')).toBe(false);
  });

  it('is refused where it ends in the middle, and leaves nothing behind', async () => {
    const half = beside('half');
    writeFileSync(half, readFileSync(file).subarray(0, 2_000));
    writeFileSync(`${half}.keys`, readFileSync(`${file}.keys`));
    const target = beside('from-half');
    const { code, output } = await restore(target, half);
    expect(code).toBe(1);
    expect(output).toContain(half);
    rmSync(`${half}.keys`);
    expect(await restore(target, file)).toMatchObject({ code: 0 });
  });

  it('is restored into an empty folder only', async () => {
    const { code, output } = await restore(original.folder, file);
    expect(code).toBe(1);
    expect(output).toMatch(/is not empty/);
  });

  it('tells what is missing', async () => {
    const { code, output } = await restore(beside('from-nothing'), beside('nowhere'));
    expect(code).toBe(1);
    expect(output).toMatch(/There is no file .*nowhere/);
  });
});

describe('verify', () => {
  it('finds a row that was tampered with, and says where', async () => {
    const system = await System.start();
    try {
      const { contact } = await system.mutate('createContact', { familyName: 'Untouched' }, 'contact { id }');
      expect(await system.command('verify')).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
      const [{ table }] = await system.query('contacts', `select table_name as table from views.builds where view = 'contacts'`);
      await system.query('contacts', `update "${table}" set family_name = 'Tampered'`);
      const { code, output } = await system.command('verify');
      expect(code).toBe(1);
      expect(output).toContain(`${contact.id} familyName`);
      expect(output).not.toContain('Tampered');
    } finally {
      await system.close();
    }
  });
});
