import { existsSync } from 'node:fs';
import { afterAll, describe, expect } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { System } from '../system.js';
import { realFiles, smallFiles, tellCrmSales, type Progress } from './story.js';

const realAreThere = existsSync(realFiles.folder);

// The kills are on the real files, where these are had.
for (const [title, files, killed] of [
  ['of crm-sales', realFiles, true],
  ['of a small fixture', { ...smallFiles, more: realAreThere ? 0 : smallFiles.more }, !realAreThere],
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
      meanwhile: killed ? killedTwice : async () => {},
      what: killed ? 'killed twice on the way' : 'undisturbed',
    });
  });
}
