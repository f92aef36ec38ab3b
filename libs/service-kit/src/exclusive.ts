import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** For rules over several streams, which no append can hold by itself. */
@Injectable()
export class Exclusive {
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(private readonly database: DataSource) {}

  /**
   * Runs `work` while nobody, in no process of this service, runs anything else under this name. A process waits for the database's lock once,
   * whoever in it wants to go on: the waiting costs one connection. UNAVAILABLE where another process does not let go within five seconds.
   */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const locked = () =>
      this.database.transaction(async (lock) => {
        await lock.query(`SET LOCAL lock_timeout = '5s'`);
        await lock.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [name]);
        return work();
      });
    const mine = (this.running.get(name) ?? Promise.resolve()).then(locked, locked);
    this.running.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.running.get(name) === mine) this.running.delete(name);
    }
  }
}
