import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { PostgresServer } from '@throughline/postgres-server';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, connect as connectTo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable } from './event-store.js';
import { PostgresEventStore } from './postgres-event-store.js';
import {
  appendingBackends,
  type Client,
  connect,
  contendersForARevision,
  type Fault,
  lowerPositionCommitsLater,
  manyDeliveries,
  numberedByASequence,
  oneCommandTwice,
  readAll,
  underLoad,
  withoutTheLock,
} from './testing/faults.js';
import { anAppend } from './testing/index.js';

jest.setTimeout(180_000);

/** A server of our own, since it will be killed. It comes back on the same port. */
const folder = join(tmpdir(), `throughline-faults-${randomUUID()}`);
let server: PostgresServer;
let port: number;
const urlOf = (database: string): string => server.url(database).replace(/:\d+\//, `:${port}/`);

async function startServer(): Promise<void> {
  const durable = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', max_connections: 100 };
  for (let attempt = 0; ; attempt++) {
    try {
      server = await PostgresServer.start({ folder, password: 'test', throwaway: true, settings: port ? { ...durable, port } : durable });
      port ??= server.port;
      return;
    } catch (error) {
      // Its processes notice only after a moment that the postmaster was killed.
      if (attempt === 20) throw error;
      await sleep(250);
    }
  }
}

async function freshDatabase(): Promise<string> {
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const client = await connect(urlOf('postgres'));
  await client.query(`create database ${name}`);
  await client.end();
  return urlOf(name);
}

beforeAll(startServer);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('At the same time', () => {
  const faults = [contendersForARevision, oneCommandTwice, lowerPositionCommitsLater, manyDeliveries];

  it.each(faults)('$name', async ({ check }: Fault) => {
    expect(await check(await freshDatabase())).toEqual([]);
  });

  describe('a store without its lock is found out by', () => {
    it.each(faults.slice(0, 3))('$name', async ({ check }: Fault) => {
      const url = await freshDatabase();
      await withoutTheLock(url);
      expect(await check(url)).not.toEqual([]);
    });
  });

  it('a reader that goes by numbers of a sequence is found out, for what it never saw', async () => {
    const url = await freshDatabase();
    await numberedByASequence(url);
    expect(await lowerPositionCommitsLater.check(url)).toEqual(Array(3).fill(expect.stringMatching(/never saw/)));
  });
});

describe('Killed with -9, while three processes append and one reads', () => {
  it('nobody: the load itself is sound', async () => {
    expect(await underLoad(await freshDatabase(), async () => {})).toEqual([]);
  });

  it('the server process of a client', async () => {
    const url = await freshDatabase();
    const wrong = await underLoad(url, async ([client]) => {
      for (let i = 0; i < 2; i++) {
        const [pid] = await appendingBackends(url);
        if (pid) process.kill(pid, 'SIGKILL');
        await client!.answered(15);
      }
    });
    expect(wrong).toEqual([]);
  });

  it('the postmaster', async () => {
    const wrong = await underLoad(await freshDatabase(), async ([client]) => {
      for (let i = 0; i < 2; i++) {
        process.kill(server.pid, 'SIGKILL');
        await server.ended();
        await startServer();
        await client!.answered(15);
      }
    });
    expect(wrong).toEqual([]);
  });

  it('the clients', async () => {
    const wrong = await underLoad(await freshDatabase(), async (clients) => {
      for (const client of [...clients, ...clients]) {
        await client.replace();
        await clients[0]!.answered(5);
      }
    });
    expect(wrong).toEqual([]);
  });

  it('the clients, between a commit and its acknowledgement', async () => {
    const url = await freshDatabase();
    const line = await interruptibleLine(port);
    const outcomes: string[] = [];
    const disturb = async (clients: Client[]): Promise<void> => {
      line.withholdAnswers(true);
      const database = await connect(url);
      const heard = (): number => clients.reduce((sum, client) => sum + client.acknowledgements, 0);
      const committed = async (): Promise<number> => (await database.query('select count(*)::integer as n from events.commands')).rows[0].n;
      while ((await committed()) <= heard()) await sleep(5);
      for (const client of clients) await client.kill();
      line.withholdAnswers(false);
      for (const client of clients) client.start();
      for (const client of clients) outcomes.push(...(await client.answers()).map((answer) => answer.outcome));
      await database.end();
    };
    expect(await underLoad(url, disturb, url.replace(`:${port}/`, `:${line.port}/`))).toEqual([]);
    expect(outcomes).toContain('repeated');
    line.close();
  });

  it('the postmaster, and listeners still hear of what others append', async () => {
    const url = await freshDatabase();
    const store = await PostgresEventStore.open({ url });
    let heard = () => {};
    store.onAppended(() => heard());
    process.kill(server.pid, 'SIGKILL');
    await server.ended();
    await startServer();
    const append = anAppend();
    const signal = new Promise<void>((resolve) => {
      heard = () =>
        void store
          .readStream(append.stream)
          .then((events) => events.length > 0 && resolve())
          .catch(() => {});
    });
    const other = await PostgresEventStore.open({ url });
    await other.append(append);
    await signal;
    await other.close();
    await store.close();
  });

  it('nobody, with the lock removed: found out', async () => {
    const url = await freshDatabase();
    await withoutTheLock(url);
    expect(await underLoad(url, async () => {})).not.toEqual([]);
  });
});

describe('Held up', () => {
  it('a long transaction in another database and in the same one delays neither appends nor readers', async () => {
    const url = await freshDatabase();
    const store = await PostgresEventStore.open({ url });
    await store.append(anAppend());
    const transactions = await Promise.all([freshDatabase().then(connect), connect(url)]);
    for (const transaction of transactions) {
      await transaction.query('begin isolation level repeatable read');
      await transaction.query('select pg_current_xact_id()');
    }
    await transactions[1]!.query('select count(*) from events.events');
    for (let i = 0; i < 20; i++) {
      const result = await store.append(anAppend());
      expect((await readAll(store)).at(-1)!.position).toBe('position' in result && result.position);
    }
    expect(await readAll(store)).toHaveLength(21);
    for (const transaction of transactions) await transaction.end();
    await store.close();
  });

  /** Somebody has the lock and does not go on. */
  async function whileLocked(freeze: (pid: number) => void, thaw: (pid: number) => void): Promise<void> {
    const url = await freshDatabase();
    const stores = await Promise.all(Array.from({ length: 2 }, () => PostgresEventStore.open({ url, lockTimeout: 300 })));
    await stores[0]!.append(anAppend());
    const holder = await connect(url);
    const { rows } = await holder.query<{ pid: number }>('select pg_backend_pid() as pid');
    const { pid } = rows[0]!;
    await holder.query('begin');
    await holder.query('select from events.head for update');
    freeze(pid);
    const appends = Array.from({ length: 100 }, () => anAppend());
    const results = await Promise.allSettled(appends.map((append, i) => stores[i % 2]!.append(append)));
    expect(results.map((result) => result.status === 'rejected' && result.reason instanceof StoreUnavailable)).toEqual(
      Array(100).fill(true),
    );
    expect(await readAll(stores[0]!)).toHaveLength(1); // Readers are not held up.
    thaw(pid);
    await holder.end();
    const again = await Promise.all(appends.map((append, i) => stores[(i + 1) % 2]!.append(append)));
    expect(again.map((result) => result.outcome)).toEqual(Array(100).fill('appended'));
    expect(await readAll(stores[0]!)).toHaveLength(101);
    await Promise.all(stores.map((store) => store.close()));
  }

  it('an idle holder of the lock: the others are UNAVAILABLE within the lock time-out, and go on afterwards', () =>
    whileLocked(
      () => {},
      () => {},
    ));

  it('a frozen holder of the lock, as well', () =>
    whileLocked(
      (pid) => process.kill(pid, 'SIGSTOP'),
      (pid) => process.kill(pid, 'SIGCONT'),
    ));

  it('a frozen holder of the lock that is killed, as well', () =>
    whileLocked(
      (pid) => process.kill(pid, 'SIGSTOP'),
      (pid) => process.kill(pid, 'SIGTERM') && process.kill(pid, 'SIGCONT'),
    ));

  it('those who came before a lock that is not had are refused, and not who has only just come', async () => {
    const url = await freshDatabase();
    const store = await PostgresEventStore.open({ url, lockTimeout: 2_000 });
    const holder = await connect(url);
    await holder.query('begin; select from events.head for update');
    const early = Array.from({ length: 70 }, () => store.append(anAppend()).catch((error: unknown) => error));
    await sleep(1_000);
    const late = store.append(anAppend());
    expect(await Promise.all(early)).toEqual(Array(70).fill(expect.any(StoreUnavailable)));
    await holder.end();
    expect((await late).outcome).toBe('appended');
    await store.close();
  });

  it('a server process that froze in the middle of an append: its client is UNAVAILABLE, and the command is carried out once', async () => {
    const url = await freshDatabase();
    const store = await PostgresEventStore.open({ url, lockTimeout: 200, statementTimeout: 400 });
    await store.append(anAppend());
    const [pid] = await appendingBackends(url);
    process.kill(pid!, 'SIGSTOP');
    const append = anAppend();
    await expect(store.append(append)).rejects.toThrow(StoreUnavailable);
    process.kill(pid!, 'SIGCONT');
    expect((await store.append(append)).outcome).toMatch(/appended|repeated/);
    expect(await store.readStream(append.stream)).toHaveLength(1);
    await store.close();
  });

  it('a frozen client holds up nobody', async () => {
    const wrong = await underLoad(await freshDatabase(), async ([frozen, ...others]) => {
      frozen!.freeze(true);
      await Promise.all(others.map((client) => client.answered(30)));
      frozen!.freeze(false);
    });
    expect(wrong).toEqual([]);
  });
});

/** A way to the server on which answers can be withheld while requests still get through. */
async function interruptibleLine(to: number): Promise<{ port: number; withholdAnswers(on: boolean): void; close(): void }> {
  let withheld = false;
  const proxy = createServer((client) => {
    const upstream = connectTo(to, '127.0.0.1');
    client.pipe(upstream);
    upstream.on('data', (data) => withheld || client.write(data));
    for (const [socket, peer] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => {});
      socket.on('close', () => peer.destroy());
    }
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as { port: number }).port,
    withholdAnswers: (on) => void (withheld = on),
    close: () => void proxy.close(),
  };
}
