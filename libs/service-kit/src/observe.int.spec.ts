import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { startTelemetry, type Telemetry } from '@throughline/telemetry';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { until } from '@throughline/test-kit';
import { activities, sales } from '../test/deals/deals.services.js';
import { createLog } from './index.js';
import { TestServices, type TestUser } from './testing/index.js';

const exporter = new InMemorySpanExporter();
const logged: string[] = [];
let telemetry: Telemetry;
let services: TestServices;
let jane: TestUser;

beforeAll(async () => {
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '50';
  telemetry = await startTelemetry({ METRICS_PORT: '0' }, { host: '127.0.0.1', exporter });
  const log = createLog('test', 'info', { write: (line: string) => void logged.push(line) });
  services = await TestServices.start([sales, activities], { log });
  jane = await services.user({ name: 'Jane' });
}, 60_000);
afterAll(async () => {
  await services?.close();
  await telemetry?.close();
});

const newTrace = (): string => `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
const idOf = (traceparent: string): string => traceparent.slice(3, 35);

async function open(input: { name: string; commandId?: string }, traceparent = newTrace()) {
  const headers = { authorization: `Bearer ${jane.token}`, traceparent };
  return services.get('sales').execute({ query: 'mutation($input: OpenInput!) { open(input: $input) }', variables: { input }, headers });
}

/** The spans of a trace, each with those above it: `sales graphql > sales command open`. */
function pathsOf(traceparent: string): string[] {
  const spans = exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === idOf(traceparent));
  const path = (span: (typeof spans)[number]): string => {
    const above = spans.find((candidate) => candidate.spanContext().spanId === span.parentSpanContext?.spanId);
    const name = `${String(span.resource.attributes['service.name'])} ${span.name}`;
    return above ? `${path(above)} > ${name}` : name;
  };
  return spans.map(path).sort();
}

/** Of one series; undefined where there is none. */
async function metric(name: string, labels: string): Promise<number | undefined> {
  const text = await (await fetch(telemetry.metricsUrl!)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name}{${labels}}`));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

describe('a command', () => {
  const command = 'sales graphql > sales command open > sales append opportunity';
  const reaction = `${command} > sales policy greet > sales command greet > sales append opportunity`;
  const whole = [
    'sales graphql',
    'sales graphql > sales command open',
    command,
    `${command} > activities views`,
    `${command} > sales policy greet`,
    `${command} > sales policy greet > sales command greet`,
    reaction,
    `${reaction} > activities views`,
  ].sort();

  it('is one trace, to the view of another service and to what a policy makes of it', async () => {
    const trace = newTrace();
    await open({ name: 'A thousand chairs' }, trace);
    expect(
      await until(
        () => pathsOf(trace),
        (paths) => paths.length >= whole.length,
      ),
    ).toEqual(whole);
  });

  it('over HTTP as well', async () => {
    const trace = newTrace();
    const body = JSON.stringify({ query: 'mutation { open(input: { name: "Chairs" }) }' });
    const headers = { authorization: `Bearer ${jane.token}`, traceparent: trace, 'content-type': 'application/json' };
    expect((await fetch(`${services.get('sales').url}/graphql`, { method: 'POST', headers, body })).status).toBe(200);
    const paths = await until(
      () => pathsOf(trace),
      (found) => found.length >= whole.length,
    );
    expect(paths).toEqual(whole.map((path) => path.replace('sales graphql', 'sales POST /graphql')));
  });

  it('leaves a trace in its events only where it is recorded, and a repeat finds its first result in any trace', async () => {
    const input = { name: 'Tables', commandId: 'tables' };
    const unrecorded = newTrace().replace(/01$/, '00');
    const first = await open(input, unrecorded);
    expect(first.errors).toBeUndefined();
    expect(await open(input)).toEqual(first);
    const [event] = await services
      .get('sales')
      .store.readStream({ tenant: 'main', category: 'opportunity', id: String(first.data!['open']) });
    expect(event!.meta.traceparent).toBeUndefined();
  });

  it('is timed by operation and outcome', async () => {
    const of = (outcome: string) => metric('throughline_command_seconds_count', `service="sales",operation="open",outcome="${outcome}"`);
    const before = { done: (await of('done'))!, repeated: (await of('repeated')) ?? 0 };
    await open({ name: 'Desks', commandId: 'desks' });
    await open({ name: 'Desks', commandId: 'desks' });
    await open({ name: '' });
    expect({ done: await of('done'), repeated: await of('repeated'), refused: await of('RULE_VIOLATED') }).toEqual({
      done: before.done + 1,
      repeated: before.repeated + 1,
      refused: 1,
    });
    expect(await metric('throughline_append_seconds_count', 'service="sales"')).toBeGreaterThanOrEqual(3);
    expect(await metric('throughline_append_batch_size_sum', 'service="sales"')).toBeGreaterThanOrEqual(3);
  });
});

describe('a view', () => {
  const behind = () => metric('throughline_view_lag_events', 'service="activities",view="deals"');
  const age = () => metric('throughline_view_lag_seconds', 'service="activities",view="deals"');
  const parked = () => metric('throughline_parked_events', 'service="activities",view="deals"');

  it('that cannot write falls behind, and catches up', async () => {
    expect(await until(behind, (events) => events === 0)).toBe(0);
    const other = new pg.Client({ connectionString: services.databaseUrls.get('activities') });
    await other.connect();
    try {
      await other.query('begin; lock table deals_v1 in exclusive mode');
      for (const name of ['One', 'Two', 'Three']) await open({ name });
      expect(await until(behind, (events) => events! >= 3)).toBeGreaterThanOrEqual(3);
      expect(await until(age, (seconds) => seconds! > 0)).toBeGreaterThan(0);
      await other.query('rollback');
    } finally {
      await other.end();
    }
    expect(await until(behind, (events) => events === 0)).toBe(0);
    expect(await until(age, (seconds) => seconds === 0)).toBe(0);
  });

  it('tells how many events it could not take', async () => {
    expect(await parked()).toBe(0);
    await open({ name: 'poison' });
    expect(await until(parked, (events) => events === 1)).toBe(1);
  });

  it('is followed by policies, which are asked too', async () => {
    expect(
      await until(
        () => metric('throughline_policy_lag_events', 'service="sales",policy="greet"'),
        (events) => events === 0,
      ),
    ).toBe(0);
    expect(await metric('throughline_parked_events', 'service="sales",view="greet"')).toBe(0);
  });
});

describe('a log entry', () => {
  it.each(['in process', 'over HTTP'])('of a request tells its trace, and nothing that a person wrote: %s', async (way) => {
    const traceparent = newTrace();
    const query = '{ broken }';
    logged.length = 0;
    if (way === 'in process') await services.get('sales').execute({ query, headers: { traceparent } });
    else {
      const headers = { 'content-type': 'application/json', traceparent };
      await fetch(`${services.get('sales').url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
    }
    const entries = logged.filter((entry) => entry.includes('"level":"error"'));
    expect(entries.map((entry) => JSON.parse(entry).traceId)).toEqual([idOf(traceparent)]);
    expect(logged.join('')).not.toMatch(/jane|swordfish/);
  });
});
