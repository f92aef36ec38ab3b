import { afterAll, expect, it } from '@jest/globals';
import { describeOn } from '@throughline/test-kit/servers';
import { until } from '../client.js';
import { smallFiles, tellCrmSales, type Progress } from '../crm-sales/story.js';
import { DistributedSystem } from './distributed-system.js';

await describeOn('Kafka', 'separate processes that are killed one after the other', () => {
  let system: DistributedSystem | undefined;
  const inTheMiddle: string[] = [];
  afterAll(() => system?.close());

  const eachIsKilled = async ({ brought, of }: Progress): Promise<void> => {
    const { processes, kafka } = system!.run;
    // Those whose events the deals need first, while there are most of them to come.
    for (const victim of [...(kafka ? [kafka] : []), ...processes]) {
      const before = await until(brought, (deals) => deals > 0, 60);
      await victim.kill();
      if (before < of) inTheMiddle.push(victim.name);
      await victim.ready();
    }
    await system!.run.ready();
  };
  tellCrmSales(
    'of a small fixture',
    { ...smallFiles, more: 4_000 },
    {
      start: async () => (system = await DistributedSystem.start()),
      meanwhile: eachIsKilled,
      what: 'while every process is killed and comes back',
    },
  );

  it('were killed while deals came in, and came back by themselves', () => {
    console.log(`killed in the middle: ${inTheMiddle.join(', ')}`);
    expect(inTheMiddle).toEqual(expect.arrayContaining(['sales', ...(system!.run.kafka ? ['kafka'] : [])]));
    for (const { name } of system!.run.processes) expect(system!.troubles.join('\n')).toContain(`${name} ended by itself`);
  });
});
