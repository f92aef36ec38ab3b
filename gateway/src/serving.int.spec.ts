import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request as httpRequest } from 'node:http';
import { until } from '@throughline/test-kit';
import { bodyOf, contactsSdl, identitySdl, stubsInProcess, stubsOverHttp, supergraphOf } from '../test/stub-services.js';
import { ask, post, startTestGateway } from '../test/test-gateway.js';
import { startGateway } from './index.js';
import { createLog } from './log.js';

it('takes a new supergraph while it serves, and keeps the last good one', async () => {
  const problems: unknown[] = [];
  const log = { info: () => {}, warn: () => {}, error: (entry: object) => void problems.push(entry) };
  const sdl = contactsSdl.replace('whoAmI:', 'greeting: String whoAmI:');
  const gateway = await startTestGateway(stubsInProcess(sdl), { pollMs: 20, log: log as never });
  const knowsGreeting = async () => !(await ask(gateway, '{ greeting }')).errors;
  expect(await knowsGreeting()).toBe(false);

  await writeFile(gateway.supergraph, 'type Query { nothing: Int }');
  expect(await until(async () => problems.length > 0)).toBe(true);
  expect((await ask(gateway, '{ me { name } }')).data).toEqual({ me: { name: 'Ada' } });

  await writeFile(gateway.supergraph, supergraphOf({ contacts: sdl, identity: identitySdl }));
  expect(await until(knowsGreeting)).toBe(true);
  expect((await ask(gateway, '{ me { name } }')).data).toEqual({ me: { name: 'Ada' } });
  await gateway.close();
});

it('does not start where the supergraph holds a service that nobody can reach', async () => {
  const { contacts } = stubsInProcess();
  await expect(startTestGateway({ contacts })).rejects.toThrow('identity');
  await expect(startGateway({ port: 0, subgraphs: {}, supergraph: '/nowhere', log: createLog('silent') })).rejects.toThrow('/nowhere');
});

it('says UNAVAILABLE of a service that is gone, and answers what the others know', async () => {
  const { contacts, identity } = await stubsOverHttp();
  const gateway = await startTestGateway({ contacts, identity });
  await identity.close();
  const { data, errors } = await ask(gateway, '{ contact(id: "c1") { givenName note } }');
  expect(data).toEqual({ contact: { givenName: 'Person c1', note: null } });
  expect(errors).toMatchObject([{ path: ['contact'], extensions: { code: 'UNAVAILABLE' } }]);
  await gateway.close();
  await contacts.close();
});

it('says UNAVAILABLE of a service that does not answer in time', async () => {
  const { contacts, identity } = await stubsOverHttp();
  const gateway = await startTestGateway({ contacts, identity }, { timeoutMs: 50 });
  expect((await ask(gateway, '{ wait(milliseconds: 60000) }')).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  await gateway.close();
  await Promise.all([contacts.close(), identity.close()]);
});

it('stops without dropping a request that it took', async () => {
  const gateway = await startTestGateway(stubsInProcess());
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const send = (milliseconds: number) => {
    const outgoing = httpRequest(`${gateway.url}/graphql`, { method: 'POST', agent, headers: { 'content-type': 'application/json' } });
    outgoing.end(JSON.stringify({ query: `{ wait(milliseconds: ${milliseconds}) }` }));
    return once(outgoing, 'response').then(async ([response]) => {
      const { statusCode, headers } = response as IncomingMessage;
      return { statusCode, connection: headers.connection, body: JSON.parse(String(await bodyOf(response as IncomingMessage))) as unknown };
    });
  };
  // Fifty open connections, all of them used.
  await Promise.all(Array.from({ length: 50 }, () => send(1)));
  const slow = Array.from({ length: 25 }, () => send(500));
  await new Promise((resolve) => setTimeout(resolve, 50));
  const stopped = gateway.close();
  // On connections that were idle when it began to stop.
  const late = Array.from({ length: 25 }, () => send(10));
  for (const answer of await Promise.all(slow)) expect(answer).toMatchObject({ statusCode: 200, body: { data: { wait: 500 } } });
  for (const answer of await Promise.all(late))
    expect(answer).toMatchObject({ statusCode: 200, connection: 'close', body: { data: { wait: 10 } } });
  await stopped;
  await expect(post(gateway, { query: '{ me { id } }' })).rejects.toThrow();
});

it('asks for the media type that clients of the specification expect', async () => {
  const gateway = await startTestGateway(stubsInProcess());
  const accept = { accept: 'application/graphql-response+json' };
  const good = await post(gateway, { query: '{ me { id } }' }, accept);
  expect([good.status, good.headers.get('content-type')]).toEqual([200, 'application/graphql-response+json; charset=utf-8']);
  expect((await post(gateway, { query: '{ nothing }' }, accept)).status).toBe(400);
  await gateway.close();
});
