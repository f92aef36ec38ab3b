import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { scrape, startTelemetry, type Telemetry } from '@throughline/telemetry';
import { until } from '@throughline/test-kit';
import { stubsOverHttp } from '../test/stub-services.js';
import { ask, post, startTestGateway, type TestGateway } from '../test/test-gateway.js';
import { createLog } from './log.js';

const exporter = new InMemorySpanExporter();
const traceId = '0af7651916cd43dd8448eb211c80319c';
const browser = `00-${traceId}-b7ad6b7169203331-01`;
const logged: string[] = [];
let telemetry: Telemetry;
let gateway: TestGateway;
let stop: () => Promise<void>;

beforeAll(async () => {
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '20';
  telemetry = await startTelemetry({}, { host: '127.0.0.1', exporter });
  const servers = await stubsOverHttp();
  gateway = await startTestGateway(servers, {
    limits: { cost: 100 },
    log: createLog('info', { write: (line: string) => void logged.push(line) }),
  });
  stop = async () => {
    await gateway.close();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  };
});
afterAll(async () => {
  await stop?.();
  await telemetry?.close();
});

/** Of one series; 0 where there is none. */
async function metric(name: string, labels = ''): Promise<number> {
  const line = (await scrape()).split('\n').find((candidate) => candidate.startsWith(labels ? `${name}{${labels}}` : `${name} `));
  return Number(line?.slice(line.lastIndexOf(' ')) ?? 0);
}

const spansNamed = (name: string) => exporter.getFinishedSpans().filter((span) => span.name === name);

describe('a request', () => {
  it('is a span of the trace it came with, named by what the schema calls it, and the services are told', async () => {
    const { data } = await ask(gateway, 'query Jane { jane: whoAmI, me { id } }', {}, { traceparent: browser });
    const [span] = await until(
      () => spansNamed('query whoAmI me'),
      (found) => found.length > 0,
    );
    expect(span!.spanContext().traceId).toBe(traceId);
    expect(span!.parentSpanContext!.spanId).toBe(browser.slice(36, 52));
    expect(span!.attributes).toEqual({ 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 });
    expect(data.jane).toContain(`traceparent: 00-${traceId}-${span!.spanContext().spanId}-01`);
  });

  it('beside the graph is named by its route, without what is in its address', async () => {
    await fetch(`${gateway.url}/exports/contacts.csv?filter=jane@example.com`, { headers: { traceparent: browser } });
    const [span] = await until(
      () => spansNamed('GET /exports/{kind}.csv'),
      (found) => found.length > 0,
    );
    expect(JSON.stringify([span!.name, span!.attributes])).not.toContain('jane');
    expect(span!.attributes['http.route']).toBe('/exports/{kind}.csv');
  });

  it('begins a trace where it brings none', async () => {
    const { data } = await ask(gateway, '{ whoAmI }');
    expect(data.whoAmI.find((header: string) => header.startsWith('traceparent: '))).toMatch(
      /^traceparent: 00-[\da-f]{32}-[\da-f]{16}-01$/,
    );
  });

  it('is timed and weighed; health is asked too often for that', async () => {
    const of = 'route="/graphql",operation="mutation",status="200"';
    const before = await metric('throughline_request_seconds_count', of);
    const cost = await metric('throughline_request_cost_count');
    const mutation = 'mutation { createContact(input: { givenName: "Jane" }) { contact { id } } }';
    await ask(gateway, mutation);
    await ask(gateway, mutation);
    expect(
      await until(
        () => metric('throughline_request_seconds_count', of),
        (count) => count === before + 2,
      ),
    ).toBe(before + 2);
    expect(await metric('throughline_request_cost_count')).toBe(cost + 2);
    await fetch(`${gateway.url}/health/live`);
    expect(await scrape()).not.toContain('/health');
  });

  it('that is refused is counted by its code, and what it would have cost is seen', async () => {
    const before = await metric('throughline_request_errors_total', 'code="TOO_COMPLEX"');
    const sum = await metric('throughline_request_cost_sum');
    await ask(gateway, '{ contacts(first: 5000) { edges { node { id } } } }');
    expect(await metric('throughline_request_errors_total', 'code="TOO_COMPLEX"')).toBe(before + 1);
    expect(await metric('throughline_request_cost_sum')).toBeGreaterThan(sum + 100);
  });

  it('has its trace in every log entry, and nothing that a person wrote', async () => {
    await post(gateway, { query: '{ fail(how: "jane@example.com") }' }, { traceparent: browser });
    const entries = logged.filter((entry) => entry.includes(traceId)).map((entry) => JSON.parse(entry) as object);
    expect(entries).toMatchObject([{ service: 'gateway', traceId }]);
    expect(logged.join('')).not.toMatch(/jane|swordfish/);
  });
});
