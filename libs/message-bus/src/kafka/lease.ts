import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const TRY_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 10_000;

/** A lock of a name on a database, held by one process at a time, for as long as its connection lives. */
export class Lease {
  private readonly losing = new AbortController();
  private readonly looking: NodeJS.Timeout;

  private constructor(readonly client: pg.Client) {
    const lose = () => this.losing.abort();
    client.on('error', lose).on('end', lose);
    this.looking = setInterval(() => void client.query('select 1').catch(lose), LOOK_EVERY_MS).unref();
  }

  /** Waits for it, for ever; undefined once `signal` is aborted. Rejects where the database cannot be asked. */
  static async take(url: string, name: string, signal: AbortSignal): Promise<Lease | undefined> {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      application_name: name,
    });
    client.on('error', () => {});
    try {
      await client.connect();
      while (!signal.aborted) {
        const { rows } = await client.query('select pg_try_advisory_lock(hashtextextended($1, 0)) as taken', [name]);
        if (rows[0].taken) return new Lease(client);
        await pause(TRY_EVERY_MS, undefined, { signal }).catch(() => {});
      }
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    await client.end().catch(() => {});
    return undefined;
  }

  /** Aborted when it is lost. Somebody else may have it a moment before. */
  get lost(): AbortSignal {
    return this.losing.signal;
  }

  async release(): Promise<void> {
    clearInterval(this.looking);
    await this.client.end().catch(() => {});
  }
}
