import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { DistributedSystem } from './distributed-system.js';
import { NextVersion } from './rolling-restart-next.js';

const clients = 32;
/** By two at once, never both of a service. Both versions of contacts, whose events these are, run side by side from the first step to the fourth. */
const steps = [
  ['contacts', 'sales'],
  ['activities', 'identity'],
  ['marketing', 'sales.2'],
  ['contacts.2', 'activities.2'],
  ['identity.2', 'marketing.2'],
];

await describeOn('Kafka', 'two processes of each service', (kafka) => {
  let system: DistributedSystem;
  let next: NextVersion;
  let upgraded = false;
  beforeAll(async () => {
    next = new NextVersion();
    const rootOf = () => (upgraded ? next.folder : undefined);
    // What is asked here is whether each is answered, not how soon.
    const environment = { SERVICE_TIMEOUT_MS: '60000' };
    system = await DistributedSystem.start({
      instances: 2,
      search: false,
      kafkaUrl: `${kafka}?prefix=${randomUUID()}`,
      rootOf,
      environment,
    });
  }, 600_000);
  afterAll(async () => {
    await system?.close();
    next?.remove();
  });

  it('are restarted under load, with the next version of the code, and no request fails', async () => {
    upgraded = true;
    const created: string[] = [];
    const failed: unknown[] = [];
    let restarting = true;
    let answered = 0;
    const client = async (number: number): Promise<void> => {
      for (let n = 0; restarting && failed.length === 0; n++) {
        try {
          const asked = performance.now();
          created.push(await work(`Client ${number}, round ${n}`));
          answered += requests;
          // A person's pace, of a quick one; on a slow machine they look at what they got for as long as they have waited for it.
          await pause(Math.max(500, performance.now() - asked));
        } catch (error) {
          failed.push(error);
        }
      }
    };
    const working = Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
    const processes = new Map(system.run.processes.map((process) => [process.name, process]));
    const before = new Map([...processes].map(([name, { pid }]) => [name, pid]));
    for (const step of steps) {
      await Promise.all(step.map((name) => processes.get(name)!.restart()));
      if (failed.length > 0) break;
    }
    restarting = false;
    await working;
    if (failed.length > 0) console.log(system.logs());
    expect(failed).toEqual([]);
    const same = [...processes].filter(([name, { pid }]) => pid === before.get(name)).map(([name]) => name);
    expect(same).toEqual(['gateway']);
    expect(system.troubles).toEqual([]);
    console.log(`${answered} requests answered while ${processes.size - 1} processes were restarted`);

    // What was acknowledged is there, once.
    const count = async () =>
      (await system.graph('{ accounts(filter: { name: { startsWith: "Client" } }) { totalCount } }')).accounts.totalCount;
    expect(await until(count, (found) => found === created.length)).toBe(created.length);
  }, 600_000);

  it('have written in both versions side by side, and what the old one wrote was brought to the new', async () => {
    const written = await system.query(
      'contacts',
      `select coalesce(meta->>'schema', '1') as version, count(*)::int, min(position)::int as first, max(position)::int as last
         from events.events where type = 'AccountCreated' group by 1 order by 1`,
    );
    expect(written.map(({ version }) => version)).toEqual(['1', '2']);
    const [old, fresh] = written;
    expect(fresh.first).toBeLessThan(old.last);
    const [{ table_name: accounts }] = await system.query(
      'contacts',
      `select table_name from views.builds where view = 'accounts' order by version desc limit 1`,
    );
    expect(await system.query('contacts', `select entered_with, count(*)::int from "${accounts}" group by 1 order by 1`)).toEqual([
      { entered_with: 'version 1', count: old.count },
      { entered_with: 'version 2', count: fresh.count },
    ]);
  });

  it('leave every view as the events say, and no event parked', async () => {
    expect(await system.verify(next.folder)).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
    for (const service of ['activities', 'contacts', 'sales'])
      expect(await system.query(service, 'select * from views.parked')).toEqual([]);
  }, 300_000);

  /** Of one {@link work}. */
  const requests = 5;

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
