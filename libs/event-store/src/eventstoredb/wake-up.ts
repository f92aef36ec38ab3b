const RECONNECT_AFTER = 1_000;

export interface WakeUpOptions {
  readonly subscribe: (handlers: { heard: () => void; lost: () => void }) => () => void;
  /** The last position there is. */
  readonly head: () => Promise<bigint>;
  /** Milliseconds between looks at the head, whatever was heard. */
  readonly pollEvery: number;
}

/** Tells listeners that the head has moved: at once within the process, by a subscription across processes, by polling where that is lost. */
export class WakeUp {
  private readonly listeners = new Set<() => void>();
  private seen: bigint | undefined;
  private poll: NodeJS.Timeout | undefined;
  private reconnect: NodeJS.Timeout | undefined;
  private unsubscribe: (() => void) | undefined;
  private closed = false;

  constructor(private readonly options: WakeUpOptions) {}

  add(listener: () => void): () => void {
    const call = (): void => listener();
    this.listeners.add(call);
    if (!this.poll && !this.closed) {
      this.poll = setInterval(() => void this.look(), this.options.pollEvery).unref();
      this.subscribe();
    }
    return () => void this.listeners.delete(call);
  }

  /** This process has appended, up to this position. */
  appended(position: bigint): void {
    if (this.seen === undefined || position > this.seen) this.seen = position;
    this.signal();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.poll);
    clearTimeout(this.reconnect);
    this.listeners.clear();
    this.unsubscribe?.();
  }

  private signal(): void {
    for (const listener of this.listeners) listener();
  }

  private subscribe(): void {
    // It is confirmed with a call too, for what came while nobody listened.
    this.unsubscribe = this.options.subscribe({
      heard: () => this.signal(),
      lost: () => {
        if (!this.closed) this.reconnect = setTimeout(() => this.subscribe(), RECONNECT_AFTER).unref();
      },
    });
  }

  private async look(): Promise<void> {
    const head = await this.options.head().catch(() => undefined);
    if (head === undefined || head === this.seen) return;
    this.seen = head;
    this.signal();
  }
}
