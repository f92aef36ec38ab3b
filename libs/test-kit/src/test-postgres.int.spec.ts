import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startTestPostgres, testDatabase } from './index.js';

async function query(url: string, sql: string): Promise<any[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('testDatabase', () => {
  it('gives each call a database of its own, on one server, with the extensions that the product uses', async () => {
    const [a, b] = await Promise.all([testDatabase(), testDatabase()]);
    await query(a.url, 'CREATE TABLE only_here (n int)');
    expect(await query(b.url, `SELECT to_regclass('only_here') AS found`)).toEqual([{ found: null }]);
    for (const extension of ['pg_trgm', 'unaccent', 'citext', 'btree_gin']) await query(b.url, `CREATE EXTENSION ${extension}`);
    expect(new URL(a.url).port).toBe(new URL(b.url).port);
    await a.drop();
    await expect(query(a.url, 'SELECT 1')).rejects.toThrow(/does not exist/);
    await b.drop();
  });
});

describe('startTestPostgres', () => {
  it('is durable when asked', async () => {
    const server = await startTestPostgres({ durable: true });
    try {
      expect(await query(server.url(), 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
      expect(await query(server.url(), 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
    } finally {
      await server.stop();
    }
  });
});
