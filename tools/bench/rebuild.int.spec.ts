import { describe, expect, it } from '@jest/globals';
import { testDatabase } from '@throughline/test-kit';
import { rebuildUnderWork } from './rebuild.js';

describe('a view of 10,000 events', () => {
  it('is built again while people read it and work, and holds what a fresh fold holds', async () => {
    const { url, drop } = await testDatabase();
    try {
      const { wrong, differences, readsMs, commandsMs } = await rebuildUnderWork(url, 10_000);
      expect(wrong).toEqual([]);
      expect(differences).toBe(0);
      expect(Math.min(readsMs.during.length, commandsMs.during.length)).toBeGreaterThan(0);
    } finally {
      await drop();
    }
  });
});
