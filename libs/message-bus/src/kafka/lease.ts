import pg from 'pg';

/** A statement that waits for longer holds up those who tidy tables; then it is sent again. */
const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 2_000;
const ANSWER_WITHIN_MS = 10_000;
const LOCK_NOT_AVAILABLE = '55P03';

/** A lock of a name on a database, held by one process at a time, for as long as its connection lives. */
export class Lease {
  private readonly losing = new AbortController();
  private readonly looking: NodeJS.Timeout;

  private constructor(readonly client: pg.Client) {
    const lose = () => this.losing.abort();
    client.on('error', lose).on('end', lose);
    this.looking = setInterval(() => void client.query('select 1').catch(lose), LOOK_EVERY_MS).unref();
  }

  /** Waits for it, for ever, and has it as soon as it is free; undefined once `signal` is aborted. Rejects where the database cannot be asked. */
  static async take(url: string, name: string, signal: AbortSignal): Promise<Lease | undefined> {
    const client = new pg.Client({
      connectionString: url,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
      application_name: name,
    });
    client.on('error', () => {});
    // In the middle of a statement, too.
    const end = () => void client.end().catch(() => {});
    try {
      await client.connect();
      signal.addEventListener('abort', end);
      while (!signal.aborted) if (await lock(client, name)) return new Lease(client);
    } catch (error) {
      end();
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', end);
    }
    end();
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

/** False where somebody else has had it for all of {@link WAIT_MS}. */
async function lock(client: pg.Client, name: string): Promise<boolean> {
  try {
    await client.query(`set lock_timeout = ${WAIT_MS}`);
    await client.query('select pg_advisory_lock(hashtextextended($1, 0))', [name]);
    await client.query('set lock_timeout = 0');
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}
