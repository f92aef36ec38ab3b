import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { administrator, graph, type TestDatabase, testDatabase, until } from '@throughline/test-kit';
import pg from 'pg';

const root = new URL('../../../', import.meta.url).pathname;
const services = readdirSync(`${root}services`).filter((name) => existsSync(`${root}services/${name}/src/main.ts`));
const folder = mkdtempSync(join(tmpdir(), 'throughline-processes-'));
const databases = new Map<string, TestDatabase>();
const started: Process[] = [];

/** A service or the gateway as operators run it: its `main.ts`, in a process of its own, told everything by the environment. */
class Process {
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
  output = '';
  readonly serving: Promise<string>;

  constructor(name: string, environment: Record<string, string>) {
    const main = join(root, name === 'gateway' ? name : `services/${name}`, 'src/main.ts');
    const env = { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...environment };
    const child = spawn(process.execPath, ['-C', 'source', '--import', join(root, 'tools/run-source.mjs'), main], { env, cwd: folder });
    this.child = child;
    this.ended = once(child, 'close').then(([code, signal]) => ({ code: code as number | null, signal: signal as string | null }));
    this.serving = new Promise((resolve, reject) => {
      const read = (line: string): void => {
        this.output += `${line}\n`;
        if (/"msg":"(ready to serve|serving)"/.test(line)) resolve((JSON.parse(line) as { url: string }).url);
      };
      createInterface(child.stdout).on('line', read);
      createInterface(child.stderr).on('line', read);
      void this.ended.then(({ code }) => reject(new Error(`${name} ended with ${code}:\n${this.output}`)));
    });
    this.serving.catch(() => {});
    started.push(this);
  }

  private readonly child: ChildProcess;
  url = '';

  async up(): Promise<this> {
    this.url = await this.serving;
    return this;
  }

  kill(signal: NodeJS.Signals): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
  }

  /** No longer open to anybody new. */
  async closed(): Promise<void> {
    expect(
      await until(
        () => isOpen(this.url),
        (open) => !open,
      ),
    ).toBe(false);
  }
}

const environmentOf = (name: string): Record<string, string> => ({
  DATABASE_URL: databases.get(name)!.url,
  KEYS_URL: databases.get('keys')!.url,
  BUS_URL: 'embedded:',
  MASTER_KEY_FILE: join(folder, 'master.key'),
  THROUGHLINE_DATA: join(folder, name),
  ...(name === 'identity' && { THROUGHLINE_ADMIN_EMAIL: administrator.email, THROUGHLINE_ADMIN_PASSWORD: administrator.password }),
});
const startService = (name: string, more: Record<string, string> = {}): Process => new Process(name, { ...environmentOf(name), ...more });
const gatewayWith = (urls: (name: string) => string, more: Record<string, string> = {}): Process =>
  new Process('gateway', { ...Object.fromEntries(services.map((name) => [`${name.toUpperCase()}_URL`, urls(name)])), ...more });
const nowhere = (): string => 'http://127.0.0.1:1';

beforeAll(async () => {
  for (const name of ['keys', ...services]) databases.set(name, await testDatabase());
});
afterAll(async () => {
  for (const process of started) process.kill('SIGKILL');
  await Promise.all(started.map(({ ended }) => ended));
  for (const database of databases.values()) await database.drop();
  rmSync(folder, { recursive: true });
});

const anything: Record<string, string> = {
  identity: '{ users(first: 1) { totalCount } }',
  contacts: '{ contacts(first: 1) { totalCount } }',
  sales: '{ opportunities(first: 1) { totalCount } }',
  marketing: '{ forms(first: 1) { totalCount } }',
  activities: '{ tasks(first: 1) { totalCount } }',
};
const unauthenticated = { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] };

describe('each service and the gateway, in processes of their own', () => {
  const running = new Map<string, Process>();
  let gateway: Process;
  beforeAll(async () => {
    for (const name of services) running.set(name, startService(name));
    await Promise.all([...running.values()].map((service) => service.up()));
    gateway = await gatewayWith((name) => running.get(name)!.url).up();
  });

  it.each(services)('%s comes up, answers, and asks who is there', async (name) => {
    const { url } = running.get(name)!;
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect(await ask(url, '{ __typename }')).toEqual({ data: { __typename: 'Query' } });
    expect(await ask(url, anything[name]!)).toMatchObject(unauthenticated);
    expect(await ask(gateway.url, anything[name]!)).toMatchObject(unauthenticated);
  });

  // Without a bus between processes nobody but identity hears of the people whom the others wait for.
  it('are ready when their views are built, and say which are not', async () => {
    const readiness = async (url: string): Promise<any> => (await fetch(`${url}/health/ready`)).json();
    expect(
      await until(
        () => readiness(running.get('identity')!.url),
        ({ ready }) => ready,
      ),
    ).toEqual({ ready: true, reasons: [] });
    const others = services.filter((name) => name !== 'identity');
    for (const name of others)
      expect(await readiness(running.get(name)!.url)).toEqual({
        ready: false,
        reasons: expect.arrayContaining([expect.stringMatching(new RegExp(`^${name}: the view users_v\\d+ is being built`))]),
      });
    const { status, reasons } = await readiness(gateway.url);
    expect([status, Object.keys(reasons).sort()]).toEqual(['partial', others]);
  });

  it('serve the edge through the gateway', async () => {
    expect((await fetch(`${gateway.url}/exports/contacts.csv`)).status).toBe(401);
    expect((await fetch(`${gateway.url}/.well-known/jwks.json`)).status).toBe(200);
  });

  it('answer what they have begun with on SIGTERM, and end with 0', async () => {
    const token = await signIn(gateway.url);
    const all = [gateway, ...running.values()];
    const halves = await Promise.all(all.map(({ url }) => begun(url, '{ __typename }')));
    // A command that waits in the database for its turn to be appended, and of each process a request of which half has arrived.
    const identity = new pg.Client({ connectionString: databases.get('identity')!.url });
    await identity.connect();
    await identity.query('BEGIN');
    await identity.query('LOCK TABLE events.head IN ACCESS EXCLUSIVE MODE');
    const waiting = `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND relation = 'events.head'::regclass`;
    const created = graph(gateway.url, 'mutation { createTeam(input: { name: "The last" }) { team { name } } }', token);
    created.catch(() => {});
    await until(
      async () => (await identity.query<{ n: number }>(waiting)).rows[0]!.n,
      (n) => n > 0,
    );

    // All of it within the three seconds for which the store waits for its lock.
    gateway.kill('SIGTERM');
    const [ofGateway, ...ofServices] = halves;
    expect(await ofGateway!.answer()).toEqual({ data: { __typename: 'Query' } });
    for (const service of running.values()) service.kill('SIGTERM');
    await pause(300);
    // As Ctrl-C comes through npm: a second time.
    for (const busy of [gateway, running.get('identity')!]) busy.kill('SIGTERM');
    await identity.query('COMMIT');
    await identity.end();
    await Promise.all(all.map((each) => each.closed()));
    for (const half of ofServices) expect(await half.answer()).toEqual({ data: { __typename: 'Query' } });
    expect(await created).toEqual({ createTeam: { team: { name: 'The last' } } });
    for (const each of all) expect(await each.ended).toEqual({ code: 0, signal: null });
    for (const { output } of all) expect(output).not.toMatch(new RegExp(`${administrator.password}|${administrator.email}`));
  });
});

describe('a process with a configuration that does not do', () => {
  it.each(services)('names everything that is missing or no such thing: %s', async (name) => {
    const refused = new Process(name, { DATABASE_URL: 'mysql://root:hidden@somewhere', PORT: 'http' });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    expect(refused.output).toContain(`${name} cannot start:`);
    for (const variable of ['DATABASE_URL', 'KEYS_URL', 'BUS_URL', 'MASTER_KEY', 'PORT'])
      expect(refused.output).toMatch(new RegExp(`^  - ${variable}\\b`, 'm'));
    expect(refused.output).not.toContain('hidden');
  });

  it('names what is missing or no such thing: the gateway', async () => {
    const refused = new Process('gateway', { PORT: '70000', SALES_URL: 'sales:4000' });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    for (const variable of ['PORT', ...services.map((name) => `${name.toUpperCase()}_URL`)])
      expect(refused.output).toMatch(new RegExp(`^ +${variable} is`, 'm'));
  });

  it('names what cannot be used, and shows no secret', async () => {
    const refused = startService('sales', {
      DATABASE_URL: databases.get('sales')!.url.replace(/[^/]*$/, 'not_there'),
      KEYS_URL: 'postgres://keys:hidden@127.0.0.1:1/keys',
      MASTER_KEY_FILE: '',
      MASTER_KEY: 'too short',
      THROUGHLINE_DATA: join(root, 'package.json', 'data'),
    });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    expect(refused.output).toContain('DATABASE_URL cannot be used: database "not_there" does not exist');
    expect(refused.output).toContain('KEYS_URL cannot be used: connect ECONNREFUSED');
    expect(refused.output).toContain('MASTER_KEY cannot be used: A master key is 32 bytes in base64');
    expect(refused.output).toContain('THROUGHLINE_DATA cannot be used: ENOTDIR');
    expect(refused.output).not.toMatch(/hidden|too short/);
  });

  it.each(['sales', 'gateway'])('says that the port is taken, and ends: %s', async (name) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const PORT = String((other.address() as AddressInfo).port);
    const refused = name === 'gateway' ? gatewayWith(nowhere, { PORT }) : startService(name, { PORT });
    expect(await refused.ended).toEqual({ code: 1, signal: null });
    expect(refused.output).toContain('HOST and PORT cannot be used: another program listens there');
    other.close();
  });

  it('serves, where services do not answer, and says which: the gateway', async () => {
    const url = await gatewayWith(nowhere).serving;
    const readiness = await fetch(`${url}/health/ready`);
    expect(readiness.status).toBe(503);
    expect(Object.keys(((await readiness.json()) as { reasons: object }).reasons).sort()).toEqual([...services].sort());
    expect(await ask(url, anything['sales']!)).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
  });
});

async function ask(url: string, query: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).json();
}

async function signIn(url: string): Promise<string> {
  const { email, password } = administrator;
  return (await graph(url, `mutation { signIn(input: { email: "${email}", password: "${password}" }) { accessToken } }`)).signIn
    .accessToken;
}

/** A request whose head the server has taken and asked for the body of; `answer` sends that. */
async function begun(url: string, query: string): Promise<{ answer(): Promise<unknown> }> {
  const body = JSON.stringify({ query });
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), expect: '100-continue' };
  const sending: ClientRequest = request(`${url}/graphql`, { method: 'POST', headers, agent: false });
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
  answered.catch(() => {});
  sending.flushHeaders();
  await once(sending, 'continue');
  return {
    async answer() {
      sending.end(body);
      return json((await answered)[0]);
    },
  };
}

async function isOpen(url: string): Promise<boolean> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
