import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { describeOn } from '@throughline/test-kit/servers';
import { randomFrom, Stories } from '../crash/stories.js';
import { DistributedSystem } from './distributed-system.js';

/*
 * Rounds of `kill -9` and of standing still, of any process and server of the distributed run at moments that nobody chose, in the middle of what
 * `../crash/stories.ts` tells. `npm run chaos` tells more rounds; the same seed draws the same kills.
 */
const seed = Number(process.env['CHAOS_SEED'] || Date.now() % 1_000_000);
const rounds = Number(process.env['CHAOS_ROUNDS'] || 5);
const instances = Number(process.env['CHAOS_INSTANCES'] || 1);

interface Blow {
  readonly victim: string;
  /** Milliseconds that it stands still; absent: it is killed. */
  readonly stands?: number;
  /** Milliseconds after the blow before. */
  readonly after: number;
}

await describeOn('Kafka', `chaos among separate processes (seed ${seed})`, () => {
  const random = randomFrom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  let system: DistributedSystem;
  let stories: Stories;

  beforeAll(async () => {
    system = await DistributedSystem.start({ instances });
    stories = await Stories.begin(system, { random: randomFrom(seed + 1), importedRows: 300, seconds: 90 });
  }, 240_000);
  afterAll(() => system?.close());

  it(
    `lose nothing that was acknowledged and do nothing twice, in ${rounds} rounds`,
    async () => {
      for (let round = 1; round <= rounds; round++) {
        const blows = draw();
        say(`seed ${seed} round ${round}: ${blows.map(inWords).join(', ')}`);
        const enough = 20 + below(60);
        // Tokens last for a quarter of an hour.
        await system.signInAgain();
        const started = Date.now();
        const refusals = await stories.duringARound(async () => {
          while (stories.acknowledged < enough) await pause(1);
          await Promise.all(blows.map(strike));
          await pause(below(2_000));
        });
        await system.allReady();
        const ready = Date.now();
        const told = await stories.expectItWhole();
        await stories.expectFairTurns();
        // Who is not answered is told so: nothing else is unforeseen.
        const references = refusals.flatMap((refusal) => /"reference":"(\w+)"/.exec(refusal)?.[1] ?? []);
        expect(references.map((reference) => system.logged(reference))).toEqual([]);
        say(`  ${told}; back after ${ready - started} ms, whole ${Date.now() - ready} ms later; ${refusals.length} requests refused`);
      }
    },
    rounds * 300_000,
  );

  it('have done so in all rounds together, and every view is what the events say', async () => {
    await system.signInAgain();
    await stories.expectAllOnce();
    const { code, output } = await system.verify();
    expect(output).toContain('Every view is what the events say.');
    expect(output).not.toContain('parked');
    expect(code).toBe(0);
  }, 300_000);

  function draw(): Blow[] {
    let after = 0;
    return Array.from({ length: 1 + below(4) }, () => {
      const victim = system.victims[below(system.victims.length)]!;
      after += below(3_000);
      return { victim, after, ...(random() < 0.25 && { stands: 500 + below(6_000) }) };
    });
  }

  async function strike({ victim, after, stands }: Blow): Promise<void> {
    await pause(after);
    if (stands === undefined) return system.kill(victim);
    await system.standStill(victim, () => pause(stands));
  }
});

const inWords = ({ victim, after, stands }: Blow): string =>
  stands === undefined ? `${victim} killed at ${after} ms` : `${victim} stopped at ${after} ms for ${stands} ms`;

/** Without the frame that Jest draws around what a test logs. */
function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
