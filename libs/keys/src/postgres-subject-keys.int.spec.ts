import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestPostgres, testDatabase, type TestDatabase } from '@throughline/test-kit';
import pg from 'pg';
import { PostgresSubjectKeys } from './postgres-subject-keys.js';
import { KeysUnavailable } from './subject-keys.js';
import { subjectKeysContract } from './testing/index.js';

subjectKeysContract('PostgreSQL', async () => {
  const { url, drop } = await testDatabase();
  const masterKey = randomBytes(32);
  // At once, on an empty database: both want to make the tables.
  const [one, other] = await Promise.all([PostgresSubjectKeys.open({ url, masterKey }), PostgresSubjectKeys.open({ url, masterKey })]);
  return {
    one,
    other,
    async close() {
      await one.close();
      await other.close();
      await drop();
    },
  };
});

describe('subject keys in PostgreSQL', () => {
  let database: TestDatabase;
  let client: pg.Client;
  const masterKey = randomBytes(32);
  beforeAll(async () => {
    database = await testDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const opened = async (use: (keys: PostgresSubjectKeys) => Promise<void>) => {
    const keys = await PostgresSubjectKeys.open({ url: database.url, masterKey });
    await use(keys).finally(() => keys.close());
  };

  it('keeps keys over a restart, wrapped', async () => {
    let key: Buffer;
    await opened(async (keys) => {
      key = (await keys.forSealing('acme', ['ann'])).get('ann')!.key.export();
    });
    await opened(async (keys) => {
      expect((await keys.forOpening('acme', ['ann'])).get('ann')!.key.export()).toEqual(key);
    });
    const { rows } = await client.query<{ wrapped_key: Buffer }>('select wrapped_key from subject_keys');
    expect(rows).toHaveLength(1);
    expect(rows[0]!.wrapped_key.includes(key!)).toBe(false);
  });

  it('leaves nothing of a destroyed key in its table', async () => {
    await opened(async (keys) => {
      await keys.forSealing('acme', ['bob']);
      await keys.destroy('acme', 'bob');
    });
    const { rows } = await client.query(
      `select wrapped_key, destroyed_at is not null as destroyed from subject_keys where subject = 'bob'`,
    );
    expect(rows).toEqual([{ wrapped_key: null, destroyed: true }]);
  });

  it('refuses another master key in plain words', async () => {
    await opened(async () => {});
    await expect(PostgresSubjectKeys.open({ url: database.url, masterKey: randomBytes(32) })).rejects.toThrow(
      'wrapped by another master key',
    );
  });

  it('refuses a wrapped key that was moved to another subject', async () => {
    await opened(async (keys) => {
      await keys.forSealing('acme', ['eve', 'mallory']);
    });
    await client.query(
      `update subject_keys set wrapped_key = (select wrapped_key from subject_keys where subject = 'eve') where subject = 'mallory'`,
    );
    await opened(async (keys) => {
      await expect(keys.forOpening('acme', ['mallory'])).rejects.toThrow();
      expect((await keys.forOpening('acme', ['eve'])).size).toBe(1);
    });
  });

  it('says so when its server is gone', async () => {
    const server = await startTestPostgres();
    const keys = await PostgresSubjectKeys.open({ url: server.url('postgres'), masterKey });
    await keys.forSealing('acme', ['ann']);
    await server.stop();
    await expect(keys.forSealing('acme', ['zoe'])).rejects.toThrow(KeysUnavailable);
    await expect(keys.destroy('acme', 'ann')).rejects.toThrow(KeysUnavailable);
    await keys.close();
  });

  it('goes on after its connections were cut, and uses no key destroyed meanwhile', async () => {
    await opened(async (keys) => {
      await keys.forSealing('acme', ['ida', 'joe']);
      await client.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await opened((other) => other.destroy('acme', 'ida'));
      // The first question may still meet a connection that is dead.
      let found = await keys.forOpening('acme', ['ida', 'joe']).catch(() => undefined);
      while (!found || found.has('ida')) found = await keys.forOpening('acme', ['ida', 'joe']).catch(() => undefined);
      expect([...found.keys()]).toEqual(['joe']);
    });
  });
});
