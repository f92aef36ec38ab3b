import { createHash, randomUUID } from 'node:crypto';
import type { Append, EventMeta, NewEvent } from '../event-store.js';

export interface AppendParts {
  readonly tenant?: string;
  readonly category?: string;
  /** The stream's id; default a new one. */
  readonly id?: string;
  readonly expectedRevision?: number;
  /** How many events, or what each says; default one. */
  readonly events?: number | readonly NewEvent['data'][];
  readonly commandId?: string;
  readonly actor?: string;
  readonly operation?: string;
  /** What the client asked for: its hash tells repeats from reuse. Default the command id. */
  readonly request?: string;
}

/** An append for tests, by default of one event to a new stream by a new command. */
export function anAppend(parts: AppendParts = {}): Append {
  const { tenant = 'main', category = 'thing', id = randomUUID(), expectedRevision = 0, events = 1 } = parts;
  const { commandId = randomUUID(), actor = 'somebody', operation = 'doThing', request = commandId } = parts;
  const meta: EventMeta = { actor, operation, commandId, correlationId: commandId, occurredAt: '2026-03-01T09:30:00.000Z', public: true };
  const datas = typeof events === 'number' ? Array.from({ length: events }, (_, i) => ({ by: commandId, i })) : events;
  return {
    stream: { tenant, category, id },
    expectedRevision,
    command: { tenant, actor, operation, commandId },
    requestHash: createHash('sha256').update(request).digest('hex'),
    events: datas.map((data, i) => ({ id: idOf(`${tenant} ${actor} ${operation} ${commandId} ${i}`), type: 'ThingHappened', data, meta })),
  };
}

function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
