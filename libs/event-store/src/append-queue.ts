import { type Append, type AppendResult, InvalidAppend, StoreUnavailable } from './event-store.js';

/** An append with its events as JSON text, made once however often it is sent. */
export interface PreparedAppend extends Append {
  readonly datas: readonly string[];
  readonly metas: readonly string[];
  /** Characters of all of it. */
  readonly size: number;
}

export function prepared(append: Append): PreparedAppend {
  const datas = append.events.map((event) => JSON.stringify(event.data));
  const metas = append.events.map((event) => JSON.stringify(event.meta));
  const size = [...datas, ...metas].reduce((sum, text) => sum + text.length, 0);
  return { ...append, datas, metas, size };
}

export interface AppendQueueOptions {
  /** Sends appends of different streams and commands in one transaction; all of it fails, or none. */
  readonly send: (batch: readonly PreparedAppend[]) => Promise<AppendResult[]>;
  /** Batches on their way at once. */
  readonly inFlight: number;
  readonly batchSize: number;
  /** Milliseconds that `send` waits for the lock. */
  readonly lockTimeout: number;
}

/** Thrown by `send` where the lock was not had in time: nothing was written. */
export class LockTimeout extends StoreUnavailable {}

interface Waiting {
  readonly append: PreparedAppend;
  readonly streamKey: string;
  readonly commandKey: string;
  /** Of the process' own clock, in milliseconds. */
  readonly since: number;
  readonly resolve: (result: AppendResult) => void;
  readonly reject: (error: unknown) => void;
}

const MAX_BATCH_CHARACTERS = 1 << 20;

/** Group commit: appends that arrive while others are being written are written together, in order of arrival. A single one is sent at once. */
export class AppendQueue {
  private readonly waiting: Waiting[] = [];
  private sending = 0;
  private readonly whenIdle: (() => void)[] = [];

  constructor(private readonly options: AppendQueueOptions) {}

  add(append: Append): Promise<AppendResult> {
    const { stream, command } = append;
    return new Promise((resolve, reject) => {
      this.waiting.push({
        append: prepared(append),
        streamKey: JSON.stringify([stream.tenant, stream.category, stream.id]),
        commandKey: JSON.stringify([command.tenant, command.actor, command.operation, command.commandId]),
        since: performance.now(),
        resolve,
        reject,
      });
      this.pump();
    });
  }

  /** Resolves when nothing waits and nothing is on its way. */
  async idle(): Promise<void> {
    if (this.sending > 0) await new Promise<void>((resolve) => this.whenIdle.push(resolve));
  }

  private pump(): void {
    while (this.sending < this.options.inFlight && this.waiting.length > 0) {
      this.sending++;
      void this.sendNext();
    }
  }

  private async sendNext(): Promise<void> {
    const batch = this.nextBatch();
    await this.send(batch);
    // Those who were answered together append again together, if they do: let them, or the first of them would go alone.
    if (batch.length > 1) await new Promise(setImmediate);
    this.sending--;
    this.pump();
    if (this.sending === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  /** The longest-waiting appends, each of a stream and a command of its own; the others keep their places. */
  private nextBatch(): Waiting[] {
    const { batchSize } = this.options;
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const taken = new Set<string>();
    let size = 0;
    // Where very many wait for one stream, it is not worth looking at all of them for each.
    for (const candidate of this.waiting.slice(0, 4 * batchSize)) {
      const { append, streamKey, commandKey } = candidate;
      const fits = batch.length < batchSize && (batch.length === 0 || size + append.size <= MAX_BATCH_CHARACTERS);
      if (!fits || taken.has(streamKey) || taken.has(commandKey)) later.push(candidate);
      else {
        batch.push(candidate);
        size += append.size;
      }
      // Also of one that has to wait: those of one stream stay in order.
      taken.add(streamKey).add(commandKey);
    }
    this.waiting.splice(0, 4 * batchSize, ...later);
    return batch;
  }

  private async send(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.options.send(batch.map((waiting) => waiting.append));
      batch.forEach((waiting, i) => waiting.resolve(results[i]!));
    } catch (error) {
      if (error instanceof InvalidAppend && batch.length > 1) {
        const half = batch.length >> 1;
        await this.send(batch.slice(0, half));
        await this.send(batch.slice(half));
        return;
      }
      for (const waiting of batch) waiting.reject(error);
      if (error instanceof LockTimeout) this.refuseThoseWhoWaitedAsLong(error);
    }
  }

  /** Whoever has come later has the time-out of its own batch before it, so that nobody waits more than twice as long. */
  private refuseThoseWhoWaitedAsLong(error: LockTimeout): void {
    // A tenth less, for those who came in the same moment as the batch but after it was sent.
    const before = performance.now() - 0.9 * this.options.lockTimeout;
    const younger = this.waiting.findIndex(({ since }) => since > before);
    for (const waiting of this.waiting.splice(0, younger === -1 ? this.waiting.length : younger)) waiting.reject(error);
  }
}
