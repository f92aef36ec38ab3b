import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Benchmark, compared, interleaved, measured } from './harness.js';

const CLIENTS = 8;
const REQUESTS = Number(process.env.BENCH_REQUESTS ?? 4000);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const nothing = JSON.stringify({
  query: 'mutation ($input: NothingInput!) { nothing(input: $input) { contact { id givenName } } }',
  variables: { input: { givenName: 'Ada', familyName: 'Lovelace' } },
});
const list = JSON.stringify({ query: '{ contacts { id givenName account { id name } owner { id name } } }' });

/** What the gateway adds to a request, its services in the same process: CPU of the server, user and system, without the client's. */
const gateway: Benchmark = async () => {
  const bare = await serverOf('bare');
  const whole = await serverOf('gateway');
  try {
    const noop = await interleaved<'bare' | 'gateway'>(ROUNDS, {
      bare: () => bare.cpu(nothing, REQUESTS),
      gateway: () => whole.cpu(nothing, REQUESTS),
    });
    const lists = await interleaved<'gateway'>(ROUNDS, { gateway: () => whole.cpu(list, REQUESTS / 8) });
    return [
      compared(
        {
          name: 'a no-op mutation through the gateway',
          unit: 'CPU ms',
          reference: "the service's graph on bare node:http",
          goal: { atMost: 2 },
        },
        noop.gateway,
        noop.bare,
      ),
      measured({ name: '60 contacts with account and owner, of two services', unit: 'CPU ms' }, lists.gateway),
    ];
  } finally {
    bare.stop();
    whole.stop();
  }
};
export default gateway;

async function serverOf(kind: string) {
  const extension = extname(fileURLToPath(import.meta.url));
  const child = fork(new URL(`gateway-server${extension}`, import.meta.url), [kind]);
  const port = (await answerOf(child)) as number;
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  return {
    /** Milliseconds a request. */
    async cpu(body: string, requests: number): Promise<number> {
      const before = await usage(child);
      let left = requests;
      await Promise.all(
        Array.from({ length: CLIENTS }, async () => {
          while (left-- > 0) await post(port, agent, body);
        }),
      );
      return ((await usage(child)) - before) / 1000 / requests;
    },
    stop() {
      agent.destroy();
      child.disconnect();
    },
  };
}

async function usage(child: ChildProcess): Promise<number> {
  child.send('usage');
  const { user, system } = (await answerOf(child)) as NodeJS.CpuUsage;
  return user + system;
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const [message] = (await once(child, 'message')) as [unknown];
  return message;
}

async function post(port: number, agent: Agent, body: string): Promise<void> {
  const outgoing = httpRequest({
    port,
    agent,
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  if (!text.startsWith('{"data"')) throw new Error(text);
}
