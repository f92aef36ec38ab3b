import { createCipheriv, createDecipheriv, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import pg from 'pg';
import { createHmacs, deriveKey, type MasterKey } from './master-key.js';
import { KeysUnavailable, SubjectErased, type SubjectKey, type SubjectKeys } from './subject-keys.js';

export interface PostgresSubjectKeysOptions {
  /** Of the database of keys: one for all services of an installation. */
  readonly url: string;
  readonly masterKey: MasterKey;
  /** Keys kept in memory; default 50,000. */
  readonly cached?: number;
  /** Connections; default 2, and one more that listens for destroyed keys. */
  readonly connections?: number;
}

/** How often the listening connection is asked whether it is there, and how long without an answer the cache is believed; milliseconds. */
const heartbeat = 2_000;
const believed = 5_000;

/** How long a connection or a statement may take, milliseconds. */
const patience = 10_000;

interface Wanted {
  readonly tenant: string;
  readonly subject: string;
  readonly make: boolean;
  resolve(found: SubjectKey | 'erased' | undefined): void;
  reject(error: unknown): void;
}

/**
 * Keys in a table, wrapped by the master key. What is asked for at the same time is fetched, and made, by one statement.
 *
 * Keys in memory are dropped when any process destroys them (NOTIFY); while the connection that listens does not answer, none are used.
 */
export class PostgresSubjectKeys implements SubjectKeys {
  readonly #pool: pg.Pool;
  readonly #wrapping: KeyObject;
  readonly #cache: LRUCache<string, SubjectKey>;
  #waiting: Wanted[] = [];
  #listener: pg.Client | undefined;
  #beat: NodeJS.Timeout | undefined;
  #believedUntil = 0;
  /** Raised by every destruction that is heard of, so that a key read before it is not cached after it. */
  #destructions = 0;
  #closed = false;

  private constructor(private readonly options: PostgresSubjectKeysOptions) {
    this.#pool = new pg.Pool({
      connectionString: options.url,
      max: options.connections ?? 2,
      keepAlive: true,
      connectionTimeoutMillis: patience,
      statement_timeout: patience,
      query_timeout: patience,
    });
    // A connection that breaks while idle is replaced with the next query.
    this.#pool.on('error', () => {});
    this.#wrapping = deriveKey(options.masterKey, 'subject keys');
    this.#cache = new LRUCache({ max: options.cached ?? 50_000 });
  }

  /** Makes the tables that are missing. Throws if the keys there were wrapped by another master key. */
  static async open(options: PostgresSubjectKeysOptions): Promise<PostgresSubjectKeys> {
    const keys = new PostgresSubjectKeys(options);
    try {
      await keys.#migrate();
      await keys.#listen();
      keys.#keepListening();
      return keys;
    } catch (error) {
      await keys.close();
      throw error;
    }
  }

  async forSealing(tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = await this.#find(tenant, subjects, true);
    const keys = new Map<string, SubjectKey>();
    for (const [subject, key] of found) {
      if (typeof key !== 'object') throw new SubjectErased(`The data subject ${subject} has been erased.`);
      keys.set(subject, key);
    }
    return keys;
  }

  async forOpening(tenant: string, subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = await this.#find(tenant, subjects, false);
    const keys = new Map<string, SubjectKey>();
    for (const [subject, key] of found) if (typeof key === 'object') keys.set(subject, key);
    return keys;
  }

  async destroy(tenant: string, subject: string): Promise<void> {
    await this.#rows({
      text: `with destroyed as (
         insert into subject_keys (tenant, subject, wrapped_key, destroyed_at) values ($1, $2, null, now())
         on conflict (tenant, subject) do update set wrapped_key = null, destroyed_at = coalesce(subject_keys.destroyed_at, now())
         returning tenant, subject)
       select pg_notify('subject_key_destroyed', json_build_array(tenant, subject)::text) from destroyed`,
      values: [tenant, subject],
    });
    this.#forget(cacheKey(tenant, subject));
    // The row as it was, with the wrapped key, stays in the table's file until it is vacuumed. A failure leaves that to autovacuum.
    await this.#pool.query('vacuum subject_keys').catch(() => {});
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#beat);
    this.#cache.clear();
    await this.#listener?.end().catch(() => {});
    await this.#pool.end();
  }

  async #find(tenant: string, subjects: readonly string[], make: boolean): Promise<[string, SubjectKey | 'erased' | undefined][]> {
    const cache = performance.now() < this.#believedUntil ? this.#cache : undefined;
    const found: [string, SubjectKey | 'erased' | undefined][] = [];
    const missing: Promise<void>[] = [];
    for (const subject of subjects) {
      const cached = cache?.get(cacheKey(tenant, subject));
      if (cached) found.push([subject, cached]);
      else missing.push(this.#fetch(tenant, subject, make).then((key) => void found.push([subject, key])));
    }
    if (missing.length > 0) await Promise.all(missing);
    return found;
  }

  #fetch(tenant: string, subject: string, make: boolean): Promise<SubjectKey | 'erased' | undefined> {
    return new Promise((resolve, reject) => {
      // Everything that is asked for in this turn of the event loop goes into one statement.
      if (this.#waiting.push({ tenant, subject, make, resolve, reject }) === 1) setImmediate(() => void this.#flush());
    });
  }

  async #flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    try {
      const wanted = new Map<string, { tenant: string; subject: string; make: boolean }>();
      for (const { tenant, subject, make } of waiting) {
        const key = cacheKey(tenant, subject);
        const same = wanted.get(key);
        if (same) same.make ||= make;
        else wanted.set(key, { tenant, subject, make });
      }
      const found = await this.#query(wanted);
      for (const { tenant, subject, resolve } of waiting) resolve(found.get(cacheKey(tenant, subject)));
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }

  async #query(wanted: Map<string, { tenant: string; subject: string; make: boolean }>): Promise<Map<string, SubjectKey | 'erased'>> {
    const found = new Map<string, SubjectKey | 'erased'>();
    const destructions = this.#destructions;
    let missing = [...wanted.values()];
    let first = true;
    while (missing.length > 0) {
      // Sorted, so that two processes that make the same keys wait for each other in one order only.
      missing.sort((a, b) => compare(a.tenant, b.tenant) || compare(a.subject, b.subject));
      const makes = missing.some(({ make }) => make);
      const rows = await this.#rows<{ tenant: string; subject: string; wrapped_key: Buffer | null }>({
        name: makes ? 'make' : 'find',
        text: makes ? makeKeys : findKeys,
        values: [
          missing.map(({ tenant }) => tenant),
          missing.map(({ subject }) => subject),
          ...(makes ? [missing.map(({ tenant, subject, make }) => (make ? this.#wrap(tenant, subject, randomBytes(32)) : null))] : []),
        ],
      });
      for (const { tenant, subject, wrapped_key: wrapped } of rows) {
        const key = cacheKey(tenant, subject);
        if (!wrapped) {
          found.set(key, 'erased');
          continue;
        }
        const subjectKey = { subject, key: this.#unwrap(tenant, subject, wrapped) };
        found.set(key, subjectKey);
        if (destructions === this.#destructions) this.#cache.set(key, subjectKey);
      }
      // A key that another process made while the statement ran is neither inserted nor seen by it; it is there the second time.
      missing = missing.filter(({ tenant, subject, make }) => make && !found.has(cacheKey(tenant, subject)));
      if (!first && missing.length > 0) throw new Error('Subject keys could neither be found nor made.');
      first = false;
    }
    return found;
  }

  async #rows<R extends pg.QueryResultRow>(query: pg.QueryConfig): Promise<R[]> {
    try {
      return (await this.#pool.query<R>(query)).rows;
    } catch (error) {
      throw new KeysUnavailable('The subject keys cannot be reached.', { cause: error });
    }
  }

  #wrap(tenant: string, subject: string, key: Buffer): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#wrapping, nonce);
    cipher.setAAD(Buffer.from(cacheKey(tenant, subject)));
    return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  }

  #unwrap(tenant: string, subject: string, wrapped: Buffer): KeyObject {
    const decipher = createDecipheriv('aes-256-gcm', this.#wrapping, wrapped.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(cacheKey(tenant, subject)));
    decipher.setAuthTag(wrapped.subarray(-16));
    const key = Buffer.concat([decipher.update(wrapped.subarray(12, -16)), decipher.final()]);
    return createSecretKey(key);
  }

  #forget(key: string): void {
    this.#destructions++;
    this.#cache.delete(key);
  }

  async #migrate(): Promise<void> {
    const client = await this.#pool.connect();
    try {
      await client.query('begin');
      await client.query(`select pg_advisory_xact_lock(hashtext('throughline subject keys'))`);
      await client.query(tables);
      const fingerprint = createHmacs(this.options.masterKey)('fingerprint', 'subject keys');
      await client.query('insert into master_key (fingerprint) select $1 where not exists (select from master_key)', [fingerprint]);
      const { rows } = await client.query<{ fingerprint: string }>('select fingerprint from master_key');
      if (rows[0]!.fingerprint !== fingerprint) {
        throw new Error('The keys in this database were wrapped by another master key: give the one that they were made with.');
      }
      await client.query('commit');
    } catch (error) {
      await client.query('rollback').catch(() => {});
      throw error;
    } finally {
      client.release();
    }
  }

  async #listen(): Promise<void> {
    const listener = new pg.Client({
      connectionString: this.options.url,
      keepAlive: true,
      query_timeout: believed,
      connectionTimeoutMillis: believed,
    });
    listener.on('error', () => this.#lost(listener));
    listener.on('end', () => this.#lost(listener));
    listener.on('notification', ({ payload }) => {
      const [tenant, subject] = JSON.parse(payload!) as [string, string];
      this.#forget(cacheKey(tenant, subject));
    });
    try {
      await listener.connect();
      await listener.query('listen subject_key_destroyed');
    } catch (error) {
      listener.end().catch(() => {});
      throw error;
    }
    if (this.#closed) return listener.end();
    this.#listener = listener;
    // What was read before anybody listened may have been destroyed since.
    this.#destructions++;
    this.#cache.clear();
    this.#believedUntil = performance.now() + believed;
  }

  #lost(listener: pg.Client): void {
    if (this.#listener !== listener) return;
    this.#listener = undefined;
    this.#believedUntil = 0;
    listener.end().catch(() => {});
  }

  /** Listens, for as long as this is open, and believes the cache while the server answers. */
  #keepListening(): void {
    this.#beat = setTimeout(async () => {
      const listener = this.#listener;
      try {
        const asked = performance.now();
        if (listener) await listener.query('select 1').then(() => (this.#believedUntil = asked + believed));
        else await this.#listen();
      } catch {
        if (listener) this.#lost(listener);
      }
      if (!this.#closed) this.#keepListening();
    }, heartbeat);
    this.#beat.unref();
  }
}

const tables = `
  create table if not exists subject_keys (
    tenant text not null,
    subject text not null,
    wrapped_key bytea,
    destroyed_at timestamptz,
    primary key (tenant, subject),
    check ((wrapped_key is null) = (destroyed_at is not null))
  );
  create table if not exists master_key (fingerprint text not null);`;

const findKeys = `
  select tenant, subject, wrapped_key from subject_keys
  join unnest($1::text[], $2::text[]) as wanted (tenant, subject) using (tenant, subject)`;

const makeKeys = `
  with wanted as materialized (
    select * from unnest($1::text[], $2::text[], $3::bytea[]) as wanted (tenant, subject, wrapped_key)
  ), made as (
    insert into subject_keys (tenant, subject, wrapped_key)
    select tenant, subject, wrapped_key from wanted where wrapped_key is not null
    on conflict do nothing
    returning tenant, subject, wrapped_key
  )
  select tenant, subject, wrapped_key from made
  union all
  select tenant, subject, k.wrapped_key from subject_keys k join wanted using (tenant, subject)`;

function cacheKey(tenant: string, subject: string): string {
  return `${tenant}\0${subject}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
