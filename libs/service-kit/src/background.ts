import { setTimeout as pause } from 'node:timers/promises';
import { Unavailable } from '@throughline/decider';
import { StoreUnavailable } from '@throughline/event-store';
import type { DataSource } from 'typeorm';
import type { Log } from './log.js';
import { people } from './people.js';

/** How much bulk work is done at a time: items taken together, commands on their way at once, portions that the views may be behind. */
export interface Pace {
  readonly portion: number;
  readonly atOnce: number;
  readonly ahead: number;
}

const fast: Pace = { portion: 500, atOnce: 128, ahead: 20 };
/** Beside people: whatever they do comes after a few items, not after hundreds. */
const considerate: Pace = { portion: 20, atOnce: 4, ahead: 1 };

export const pace = (): Pace => (people.about ? considerate : fast);

/** `work` for every item in order, as many at once as people leave room for, those with the same `record` one after the other. When it is done, all work is. */
export async function eachBesidePeople<T>(
  items: readonly T[],
  record: (index: number) => string | undefined,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const all: Promise<void>[] = [];
  const lastOf = new Map<string, Promise<void>>();
  let running = 0;
  let failed = false;
  let freed = Promise.withResolvers<void>();
  for (const [index, item] of items.entries()) {
    if (people.about) await people.first();
    for (; running >= pace().atOnce; freed = Promise.withResolvers()) await freed.promise;
    if (failed) break;
    const key = record(index);
    const before = key === undefined ? undefined : lastOf.get(key);
    const mine = before ? before.then(() => work(item, index)) : work(item, index);
    if (key !== undefined) lastOf.set(key, mine);
    all.push(mine);
    running++;
    mine
      .catch(() => (failed = true))
      .finally(() => {
        running--;
        freed.resolve();
      });
  }
  for (const result of await Promise.allSettled(all)) if (result.status === 'rejected') throw result.reason;
}

/** A store that does not answer is waited for, however long, until `signal` says to stop: nothing is lost where every command has its id. */
export async function persistently<T>(work: () => Promise<T>, signal: AbortSignal, onRetry: () => void = () => {}): Promise<T> {
  for (let delay = 100; ; delay = Math.min(delay * 2, 10_000)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unavailable || error instanceof StoreUnavailable)) throw error;
      await pause(delay, undefined, { signal });
      onRetry();
    }
  }
}

const pollEvery = 15_000;

/**
 * Long work that a service carries on beside its requests, one piece after the other, each in one process at a time; stopped between two portions, and gone
 * on with at the next start. `what` names the pieces in logs and locks: `import`.
 */
export class Background<Piece extends { readonly id: string }> {
  private readonly stopping = new AbortController();
  private roused = Promise.withResolvers<void>();
  private working: Promise<void> | undefined;

  constructor(
    private readonly what: string,
    private readonly dataSource: DataSource,
    private readonly log: Log,
    private readonly waiting: () => Promise<readonly Piece[]>,
    private readonly work: (piece: Piece, signal: AbortSignal) => Promise<void>,
  ) {}

  /** Begins to work on what there is. */
  begin(): void {
    this.working ??= this.workOn();
  }

  /** There is something new. */
  rouse(): void {
    this.roused.resolve();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.roused.resolve();
    await this.working;
  }

  private async workOn(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.roused = Promise.withResolvers();
      try {
        for (const piece of await this.waiting()) {
          if (signal.aborted) return;
          await this.exclusively(piece.id, () => this.work(piece, signal));
        }
      } catch (error) {
        if (signal.aborted) return;
        this.log.warn({ error: (error as Error).constructor.name }, `${this.what}s wait`);
      }
      const timer = setTimeout(this.roused.resolve, pollEvery);
      await this.roused.promise;
      clearTimeout(timer);
    }
  }

  /** In one process at a time: the lock goes with the session that has it. */
  private async exclusively(id: string, work: () => Promise<void>): Promise<void> {
    const runner = this.dataSource.createQueryRunner();
    const name = `${this.what} ${id}`;
    try {
      const [{ locked }] = (await runner.query('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS locked', [name])) as [
        { locked: boolean },
      ];
      if (!locked) return;
      try {
        await work();
      } finally {
        await runner.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]);
      }
    } finally {
      await runner.release();
    }
  }
}
