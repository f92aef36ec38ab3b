import { LRUCache } from 'lru-cache';
import type { Stored } from './connection.js';

/** How many events before a page are looked at, where it is not known what came before. */
export const LOOK_BACK = 500;

/**
 * Times that never decrease with position. The server writes down its own clock, which is set back now and then, most of all when another node
 * takes over; an event's recorded time is the latest that the log had come to by then. It is known for the ends of pages, so that who reads on
 * gets what who reads from the start would get; otherwise it is found among the {@link LOOK_BACK} events before.
 */
export class RecordedTimes {
  private readonly until = new LRUCache<bigint, number>({ max: 10_000 });

  /** The latest time up to `position`, if somebody has read up to there. */
  upTo(position: bigint): number | undefined {
    return this.until.get(position);
  }

  remember(position: bigint, time: number): void {
    this.until.set(position, time);
  }
}

/** The recorded times of events in order, after `latest`. */
export function recordedTimes(events: readonly Stored[], latest = 0): number[] {
  return events.map(({ created }) => (latest = Math.max(latest, created)));
}
