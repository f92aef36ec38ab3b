import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DataFolder } from './data-folder.js';
import { startDatabaseServer } from './database-server.js';

describe('the database server of a data folder', () => {
  let folder: DataFolder;
  let release: () => void;
  beforeEach(() => {
    const path = mkdtempSync(join(tmpdir(), 'throughline-data-'));
    chmodSync(path, 0o755);
    folder = new DataFolder(path);
    release = folder.take();
  });
  afterEach(() => {
    release();
    rmSync(folder.path, { recursive: true, force: true });
  });

  const kill = () => process.kill(Number(readFileSync(folder.at('postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  const damage = () => renameSync(folder.at('postgres', 'global'), folder.at('global'));
  const repair = () => renameSync(folder.at('global'), folder.at('postgres', 'global'));
  const told = async (messages: readonly string[], what: RegExp) => {
    while (!messages.some((message) => what.test(message))) await pause(50);
  };

  it('is started again until it works', async () => {
    const messages: string[] = [];
    const server = await startDatabaseServer(folder, (message) => messages.push(message));
    damage();
    kill();
    await told(messages, /does not start; trying again/);
    repair();
    const answers = async () => {
      const client = new pg.Client({ connectionString: server.url('postgres') });
      client.on('error', () => {});
      try {
        await client.connect();
        return (await client.query('select 1 as n')).rows;
      } catch {
        return undefined;
      } finally {
        await client.end().catch(() => {});
      }
    };
    let rows = await answers();
    for (; !rows; rows = await answers()) await pause(50);
    expect(rows).toEqual([{ n: 1 }]);
    await server.stop();
  });

  it('can be stopped while it does not start', async () => {
    const messages: string[] = [];
    const server = await startDatabaseServer(folder, (message) => messages.push(message));
    damage();
    kill();
    await told(messages, /does not start; trying again/);
    await expect(server.stop()).resolves.toBeUndefined();
  });
});
