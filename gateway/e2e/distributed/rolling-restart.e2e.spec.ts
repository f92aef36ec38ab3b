import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { DistributedSystem } from './distributed-system.js';

const clients = 32;

await describeOn('Kafka', 'two processes of each service', (kafka) => {
  let system: DistributedSystem;
  beforeAll(async () => {
    system = await DistributedSystem.start({ instances: 2, search: false, kafkaUrl: `${kafka}?prefix=${randomUUID()}` });
  }, 180_000);
  afterAll(() => system?.close());

  it('are restarted one after the other under load, and no request fails', async () => {
    const created: string[] = [];
    const failed: unknown[] = [];
    let restarting = true;
    let answered = 0;
    const client = async (number: number): Promise<void> => {
      for (let n = 0; restarting && failed.length === 0; n++) {
        try {
          created.push(await work(`Client ${number}, round ${n}`));
          answered += steps;
          // A person's pace, of a quick one.
          await pause(200);
        } catch (error) {
          failed.push(error);
        }
      }
    };
    const working = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
    const before = new Map(system.run.processes.map(({ name, pid }) => [name, pid]));
    const services = system.run.processes.filter(({ name }) => name !== 'gateway');
    for (const service of services) {
      await service.restart();
      if (failed.length > 0) break;
    }
    restarting = false;
    await working;
    if (failed.length > 0) console.log(system.logs());
    expect(failed).toEqual([]);
    for (const { name, pid } of services) expect(pid).not.toBe(before.get(name));
    expect(system.troubles).toEqual([]);
    console.log(`${answered} requests answered while ${services.length} processes were restarted`);

    // What was acknowledged is there, once.
    const count = async () =>
      (await system.graph('{ accounts(filter: { name: { startsWith: "Client" } }) { totalCount } }')).accounts.totalCount;
    expect(await until(count, (found) => found === created.length)).toBe(created.length);
  }, 300_000);

  it('leave every view as the events say', async () => {
    expect(await system.verify()).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
  }, 180_000);

  /** Requests of one {@link work}. */
  const steps = 5;

  /** What a person does in every department. */
  async function work(name: string): Promise<string> {
    const { account } = await system.mutate('createAccount', { name }, 'account { id name }');
    await system.mutate('createLead', { familyName: name, company: name }, 'lead { id owner { name } }');
    await system.mutate('logActivity', { kind: 'CALL', about: [account.id], subject: name }, 'activity { id }');
    await system.graph(
      'query($id: ID!) { account(id: $id) { name owner { name } } timeline(about: $id, first: 5) { edges { node { kind } } } }',
      {
        id: account.id,
      },
    );
    await system.graph(
      '{ opportunities(first: 5) { totalCount } forms(first: 5) { totalCount } users(first: 5) { edges { node { name } } } }',
    );
    return account.name as string;
  }
});
