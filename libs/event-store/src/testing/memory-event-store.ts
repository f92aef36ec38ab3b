import { randomUUID } from 'node:crypto';
import type { Append, Appended, AppendResult, CommandKey, EventStore, Head, RecordedEvent, StreamName } from '../event-store.js';

/** The model: what an event store is, with nothing of how. Only for tests; it keeps nothing. */
export class MemoryEventStore implements EventStore {
  private readonly events: RecordedEvent[] = [];
  private readonly commands = new Map<string, { requestHash: string; result: Appended }>();
  private readonly listeners = new Set<() => void>();
  private readonly epoch = randomUUID();

  async append({ stream, expectedRevision, events, command, requestHash }: Append): Promise<AppendResult> {
    const known = this.commands.get(commandKey(command));
    if (known) return known.requestHash === requestHash ? { outcome: 'repeated', ...known.result } : { outcome: 'command-reused' };
    const actualRevision = this.of(stream).length;
    if (actualRevision !== expectedRevision) return { outcome: 'conflict', actualRevision };
    const recordedAt = new Date(Math.max(Date.now(), Date.parse(this.events.at(-1)?.recordedAt ?? '1970-01-01'))).toISOString();
    events.forEach((event, i) => {
      const copy = structuredClone({ id: event.id, type: event.type, data: event.data, meta: event.meta });
      this.events.push({ ...copy, stream: { ...stream }, revision: expectedRevision + i + 1, position: BigInt(this.events.length + 1), recordedAt });
    });
    const result = { revision: expectedRevision + events.length, position: BigInt(this.events.length), stream: { ...stream } };
    this.commands.set(commandKey(command), { requestHash, result });
    if (events.length > 0) for (const listener of this.listeners) queueMicrotask(listener);
    return { outcome: 'appended', ...result };
  }

  async readStream(stream: StreamName, fromRevision = 1): Promise<RecordedEvent[]> {
    return structuredClone(this.of(stream).filter((event) => event.revision >= fromRevision));
  }

  async readAll(after: bigint, limit: number): Promise<RecordedEvent[]> {
    return structuredClone(this.events.slice(Number(after), Number(after) + limit));
  }

  async findCommand(command: CommandKey): Promise<{ requestHash: string; result: Appended } | undefined> {
    return structuredClone(this.commands.get(commandKey(command)));
  }

  async head(): Promise<Head> {
    return { epoch: this.epoch, position: BigInt(this.events.length) };
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.listeners.clear();
  }

  private of(stream: StreamName): RecordedEvent[] {
    return this.events.filter(({ stream: s }) => s.tenant === stream.tenant && s.category === stream.category && s.id === stream.id);
  }
}

function commandKey({ tenant, actor, operation, commandId }: CommandKey): string {
  return JSON.stringify([tenant, actor, operation, commandId]);
}
