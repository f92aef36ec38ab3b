import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import { NoIndex, Refused, type SearchDocument, type SearchIndex, type SearchKey, SearchUnavailable } from './search-index.js';
import type { SearchRow } from './search-row.js';

/** An index beside the database, which remembers what it was made from. */
export interface FedIndex extends Pick<SearchIndex, 'put' | 'remove'> {
  /** Of the index that is searched; undefined where there is none. */
  madeFrom(): Promise<string | undefined>;
  rebuild(documents: AsyncIterable<SearchDocument>, madeFrom: string, signal: AbortSignal): Promise<void>;
  /** Removes the index of another table, which is gone. */
  forget(name: string): Promise<void>;
}

export interface SearchFeedOptions {
  readonly databaseUrl: string;
  /** Reads the rows. */
  readonly dataSource: DataSource;
  readonly entity: new () => SearchRow;
  readonly index: FedIndex;
  readonly log?: { info(details: object, message: string): void; warn(details: object, message: string): void };
  /** Milliseconds after which it looks by itself for what nobody woke it for. Default 1,000. */
  readonly pollMs?: number;
}

/**
 * Keeps an index at what a view's rows are. Triggers on the view's table write down which row has changed, in the transaction that changes it, and the
 * feed strikes that out when the index has it: whatever is killed, and however long the index is away, what is not struck out is still to come.
 *
 * An index is made from one generation of a table. A table that is new (a view's rebuild, a restore) is a new generation, and the index is
 * built again from all its rows, while changes reach both it and the one in use. One process feeds at a time; another takes over when it ends.
 */
export class SearchFeed {
  private readonly table: string;
  private readonly key: string;
  private readonly closing = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private waking: PromiseWithResolvers<void> | undefined;
  private generation: string | undefined;
  /** What the index was made from when it was last asked. */
  private made: string | undefined;
  private rebuilding: Promise<void> | undefined;
  private failing = false;

  constructor(private readonly options: SearchFeedOptions) {
    this.key = options.dataSource.getMetadata(options.entity).tableName;
    this.table = `"${this.key}"`;
  }

  start(): void {
    this.running = this.run();
  }

  /** Rows may have changed. */
  wake(): void {
    this.waking?.resolve();
  }

  /** Changes that the index does not have yet, and for how many seconds the first of them has waited. What it refuses is not counted. */
  async behind(): Promise<{ changes: number; seconds: number }> {
    const [row] = await this.options.dataSource.query<{ changes: string; seconds: number }[]>(
      `SELECT count(*) AS changes, coalesce(extract(epoch FROM clock_timestamp() - min(at)), 0)::float AS seconds
         FROM views.search_changes WHERE feed = $1 AND refused IS NULL`,
      [this.key],
    );
    return { changes: Number(row!.changes), seconds: row!.seconds };
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      const session = new pg.Client({
        connectionString: this.options.databaseUrl,
        keepAlive: true,
        application_name: 'throughline search',
      });
      session.on('error', () => {});
      // What is built is given up with the lock: the next owner builds it.
      const owning = new AbortController();
      try {
        await session.connect();
        const { rows } = await session.query(`SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS mine`, [`search feed ${this.key}`]);
        if (rows[0].mine) await this.feed(session, owning.signal);
      } catch (error) {
        this.failed(error as Error);
      } finally {
        owning.abort();
        await this.rebuilding;
        await session.end().catch(() => {});
      }
      await this.pause(retryMs);
    }
  }

  /** Until it is closed, or the session fails. */
  private async feed(session: pg.Client, signal: AbortSignal): Promise<void> {
    await session.query(`BEGIN; ${ddlLock}; ${schema}; COMMIT`);
    this.made = undefined;
    for (let tidied = false; !this.closed;) {
      const waking = (this.waking = Promise.withResolvers<void>());
      try {
        if (!tidied) await this.tidy(session);
        tidied = true;
        this.generation = await this.follow(session);
        if (this.made !== this.generation && !this.rebuilding) {
          this.made = await this.options.index.madeFrom();
          if (this.made !== this.generation) this.rebuild(this.generation, signal);
        }
        if ((await this.drain(session)) < batch) await Promise.race([waking.promise, this.pause(this.options.pollMs ?? 1_000)]);
      } catch (error) {
        if (!(error instanceof SearchUnavailable)) throw error;
        this.made = undefined;
        // One that is still to be made is on its way.
        if (!(error instanceof NoIndex)) this.failed(error);
        await this.pause(error instanceof NoIndex ? 100 : retryMs);
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.closing.signal }).catch(() => {});
  }

  /** Forgets tables of earlier versions of the view that have been dropped. */
  private async tidy(session: pg.Client): Promise<void> {
    const { rows } = await session.query<{ feed: string }>(
      `SELECT feed FROM views.search_feeds WHERE to_regclass(quote_ident(feed)) IS NULL`,
    );
    for (const { feed } of rows) {
      await this.options.index.forget(feed);
      await session.query(`DELETE FROM views.search_changes WHERE feed = $1`, [feed]);
      await session.query(`DELETE FROM views.search_feeds WHERE feed = $1`, [feed]);
    }
  }

  /** The generation of the table, whose triggers are made where they are missing. */
  private async follow(session: pg.Client): Promise<string> {
    const known = `SELECT generation FROM views.search_feeds WHERE feed = $1 AND relation = to_regclass($2)::oid`;
    const there = await session.query(known, [this.key, this.table]);
    if (there.rows[0]) return there.rows[0].generation;
    const triggers = operations.map((on) => {
      const changed = {
        insert: 'REFERENCING NEW TABLE AS changed',
        update: 'REFERENCING NEW TABLE AS changed',
        delete: 'REFERENCING OLD TABLE AS changed',
        truncate: '',
      }[on];
      return `CREATE OR REPLACE TRIGGER search_${on} AFTER ${on} ON ${this.table} ${changed} FOR EACH STATEMENT EXECUTE FUNCTION views.search_changed('${this.key}')`;
    });
    // Everything that was committed before the triggers were is seen by whoever reads the rows after them.
    const statements = [
      'BEGIN',
      `SET LOCAL lock_timeout = '5s'`,
      ddlLock,
      ...triggers,
      `DELETE FROM views.search_changes WHERE feed = '${this.key}'`,
      `INSERT INTO views.search_feeds (feed, relation) VALUES ('${this.key}', '${this.table}'::regclass::oid)
         ON CONFLICT (feed) DO UPDATE SET relation = excluded.relation, generation = gen_random_uuid()`,
      'COMMIT',
    ];
    await session.query(statements.join(';\n')).catch(async (error: Error) => {
      await session.query('ROLLBACK').catch(() => {});
      throw error;
    });
    const { rows } = await session.query(known, [this.key, this.table]);
    return rows[0].generation;
  }

  /** Gives the index what has changed, and strikes it out. */
  private async drain(session: pg.Client): Promise<number> {
    const { rows } = await session.query<Changed>(
      `SELECT c.seq, c.tenant, c.id, c.version AS "changedVersion", r.*
         FROM (SELECT seq, tenant, id, version FROM views.search_changes WHERE feed = $1 AND refused IS NULL ORDER BY seq LIMIT ${batch}) c
         LEFT JOIN LATERAL (SELECT ${columns} FROM ${this.table} r WHERE r.tenant = c.tenant AND r.id = c.id) r ON true
        ORDER BY c.seq`,
      [this.key],
    );
    if (rows.length === 0) return 0;
    const last = new Map(rows.map((row) => [JSON.stringify([row.tenant, row.id]), row]));
    const puts: SearchDocument[] = [];
    const removals: SearchKey[] = [];
    for (const { tenant, id, changedVersion, document, findable } of last.values()) {
      if (document && findable) puts.push({ tenant, id, ...document });
      else removals.push({ tenant, id, version: document?.version ?? Number(changedVersion) });
    }
    const refused = new Map<string, string>();
    const write = (written: Promise<void>): Promise<void> =>
      written.catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        this.refused(error.documents);
        for (const { tenant, id, reason } of error.documents) refused.set(JSON.stringify([tenant, id]), reason);
      });
    await write(this.options.index.put(puts));
    await write(this.options.index.remove(removals));
    const reasons = rows.map(({ tenant, id }) => refused.get(JSON.stringify([tenant, id])) ?? null);
    const seqs = rows.map(({ seq }) => seq);
    if (refused.size > 0) {
      await session.query(
        `UPDATE views.search_changes c SET refused = r.reason FROM unnest($2::bigint[], $3::text[]) r(seq, reason)
          WHERE c.feed = $1 AND c.seq = r.seq AND r.reason IS NOT NULL`,
        [this.key, seqs, reasons],
      );
    }
    const struck = seqs.filter((_, i) => reasons[i] === null);
    await session.query(`DELETE FROM views.search_changes WHERE feed = $1 AND seq = ANY($2::bigint[])`, [this.key, struck]);
    this.succeeded();
    return rows.length;
  }

  private rebuild(generation: string, signal: AbortSignal): void {
    const started = performance.now();
    this.options.log?.info({ index: this.key }, 'the search index is being built');
    this.rebuilding = this.options.index
      .rebuild(this.documents(generation, signal), generation, signal)
      .catch((error: unknown) => {
        if (!(error instanceof Refused)) throw error;
        this.refused(error.documents);
      })
      .then(() => {
        this.made = generation;
        this.options.log?.info(
          { index: this.key, seconds: Math.round((performance.now() - started) / 1_000) },
          'the search index is built',
        );
      })
      .catch((error: unknown) => {
        if (!(error instanceof Overtaken) && !signal.aborted) this.failed(error as Error);
      })
      .finally(() => {
        this.rebuilding = undefined;
        this.wake();
      });
  }

  private async *documents(generation: string, signal: AbortSignal): AsyncGenerator<SearchDocument> {
    for (let after: { tenant: string; id: string } | undefined, read = batch; read === batch;) {
      const rows: Omit<Changed, 'seq' | 'changedVersion'>[] = await this.options.dataSource.query(
        `SELECT r.tenant, r.id, ${columns} FROM ${this.table} r ${after ? 'WHERE (r.tenant, r.id) > ($1, $2)' : ''}
          ORDER BY r.tenant, r.id LIMIT ${batch}`,
        after && [after.tenant, after.id],
      );
      for (const { tenant, id, document, findable } of rows) {
        if (signal.aborted || this.generation !== generation) throw new Overtaken();
        if (findable) yield { tenant, id, ...document! };
      }
      after = rows.at(-1);
      read = rows.length;
    }
  }

  private get closed(): boolean {
    return this.closing.signal.aborted;
  }

  private refused(documents: Refused['documents']): void {
    this.options.log?.warn({ documents: documents.length, reason: documents[0]?.reason }, 'the search index refuses documents');
  }

  /** Told once, until it goes on. */
  private failed({ name, message }: Error): void {
    if (!this.failing && !this.closed) {
      const reason = name === 'SearchUnavailable' ? message : name;
      this.options.log?.warn({ index: this.key, reason }, 'the search index is not fed: changes wait');
    }
    this.failing = true;
  }

  private succeeded(): void {
    if (this.failing) this.options.log?.info({ index: this.key }, 'the search index is fed again');
    this.failing = false;
  }
}

/** Takes the triggers off a table that no index is fed from any more, with what they have written down. */
export async function leaveUnfed(dataSource: DataSource, entity: new () => SearchRow): Promise<void> {
  const table = dataSource.getMetadata(entity).tableName;
  const [{ there }] = await dataSource.query<[{ there: boolean }]>(`SELECT to_regclass('views.search_feeds') IS NOT NULL AS there`);
  if (!there) return;
  await dataSource.transaction(async (manager) => {
    await manager.query(ddlLock);
    const known = await manager.query<unknown[]>(`SELECT FROM views.search_feeds WHERE feed = $1 AND relation = to_regclass($2)::oid`, [
      table,
      `"${table}"`,
    ]);
    if (known.length > 0) for (const on of operations) await manager.query(`DROP TRIGGER IF EXISTS search_${on} ON "${table}"`);
    for (const kept of ['feeds', 'changes']) await manager.query(`DELETE FROM views.search_${kept} WHERE feed = $1`, [table]);
  });
}

/** The rows it is made from are not those that it was begun with, or it is for somebody else to make. */
class Overtaken extends Error {}

interface Changed {
  readonly seq: string;
  readonly tenant: string;
  readonly id: string;
  readonly changedVersion: string;
  /** Null where the row is gone. */
  readonly document: Omit<SearchDocument, 'tenant' | 'id'> | null;
  readonly findable: boolean | null;
}

const batch = 1_000;
const retryMs = 1_000;
const operations = ['insert', 'update', 'delete', 'truncate'] as const;
const ddlLock = `SELECT pg_advisory_xact_lock(hashtext('throughline search'))`;

/** A row that no term leads to (of an archived record) is not in the index. */
const columns = `json_build_object('kind', r.kind, 'accessId', r.access_id, 'title', r.title, 'subtitle', r.subtitle, 'texts', r.texts, 'emails', r.emails,
  'phones', r.phones, 'version', r.version) AS document, cardinality(r.terms) > 0 AS findable`;

/** Beside the views, since all of it can be made again: no backup holds it. */
const schema = `
CREATE SCHEMA IF NOT EXISTS views;
CREATE TABLE IF NOT EXISTS views.search_feeds (
  feed text PRIMARY KEY,
  -- The table that has the triggers: another one of the same name is another generation.
  relation oid NOT NULL,
  generation uuid NOT NULL DEFAULT gen_random_uuid()
);
CREATE TABLE IF NOT EXISTS views.search_changes (
  feed text NOT NULL,
  -- No cursor: numbers are given before they are committed, and a reader of what is higher would miss late ones.
  seq bigint GENERATED ALWAYS AS IDENTITY,
  tenant text NOT NULL,
  id text NOT NULL,
  version bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  refused text,
  PRIMARY KEY (feed, seq)
);
CREATE OR REPLACE FUNCTION views.search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF tg_op = 'TRUNCATE' THEN
    DELETE FROM views.search_feeds WHERE feed = tg_argv[0];
  ELSE
    INSERT INTO views.search_changes (feed, tenant, id, version)
      SELECT tg_argv[0], tenant, id, version + CASE tg_op WHEN 'DELETE' THEN 1 ELSE 0 END FROM changed;
  END IF;
  RETURN NULL;
END $$`;
