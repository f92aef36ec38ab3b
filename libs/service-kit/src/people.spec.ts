import { describe, expect, it } from '@jest/globals';
import { people } from './people.js';

describe('people', () => {
  it('come first: bulk work waits until what is in hand is done', async () => {
    expect(people.about).toBe(false);
    const order: string[] = [];
    const command = Promise.withResolvers<void>();
    const served = people.served(() => command.promise).then(() => order.push('served'));
    expect(people.about).toBe(true);
    const bulk = people.first(60_000).then(() => order.push('bulk'));
    setTimeout(command.resolve, 20);
    await Promise.all([served, bulk]);
    expect(order).toEqual(['served', 'bulk']);
  });

  it('are about for a while after what they did, even if it failed, and bulk work goes on meanwhile', async () => {
    await expect(people.served(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    expect(people.about).toBe(true);
    await people.first(60_000);
  });

  it('do not hold bulk work up for ever', async () => {
    const command = Promise.withResolvers<void>();
    const served = people.served(() => command.promise);
    await people.first(10);
    command.resolve();
    await served;
  });
});
