import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { System, type Person } from '../system.js';

/**
 * `kill -9` of Node and of PostgreSQL at moments that nobody chose, and once more while it picks up what was left, with visitors who post forms, people who
 * convert leads, win deals and do tasks, and a file on its way in. What was acknowledged is there afterwards; what it sets off in other departments happens
 * once; what was not acknowledged can be sent again under the same id. `CRASH_SEED=..` repeats a run's moments.
 */
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const rounds = 3;
const clients = 8;
const importedRows = 1_500;
/** Visitors a round: all of them are from one address, of which a form takes 120 posts a minute. */
const visitors = 30;

type Plot = 'visitor' | 'customer' | 'enquiry' | 'task' | 'person';

/** What one client does, step by step; the answers that it got. */
interface Story {
  readonly plot: Plot;
  readonly name: string;
  readonly answers: string[];
}

describe(`a crash of everything (seed ${seed})`, () => {
  const random = randomFrom(seed);
  const stories: Story[] = [];
  const imports = new Map<number, string | undefined>();
  let system: System;
  let reps: Person[];
  let pipelineId: string;
  let proposal: string;

  beforeAll(async () => {
    console.log(`CRASH_SEED=${seed}`);
    system = await System.start();
    reps = [await system.person('Ann', undefined), await system.person('Ben', undefined), await system.person('Cleo', undefined)];
    const { pipeline } = await system.mutate(
      'createPipeline',
      {
        name: 'Crash',
        stages: [{ name: 'New' }, { name: 'Proposal' }, { name: 'Won', category: 'WON' }],
        onboarding: { assigneeId: reps[0]!.id, title: 'Onboard' },
      },
      'pipeline { id stages { id } }',
    );
    pipelineId = pipeline.id;
    proposal = pipeline.stages[1].id;
    const turns = { name: 'In turns', strategy: 'ROUND_ROBIN', userIds: reps.map(({ id }) => id) };
    await system.mutate('createAssignmentRule', turns, 'rule { id }');
    const onSubmit = { createLead: true, followUp: { title: 'Call the visitor' } };
    await system.mutate('createForm', { key: 'visit', name: 'Visit', fields: [{ key: 'name', required: true }], onSubmit }, 'form { id }');
  }, 120_000);
  afterAll(() => system?.close());

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'loses nothing that was acknowledged and does nothing twice, round %d',
    async (round) => {
      await crashUnderLoad(round);

      // Before anything is sent again: that would bring back what was lost.
      const lost = await until(missing, (found) => found.length === 0, 30);
      expect(lost).toEqual([]);
      const cutShort = stories.filter(({ plot, answers }) => answers.length < plots[plot].length);
      console.log(`round ${round}: ${stories.length} stories, ${cutShort.length} cut short, imports: ${[...imports.values()].join(' ')}`);

      await inTurns(stories, tell);
      for (const number of imports.keys()) {
        const id = await bringIn(number);
        expect(await system.imported(id)).toMatchObject({ status: 'DONE', rows: importedRows, created: importedRows, failed: 0 });
      }
      const wanted = everythingOnce();
      expect(await until(everything, (found) => JSON.stringify(found) === JSON.stringify(wanted), 30)).toEqual(wanted);
      await expectFairTurns();
    },
    180_000,
  );

  it('leaves every view as the events say', async () => {
    const { code, output } = await system.command('verify');
    expect(output).toContain('Every view is what the events say.');
    expect(output).not.toContain('parked');
    expect(code).toBe(0);
  }, 120_000);

  /** Until so many steps more are acknowledged, and a moment longer: somewhere in the middle of what eight clients do and a file is brought in. */
  async function crashUnderLoad(round: number): Promise<void> {
    const acknowledged = () => stories.reduce((sum, { answers }) => sum + answers.length, 0);
    const enough = acknowledged() + 60 + Math.floor(random() * 240);
    let running = true;
    const client = async (number: number): Promise<void> => {
      for (let n = 0; running; n++) {
        const story = newStory(`R${round}C${number}N${n}`, round);
        stories.push(story);
        try {
          await tell(story);
        } catch {
          return;
        }
      }
    };
    const importing = bringIn(round).catch(() => {});
    const busy = Array.from({ length: clients }, (_, number) => client(number));
    while (acknowledged() < enough) await pause(1);
    await pause(random() * 30);
    await system.killAll();
    running = false;
    await Promise.all([...busy, importing]);

    // Again on its way up, or while what was left is picked up.
    const starting = system.run().catch(() => {});
    await pause(random() * 8_000);
    await system.killAll();
    await starting;
    await system.run();
  }

  function newStory(name: string, round: number): Story {
    const all = Object.keys(plots) as Plot[];
    const plot = all[Math.floor(random() * all.length)]!;
    const enough = stories.filter((story) => story.plot === 'visitor' && story.name.startsWith(`R${round}C`)).length >= visitors;
    return { plot: plot === 'visitor' && enough ? 'customer' : plot, name, answers: [] };
  }

  /** From the beginning: what was acknowledged gets the same answer again. */
  async function tell(story: Story): Promise<void> {
    const { plot, name, answers } = story;
    const told: string[] = [];
    for (const [index, step] of plots[plot].entries()) {
      told.push(await step(name, told));
      if (index < answers.length) expect([name, index, told[index]]).toEqual([name, index, answers[index]]);
      else answers.push(told[index]!);
    }
  }

  async function mutate(name: string, input: { commandId: string } & Record<string, unknown>, record: string): Promise<string> {
    return (await system.mutate(name, input, `${record} { id }`))[record].id;
  }

  async function bringIn(number: number): Promise<string> {
    imports.set(number, imports.get(number));
    const rows = Array.from({ length: importedRows }, (_, row) => `${importedName(number, row)},${number}.${row}@import.example`);
    const { status, body } = await system.upload(
      'contacts',
      `familyName,email\n${rows.join('\n')}\n`,
      {},
      system.admin,
      `import ${number}`,
    );
    expect(status).toBe(202);
    if (imports.get(number)) expect(body.id).toBe(imports.get(number));
    imports.set(number, body.id);
    return body.id;
  }

  /** Their steps: each answers an id, and has one of its own to be sent again under. */
  const plots: Record<Plot, readonly ((name: string, told: readonly string[]) => Promise<string>)[]> = {
    visitor: [
      async (name) => {
        const headers = { 'idempotency-key': `visit ${name}` };
        const response = await fetch(`${system.url}/forms/visit`, { method: 'POST', headers, body: new URLSearchParams({ name }) });
        const { submissionId } = (await response.json()) as { submissionId?: string };
        if (!submissionId) throw new Error(`The form was answered with ${response.status}`);
        return submissionId;
      },
    ],
    customer: [
      (name) =>
        mutate('createLead', { familyName: name, company: `${name} Ltd`, ownerId: system.admin.id, commandId: `lead ${name}` }, 'lead'),
      (name, [id]) => mutate('qualifyLead', { id, commandId: `qualify ${name}` }, 'lead'),
      (name, [id]) => mutate('convertLead', { id, pipelineId, opportunityName: name, commandId: `convert ${name}` }, 'opportunity'),
      (name, [, , id]) => mutate('moveOpportunity', { id, stageId: proposal, commandId: `move ${name}` }, 'opportunity'),
      (name, [, , id]) => mutate('winOpportunity', { id, commandId: `win ${name}` }, 'opportunity'),
    ],
    enquiry: [
      (name) => mutate('createLead', { familyName: name, commandId: `lead ${name}` }, 'lead'),
      (name, [id]) => mutate('assignLead', { id, ownerId: system.admin.id, commandId: `assign ${name}` }, 'lead'),
    ],
    task: [
      (name) => mutate('createTask', { title: name, commandId: `task ${name}` }, 'task'),
      (name, [id]) => mutate('reassignTask', { id, assigneeId: reps[1]!.id, commandId: `reassign ${name}` }, 'task'),
      (name, [id]) => mutate('completeTask', { id, commandId: `complete ${name}` }, 'task'),
    ],
    person: [
      (name) => mutate('createContact', { familyName: name, commandId: `contact ${name}` }, 'contact'),
      (name, [id]) => mutate('updateContact', { id, title: 'Buyer', commandId: `title ${name}` }, 'contact'),
    ],
  };

  /** What was acknowledged, and is not to be seen. */
  async function missing(): Promise<string[]> {
    const seen = {
      submission: await all('formSubmissions', 'id'),
      lead: await all('leads', 'id status ownerId'),
      contact: await all('contacts', 'id title'),
      opportunity: await all('opportunities', 'id status stage { name }'),
      task: await all('tasks', 'id open assigneeId'),
    };
    const byId = Object.fromEntries(Object.entries(seen).map(([kind, nodes]) => [kind, new Map(nodes.map((node) => [node.id, node]))]));
    const known = (kind: keyof typeof seen, id: string) => byId[kind]!.get(id);
    // What each step leaves to be seen; later steps go further.
    const signs: Record<Plot, readonly ((answer: string) => unknown)[]> = {
      visitor: [(id) => known('submission', id)],
      customer: [
        (id) => known('lead', id),
        (id) => known('lead', id)?.status !== 'NEW',
        (id) => known('opportunity', id),
        (id) => ['Proposal', 'Won'].includes(known('opportunity', id)?.stage.name),
        (id) => known('opportunity', id)?.status === 'WON',
      ],
      enquiry: [(id) => known('lead', id), (id) => known('lead', id)?.ownerId === system.admin.id],
      task: [(id) => known('task', id), (id) => known('task', id)?.assigneeId === reps[1]!.id, (id) => known('task', id)?.open === false],
      person: [(id) => known('contact', id), (id) => known('contact', id)?.title === 'Buyer'],
    };
    return stories.flatMap(({ plot, name, answers }) =>
      answers.flatMap((answer, step) => (signs[plot][step]!(answer) ? [] : [`${name}: step ${step} of ${plot}`])),
    );
  }

  /** The names of all that there is, with whatever else must be so. */
  async function everything(): Promise<Record<string, string[]>> {
    const leads = await all('leads', 'id name status ownerId');
    const deals = await all('opportunities', 'id name status account { name } contacts { familyName }');
    const tasks = await all('tasks', 'title open assigneeId about { id }');
    const leadOf = new Map(leads.map((lead) => [lead.id, lead]));
    const dealOf = new Map(deals.map((deal) => [deal.id, deal]));
    const named = (found: string[]) => found.sort();
    return {
      submissions: named((await all('formSubmissions', 'values { value }')).map(({ values }) => values[0].value)),
      leads: named(leads.map(({ name, status, ownerId }) => `${name} ${status} ${ownerId ? 'owned' : ''}`)),
      accounts: named((await all('accounts', 'name')).map(({ name }) => name)),
      contacts: named((await all('contacts', 'familyName')).map(({ familyName }) => familyName)),
      deals: named(deals.map(({ name, status, account, contacts }) => [name, status, account?.name, contacts[0]?.familyName].join())),
      tasks: named(
        tasks.map(({ title, open, assigneeId, about }) => {
          const lead = about.map(({ id }: { id: string }) => leadOf.get(id)).find(Boolean);
          const deal = about.map(({ id }: { id: string }) => dealOf.get(id)).find(Boolean);
          if (title === 'Call the visitor') return `${title} ${lead?.name} ${lead?.ownerId === assigneeId ? 'by its owner' : ''}`;
          return deal ? `${title} of ${deal.name}` : `${title} ${open ? 'open' : 'done'}`;
        }),
      ),
    };
  }

  function everythingOnce(): Record<string, string[]> {
    const names = (...wanted: Plot[]) => stories.filter(({ plot }) => wanted.includes(plot)).map(({ name }) => name);
    const lines = (of: readonly string[], line: (name: string) => string) => of.map(line);
    const wanted = {
      submissions: names('visitor'),
      leads: [
        ...lines(names('visitor', 'enquiry'), (name) => `${name} NEW owned`),
        ...lines(names('customer'), (name) => `${name} CONVERTED owned`),
      ],
      accounts: lines(names('customer'), (name) => `${name} Ltd`),
      contacts: [
        ...names('customer', 'person'),
        ...[...imports.keys()].flatMap((number) => Array.from({ length: importedRows }, (_, row) => importedName(number, row))),
      ],
      deals: lines(names('customer'), (name) => `${name},WON,${name} Ltd,${name}`),
      tasks: [
        ...lines(names('visitor'), (name) => `Call the visitor ${name} by its owner`),
        ...lines(names('customer'), (name) => `Onboard: ${name} of ${name}`),
        ...lines(names('task'), (name) => `${name} done`),
      ],
    };
    return Object.fromEntries(Object.entries(wanted).map(([kind, list]) => [kind, list.sort()]));
  }

  /** Whose turn it was went round without a gap, no lead had two, and who had it owns the lead. */
  async function expectFairTurns(): Promise<void> {
    const turns = await system.query('sales', `select data from events.events where type = 'AssignmentTurnTaken' order by position`);
    const taken = turns.map(({ data }) => data as { leadId: string; userId: string });
    expect(taken.map(({ userId }) => userId)).toEqual(taken.map((_, turn) => reps[turn % reps.length]!.id));
    const leads = new Map((await all('leads', 'id name ownerId')).map((lead) => [lead.id, lead]));
    const ofVisitors = taken.filter(({ leadId }) =>
      stories.some(({ plot, name }) => plot === 'visitor' && name === leads.get(leadId)?.name),
    );
    for (const { leadId, userId } of ofVisitors) expect(leads.get(leadId)?.ownerId).toBe(userId);
    expect(new Set(taken.map(({ leadId }) => leadId)).size).toBe(taken.length);
    expect(ofVisitors.length).toBe(stories.filter(({ plot }) => plot === 'visitor').length);
  }

  /** Of every page. */
  async function all(list: string, fields: string): Promise<any[]> {
    const nodes: any[] = [];
    for (let after: string | null = null; ;) {
      const query = `query($after: String) { ${list}(first: 500, after: $after) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`;
      const page: any = (await system.graph(query, { after }))[list];
      nodes.push(...page.edges.map(({ node }: { node: unknown }) => node));
      if (!page.pageInfo.hasNextPage) return nodes;
      after = page.pageInfo.endCursor;
    }
  }
});

const importedName = (number: number, row: number): string => `Import ${number} ${row}`;

/** Eight at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: clients }, worker));
}

/** Mulberry32. */
function randomFrom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
