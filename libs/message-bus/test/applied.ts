import pg from 'pg';
import type { Batch, BusConsumer, Cursor } from '../src/index.js';

/** Writes what it gets to a database, each row with who wrote it; a second row for an event would stand beside the first. */
export class Applied implements BusConsumer {
  private constructor(
    readonly name: string,
    private readonly by: string,
    private readonly pool: pg.Pool,
  ) {}

  static async open(name: string, by: string, url: string): Promise<Applied> {
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    pool.on('error', () => {});
    await pool.query(`begin; select pg_advisory_xact_lock(1); create table if not exists applied (id uuid, stream text, revision integer, by text);
      create table if not exists cursors (partition integer primary key, epoch text, generation integer, position bigint); commit`);
    return new Applied(name, by, pool);
  }

  async cursor(partition: number): Promise<Cursor | undefined> {
    const { rows } = await this.pool.query('select epoch, generation, position from cursors where partition = $1', [partition]);
    return rows[0] && { ...rows[0], partition, position: BigInt(rows[0].position) };
  }

  async handle({ partition, events, cursor }: Batch): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query('insert into cursors values ($1, $2, $3, -1) on conflict do nothing', [
        partition,
        cursor.epoch,
        cursor.generation,
      ]);
      const { rows } = await client.query('select position from cursors where partition = $1 for update', [partition]);
      const had = BigInt(rows[0].position);
      const rest = events.filter(({ position }) => position > had);
      await client.query('insert into applied select *, $4 from unnest($1::uuid[], $2::text[], $3::integer[])', [
        rest.map(({ id }) => id),
        rest.map(({ stream }) => stream.id),
        rest.map(({ revision }) => revision),
        this.by,
      ]);
      await client.query('update cursors set position = greatest(position, $2) where partition = $1', [partition, cursor.position]);
      await client.query('commit');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** How many rows there are, of how many events, and who wrote them. */
  async count(): Promise<{ rows: number; events: number; by: string[] }> {
    const { rows } = await this.pool.query(
      `select count(*)::integer as rows, count(distinct id)::integer as events, coalesce(array_agg(distinct by), '{}') as by from applied`,
    );
    return rows[0];
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
