import { PostgresEventStore } from '@throughline/event-store';
import { PostgresSubjectKeys } from '@throughline/keys';
import pg from 'pg';
import type { ServiceManifest } from './service.js';

/**
 * Makes what is missing in a service's databases for its events, keys and tables of its own, and leaves what is there: any number of processes may, again and
 * at once. Views make their tables themselves, beside those of the version that people work on.
 */
export async function makeSchema(
  { tables }: Pick<ServiceManifest, 'tables'>,
  { databaseUrl, keysUrl, masterKey }: { readonly databaseUrl: string; readonly keysUrl: string; readonly masterKey: Buffer },
): Promise<void> {
  await (await PostgresEventStore.open({ url: databaseUrl })).close();
  await (await PostgresSubjectKeys.open({ url: keysUrl, masterKey })).close();
  if (!tables) return;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await makeTables((sql) => client.query(sql), tables);
  } finally {
    await client.end();
  }
}

/** One after the other, whoever asks. */
export async function makeTables(query: (sql: string) => Promise<unknown>, tables: string): Promise<void> {
  await query(`select pg_advisory_xact_lock(hashtext('tables')); ${tables}`);
}
