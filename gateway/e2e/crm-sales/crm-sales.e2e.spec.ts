import { afterAll, describe, expect } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { System } from '../system.js';
import { realFiles, smallFiles, tellCrmSales, type Progress } from './story.js';

for (const [title, files] of [
  ['of crm-sales', realFiles],
  ['of a small fixture', smallFiles],
] as const) {
  describe('one process', () => {
    let system: System;
    afterAll(() => system?.close());
    const killedTwice = async ({ brought, of }: Progress): Promise<void> => {
      for (const share of [0.2, 0.6]) {
        await until(brought, (deals) => deals > of * share, 120);
        // It stands still while it is looked at: the kill finds it as it is seen.
        system.freeze();
        const deals = await brought();
        expect(deals).toBeGreaterThan(of * share);
        expect(deals).toBeLessThan(of);
        await system.killAll();
        await system.run();
      }
    };
    tellCrmSales(title, files, {
      start: async () => (system = await System.start()),
      meanwhile: killedTwice,
      what: 'killed twice on the way',
    });
  });
}
