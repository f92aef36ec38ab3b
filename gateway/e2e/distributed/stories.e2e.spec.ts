import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { describeOn } from '@throughline/test-kit/servers';
import { realFiles, tellCrmSales } from '../crm-sales/story.js';
import { tellDemoRequest } from '../demo-request/story.js';
import { DistributedSystem } from './distributed-system.js';

await describeOn('Kafka', 'separate processes', (kafka) => {
  let system: DistributedSystem;
  beforeAll(async () => {
    system = await DistributedSystem.start({ search: false, kafkaUrl: `${kafka}?prefix=${randomUUID()}` });
  }, 180_000);
  afterAll(() => system?.close());

  // Those of the small fixture are told while everything is killed.
  tellCrmSales('of crm-sales', realFiles, { start: () => system, meanwhile: async () => {}, what: 'undisturbed' });
  describe('a demo request', () => tellDemoRequest(() => system));
});
