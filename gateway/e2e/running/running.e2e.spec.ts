import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import {
  freshFolder,
  graph,
  processesOf,
  runScript,
  signIn,
  startProduct,
  stopProduct as stop,
  type Options,
  type Run,
} from '@throughline/test-kit';

const folders: string[] = [];
const folder = (): string => {
  folders.push(freshFolder());
  return folders.at(-1)!;
};
const runs: Run[] = [];
const kept = <R extends Run>(running: R): R => {
  runs.push(running);
  return running;
};
const run = (script: string, path: string, options?: Options) => kept(runScript(script, path, options));
const start = (path: string, options?: Options) => startProduct(path, { ...options, onSpawn: kept });
afterEach(() => {
  for (const { process } of runs.splice(0)) process.kill('SIGKILL');
  for (const path of folders.splice(0)) {
    for (const { pid } of processesOf(path)) process.kill(pid, 'SIGKILL');
    rmSync(dirname(path), { recursive: true, force: true });
  }
});

const createTeam = (name: string): string => `mutation { createTeam(input: { name: "${name}" }) { team { id } } }`;
const teamNames = async (url: string, token: string): Promise<string[]> =>
  (await graph(url, '{ teams { edges { node { name } } } }', token)).teams.edges.map(({ node }: { node: { name: string } }) => node.name);

describe('the one-process run', () => {
  it('serves until SIGTERM, leaves a second start alone, and ends with nothing left behind', async () => {
    const path = folder();
    const first = await start(path, { npm: true, environment: { LIMIT_ALIASES: '1' } });
    expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);

    await expect(graph(first.url, '{ a: __typename b: __typename }')).rejects.toThrow(/2 aliases; 1 are allowed/);

    const second = run('start', path, { environment: { PORT: '0' } });
    expect((await second.ended).code).toBe(1);
    expect(second.output()).toMatch(/already runs on/);
    const mistaken = run('start', path, { environment: { PORT: '0', TRUSTED_PROXIES: 'all' } });
    expect((await mistaken.ended).code).toBe(1);
    expect(mistaken.output()).toMatch(/TRUSTED_PROXIES is "all"; it has to be a whole number/);
    expect(await teamNames(first.url, await signIn(first.url))).toBeDefined();

    expect(await stop(first)).toBe(0);
    expect(processesOf(path)).toEqual([]);
    expect(existsSync(`${path}/postgres/postmaster.pid`)).toBe(false);
  });

  it('ends as well on Ctrl-C, which npm may pass on a second time', async () => {
    const running = await start(folder());
    running.process.kill('SIGINT');
    running.process.kill('SIGINT');
    expect(await running.ended).toEqual({ code: 0, signal: null });
  });

  it('ends cleanly when it is stopped while it starts', async () => {
    const path = folder();
    const starting = run('start', path, { environment: { PORT: '0' } });
    while (!starting.output().includes('PostgreSQL')) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await stop(starting)).toBe(0);
    expect(processesOf(path)).toEqual([]);
  });

  it('answers what it has taken when it is stopped under load, takes nothing more, and leaves nothing half done', async () => {
    const path = folder();
    const first = await start(path);
    const token = await signIn(first.url);
    const acknowledged: string[] = [];
    const refused: string[] = [];
    const broken: unknown[] = [];
    let afterSignal = 0;
    const client = async (number: number): Promise<void> => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      for (let n = 1; broken.length === 0; n++) {
        const familyName = `Client ${number}, contact ${n}`;
        const answer = await createContact(first.url, token, familyName, agent);
        if (answer === 'not taken') {
          refused.push(familyName);
          break;
        }
        if (answer !== familyName) broken.push({ familyName, answer });
        else acknowledged.push(familyName);
        if (stopping) afterSignal++;
      }
      agent.destroy();
    };
    let stopping = false;
    const clients = Promise.all(Array.from({ length: 32 }, (_, number) => client(number)));
    while (acknowledged.length < 200 && broken.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stopping = true;
    const code = await stop(first);
    await clients;
    expect(code).toBe(0);
    expect(broken).toEqual([]);
    expect(refused).toHaveLength(32);
    expect(afterSignal).toBeGreaterThan(0);

    const second = await start(path);
    expect(await contactNames(second.url, await signIn(second.url))).toEqual(acknowledged.sort());
    const verified = run('verify', path);
    expect([(await verified.ended).code, verified.output()]).toEqual([0, expect.any(String)]);
    expect(await stop(second)).toBe(0);
  });

  it('goes on with all that was acknowledged after kill -9 of everything', async () => {
    const path = folder();
    const first = await start(path);
    const token = await signIn(first.url);
    const acknowledged: string[] = [];
    const work = (async () => {
      for (let n = 1; ; n++) {
        await graph(first.url, createTeam(`Team ${n}`), token);
        acknowledged.push(`Team ${n}`);
      }
    })().catch(() => {});
    while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 10));
    for (const { pid } of [{ pid: first.process.pid! }, ...processesOf(path)]) process.kill(pid, 'SIGKILL');
    await work;

    const second = await start(path);
    const query = '{ teams(first: 500) { edges { node { name } } } }';
    const names = (await graph(second.url, query, await signIn(second.url))).teams.edges.map(
      ({ node }: { node: { name: string } }) => node.name,
    );
    expect(acknowledged.filter((name) => !names.includes(name))).toEqual([]);
    expect(await stop(second)).toBe(0);
  });

  it('starts PostgreSQL again when it dies alone', async () => {
    const path = folder();
    const running = await start(path);
    const token = await signIn(running.url);
    process.kill(Number(readFileSync(`${path}/postgres/postmaster.pid`, 'utf8').split('\n')[0]), 'SIGKILL');
    let created: unknown;
    for (const giveUp = Date.now() + 60_000; !created && Date.now() < giveUp;) {
      created = await graph(running.url, createTeam('After the fall'), token).catch(() => undefined);
    }
    expect(created).toBeDefined();
    expect(await stop(running)).toBe(0);
    expect(processesOf(path)).toEqual([]);
  });

  it('refuses a data folder of a newer version and changes nothing in it', async () => {
    const path = folder();
    mkdirSync(path);
    writeFileSync(`${path}/format`, '999\n');
    const refused = run('start', path);
    expect((await refused.ended).code).toBe(1);
    expect(refused.output()).toMatch(/newer version of Throughline/);
    expect(readdirSync(path)).toEqual(['format']);
  });

  it('says that the port is taken, in plain words, and leaves nothing behind', async () => {
    const path = folder();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const refused = run('start', path, { environment: { PORT: String(port) } });
    expect((await refused.ended).code).toBe(1);
    expect(refused.output()).toContain(`Port ${port} is taken`);
    expect(processesOf(path)).toEqual([]);
    other.close();
  });

  const nobody = 65534;
  const asRoot = process.getuid?.() === 0 && openToOthers(new URL('../../../', import.meta.url).pathname) ? it : it.skip;
  asRoot('runs as an ordinary user (skipped where the tests do not run as root, or others may not read the project)', async () => {
    const path = folder();
    mkdirSync(path);
    chownSync(dirname(path), nobody, nobody);
    chownSync(path, nobody, nobody);
    const running = await start(path, { uid: nobody });
    expect(statSync(`${path}/postgres`).uid).toBe(nobody);
    expect(await teamNames(running.url, await signIn(running.url))).toBeDefined();
    expect(await stop(running)).toBe(0);
  });
});

/** The name in the answer, or the whole answer where it is another; 'not taken' where the connection was refused, or closed without a word. */
async function createContact(url: string, token: string, familyName: string, agent: Agent): Promise<unknown> {
  const query = `mutation { createContact(input: { familyName: "${familyName}" }) { contact { familyName } } }`;
  const sending = request(`${url}/graphql`, {
    method: 'POST',
    agent,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });
  sending.end(JSON.stringify({ query }));
  let response: IncomingMessage;
  try {
    [response] = (await once(sending, 'response')) as [IncomingMessage];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ECONNREFUSED' || code === 'ECONNRESET' ? 'not taken' : error;
  }
  const body = await text(response).catch((error: Error) => `half an answer: ${error.message}`);
  return /^{"data":{"createContact":{"contact":{"familyName":"([^"]*)"}}}}$/.exec(body)?.[1] ?? body;
}

/** Of all contacts, in order. */
async function contactNames(url: string, token: string): Promise<string[]> {
  const names: string[] = [];
  for (let after = ''; ;) {
    const { edges, pageInfo } = (
      await graph(url, `{ contacts(first: 200${after}) { edges { node { familyName } } pageInfo { hasNextPage endCursor } } }`, token)
    ).contacts;
    names.push(...edges.map(({ node }: { node: { familyName: string } }) => node.familyName));
    if (!pageInfo.hasNextPage) return names.sort();
    after = `, after: "${pageInfo.endCursor}"`;
  }
}

function openToOthers(path: string): boolean {
  return path === '/' || ((statSync(path).mode & 0o005) === 0o005 && openToOthers(dirname(path)));
}
