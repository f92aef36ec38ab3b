/**
 * The port. Adapters: PostgreSQL (`postgres-event-store.ts`) and EventStoreDB (`eventstoredb/`); the contract they keep is `event-store.contract.ts`.
 * An event store is bytes and order: it knows neither protobuf nor keys. `data` arrives sealed and is stored as given.
 */
export interface EventStore {
  /**
   * Appends to one stream, all or nothing. Throws {@link StoreUnavailable} when it does not know the outcome (repeat with the same command id),
   * {@link InvalidAppend} when the store cannot hold it.
   */
  append(append: Append): Promise<AppendResult>;
  /** The events of a stream from `fromRevision` (default 1), in order. */
  readStream(stream: StreamName, fromRevision?: number): Promise<RecordedEvent[]>;
  /**
   * Events with `position > after`, in position order, at most `limit`; fewer only where there are no more. No event with a lower position appears later,
   * ever. `after`: 0, the position of an event, or that less one.
   */
  readAll(after: bigint, limit: number): Promise<RecordedEvent[]>;
  /** The last events, at most `limit`, in position order. */
  readLast(limit: number): Promise<RecordedEvent[]>;
  /** What was answered to a command, or undefined if it was never accepted. */
  findCommand(command: CommandKey): Promise<{ requestHash: string; result: Appended } | undefined>;
  /** The last position, and the store's epoch: a new one after a restore, when cursors of others are void. */
  head(): Promise<Head>;
  /**
   * Calls `listener` soon after the head has moved, from this process or another, and never less often than the polling interval. Of what this process
   * has appended it is given the events, which spares reading them; others may stand before and between them.
   */
  onAppended(listener: (events?: readonly RecordedEvent[]) => void): () => void;
  close(): Promise<void>;
}

export interface StreamName {
  readonly tenant: string;
  /** `opportunity` */
  readonly category: string;
  /** The record's id. Stream names never contain personal data. */
  readonly id: string;
}

/** Unique within tenant, actor and operation. */
export interface CommandKey {
  readonly tenant: string;
  readonly actor: string;
  readonly operation: string;
  readonly commandId: string;
}

export interface Append {
  readonly stream: StreamName;
  /** The revision the decision was made on: 0 where the stream must not exist yet. */
  readonly expectedRevision: number;
  /** At least one, unless the command decided nothing: an empty append only records the command. */
  readonly events: readonly NewEvent[];
  readonly command: CommandKey;
  /** Equal for equal inputs (an HMAC: inputs are personal). */
  readonly requestHash: string;
}

export interface NewEvent {
  /** UUIDv5 of the command key and the event's index, so that a repeat is recognised anywhere. */
  readonly id: string;
  /** The short name of the proto message: `OpportunityMovedToStage`. */
  readonly type: string;
  /** Canonical proto JSON, personal fields sealed. */
  readonly data: Json;
  readonly meta: EventMeta;
}

export interface EventMeta {
  readonly actor: string;
  readonly operation: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId?: string;
  readonly batch?: string;
  readonly cause?: { readonly policy: string; readonly version: number; readonly eventId: string };
  /** When it happened, by the command's clock: ISO 8601, UTC. */
  readonly occurredAt: string;
  /** Relayed to other services. */
  readonly public: boolean;
  /** The version of the event's schema; absent: 1. */
  readonly schema?: number;
  /** The append's place in its trace (W3C), where that is recorded: what the event sets off goes on from there. */
  readonly traceparent?: string;
}

export interface RecordedEvent extends NewEvent {
  readonly stream: StreamName;
  /** From 1. */
  readonly revision: number;
  /** Rises, by one or by more: how far two events are apart tells nothing of how many are between them. */
  readonly position: bigint;
  /** Never decreases with position: a moment maps to one position. ISO 8601, UTC. */
  readonly recordedAt: string;
}

export interface Appended {
  /** The stream's revision after the append. */
  readonly revision: number;
  /** Of its last event; the head's where nothing was appended. */
  readonly position: bigint;
  readonly stream: StreamName;
}

export type AppendResult =
  | ({ readonly outcome: 'appended' } & Appended)
  /** The command id was accepted before, with the same request: the first result. */
  | ({ readonly outcome: 'repeated' } & Appended)
  /** Another append came first. */
  | { readonly outcome: 'conflict'; readonly actualRevision: number }
  /** The command id was accepted before, for another request. */
  | { readonly outcome: 'command-reused' };

export interface Head {
  readonly epoch: string;
  readonly position: bigint;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The outcome is not known, or the lock was not had in time. Nothing acknowledged is lost; the same command may be repeated. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** The store cannot hold what the append says (a NUL character in a name): nothing was stored, and a repeat will not help. */
export class InvalidAppend extends Error {
  override readonly name = 'InvalidAppend';
}
