import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { NotHere, startKafka, type KafkaServer } from '../src/index.js';

const server: KafkaServer | NotHere = await startKafka().catch((error: unknown) => {
  if (error instanceof NotHere && !process.env['CI']) return error;
  throw error;
});
const there = server instanceof NotHere ? describe.skip : describe;

there(`a local Kafka${server instanceof NotHere ? ` (skipped: ${server.message})` : ''}`, () => {
  const kafka = server as KafkaServer;
  afterAll(() => kafka.stop());

  const client = () => new Kafka({ brokers: [new URL(kafka.url).host], logLevel: logLevel.NOTHING });

  it('has after a kill and a restart what it had acknowledged', async () => {
    const admin = client().admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }], waitForLeaders: false });
    await admin.disconnect();
    const producer = client().producer({ allowAutoTopicCreation: false });
    await producer.connect();
    await producer.send({ topic: 'kept', acks: -1, messages: [{ key: 'a', value: 'one' }] });
    await producer.disconnect();
    await kafka.kill();
    await kafka.restart();
    const again = client().admin();
    await again.connect();
    expect(await again.fetchTopicOffsets('kept')).toMatchObject([{ partition: 0, high: '1' }]);
    await again.disconnect();
  });
});

it('a server ends with the process that started it, even by kill -9', async () => {
  const args = ['-C', 'source', '--import', './tools/run-source.mjs', 'libs/local-servers/test/owner.ts'];
  const owner = spawn(process.execPath, args, { cwd: new URL('../../..', import.meta.url), stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(owner.stdout, 'data')) as [Buffer];
  const pid = Number(said.toString());
  expect(process.kill(pid, 0)).toBe(true);
  owner.kill('SIGKILL');
  await expect(
    (async () => {
      for (;;) {
        process.kill(pid, 0);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })(),
  ).rejects.toMatchObject({ code: 'ESRCH' });
});
