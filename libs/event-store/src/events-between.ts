import type { EventStore } from './event-store.js';

/** Events that are looked at before the rest is estimated. */
const SAMPLE = 200;

/**
 * How many events stand after a position, up to another, and when the first of them was recorded (ISO 8601, UTC; undefined where there is none). More than
 * 200 are estimated by how closely the first of them stand: exact where positions rise by one. `after`: as for `readAll`.
 */
export async function eventsBetween(
  store: Pick<EventStore, 'readAll'>,
  after: bigint,
  upTo: bigint,
): Promise<{ readonly events: number; readonly oldest: string | undefined }> {
  if (upTo <= after) return { events: 0, oldest: undefined };
  const first = (await store.readAll(after, SAMPLE)).filter(({ position }) => position <= upTo);
  const oldest = first[0]?.recordedAt;
  if (first.length < SAMPLE) return { events: first.length, oldest };
  const { position: seen } = first.at(-1)!;
  const events = first.length + Math.round((Number(upTo - seen) * first.length) / Number(seen - after));
  return { events, oldest };
}
