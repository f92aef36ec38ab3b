import { expect, it } from '@jest/globals';
import type { ServiceEnvironment, ServiceViews } from './service.js';
import { Sources } from './sources.js';

/** A bus that is away for so many questions. */
const away = (questions: number): Pick<ServiceEnvironment, 'bus'> => ({
  bus: {
    head: async () => {
      if (questions-- > 0) throw new Error('the broker does not answer');
      return 7n;
    },
  } as unknown as ServiceEnvironment['bus'],
});
const views = { waitForSource: async (_: string, position: bigint) => position === 7n } as unknown as ServiceViews;
const sources = (questions: number) => new Sources(away(questions) as ServiceEnvironment, views);

it('a bus that is away is asked until it is back', async () => {
  expect(await sources(2).caughtUp('contacts', { timeoutMs: 60_000 })).toBe(true);
});

it('nobody knows whether views have caught up with a bus that stays away', async () => {
  expect(await sources(Infinity).caughtUp('contacts', { timeoutMs: 300 })).toBe(false);
});
