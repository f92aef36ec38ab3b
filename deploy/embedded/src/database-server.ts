import { rmSync, statSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PostgresServer } from '@throughline/postgres-server';
import pg from 'pg';
import type { DataFolder } from './data-folder.js';

/** Small, and nothing acknowledged is ever lost: fsync, full_page_writes and synchronous_commit are on, as PostgreSQL has them. */
const settings = {
  shared_buffers: '128MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '1GB',
  random_page_cost: 1.1,
  jit: 'off',
  max_connections: 150,
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  // Nothing is replicated: backups are exports of events.
  wal_level: 'minimal',
  max_wal_senders: 0,
  max_logical_replication_workers: 0,
  // Reading ahead by processes of its own costs memory and gains nothing at this size.
  io_method: 'sync',
  max_parallel_workers_per_gather: 1,
  autovacuum_max_workers: 2,
  // After an import, lists and searches have the plans of the few rows there were before until the new ones have been looked at.
  autovacuum_naptime: '5s',
  // After a crash one call for the disk, not one for each of thousands of files.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
  lock_timeout: '30s',
  idle_in_transaction_session_timeout: '5min',
};

export interface DatabaseServer {
  url(database: string): string;
  /** Makes the databases that are missing. */
  ensure(databases: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The PostgreSQL server of a data folder that this process has taken. A server that dies is started again at the same address, however often
 * that takes; `onTrouble` is told in plain words. `more`: settings of the server beside the usual ones, or instead of them.
 */
export async function startDatabaseServer(
  folder: DataFolder,
  onTrouble: (what: string) => void,
  more: Readonly<Record<string, string | number>> = {},
): Promise<DatabaseServer> {
  const logFile = folder.at('postgres.log');
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > 10_000_000) rmSync(logFile);
  const options = { folder: folder.at('postgres'), password: folder.password(), logFile, settings: { ...settings, ...more } };
  const first = await PostgresServer.start(options);
  const stopping = new AbortController();
  let running: Promise<PostgresServer | undefined> = Promise.resolve(first);

  const startAgain = async (): Promise<PostgresServer | undefined> => {
    for (let wait = 500; !stopping.signal.aborted; wait = Math.min(wait * 2, 10_000)) {
      try {
        return await PostgresServer.start({ ...options, port: first.port });
      } catch (error) {
        onTrouble(`PostgreSQL does not start; trying again in ${wait / 1_000} s. ${(error as Error).message}`);
      }
      await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
    }
    return undefined;
  };
  const startAgainAfter = (server: PostgresServer): void => {
    void server.ended().then(async () => {
      if (stopping.signal.aborted) return;
      onTrouble('PostgreSQL ended by itself; starting it again');
      running = startAgain();
      const next = await running;
      if (next) startAgainAfter(next);
    });
  };
  startAgainAfter(first);

  return {
    url: (database) => first.localUrl(database),
    ensure: (databases) => ensureDatabases(first.url(), databases),
    async stop() {
      stopping.abort();
      await (await running)?.stop();
    },
  };
}

/** Makes the databases that are missing, as the user of `url`. */
export async function ensureDatabases(url: string, databases: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const present = new Set(rows.map(({ datname }) => datname));
    for (const name of databases) if (!present.has(name)) await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
