import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { until } from '@throughline/test-kit';
import type { Client, Person } from '../client.js';

/*
 * What visitors and people do while everything around them is killed, with a file on its way in. What was acknowledged is there afterwards, before anything
 * is sent again; what it sets off in other departments happens once; what was not acknowledged can be sent again under the same id.
 */

const clients = 8;
/** A round: all of them are from one address, of which a form takes 120 posts a minute. */
const visitors = 30;

type Plot = 'visitor' | 'customer' | 'enquiry' | 'task' | 'person';

/** What one client does, step by step; the answers that it got. */
interface Story {
  readonly plot: Plot;
  readonly name: string;
  readonly answers: string[];
}

/** Its names begin with `R7C`, which is in no other round's. */
interface Round {
  readonly mark: string;
  readonly formId: string;
  readonly stories: Story[];
  importId?: string;
}

interface Product extends Client {
  query(database: string, sql: string): Promise<any[]>;
}

export interface StoriesOptions {
  readonly random: () => number;
  /** In the file of each round. */
  readonly importedRows: number;
  /** How long what is on its way may take to arrive after everything is back. */
  readonly seconds: number;
}

/** Told in rounds: `begin`, then `duringARound` and `expectItWhole` for each, and `expectFairTurns`. */
export class Stories {
  private readonly rounds: Round[] = [];

  private constructor(
    private readonly system: Product,
    private readonly scene: { readonly reps: readonly Person[]; readonly pipelineId: string; readonly proposal: string },
    private readonly options: StoriesOptions,
  ) {}

  static async begin(system: Product, options: StoriesOptions): Promise<Stories> {
    const reps = [await system.person('Ann', undefined), await system.person('Ben', undefined), await system.person('Cleo', undefined)];
    const { pipeline } = await system.mutate(
      'createPipeline',
      {
        name: 'Crash',
        stages: [{ name: 'New' }, { name: 'Proposal' }, { name: 'Won', category: 'WON' }],
        onboarding: { assigneeId: reps[0]!.id, title: 'Onboard' },
      },
      'pipeline { id stages { id } }',
    );
    const turns = { name: 'In turns', strategy: 'ROUND_ROBIN', userIds: reps.map(({ id }) => id) };
    await system.mutate('createAssignmentRule', turns, 'rule { id }');
    return new Stories(system, { reps, pipelineId: pipeline.id, proposal: pipeline.stages[1].id }, options);
  }

  private get last(): Round {
    return this.rounds.at(-1)!;
  }

  /** Steps of this round. */
  get acknowledged(): number {
    return this.last.stories.reduce((sum, { answers }) => sum + answers.length, 0);
  }

  /** Eight clients at work, and a file on its way in, until `disturb` has ended. Who is refused goes on with something else; answers why they were. */
  async duringARound(disturb: () => Promise<void>): Promise<string[]> {
    const number = this.rounds.length + 1;
    const mark = `R${number}C`;
    const onSubmit = { createLead: true, followUp: { title: `Call ${mark}` } };
    const form = { key: formOf(mark), name: 'Visit', fields: [{ key: 'name', required: true }], onSubmit };
    const { id: formId } = (await this.system.mutate('createForm', form, 'form { id }')).form;
    const round: Round = { mark, formId, stories: [] };
    this.rounds.push(round);

    const refusals: string[] = [];
    let running = true;
    const client = async (which: number): Promise<void> => {
      for (let n = 0; running; n++) {
        const story = this.newStory(`${mark}${which}N${n}`);
        round.stories.push(story);
        try {
          await this.tell(story);
        } catch (error) {
          refusals.push(`${story.plot}: ${(error as Error).message}`);
          await pause(1_000);
        }
      }
    };
    const busy = Array.from({ length: clients }, (_, which) => client(which));
    const importing = this.bringIn(round).catch(() => {});
    try {
      await disturb();
    } finally {
      running = false;
      await Promise.all([...busy, importing]);
    }
    return refusals;
  }

  /** Of this round, or of all of them. Answers in one line what there was. */
  async expectItWhole(rounds: readonly Round[] = [this.last]): Promise<string> {
    const { importedRows, seconds } = this.options;
    const stories = rounds.flatMap((round) => round.stories);
    // Before anything is sent again: that would bring back what was lost.
    const missing = async () => (await Promise.all(rounds.map((round) => this.missing(round)))).flat();
    expect(await until(missing, (found) => found.length === 0, seconds)).toEqual([]);
    const cutShort = stories.filter(({ plot, answers }) => answers.length < this.plots[plot].length);

    await inTurns(stories, (story) => this.tellToItsEnd(story));
    for (const round of rounds) {
      const figures = await this.system.imported(await this.bringIn(round));
      expect(figures).toMatchObject({ status: 'DONE', rows: importedRows, created: importedRows, failed: 0 });
    }
    for (const round of rounds) {
      const wanted = this.everythingOnce(round);
      const everything = () => this.everything(round);
      expect(await until(everything, (found) => JSON.stringify(found) === JSON.stringify(wanted), seconds)).toEqual(wanted);
    }
    return `${stories.length} stories, ${cutShort.length} cut short`;
  }

  /** As {@link expectItWhole}, of everything since the beginning, without telling it again. */
  async expectAllOnce(): Promise<void> {
    for (const round of this.rounds) expect(await this.everything(round)).toEqual(this.everythingOnce(round));
    await this.expectFairTurns();
  }

  private newStory(name: string): Story {
    const all = Object.keys(this.plots) as Plot[];
    const plot = all[Math.floor(this.options.random() * all.length)]!;
    const enough = this.last.stories.filter((story) => story.plot === 'visitor').length >= visitors;
    return { plot: plot === 'visitor' && enough ? 'customer' : plot, name, answers: [] };
  }

  /** From the beginning: what was acknowledged gets the same answer again. */
  private async tell(story: Story): Promise<void> {
    const { plot, name, answers } = story;
    const told: string[] = [];
    for (const [index, step] of this.plots[plot].entries()) {
      told.push(await step(name, told));
      if (index < answers.length) expect([name, index, told[index]]).toEqual([name, index, answers[index]]);
      else answers.push(told[index]!);
    }
  }

  /** Who is told to send the same again does, for as long as it is to take. */
  private async tellToItsEnd(story: Story): Promise<void> {
    for (const end = Date.now() + this.options.seconds * 1_000; ; await pause(1_000)) {
      try {
        return await this.tell(story);
      } catch (error) {
        if (!/UNAVAILABLE|answered with 503/.test((error as Error).message) || Date.now() > end) throw error;
      }
    }
  }

  private async mutate(name: string, input: { commandId: string } & Record<string, unknown>, record: string): Promise<string> {
    return (await this.system.mutate(name, input, `${record} { id }`))[record].id;
  }

  private async bringIn(round: Round): Promise<string> {
    const rows = this.imported(round).map((name, row) => `${name},${row}.${round.mark}@import.example`);
    const file = `familyName,email\n${rows.join('\n')}\n`;
    const { status, body } = await this.system.upload('contacts', file, {}, this.system.admin, `import ${round.mark}`);
    expect(status).toBe(202);
    if (round.importId) expect(body.id).toBe(round.importId);
    return (round.importId = body.id);
  }

  private imported({ mark }: Round): string[] {
    return Array.from({ length: this.options.importedRows }, (_, row) => `${mark} imported ${row}`);
  }

  /** Their steps: each answers an id, and has one of its own to be sent again under. */
  private readonly plots: Record<Plot, readonly ((name: string, told: readonly string[]) => Promise<string>)[]> = {
    visitor: [
      async (name) => {
        const headers = { 'idempotency-key': `visit ${name}` };
        const response = await fetch(`${this.system.url}/forms/${formOf(name)}`, {
          method: 'POST',
          headers,
          body: new URLSearchParams({ name }),
        });
        const { submissionId } = (await response.json()) as { submissionId?: string };
        if (!submissionId) throw new Error(`The form was answered with ${response.status}`);
        return submissionId;
      },
    ],
    customer: [
      (name) =>
        this.mutate(
          'createLead',
          { familyName: name, company: `${name} Ltd`, ownerId: this.system.admin.id, commandId: `lead ${name}` },
          'lead',
        ),
      (name, [id]) => this.mutate('qualifyLead', { id, commandId: `qualify ${name}` }, 'lead'),
      (name, [id]) =>
        this.mutate(
          'convertLead',
          { id, pipelineId: this.scene.pipelineId, opportunityName: name, commandId: `convert ${name}` },
          'opportunity',
        ),
      (name, [, , id]) => this.mutate('moveOpportunity', { id, stageId: this.scene.proposal, commandId: `move ${name}` }, 'opportunity'),
      (name, [, , id]) => this.mutate('winOpportunity', { id, commandId: `win ${name}` }, 'opportunity'),
    ],
    enquiry: [
      (name) => this.mutate('createLead', { familyName: name, commandId: `lead ${name}` }, 'lead'),
      (name, [id]) => this.mutate('assignLead', { id, ownerId: this.system.admin.id, commandId: `assign ${name}` }, 'lead'),
    ],
    task: [
      (name) => this.mutate('createTask', { title: name, commandId: `task ${name}` }, 'task'),
      (name, [id]) => this.mutate('reassignTask', { id, assigneeId: this.scene.reps[1]!.id, commandId: `reassign ${name}` }, 'task'),
      (name, [id]) => this.mutate('completeTask', { id, commandId: `complete ${name}` }, 'task'),
    ],
    person: [
      (name) => this.mutate('createContact', { familyName: name, commandId: `contact ${name}` }, 'contact'),
      (name, [id]) => this.mutate('updateContact', { id, title: 'Buyer', commandId: `title ${name}` }, 'contact'),
    ],
  };

  /** What was acknowledged, and is not to be seen. */
  private async missing(round: Round): Promise<string[]> {
    const seen = {
      submission: await this.all('formSubmissions', round, 'id'),
      lead: await this.all('leads', round, 'id status ownerId'),
      contact: await this.all('contacts', round, 'id title'),
      opportunity: await this.all('opportunities', round, 'id status stage { name }'),
      task: await this.all('tasks', round, 'id open assigneeId'),
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
      enquiry: [(id) => known('lead', id), (id) => known('lead', id)?.ownerId === this.system.admin.id],
      task: [
        (id) => known('task', id),
        (id) => known('task', id)?.assigneeId === this.scene.reps[1]!.id,
        (id) => known('task', id)?.open === false,
      ],
      person: [(id) => known('contact', id), (id) => known('contact', id)?.title === 'Buyer'],
    };
    return round.stories.flatMap(({ plot, name, answers }) =>
      answers.flatMap((answer, step) => (signs[plot][step]!(answer) ? [] : [`${name}: step ${step} of ${plot}`])),
    );
  }

  /** The names of all that there is, with whatever else must be so. */
  private async everything(round: Round): Promise<Record<string, string[]>> {
    const leads = await this.all('leads', round, 'id name status ownerId');
    const deals = await this.all('opportunities', round, 'id name status account { name } contacts { familyName }');
    const tasks = await this.all('tasks', round, 'title open assigneeId about { id }');
    const leadOf = new Map(leads.map((lead) => [lead.id, lead]));
    const dealOf = new Map(deals.map((deal) => [deal.id, deal]));
    const named = (found: string[]) => found.sort();
    return {
      submissions: named((await this.all('formSubmissions', round, 'values { value }')).map(({ values }) => values[0].value)),
      leads: named(leads.map(({ name, status, ownerId }) => `${name} ${status} ${ownerId ? 'owned' : ''}`)),
      accounts: named((await this.all('accounts', round, 'name')).map(({ name }) => name)),
      contacts: named((await this.all('contacts', round, 'familyName')).map(({ familyName }) => familyName)),
      deals: named(deals.map(({ name, status, account, contacts }) => [name, status, account?.name, contacts[0]?.familyName].join())),
      tasks: named(
        tasks.map(({ title, open, assigneeId, about }) => {
          const lead = about.map(({ id }: { id: string }) => leadOf.get(id)).find(Boolean);
          const deal = about.map(({ id }: { id: string }) => dealOf.get(id)).find(Boolean);
          if (title.startsWith('Call')) return `${title} ${lead?.name} ${lead?.ownerId === assigneeId ? 'by its owner' : ''}`;
          return deal ? `${title} of ${deal.name}` : `${title} ${open ? 'open' : 'done'}`;
        }),
      ),
    };
  }

  private everythingOnce(round: Round): Record<string, string[]> {
    const names = (...wanted: Plot[]) => round.stories.filter(({ plot }) => wanted.includes(plot)).map(({ name }) => name);
    const lines = (of: readonly string[], line: (name: string) => string) => of.map(line);
    const wanted = {
      submissions: names('visitor'),
      leads: [
        ...lines(names('visitor', 'enquiry'), (name) => `${name} NEW owned`),
        ...lines(names('customer'), (name) => `${name} CONVERTED owned`),
      ],
      accounts: lines(names('customer'), (name) => `${name} Ltd`),
      contacts: [...names('customer', 'person'), ...this.imported(round)],
      deals: lines(names('customer'), (name) => `${name},WON,${name} Ltd,${name}`),
      tasks: [
        ...lines(names('visitor'), (name) => `Call ${round.mark} ${name} by its owner`),
        ...lines(names('customer'), (name) => `Onboard: ${name} of ${name}`),
        ...lines(names('task'), (name) => `${name} done`),
      ],
    };
    return Object.fromEntries(Object.entries(wanted).map(([kind, list]) => [kind, list.sort()]));
  }

  /** Of all rounds: whose turn it was went round without a gap, no lead had two, and who had it owns the lead. */
  async expectFairTurns(): Promise<void> {
    const turns = await this.system.query('sales', `select data from events.events where type = 'AssignmentTurnTaken' order by position`);
    const taken = turns.map(({ data }) => data as { leadId: string; userId: string });
    expect(taken.map(({ userId }) => userId)).toEqual(taken.map((_, turn) => this.scene.reps[turn % this.scene.reps.length]!.id));
    const leads = new Map((await this.allOf('leads', {}, 'id name ownerId')).map((lead) => [lead.id, lead]));
    const visited = new Set(this.rounds.flatMap(({ stories }) => stories).flatMap(({ plot, name }) => (plot === 'visitor' ? [name] : [])));
    const ofVisitors = taken.filter(({ leadId }) => visited.has(leads.get(leadId)?.name));
    for (const { leadId, userId } of ofVisitors) expect(leads.get(leadId)?.ownerId).toBe(userId);
    expect(new Set(taken.map(({ leadId }) => leadId)).size).toBe(taken.length);
    expect(ofVisitors.length).toBe(visited.size);
  }

  private all(list: keyof typeof filters, { mark, formId }: Round, fields: string): Promise<any[]> {
    return this.allOf(list, filters[list].of(mark, formId), fields);
  }

  /** Of every page. */
  private async allOf(list: keyof typeof filters, filter: object, fields: string): Promise<any[]> {
    const nodes: any[] = [];
    const query = `query($after: String, $filter: ${filters[list].type}) { ${list}(first: 500, after: $after, filter: $filter) { edges { node { ${fields} } } pageInfo { hasNextPage endCursor } } }`;
    for (let after: string | null = null; ;) {
      const page: any = (await this.system.graph(query, { after, filter }))[list];
      nodes.push(...page.edges.map(({ node }: { node: unknown }) => node));
      if (!page.pageInfo.hasNextPage) return nodes;
      after = page.pageInfo.endCursor;
    }
  }
}

/** What belongs to a round. */
const filters = {
  formSubmissions: { type: 'FormSubmissionFilter', of: (_: string, formId: string) => ({ formId: { eq: formId } }) },
  // Of one word a form makes the given name.
  leads: {
    type: 'LeadFilter',
    of: (mark: string) => ({ or: [{ givenName: { startsWith: mark } }, { familyName: { startsWith: mark } }] }),
  },
  contacts: { type: 'ContactFilter', of: (mark: string) => ({ familyName: { startsWith: mark } }) },
  accounts: { type: 'AccountFilter', of: (mark: string) => ({ name: { startsWith: mark } }) },
  opportunities: { type: 'OpportunityFilter', of: (mark: string) => ({ name: { startsWith: mark } }) },
  tasks: { type: 'TaskFilter', of: (mark: string) => ({ title: { contains: mark } }) },
} as const;

/** The key of the form of a story's round. */
const formOf = (name: string): string => `visit-${/^R(\d+)C/.exec(name)![1]}`;

/** Eight at a time. */
async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: clients }, worker));
}

/** Mulberry32: the same numbers for the same seed, from 0 up to 1. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
