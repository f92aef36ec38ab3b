import { setTimeout as pause } from 'node:timers/promises';

/**
 * What is on its way arrives within seconds: looks again until what it sees `holds`. Answers the last look either way, for the test to hold
 * against what it expects.
 */
export async function until<T>(look: () => T | Promise<T>, holds: (value: T) => boolean = Boolean, seconds = 60): Promise<T> {
  for (const end = Date.now() + seconds * 1000; ; await pause(25)) {
    const value = await look();
    if (holds(value) || Date.now() > end) return value;
  }
}

/** As {@link until}, where what holds is said by `expect`: rejects with what the last one said. */
export async function eventually(check: () => unknown, seconds = 60): Promise<void> {
  for (const end = Date.now() + seconds * 1000; ; await pause(25)) {
    try {
      return void (await check());
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}
