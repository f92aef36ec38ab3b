import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Running } from '../test/stub-services.js';
import { bodyOf, listen } from '../test/stub-services.js';
import { stubsInProcess } from '../test/stub-services.js';
import type { TestGateway } from '../test/test-gateway.js';
import { ask, startTestGateway } from '../test/test-gateway.js';
import type { Subgraph } from './index.js';

/** A department's edge: echoes what reached it, and behaves as told by the path. */
async function department(
  name: string,
  answers: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {},
): Promise<Running> {
  return listen(async (request, response) => {
    const path = request.url!.split('?')[0]!;
    if (answers[path]) return void answers[path](request, response);
    if (request.method === 'GET')
      return void response.writeHead(404, { 'content-type': 'application/json' }).end(JSON.stringify({ code: 'NOT_FOUND', from: name }));
    const body = await bodyOf(request);
    response.setHeader('content-type', 'application/json');
    response.setHeader('x-department', name);
    response.end(JSON.stringify({ name, method: request.method, url: request.url, headers: request.headers, body: String(body) }));
  });
}

describe('the edge', () => {
  let gateway: TestGateway;
  let servers: Record<string, Running>;
  let open = true;
  let arrived: { bytes: number; hash: string } | undefined;
  let startReading: () => void;
  let begun: () => void;
  let ended: (how: string) => void;
  const leadsBegun = new Promise<void>((resolve) => (begun = resolve));
  const leadsEnded = new Promise<string>((resolve) => (ended = resolve));

  beforeAll(async () => {
    const reading = new Promise<void>((resolve) => (startReading = resolve));
    const swallow = async (request: IncomingMessage, response: ServerResponse) => {
      await reading;
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of request) {
        bytes += (chunk as Buffer).length;
        hash.update(chunk as Buffer);
      }
      arrived = { bytes, hash: hash.digest('hex') };
      response.writeHead(202, { 'content-type': 'application/json' }).end('{"id":"i1"}');
    };
    servers = {
      marketing: await department('marketing', {
        '/forms/refused': (request, response) => {
          request.resume();
          response
            .writeHead(422, { 'content-type': 'application/json', 'access-control-allow-origin': 'https://acme.example' })
            .end('{"fields":{"email":"is missing"}}');
        },
      }),
      contacts: await department('contacts', {
        '/imports/accounts': swallow,
        '/imports/contacts': (_, response) =>
          response.writeHead(422, { 'content-type': 'application/json' }).end('{"code":"BAD_USER_INPUT"}'),
        '/exports/contacts.csv': (_, response) => {
          response.writeHead(200, { 'content-type': 'text/csv', 'content-disposition': 'attachment' });
          Readable.from(
            (function* () {
              for (let row = 0; row < 50_000; row++) yield `row ${row},something to fill it\r\n`;
            })(),
          ).pipe(response);
        },
      }),
      sales: await department('sales', {
        '/imports/leads': (request) => {
          begun();
          request.on('error', (error: NodeJS.ErrnoException) => ended(error.message));
        },
        '/imports/i2/errors.csv': (_, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('a,b\r\n'),
      }),
      identity: await department('identity', {
        '/setup': async (request, response) => {
          if (request.method === 'GET')
            return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ open }));
          const sent = JSON.parse(String(await bodyOf(request))) as { password: string };
          if (sent.password.length < 12)
            return response.writeHead(422).end('{"code":"BAD_USER_INPUT","message":"","fields":{"password":"is <too> short"}}');
          open = false;
          return response.writeHead(201).end('{}');
        },
        '/.well-known/jwks.json': (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"keys":[]}'),
      }),
    };
    const stubs: Record<string, Subgraph> = stubsInProcess();
    gateway = await startTestGateway(
      Object.fromEntries(Object.entries(servers).map(([name, { url }]) => [name, { ...stubs[name], url, ready: () => [] }])),
    );
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });

  it('hands a form to marketing, with what it needs to know of the client', async () => {
    const response = await fetch(`${gateway.url}/forms/demo?utm_source=x`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'a@example.org' }),
      headers: { 'idempotency-key': 'k', referer: 'https://acme.example/', 'x-forwarded-for': '6.6.6.6' },
    });
    expect(response.headers.get('x-department')).toBe('marketing');
    expect(await response.json()).toMatchObject({
      method: 'POST',
      url: '/forms/demo?utm_source=x',
      body: 'email=a%40example.org',
      headers: {
        'idempotency-key': 'k',
        referer: 'https://acme.example/',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-host': new URL(gateway.url).host,
      },
    });
  });

  it('believes the proxies in front of it, as many as there are, and nobody before them', async () => {
    const behind = await startTestGateway(stubsInProcess(), { proxies: 2 });
    const { data } = await ask(
      behind,
      '{ whoAmI }',
      {},
      { 'x-forwarded-for': '6.6.6.6, 203.0.113.7, 10.0.0.2', 'x-forwarded-host': 'crm.acme.example' },
    );
    expect(data.whoAmI).toEqual(expect.arrayContaining(['x-forwarded-for: 203.0.113.7', 'x-forwarded-host: crm.acme.example']));
    await behind.close();
  });

  it('passes a refusal on as it is, and the question a browser asks before', async () => {
    const refused = await fetch(`${gateway.url}/forms/refused`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://acme.example');
    expect(await refused.json()).toEqual({ fields: { email: 'is missing' } });
    const preflight = await fetch(`${gateway.url}/forms/demo`, { method: 'OPTIONS' });
    expect(await preflight.json()).toMatchObject({ method: 'OPTIONS' });
  });

  it('limits every body but an import', async () => {
    const big = 'x'.repeat(3_000_000);
    const declared = await fetch(`${gateway.url}/forms/demo`, { method: 'POST', body: big });
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ code: 'BAD_USER_INPUT' });
    const streamed = await fetch(`${gateway.url}/forms/demo`, {
      method: 'POST',
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
  });

  it('streams an import of 50 MB at the pace of the service, holding little of it', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'row,of,a,file\n');
    const size = 800 * chunk.length;
    const expected = createHash('sha256');
    const outgoing = httpRequest(`${gateway.url}/imports/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
    });
    const answered = once(outgoing, 'response') as Promise<[IncomingMessage]>;
    let sentWhenStuck: number | undefined;
    for (let sent = 0; sent < size; sent += chunk.length) {
      expected.update(chunk);
      if (outgoing.write(chunk)) continue;
      // The service reads nothing until the client can send no more: a gateway that held the upload in memory would take all of it.
      const drained = once(outgoing, 'drain');
      const stuck = sentWhenStuck === undefined && !(await Promise.race([drained, delay(500)]));
      if (stuck) {
        sentWhenStuck = sent;
        startReading();
      }
      await drained;
    }
    startReading();
    outgoing.end();
    const [response] = await answered;
    expect(response.statusCode).toBe(202);
    expect(JSON.parse(String(await bodyOf(response)))).toEqual({ id: 'i1' });
    expect(arrived).toEqual({ bytes: size, hash: expected.digest('hex') });
    expect(sentWhenStuck).toBeLessThan(20_000_000);
  });

  it('answers an upload that the service refuses before it has read it', async () => {
    const response = await fetch(`${gateway.url}/imports/contacts`, { method: 'POST', body: Buffer.alloc(5_000_000) });
    expect(response.status).toBe(422);
  });

  it('lets go of an upload whose client went away', async () => {
    const outgoing = httpRequest(`${gateway.url}/imports/leads`, { method: 'POST' });
    outgoing.on('error', () => {});
    outgoing.write('a,b\r\n');
    await leadsBegun;
    outgoing.destroy();
    expect(await leadsEnded).toBe('aborted');
  });

  it('finds the service that holds an import', async () => {
    const errors = await fetch(`${gateway.url}/imports/i2/errors.csv`);
    expect([errors.status, await errors.text()]).toEqual([200, 'a,b\r\n']);
    const nowhere = await fetch(`${gateway.url}/imports/i3/errors.csv`);
    expect([nowhere.status, await nowhere.json()]).toEqual([404, { code: 'NOT_FOUND', from: 'sales' }]);
  });

  it('streams an export', async () => {
    const response = await fetch(`${gateway.url}/exports/contacts.csv?filter=%7B%7D`);
    expect(response.headers.get('content-disposition')).toBe('attachment');
    expect((await response.text()).split('\r\n')).toHaveLength(50_001);
  });

  it('serves the public keys', async () => {
    expect(await (await fetch(`${gateway.url}/.well-known/jwks.json`)).json()).toEqual({ keys: [] });
  });

  it('says what is not there, and what is not possible', async () => {
    for (const [path, method, status] of [
      ['/nothing', 'GET', 404],
      ['/imports/people', 'POST', 404],
      ['/forms/demo', 'GET', 405],
      ['/forms/a/b', 'POST', 404],
    ] as const) {
      const response = await fetch(gateway.url + path, { method });
      expect([path, response.status]).toEqual([path, status]);
      expect(await response.json()).toMatchObject({ message: expect.any(String) });
    }
  });

  it('answers one request after another on one connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    for (const [path, method] of [
      ['/health/live', 'GET'],
      ['/forms/demo', 'POST'],
      ['/graphql', 'POST'],
      ['/exports/contacts.csv', 'GET'],
    ] as const) {
      const outgoing = httpRequest(gateway.url + path, { method, agent, headers: { 'content-type': 'application/json' } });
      outgoing.end(method === 'POST' ? '{"query":"{ me { id } }"}' : undefined);
      const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
      ports.add(response.socket.localPort);
      await bodyOf(response);
    }
    expect(ports.size).toBe(1);
    agent.destroy();
  });

  it('is ready as long as it can serve, and says what is missing', async () => {
    const readiness = async (url: string): Promise<unknown> => {
      const response = await fetch(`${url}/health/ready`);
      return [response.status, await response.json()];
    };
    expect((await fetch(`${gateway.url}/health/live`)).status).toBe(200);
    expect(await readiness(gateway.url)).toEqual([200, { status: 'ok' }]);

    const { contacts, identity } = stubsInProcess();
    const sales = { url: 'http://127.0.0.1:1' };
    const unreachableSales = { sales: [expect.stringContaining('does not answer')] };
    const gone = await startTestGateway({ contacts, identity, sales });
    expect(await readiness(gone.url)).toEqual([200, { status: 'partial', reasons: unreachableSales }]);
    const nowhere = { url: 'http://127.0.0.1:1' };
    const none = await startTestGateway({ contacts: nowhere, identity: nowhere });
    const unreachable = [expect.stringContaining('does not answer')];
    expect(await readiness(none.url)).toEqual([503, { status: 'unavailable', reasons: { contacts: unreachable, identity: unreachable } }]);
    await none.close();
    // What this very process still has to do.
    const behind = ['view users is 12 behind'];
    const building = await startTestGateway({ contacts, identity: { ...identity, ready: () => behind } });
    expect(await readiness(building.url)).toEqual([503, { status: 'unavailable', reasons: { identity: behind } }]);
    await building.close();

    const refused = await fetch(`${gone.url}/imports/leads`, { method: 'POST', body: 'x' });
    expect([refused.status, await refused.json()]).toEqual([503, { code: 'UNAVAILABLE', message: 'sales cannot answer right now.' }]);
    await gone.close();
  });

  it('lets the first visitor name the first administrator, from a page of ours', async () => {
    const isOpen = async () => (await fetch(`${gateway.url}/setup`)).json();
    expect(await isOpen()).toEqual({ open: true });
    const submit = (password: string, headers = {}) => {
      const body = JSON.stringify({ organisation: 'Acme & Söhne', name: 'Ada', email: 'ada@example.org', password });
      return fetch(`${gateway.url}/setup`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    };
    expect((await submit('a long enough one', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await submit('a long enough one', { origin: 'https://evil.example' })).status).toBe(403);
    expect(await isOpen()).toEqual({ open: true });
    const short = await submit('short');
    expect([short.status, await short.json()]).toMatchObject([422, { fields: { password: 'is <too> short' } }]);
    expect((await submit('a long enough one', { origin: gateway.url })).status).toBe(201);
    expect(await isOpen()).toEqual({ open: false });
  });
});
