import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { MemorySubjectKeys } from '@throughline/keys/testing';
import { startKafka, type KafkaServer } from '@throughline/local-servers';
import { openKafkaBus } from '@throughline/message-bus';
import { scrape, serve, startTelemetry, type Telemetry } from '@throughline/telemetry';
import { testDatabase, until } from '@throughline/test-kit';
import { describeOn } from '@throughline/test-kit/servers';
import { activities, deal, sales } from '../test/deals/deals.services.js';
import { Commands, createLog, type RunningService } from './index.js';
import { busObserver } from './observe.js';
import { startService } from './start-service.js';

await describeOn('Kafka', 'services on Kafka', () => {
  const exporter = new InMemorySpanExporter();
  const running: RunningService[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  let telemetry: Telemetry;
  let kafka: KafkaServer;

  beforeAll(async () => {
    process.env['OTEL_BSP_SCHEDULE_DELAY'] = '50';
    telemetry = await startTelemetry({}, { host: '127.0.0.1', exporter });
    kafka = await startKafka();
    const keys = new MemorySubjectKeys();
    const hmac = (purpose: string, value: string) => createHmac('sha256', purpose).update(value).digest('base64url');
    for (const manifest of [sales, activities]) {
      const { name } = manifest;
      const { url: databaseUrl, drop } = await testDatabase();
      const bus = await openKafkaBus(`${kafka.url}?partitions=2`, { service: name, databaseUrl, observer: busObserver(name) });
      const service = await startService(manifest, { databaseUrl, keys, hmac, bus, log: createLog(name, 'silent') });
      running.push(service);
      closing.push(async () => {
        await service.close();
        await bus.close();
        await drop();
      });
    }
  }, 240_000);
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
    await telemetry?.close();
    await kafka?.stop();
  }, 60_000);

  /** One request; answers its trace. */
  async function open(name: string): Promise<string> {
    const traceId = randomBytes(16).toString('hex');
    const request = serve({ service: 'test', name: 'request', parent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` });
    const viewer = { tenant: 'main', actor: 'test', role: 'ADMIN' } as const;
    const options = { viewer, operation: 'open', input: { name } };
    await request.within(() => running[0]!.get(Commands).execute(deal, undefined, { kind: 'open', name }, options));
    request.end();
    return traceId;
  }

  async function metric(name: string, labels: string): Promise<number | undefined> {
    const line = (await scrape()).split('\n').find((candidate) => candidate.startsWith(`${name}{${labels}}`));
    return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
  }

  it('have the relay and the view behind Kafka in the trace of the request', async () => {
    const traceId = await open('Chairs');
    const names = () =>
      exporter
        .getFinishedSpans()
        .filter((span) => span.spanContext().traceId === traceId)
        .map((span) => `${String(span.resource.attributes['service.name'])} ${span.name}`);
    const seen = await until(names, (found) => found.filter((name) => name === 'activities views').length === 2);
    expect(seen.filter((name) => name === 'activities views')).toHaveLength(2);
    expect(seen.filter((name) => name === 'sales relay')).toHaveLength(2);
  }, 90_000);

  it('tell how far the relay and the views are behind, with Kafka away and back', async () => {
    const lag = () => metric('throughline_relay_lag_events', 'service="sales"');
    const view = () => metric('throughline_view_lag_events', 'service="activities",view="deals"');
    expect(await until(lag, (events) => events === 0)).toBe(0);
    expect(await metric('throughline_relay_leader', 'service="sales"')).toBe(1);
    expect(await metric('throughline_dead_letters_total', 'service="activities"')).toBe(0);
    await kafka.kill();
    for (let i = 0; i < 5; i++) await open(`Table ${i}`);
    expect(await until(lag, (events) => events! >= 5)).toBeGreaterThanOrEqual(5);
    await kafka.restart();
    expect(await until(lag, (events) => events === 0)).toBe(0);
    expect(await until(view, (events) => events === 0)).toBe(0);
  }, 240_000);
});
