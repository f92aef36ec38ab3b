import type { Change } from './changes.js';

/** So many are told as they happen; what comes beside them in the same second waits for its end. */
const AT_ONCE = 10;
const WINDOW_MS = 1_000;
/** Told and not taken yet: who is that slow asks for everything again. */
const MOST_WAITING = 100;

/** What one subscription is told, at a pace that a reader can follow: of the same thing the last only, of very much at once that it is very much. */
export class Subscriber implements AsyncIterableIterator<{ readonly changes: Change }> {
  private queue: Change[] = [];
  private readonly held = new Map<string, Change>();
  private readonly waiting: ((result: IteratorResult<{ readonly changes: Change }>) => void)[] = [];
  private told = 0;
  private window: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly onClose: () => void) {}

  tell(change: Change): void {
    if (this.closed) return;
    if (change.kind === 'MANY') this.held.clear();
    else if (this.held.has('MANY')) return;
    const key = change.kind === 'MANY' ? 'MANY' : `${change.kind} ${change.id}`;
    if (this.told < AT_ONCE) this.push(change);
    else this.held.set(key, change);
    this.window ??= setTimeout(() => this.nextWindow(), WINDOW_MS).unref();
  }

  /** What is not taken yet is lost with it. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    clearTimeout(this.window);
    this.onClose();
    for (const take of this.waiting.splice(0)) take(ended);
  }

  next(): Promise<IteratorResult<{ readonly changes: Change }>> {
    if (this.closed) return Promise.resolve(ended);
    const change = this.queue.shift();
    if (change) return Promise.resolve({ done: false, value: { changes: change } });
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  return(): Promise<IteratorResult<{ readonly changes: Change }>> {
    this.close();
    return Promise.resolve(ended);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private nextWindow(): void {
    this.window = undefined;
    this.told = 0;
    const held = [...this.held.values()];
    this.held.clear();
    if (held.length > AT_ONCE) this.tell(manyAt(held.at(-1)!.at));
    else for (const change of held) this.tell(change);
  }

  private push(change: Change): void {
    this.told++;
    const take = this.waiting.shift();
    if (take) return take({ done: false, value: { changes: change } });
    if (change.kind === 'MANY' || this.queue.length === MOST_WAITING) this.queue = [manyAt(change.at)];
    else this.queue.push(change);
  }
}

const ended = { done: true as const, value: undefined };

export const manyAt = (at: string): Change => ({ kind: 'MANY', id: null, revision: null, by: null, at });
