import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it } from '@jest/globals';
import { bodyOf, listen, stubsInProcess, type Running } from '../test/stub-services.js';
import { ask, startTestGateway, type TestGateway } from '../test/test-gateway.js';

const closing: { close(): Promise<void> }[] = [];
const kept = <T extends { close(): Promise<void> }>(one: T): T => {
  closing.push(one);
  return one;
};
afterAll(async () => {
  for (const each of closing.reverse()) await each.close();
});

/** A process of the service `contacts` that answers with its name and counts what it was asked. */
async function instance(name: string, headers: Record<string, string> = {}): Promise<Running & { asked: string[] }> {
  const asked: string[] = [];
  const running = await listen(async (request, response) => {
    asked.push(String(await bodyOf(request)));
    response.writeHead(200, { 'content-type': 'application/json', ...headers });
    const contact = { contact: { givenName: name } };
    response.end(JSON.stringify({ data: { ...contact, createContact: contact } }));
  });
  return kept({ ...running, asked });
}

/** Takes connections, and closes each as soon as a request has come over it, as a process that is killed does. */
async function dying(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('error', () => {});
    socket.once('data', (data) => {
      asked.push(String(data));
      socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  kept({ close: async () => void server.close() });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const nowhere = 'http://127.0.0.1:1';
const gatewayTo = async (...urls: string[]): Promise<TestGateway> =>
  kept(await startTestGateway({ ...stubsInProcess(), contacts: { url: urls.join(', ') } }));
const query = '{ contact(id: "c1") { givenName } }';
const mutation = 'mutation { createContact(input: { givenName: "Ada" }) { contact { givenName } } }';
const who = async (gateway: TestGateway): Promise<string> => (await ask(gateway, query)).data?.contact?.givenName;

it('the processes of a service are asked in turn', async () => {
  const gateway = await gatewayTo((await instance('a')).url, (await instance('b')).url);
  const answers = [await who(gateway), await who(gateway), await who(gateway), await who(gateway)];
  expect(answers.sort()).toEqual(['a', 'a', 'b', 'b']);
});

it('one that refuses connections is passed over, for queries, commands and uploads', async () => {
  const there = await instance('there');
  const gateway = await gatewayTo(nowhere, there.url);
  for (let n = 0; n < 4; n++) expect(await who(gateway)).toBe('there');
  for (let n = 0; n < 4; n++) expect((await ask(gateway, mutation)).errors).toBeUndefined();
  const fresh = await gatewayTo(nowhere, there.url);
  const answer = await fetch(`${fresh.url}/imports/contacts`, { method: 'POST', body: 'a file '.repeat(100_000) });
  expect(answer.status).toBe(200);
  expect(there.asked.at(-1)).toBe('a file '.repeat(100_000));
});

it('a query whose connection is cut is asked again elsewhere, a command never', async () => {
  const cut = await dying();
  const there = await instance('there');
  expect(await who(await gatewayTo(cut.url, there.url))).toBe('there');
  expect(cut.asked).toHaveLength(1);

  const answer = await ask(await gatewayTo(cut.url, there.url), mutation);
  expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  expect(there.asked.filter((body) => body.includes('createContact'))).toEqual([]);
  const upload = await fetch(`${(await gatewayTo(cut.url, there.url)).url}/imports/contacts`, { method: 'POST', body: 'a file' });
  expect(upload.status).toBe(503);
});

it('one that says goodbye is asked no more while there is another', async () => {
  const leaving = await instance('leaving', { connection: 'close' });
  const gateway = await gatewayTo(leaving.url, (await instance('staying')).url);
  for (let n = 0; n < 10; n++) await who(gateway);
  expect(leaving.asked).toHaveLength(1);
  const alone = await gatewayTo(leaving.url);
  expect([await who(alone), await who(alone)]).toEqual(['leaving', 'leaving']);
});

it('where one has just come back and the other says goodbye, the one that is back is asked', async () => {
  const leaving = await instance('leaving', { connection: 'close' });
  const { port } = new URL((await instance('gone')).url);
  const gone = closing.pop()!;
  await gone.close();
  const gateway = await gatewayTo(leaving.url, `http://127.0.0.1:${port}`);
  // The second is found gone, and then the first says goodbye.
  for (let n = 0; n < 2; n++) expect(await who(gateway)).toBe('leaving');
  const back = await listen((_, response) => void response.end(JSON.stringify({ data: { contact: { givenName: 'back' } } })), Number(port));
  kept(back);
  for (let n = 0; n < 4; n++) expect(await who(gateway)).toBe('back');
});

it('lets go of an idle connection before the service does', async () => {
  const sockets: Socket[] = [];
  const contact = { data: { contact: { givenName: 'a' } } };
  const server = createServer((socket) => {
    sockets.push(socket);
    const body = JSON.stringify(contact);
    socket.on('data', () =>
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: keep-alive\r\nkeep-alive: timeout=2\r\n\r\n${body}`,
      ),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway = await gatewayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(await who(gateway)).toBe('a');
  // This server never ends a connection by itself.
  if (!sockets[0]!.readableEnded) await once(sockets[0]!, 'end');
  expect(sockets).toHaveLength(1);
  server.close();
});

it('counts a service as ready when one process of it is', async () => {
  const up = await listen((_, response) => void response.end('{}'));
  kept(up);
  const status = async (gateway: TestGateway) => ((await (await fetch(`${gateway.url}/health/ready`)).json()) as { status: string }).status;
  expect(await status(await gatewayTo(nowhere, up.url))).toBe('ok');
  expect(await status(await gatewayTo(nowhere, nowhere))).toBe('partial');
});
