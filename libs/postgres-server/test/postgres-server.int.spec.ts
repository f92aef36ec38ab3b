import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresServer } from '@throughline/postgres-server';
import pg from 'pg';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'throughline-servers-'));
  chmodSync(base, 0o755);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const root = fileURLToPath(new URL('../../..', import.meta.url));

async function owner(folder: string): Promise<{ process: ChildProcess; pid: number; url: string }> {
  const args = ['-C', 'source', '--import', './tools/run-source.mjs', 'libs/postgres-server/test/owner.ts', folder];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return { process: child, ...(JSON.parse(line.toString()) as { pid: number; url: string }) };
}

/** A process that has ended may stay in the list until its parent takes notice. */
function alive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}

async function gone(pid: number): Promise<void> {
  for (let waited = 0; alive(pid) && waited < 20_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

describe('a PostgreSQL server', () => {
  it('keeps what was committed over a stop and a start', async () => {
    const options = { folder: join(base, 'kept'), password: 'test' };
    const first = await PostgresServer.start(options);
    await query(first.url(), 'create table t as select 7 as n');
    await first.stop();
    expect(alive(first.pid)).toBe(false);
    const second = await PostgresServer.start(options);
    expect(await query(second.url(), 'select n from t')).toEqual([{ n: 7 }]);
    await second.stop();
  });

  it('asks for the password', async () => {
    const server = await PostgresServer.start({ folder: join(base, 'locked'), password: 'right', throwaway: true });
    await expect(query(server.url().replace('right', 'wrong'), 'select 1')).rejects.toThrow(/password/);
    await server.stop();
  });

  it('is also reached by a socket, for which the password counts as well', async () => {
    const server = await PostgresServer.start({ folder: join(base, 'socket'), password: 'right', throwaway: true });
    expect(await query(server.localUrl(), 'select inet_client_addr() as address')).toEqual([{ address: null }]);
    await expect(query(server.localUrl().replace('right', 'wrong'), 'select 1')).rejects.toThrow(/password/);
    await server.stop();
  });

  it('ends when its owner is killed', async () => {
    const { process: child, pid } = await owner(join(base, 'owned'));
    child.kill('SIGKILL');
    await gone(pid);
    expect(alive(pid)).toBe(false);
  });

  it('is stopped by the next owner when the watchdog was killed too, and nothing committed is lost', async () => {
    const folder = join(base, 'orphan');
    const { process: child, pid, url } = await owner(folder);
    await query(url, 'create table t as select 7 as n');
    for (const watchdog of watchdogsOf(pid)) process.kill(watchdog, 'SIGKILL');
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(alive(pid)).toBe(true);
    const next = await PostgresServer.start({ folder, password: 'test' });
    expect(alive(pid)).toBe(false);
    expect(await query(next.url(), 'select n from t')).toEqual([{ n: 7 }]);
    await next.stop();
  });

  it('waits for the sessions of a server that was killed', async () => {
    const options = { folder: join(base, 'killed'), password: 'test' };
    const first = await PostgresServer.start(options);
    const client = new pg.Client({ connectionString: first.url() });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    process.kill(rows[0]!.pid, 'SIGSTOP');
    process.kill(first.pid, 'SIGKILL');
    await first.ended();
    const starting = PostgresServer.start(options);
    await new Promise((resolve) => setTimeout(resolve, 500));
    process.kill(rows[0]!.pid, 'SIGKILL');
    const second = await starting;
    expect(await query(second.url(), 'select 1 as n')).toEqual([{ n: 1 }]);
    await second.stop();
    await client.end().catch(() => {});
  });

  it('makes the cluster again when making it was interrupted', async () => {
    const folder = join(base, 'half');
    mkdirSync(`${folder}.new`);
    writeFileSync(join(`${folder}.new`, 'PG_VERSION'), '18\n');
    const server = await PostgresServer.start({ folder, password: 'test', throwaway: true });
    expect(await query(server.url(), 'select 1 as n')).toEqual([{ n: 1 }]);
    expect(existsSync(`${folder}.new`)).toBe(false);
    await server.stop();
  });

  it('never removes what is in its folder, whole or not', async () => {
    const damaged = join(base, 'damaged');
    mkdirSync(join(damaged, 'base'), { recursive: true });
    writeFileSync(join(damaged, 'PG_VERSION'), '18\n');
    await expect(PostgresServer.start({ folder: damaged, password: 'test' })).rejects.toThrow(/did not start/);
    const other = join(base, 'other');
    mkdirSync(join(other, 'base'), { recursive: true });
    await expect(PostgresServer.start({ folder: other, password: 'test' })).rejects.toThrow(/holds no database cluster/);
    expect([existsSync(join(damaged, 'base')), existsSync(join(other, 'base'))]).toEqual([true, true]);
  });

  it('says what the server says when it does not start', async () => {
    const failing = PostgresServer.start({ folder: join(base, 'failing'), password: 'test', settings: { shared_buffers: 'many' } });
    await expect(failing).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
  });

  it('logs no values of rows', async () => {
    const folder = join(base, 'discreet');
    const server = await PostgresServer.start({ folder, password: 'test' });
    await query(server.url(), 'create table t (name text unique)');
    const insert = query(server.url(), "insert into t values ('Ada Lovelace'), ('Ada Lovelace')");
    await expect(insert).rejects.toThrow(/duplicate key/);
    await server.stop();
    const log = readFileSync(`${folder}.log`, 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('Ada');
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot(
    'runs for root as another user, also below a folder that is closed to others (skipped where the tests do not run as root)',
    async () => {
      const closed = join(base, 'closed');
      mkdirSync(closed, { mode: 0o700 });
      const server = await PostgresServer.start({ folder: join(closed, 'postgres'), password: 'test', throwaway: true });
      expect(await query(server.url(), 'select 1 as n')).toEqual([{ n: 1 }]);
      expect(statSync(join(closed, 'postgres')).uid).not.toBe(0);
      expect(Number(execFileSync('ps', ['-o', 'uid=', '-p', String(server.pid)], { encoding: 'utf8' }))).not.toBe(0);
      await server.stop();
      expect(existsSync(join(closed, 'postgres'))).toBe(false);
    },
  );
});

function watchdogsOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(` watchdog ${pid} `)).map((line) => Number.parseInt(line, 10));
}
