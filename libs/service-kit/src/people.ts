import { setTimeout as pause } from 'node:timers/promises';

/** Somebody who has done something in the last seconds goes on to do something else. */
const STAYS_MS = 5_000;

/**
 * Whether people are at work here, so that bulk work can stand back for them. It is about the process and not about one service: all services
 * of a process share its one thread.
 */
class People {
  private inHand = 0;
  private last = -Infinity;

  /** Counts `work` as somebody's. */
  async served<T>(work: () => Promise<T>): Promise<T> {
    this.inHand++;
    try {
      return await work();
    } finally {
      this.inHand--;
      this.last = performance.now();
    }
  }

  /** Somebody is at work, or was a moment ago. */
  get about(): boolean {
    return this.inHand > 0 || performance.now() - this.last < STAYS_MS;
  }

  /** Waits while somebody's command is in hand, but not for long: bulk work goes on under any load. */
  async first(atMostMs = 100): Promise<void> {
    const until = performance.now() + atMostMs;
    while (this.inHand > 0 && performance.now() < until) await pause(5);
  }
}

export const people = new People();
