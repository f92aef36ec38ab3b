import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PostgresServer } from '@throughline/postgres-server';
import pg from 'pg';

export interface TestDatabase {
  /** `postgres://…`, of a superuser. */
  readonly url: string;
  /** Ends every session on it and drops it. */
  drop(): Promise<void>;
}

/** A server of the caller's own, for tests that stop or kill it. `durable`: as in production, with fsync and full page writes. */
export function startTestPostgres(
  options: { durable?: boolean; settings?: Record<string, string | number> } = {},
): Promise<PostgresServer> {
  const settings = options.durable
    ? { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', ...options.settings }
    : options.settings;
  return startIn(join(tmpdir(), `throughline-test-${randomUUID()}`), settings);
}

function startIn(folder: string, settings?: Record<string, string | number>): Promise<PostgresServer> {
  return PostgresServer.start({
    folder,
    password: 'test',
    throwaway: true,
    settings: { max_connections: 200, io_method: 'sync', ...settings },
  });
}

/**
 * A fresh database on the server of this process, which starts with the first one and disappears with the process.
 * Extensions such as pg_trgm, unaccent, citext and btree_gin are there to be created.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await sharedServer();
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const admin = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: `${server}postgres` });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await admin(`CREATE DATABASE ${name}`);
  return { url: `${server}${name}`, drop: () => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

let shared: Promise<string> | undefined;

/** Jest gives every spec file fresh modules and globals, so the server of a worker is found again in the file system, by the worker's pid. */
function sharedServer(): Promise<string> {
  const folder = join(tmpdir(), `throughline-test-${process.pid}-${Math.round(performance.timeOrigin)}`);
  const address = join(folder, 'address');
  shared ??= existsSync(address)
    ? Promise.resolve(readFileSync(address, 'utf8'))
    : startIn(folder).then((server) => {
        const url = server.url('');
        writeFileSync(address, url);
        return url;
      });
  return shared;
}
