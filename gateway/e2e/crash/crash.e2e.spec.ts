import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System } from '../system.js';

/**
 * `kill -9` of Node and of PostgreSQL at moments that nobody chose, while eight clients write. Whatever was acknowledged is there afterwards, once; whatever
 * was not can be sent again under the same id. `CRASH_SEED=..` repeats a run's moments.
 */
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const rounds = 3;

interface Write {
  readonly commandId: string;
  readonly mutation: 'createContact' | 'createAccount' | 'createLead' | 'createTask';
  readonly input: Readonly<Record<string, unknown>>;
  /** Of the record, where it was acknowledged. */
  id?: string;
}

const selections = {
  createContact: 'contact { id }',
  createAccount: 'account { id }',
  createLead: 'lead { id }',
  createTask: 'task { id }',
};
const lists = {
  createContact: ['contacts', 'familyName'],
  createAccount: ['accounts', 'name'],
  createLead: ['leads', 'familyName'],
  createTask: ['tasks', 'title'],
} as const;

describe(`a crash of everything (seed ${seed})`, () => {
  const random = randomFrom(seed);
  const writes: Write[] = [];
  let system: System;

  beforeAll(async () => {
    console.log(`CRASH_SEED=${seed}`);
    system = await System.start();
  }, 120_000);
  afterAll(() => system?.close());

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'loses nothing that was acknowledged and doubles nothing, round %d',
    async (round) => {
      let running = true;
      const acknowledgedBefore = writes.filter(({ id }) => id).length;
      const client = async (number: number): Promise<void> => {
        for (let n = 0; running; n++) {
          const write = writeNumber(`${round}-${number}-${n}`);
          writes.push(write);
          try {
            write.id = await perform(write);
          } catch {
            return;
          }
        }
      };
      const clients = Array.from({ length: 8 }, (_, number) => client(number));
      // So many acknowledged, then a moment more: somewhere in the middle of what eight of them do.
      const enough = acknowledgedBefore + 40 + Math.floor(random() * 160);
      while (writes.filter(({ id }) => id).length < enough) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, random() * 30));
      await system.killAll();
      running = false;
      await Promise.all(clients);
      await system.run();

      const unacknowledged = writes.filter(({ id }) => !id);
      const repeated = await inTurns(writes, async (write) => ({ write, id: await perform(write) }));
      for (const { write, id } of repeated) if (write.id) expect([write.commandId, id]).toEqual([write.commandId, write.id]);
      for (const { write, id } of repeated) write.id = id;
      console.log(`round ${round}: ${writes.length} writes, ${unacknowledged.length} of them were not acknowledged`);

      for (const mutation of Object.keys(lists) as Write['mutation'][]) {
        const mine = writes.filter((write) => write.mutation === mutation);
        expect(sorted(await namesOf(mutation))).toEqual(sorted(mine.map(({ commandId }) => commandId)));
      }
    },
    120_000,
  );

  it('leaves every view as the events say', async () => {
    const { code, output } = await system.command('verify');
    expect(output).toContain('Every view is what the events say.');
    expect(code).toBe(0);
  }, 120_000);

  function writeNumber(commandId: string): Write {
    const mutation = (Object.keys(selections) as Write['mutation'][])[Math.floor(random() * 4)]!;
    return {
      commandId,
      mutation,
      input: { [lists[mutation][1]]: commandId, commandId, ...(mutation === 'createLead' && { ownerId: system.admin.id }) },
    };
  }

  async function perform({ mutation, input }: Write): Promise<string> {
    const payload = await system.mutate(mutation, input, selections[mutation]);
    return (Object.values(payload)[0] as { id: string }).id;
  }

  /** Every page. */
  async function namesOf(mutation: Write['mutation']): Promise<string[]> {
    const [list, field] = lists[mutation];
    const names: string[] = [];
    for (let after: string | null = null; ;) {
      const query = `query($after: String) { ${list}(first: 500, after: $after) { edges { node { ${field} } } pageInfo { hasNextPage endCursor } } }`;
      const page: any = (await system.graph(query, { after }))[list];
      names.push(...page.edges.map(({ node }: { node: Record<string, string> }) => node[field]));
      if (!page.pageInfo.hasNextPage) return names;
      after = page.pageInfo.endCursor;
    }
  }
});

/** Eight at a time. */
async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const waiting = items.values();
  const worker = async (): Promise<void> => {
    for (const item of waiting) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return results;
}

const sorted = (names: readonly string[]): string[] => [...names].sort();

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
