import { chownSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { freshFolder, graph, processesOf, run, signIn, start, stop } from '../run.js';

const folders: string[] = [];
const folder = (): string => {
  folders.push(freshFolder());
  return folders.at(-1)!;
};
afterEach(() => {
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
    const first = await start(path, { npm: true });
    expect((await fetch(`${first.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);

    const second = run('start', path, { environment: { PORT: '0' } });
    expect((await second.ended).code).toBe(1);
    expect(second.output()).toMatch(/already runs on/);
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

function openToOthers(path: string): boolean {
  return path === '/' || ((statSync(path).mode & 0o005) === 0o005 && openToOthers(dirname(path)));
}
