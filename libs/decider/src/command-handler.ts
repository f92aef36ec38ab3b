import { setTimeout as pause } from 'node:timers/promises';
import { serviceOf, toEvent, type EventCodec, type EventInitOf, type EventOf, type StreamSchema } from '@throughline/contracts';
import {
  InvalidAppend,
  StoreUnavailable,
  type Appended,
  type EventStore,
  type RecordedEvent,
  type StreamName,
} from '@throughline/event-store';
import { KeysUnavailable, SubjectErased, type Hmac } from '@throughline/keys';
import { LRUCache } from 'lru-cache';
import type { CommandContext, Decider } from './decider.js';
import { Conflict, DomainError, InvalidInput, RuleViolated, Unavailable } from './errors.js';
import { eventId, newId } from './ids.js';

export interface ExecuteOptions {
  /** What the client sent, as JSON: equal requests under one command id are repeats, unequal ones a CONFLICT. */
  readonly request: unknown;
  /** CONFLICT unless the record stands at this revision. Without it a conflict is decided again on the newer state, up to 9 times, within about a second. */
  readonly expectedRevision?: number;
}

export interface Executed<State> {
  readonly id: string;
  /** As the command left it. */
  readonly state: State;
  readonly revision: number;
  /** Wait for it before reading a view. */
  readonly position: bigint;
  /** True where the command id was known: nothing was done now, and this is the first result. */
  readonly repeated: boolean;
}

type DeciderOf<S extends StreamSchema, State, Command> = Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S };

/** Load, fold, decide, append. The only way events come to be. */
export interface CommandHandler {
  /**
   * Throws what `decide` throws, and {@link Conflict}, {@link Unavailable}, {@link InvalidInput}, and {@link RuleViolated} `subject.erased`. Many at once cost much
   * less than as many one after the other: their keys are made and their events appended together.
   */
  execute<S extends StreamSchema, State, Command>(
    decider: DeciderOf<S, State, Command>,
    id: string,
    command: Command,
    context: CommandContext,
    options: ExecuteOptions,
  ): Promise<Executed<State>>;
  /**
   * What this command did when it came before; undefined if it did not. For callers that find something against a command before they execute it:
   * a repeat is not refused for what has changed since. Throws {@link Conflict} if it came with another request.
   */
  firstResult<S extends StreamSchema, State>(
    decider: DeciderOf<S, State, never>,
    context: CommandContext,
    options: Pick<ExecuteOptions, 'request'>,
  ): Promise<Executed<State> | undefined>;
  /** The folded stream, or undefined if it has no events. */
  load<S extends StreamSchema, State>(
    decider: DeciderOf<S, State, never>,
    tenant: string,
    id: string,
  ): Promise<{ state: State; revision: number } | undefined>;
}

interface Folded<State = unknown> {
  readonly state: State;
  readonly revision: number;
}

/** Two processes that write one record without a pause lose to each other about every other time, more often where an append takes long. */
const ATTEMPTS = 10;
const LONGEST_PAUSE_MS = 250;

/** Before deciding anew: nothing the first time, then a random part of a time that doubles. */
async function backOff(attempt: number): Promise<void> {
  if (attempt > 1) await pause(Math.random() * Math.min(5 * 2 ** attempt, LONGEST_PAUSE_MS));
}

/**
 * `hmac` makes the request hashes: requests are personal. Folded streams are kept in memory (`cached` of them, for a minute); that they are
 * the newest is not assumed but checked by every append.
 */
export function createCommandHandler(store: EventStore, codec: EventCodec, hmac: Hmac, { cached = 5_000 } = {}): CommandHandler {
  // A minute, because a state may hold what was personal to somebody who has been erased since.
  const cache = new LRUCache<string, Folded & { readonly decider: object }>({ max: cached, ttl: 60_000, ttlResolution: 1_000 });
  const running = new Map<string, Promise<unknown>>();

  return {
    execute(decider, id, command, context, options) {
      const stream: StreamName = { tenant: context.tenant, category: decider.category, id };
      return inWords(oneAfterAnother(keyOf(stream), () => execute(decider, stream, command, context, options)));
    },
    firstResult(decider, context, { request }) {
      return inWords(firstResult(decider, context, hashOf(request)));
    },
    async load(decider, tenant, id) {
      const stream: StreamName = { tenant, category: decider.category, id };
      const folded = await inWords(newer(decider, stream, fromCache(decider, stream) ?? nothing(decider)));
      return folded.revision > 0 ? folded : undefined;
    },
  };

  function hashOf(request: unknown): string {
    return hmac('request', canonicalJson(request));
  }

  async function execute<S extends StreamSchema, State, Command>(
    decider: DeciderOf<S, State, Command>,
    stream: StreamName,
    command: Command,
    context: CommandContext,
    { request, expectedRevision }: ExecuteOptions,
  ): Promise<Executed<State>> {
    const requestHash = hashOf(request);
    const known = fromCache(decider, stream);
    // An id made from this very command names a stream that is not there, unless this is a repeat, which the append will say.
    let folded = known ?? (stream.id === newId(context) ? nothing(decider) : await newer(decider, stream, nothing(decider)));
    let checked = !known;

    for (let attempt = 1; ; attempt++) {
      if (expectedRevision !== undefined && expectedRevision !== folded.revision) {
        if (!checked) folded = await newer(decider, stream, folded);
        checked = true;
        if (expectedRevision !== folded.revision) {
          const first = await firstResult(decider, context, requestHash);
          if (first) return first;
          throw new Conflict(`The record is at revision ${folded.revision}, not ${expectedRevision}: somebody else has changed it.`);
        }
      }

      let events: EventOf<S>[];
      try {
        events = decider.decide(command, folded.state, context).map((event) => toEvent<S>(decider.events, event));
      } catch (error) {
        if (!(error instanceof DomainError)) throw error;
        const first = await firstResult(decider, context, requestHash);
        if (first) return first;
        if (checked) throw error;
        // Refused on a state from memory: refused on the newest as well?
        folded = await newer(decider, stream, folded);
        checked = true;
        continue;
      }

      const result = await append(decider.events, stream, folded.revision, events, context, requestHash);
      switch (result.outcome) {
        case 'appended': {
          const state = events.reduce<State>((state, event) => decider.evolve(state, event), folded.state);
          remember(decider, stream, { state, revision: result.revision });
          return { id: stream.id, state, revision: result.revision, position: result.position, repeated: false };
        }
        case 'repeated':
          return repeated(decider, result);
        case 'command-reused': {
          const first = await firstResult(decider, context, requestHash);
          if (first) return first;
          throw new Unavailable('The command was known and is not any more; send it again.');
        }
        case 'conflict':
          if (attempt === ATTEMPTS) throw new Conflict('Others are changing this record at the same time; try again.');
          await backOff(attempt);
          folded = await newer(decider, stream, folded);
          checked = true;
      }
    }
  }

  async function append<S extends StreamSchema>(
    schema: S,
    stream: StreamName,
    expectedRevision: number,
    events: readonly EventOf<S>[],
    { tenant, actor, operation, commandId, correlationId, causationId, batch, cause, now }: CommandContext,
    requestHash: string,
  ) {
    const command = { tenant, actor, operation, commandId };
    const meta = { actor, operation, commandId, correlationId, causationId, batch, cause, occurredAt: now };
    const encoded = events.length > 0 ? await codec.encode(schema, stream, events as readonly EventInitOf<S>[]) : [];
    return store.append({
      stream,
      expectedRevision,
      events: encoded.map(({ type, data, public: isPublic, schema }, index) => ({
        id: eventId(command, index),
        type,
        data,
        meta: { ...meta, public: isPublic, ...(schema && { schema }) },
      })),
      command,
      requestHash,
    });
  }

  async function firstResult<S extends StreamSchema, State>(
    decider: DeciderOf<S, State, never>,
    { tenant, actor, operation, commandId, cause }: CommandContext,
    requestHash: string,
  ): Promise<Executed<State> | undefined> {
    const first = await store.findCommand({ tenant, actor, operation, commandId });
    if (!first) return undefined;
    // A policy may have been changed since it reacted to this event: what it did then stands.
    if (first.requestHash !== requestHash && !cause)
      throw new Conflict(`The command id ${commandId} was used before, for another request.`);
    return repeated(decider, first.result);
  }

  async function repeated<S extends StreamSchema, State>(
    decider: DeciderOf<S, State, never>,
    { stream, revision, position }: Appended,
  ): Promise<Executed<State>> {
    const events = (await store.readStream(stream)).slice(0, revision);
    const { state } = await fold(decider, nothing(decider), events);
    return { id: stream.id, state, revision, position, repeated: true };
  }

  /** `folded` with what was appended since. */
  async function newer<S extends StreamSchema, State>(
    decider: DeciderOf<S, State, never>,
    stream: StreamName,
    folded: Folded<State>,
  ): Promise<Folded<State>> {
    const events = await store.readStream(stream, folded.revision + 1);
    if (events.length === 0) return folded;
    const newest = await fold(decider, folded, events);
    remember(decider, stream, newest);
    return newest;
  }

  async function fold<S extends StreamSchema, State>(
    decider: DeciderOf<S, State, never>,
    { state, revision }: Folded<State>,
    recorded: readonly RecordedEvent[],
  ): Promise<Folded<State>> {
    const events = await codec.decode([decider.events], serviceOf(decider.events), recorded);
    return {
      state: events.reduce<State>((state, event) => decider.evolve(state, event), state),
      revision: recorded.at(-1)?.revision ?? revision,
    };
  }

  function fromCache<S extends StreamSchema, State>(decider: DeciderOf<S, State, never>, stream: StreamName): Folded<State> | undefined {
    const found = cache.get(keyOf(stream));
    return found?.decider === decider ? (found as Folded<unknown> as Folded<State>) : undefined;
  }

  function remember(decider: object, stream: StreamName, { state, revision }: Folded): void {
    const key = keyOf(stream);
    const there = cache.peek(key);
    if (!there || there.decider !== decider || there.revision < revision) cache.set(key, { decider, state, revision });
  }

  /** Commands on one stream wait for each other here, where it costs nothing, instead of conflicting in the store. */
  async function oneAfterAnother<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = running.get(key);
    const mine = before ? before.then(work, work) : work();
    running.set(key, mine);
    try {
      return await mine;
    } finally {
      if (running.get(key) === mine) running.delete(key);
    }
  }
}

function nothing<State>({ initialState }: { readonly initialState: State }): Folded<State> {
  return { state: initialState, revision: 0 };
}

function keyOf({ tenant, category, id }: StreamName): string {
  return `${category}\0${tenant}\0${id}`;
}

/** What store and keys throw, as the errors that a person is shown. */
async function inWords<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof SubjectErased)
      throw new RuleViolated('subject.erased', 'This person was erased: nothing more can be recorded about them.');
    if (error instanceof InvalidAppend) throw new InvalidInput({ input: 'holds a character that cannot be stored' });
    if (error instanceof StoreUnavailable || error instanceof KeysUnavailable) throw new Unavailable(error.message);
    throw error;
  }
}

/** JSON that does not depend on the order of keys. */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (typeof part === 'bigint') return part.toString();
      if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
      return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? 'null'
  );
}
