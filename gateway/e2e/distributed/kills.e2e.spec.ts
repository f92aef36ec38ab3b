import { afterAll, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { smallFiles, tellCrmSales, type Progress } from '../crm-sales/story.js';
import { DistributedSystem } from './distributed-system.js';

await describeOn('Kafka', 'separate processes, each killed', () => {
  let system: DistributedSystem | undefined;
  afterAll(() => system?.close());

  /** One after the other, all of them before the last deal has come. */
  const eachIsKilled = async ({ brought, of }: Progress): Promise<void> => {
    const { processes, engines } = system!.run;
    const victims = [...engines, ...processes];
    for (const [index, victim] of victims.entries()) {
      await until(brought, (deals) => deals > (of * (index + 1)) / (victims.length + 2), 120);
      await victim.kill();
      expect(await brought()).toBeLessThan(of);
    }
    for (const victim of victims) await victim.ready();
    for (const { name } of victims) expect(system!.troubles.join('\n')).toContain(`${name} ended by itself`);
  };
  tellCrmSales(
    'of a small fixture',
    { ...smallFiles, more: 4_000 },
    {
      start: async () => (system = await DistributedSystem.start()),
      meanwhile: eachIsKilled,
      what: 'while Kafka, OpenSearch, each service and the gateway are killed and come back',
    },
  );

  it('lose nothing of what is going on between them', async () => {
    const { contact } = await system!.mutate('createContact', { familyName: 'After the fall' }, 'contact { id }');
    const search = async () => (await system!.graph('{ search(text: "After the fall") { id } }')).search as { id: string }[];
    expect(await until(search, (found) => found.length > 0)).toEqual([{ id: contact.id }]);
  });
});
