import type pg from 'pg';
import type { Cursors } from './bus-server.js';
import type { Cursor } from './message-bus.js';

/** Cursors in a table of the consumer's own database. */
export class PostgresCursors implements Cursors {
  private constructor(private readonly pool: pg.Pool) {}

  static async open(pool: pg.Pool): Promise<PostgresCursors> {
    await pool.query(`begin; select pg_advisory_xact_lock(hashtext('throughline bus')); create schema if not exists bus; create table if not exists bus.cursors (
      consumer text, service text, partition integer, epoch text not null, generation integer not null, position bigint not null,
      primary key (consumer, service, partition)); commit`);
    return new PostgresCursors(pool);
  }

  async load(consumer: string, service: string, partition: number): Promise<Cursor | undefined> {
    const of = [consumer, service, partition];
    const { rows } = await this.pool.query(
      'select epoch, generation, position from bus.cursors where consumer = $1 and service = $2 and partition = $3',
      of,
    );
    return rows[0] && { epoch: rows[0].epoch, generation: rows[0].generation, partition, position: BigInt(rows[0].position) };
  }

  async save(consumer: string, service: string, { partition, epoch, generation, position }: Cursor): Promise<void> {
    await this.pool.query(
      `insert into bus.cursors values ($1, $2, $3, $4, $5, $6) on conflict (consumer, service, partition)
       do update set epoch = excluded.epoch, generation = excluded.generation, position = excluded.position`,
      [consumer, service, partition, epoch, generation, position],
    );
  }
}
