import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@throughline/test-kit';
import { System } from '../system.js';

interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
}

/** What nobody but the person and who works with them may read: an unusual name, so that it is found wherever it may be. */
const given = 'Xanthippe';
const personal = /xanthippe|zwetschgenbaum|yonder/i;

let system: System;
let metricsUrl: string;
let collector: Server;
/** As they came. */
const posted: string[] = [];

beforeAll(async () => {
  collector = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push(Buffer.concat(chunks).toString());
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  system = await System.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_BSP_SCHEDULE_DELAY: '200',
    METRICS_PORT: '0',
    LOG_LEVEL: 'debug',
  });
  metricsUrl = /"metrics":"([^"]+)"/.exec(system.output)![1]!;
}, 120_000);
afterAll(async () => {
  await system?.close();
  collector?.closeAllConnections();
  collector?.close();
}, 60_000);

function spans(): Span[] {
  const received = posted.flatMap((body) => JSON.parse(body).resourceSpans as any[]);
  return received.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }: any) => key === 'service.name').value.stringValue;
    return scopeSpans.flatMap((scope: any) => scope.spans.map((span: any) => ({ ...span, service })));
  });
}

/** `gateway mutation createContact > contacts graphql > …` for each span of a trace. */
function pathsOf(traceId: string): string[] {
  const ofTrace = spans().filter((span) => span.traceId === traceId);
  const path = (span: Span): string => {
    const above = ofTrace.find(({ spanId }) => spanId === span.parentSpanId);
    return `${above ? `${path(above)} > ` : ''}${span.service} ${span.name}`;
  };
  return ofTrace.map(path).sort();
}

const metrics = async (): Promise<string> => (await fetch(metricsUrl)).text();

describe('an operator', () => {
  it('follows a person’s click from the browser to the views of other departments', async () => {
    const traceId = randomBytes(16).toString('hex');
    const input = { givenName: given, familyName: 'Zwetschgenbaum', emails: [{ address: 'yonder@example.com' }] };
    const query = 'mutation Click($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }';
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${system.admin.token}`,
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    };
    const response = await fetch(`${system.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query, variables: { input } }),
    });
    expect(((await response.json()) as { errors?: unknown }).errors).toBeUndefined();

    const command = 'gateway mutation createContact > contacts graphql > contacts command createContact > contacts append contact';
    const paths = await until(
      async () => pathsOf(traceId),
      (found) =>
        [`${command} > contacts views`, `${command} > activities views`, 'gateway mutation createContact'].every((path) =>
          found.includes(path),
        ),
    );
    expect(paths).toEqual(expect.arrayContaining([command, `${command} > contacts views`, `${command} > activities views`]));
    expect(paths.every((path) => path.startsWith('gateway mutation createContact'))).toBe(true);
  });

  it('sees at one place how every part of the product does', async () => {
    const text = await until(metrics, (found) => /view_lag_events\{service="activities",view="timeline"\} 0/.test(found));
    for (const service of ['identity', 'contacts', 'sales', 'marketing', 'activities'])
      expect(text).toMatch(new RegExp(`throughline_view_lag_seconds\\{service="${service}",view="users"\\} 0\n`));
    expect(text).toMatch(/throughline_command_seconds_count\{service="contacts",operation="createContact",outcome="done"\} 1\n/);
    expect(text).toMatch(/throughline_append_seconds_count\{service="contacts"\} [1-9]/);
    expect(text).toMatch(/throughline_append_batch_size_count\{service="contacts"\} [1-9]/);
    expect(text).toMatch(/throughline_request_seconds_count\{route="\/graphql",operation="mutation",status="200"\} [1-9]/);
    expect(text).toMatch(/throughline_request_cost_count [1-9]/);
    expect(text).toMatch(/throughline_policy_lag_events\{service="sales",policy="[a-z-]+"\} \d/);
    expect(text).toMatch(/process_resident_memory_bytes \d/);
  });

  it('reads no word that a person wrote: not in figures, spans or logs, nor of what fails', async () => {
    await system.execute(`{ contacts(filter: { familyName: { eq: "Zwetschgenbaum" } }) { edges { node { id } } } }`);
    await system.execute('mutation($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }', {
      input: { givenName: given, emails: [{ address: 'yonder' }] },
    });
    await fetch(`${system.url}/exports/contacts.csv?search=${given}`, { headers: { 'x-request-id': given } });
    await fetch(`${system.url}/forms/${given}`, { method: 'POST', body: new URLSearchParams({ name: given }) });
    await until(async () => spans().some(({ name }) => name === 'POST /forms/{key}'), Boolean);
    expect(spans().length).toBeGreaterThan(10);
    expect(posted.join('')).not.toMatch(personal);
    expect(await metrics()).not.toMatch(personal);
    expect(system.output).not.toMatch(personal);
  });

  it('reaches figures by a port of their own only', async () => {
    expect(new URL(metricsUrl).port).not.toBe(new URL(system.url).port);
    expect((await fetch(`${system.url}/metrics`)).status).toBe(404);
  });
});
