import { randomUUID } from 'node:crypto';
import {
  type Append,
  type Appended,
  type AppendResult,
  type CommandKey,
  type EventStore,
  type Head,
  type RecordedEvent,
  StoreUnavailable,
  type StreamName,
} from '../event-store.js';

/** The model: what an event store is, with nothing of how. Only for tests; what it holds goes with it. */
export class MemoryEventStore implements EventStore {
  private readonly mine = new Set<() => void>();
  private closed = false;

  constructor(
    private readonly held = {
      epoch: randomUUID() as string,
      events: [] as RecordedEvent[],
      commands: new Map<string, { requestHash: string; result: Appended }>(),
      listeners: new Set<() => void>(),
    },
  ) {}

  /** The same events, as another process opens them. */
  another(): MemoryEventStore {
    return new MemoryEventStore(this.held);
  }

  /** A store of its own that begins with the same events. */
  clone(): MemoryEventStore {
    const { epoch, events, commands } = this.held;
    return new MemoryEventStore({ epoch, events: [...events], commands: new Map(commands), listeners: new Set() });
  }

  async append({ stream, expectedRevision, events, command, requestHash }: Append): Promise<AppendResult> {
    if (this.closed) throw new StoreUnavailable('The event store is closed.');
    const { events: all, commands, listeners } = this.held;
    const known = commands.get(commandKey(command));
    if (known) return known.requestHash === requestHash ? { outcome: 'repeated', ...known.result } : { outcome: 'command-reused' };
    const actualRevision = this.of(stream).length;
    if (actualRevision !== expectedRevision) return { outcome: 'conflict', actualRevision };
    const recordedAt = new Date(Math.max(Date.now(), Date.parse(all.at(-1)?.recordedAt ?? '1970-01-01'))).toISOString();
    events.forEach((event, i) => {
      const copy = structuredClone({ id: event.id, type: event.type, data: event.data, meta: event.meta });
      all.push({ ...copy, stream: { ...stream }, revision: expectedRevision + i + 1, position: BigInt(all.length + 1), recordedAt });
    });
    const result = { revision: expectedRevision + events.length, position: BigInt(all.length), stream: { ...stream } };
    commands.set(commandKey(command), { requestHash, result });
    if (events.length > 0) queueMicrotask(() => listeners.forEach((listener) => listener()));
    return { outcome: 'appended', ...result };
  }

  async readStream(stream: StreamName, fromRevision = 1): Promise<RecordedEvent[]> {
    return structuredClone(this.of(stream).filter((event) => event.revision >= fromRevision));
  }

  async readAll(after: bigint, limit: number): Promise<RecordedEvent[]> {
    return structuredClone(this.held.events.slice(Number(after), Number(after) + limit));
  }

  async readLast(limit: number): Promise<RecordedEvent[]> {
    return structuredClone(limit > 0 ? this.held.events.slice(-limit) : []);
  }

  async findCommand(command: CommandKey): Promise<{ requestHash: string; result: Appended } | undefined> {
    return structuredClone(this.held.commands.get(commandKey(command)));
  }

  async head(): Promise<Head> {
    return { epoch: this.held.epoch, position: BigInt(this.held.events.length) };
  }

  onAppended(listener: () => void): () => void {
    const call = (): void => listener();
    this.mine.add(call);
    this.held.listeners.add(call);
    return () => void this.held.listeners.delete(call);
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const call of this.mine) this.held.listeners.delete(call);
  }

  private of(stream: StreamName): RecordedEvent[] {
    return this.held.events.filter(({ stream: s }) => s.tenant === stream.tenant && s.category === stream.category && s.id === stream.id);
  }
}

function commandKey({ tenant, actor, operation, commandId }: CommandKey): string {
  return JSON.stringify([tenant, actor, operation, commandId]);
}
