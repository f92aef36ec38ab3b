import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { System } from '../system.js';
import { randomFrom, Stories } from './stories.js';

/**
 * `kill -9` of Node and of PostgreSQL at moments that nobody chose, and once more while it picks up what was left, in the middle of what `stories.ts` tells.
 * `CRASH_SEED=..` repeats a run's moments.
 */
const seed = Number(process.env['CRASH_SEED'] ?? Date.now() % 1_000_000);
const rounds = 3;

describe(`a crash of everything (seed ${seed})`, () => {
  const random = randomFrom(seed);
  let system: System;
  let stories: Stories;

  beforeAll(async () => {
    console.log(`CRASH_SEED=${seed}`);
    system = await System.start();
    stories = await Stories.begin(system, { random, importedRows: 1_500, seconds: 30 });
  }, 120_000);
  afterAll(() => system?.close());

  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'loses nothing that was acknowledged and does nothing twice, round %d',
    async (round) => {
      // Until so many steps are acknowledged, and a moment longer: somewhere in the middle of what eight clients do and a file is brought in.
      const enough = 60 + Math.floor(random() * 240);
      await stories.duringARound(async () => {
        while (stories.acknowledged < enough) await pause(1);
        await pause(random() * 30);
        await system.killAll();
      });
      // Again on its way up, or while what was left is picked up.
      const starting = system.run().catch(() => {});
      await pause(random() * 8_000);
      await system.killAll();
      await starting;
      await system.run();

      console.log(`round ${round}: ${await stories.expectItWhole()}`);
      await stories.expectAllOnce();
    },
    180_000,
  );

  it('leaves every view as the events say', async () => {
    const { code, output } = await system.command('verify');
    expect(output).toContain('Every view is what the events say.');
    expect(output).not.toContain('parked');
    expect(code).toBe(0);
  }, 120_000);
});
