import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import {
  type Append,
  type Appended,
  type AppendResult,
  type CommandKey,
  type EventStore,
  type Head,
  InvalidAppend,
  type NewEvent,
  type RecordedEvent,
  StoreUnavailable,
  type StreamName,
} from '../event-store.js';
import { type Claim, claimOf, proposedClaim } from './claim.js';
import { EventStoreDbConnection, type Proposed, type Stored } from './connection.js';
import { Names } from './names.js';
import { LOOK_BACK, RecordedTimes, recordedTimes } from './recorded-times.js';
import { Turns } from './turns.js';
import { WakeUp } from './wake-up.js';

export interface EventStoreDbEventStoreOptions {
  /** `esdb://host:2113?tls=false`, `esdb+discover://…`; `kurrentdb` is the same. */
  readonly url: string;
  /** The service whose events these are: the names of its streams begin with it. */
  readonly service: string;
  /** Milliseconds for a call. An append makes three. Default 10000. */
  readonly timeout?: number;
  /** Milliseconds between looks for events of other processes, whatever was heard. Default 1000. */
  readonly pollEvery?: number;
}

/** Where an attempt to carry out a command stands. */
type Fate = { readonly accepted: Appended } | 'void' | 'open';

/**
 * Events in the streams of an EventStoreDB or KurrentDB server (22.10 or later), which several services share. A record's position is 2c + 1, where c is the
 * commit position, so that there is a position before every event (2c) from which it is the next, although the server reads from records only.
 *
 * The server appends to one stream at a time, but a command must be known whatever stream it is about. So it is claimed first, in a stream of its own, with its
 * events, then these are appended at the revision that was decided on. The claim decides which of several deliveries is carried out, the stream's
 * revision whether it is; there is nothing to be written after that. See docs/adr/0011-eventstoredb.md.
 */
export class EventStoreDbEventStore implements EventStore {
  private readonly connection: EventStoreDbConnection;
  private readonly names: Names;
  private readonly wakeUp: WakeUp;
  private readonly turns = new Turns();
  private readonly times = new RecordedTimes();
  /** Revisions that streams have come to, at least. */
  private readonly reached = new LRUCache<string, number>({ max: 20_000 });
  /** How often commands were attempted in vain, by the names of their streams: they come back at once, decided anew. */
  private readonly attempted = new LRUCache<string, number>({ max: 1_000 });
  private closing: Promise<void> | undefined;

  private constructor({ url, service, timeout = 10_000, pollEvery = 1_000 }: EventStoreDbEventStoreOptions) {
    this.names = new Names(service);
    this.connection = new EventStoreDbConnection(url, timeout);
    this.wakeUp = new WakeUp({
      subscribe: (handlers) => this.connection.subscribe(this.names.prefix, handlers),
      head: async () => (await this.head()).position,
      pollEvery,
    });
  }

  /** Throws {@link StoreUnavailable} where the server cannot be reached. */
  static async open(options: EventStoreDbEventStoreOptions): Promise<EventStoreDbEventStore> {
    const store = new EventStoreDbEventStore(options);
    try {
      await store.beginEpochAfter(-1);
      const [epoch] = await store.connection.read({ stream: store.names.epoch, from: 0, limit: 1 });
      if (epoch?.commitPosition === undefined)
        throw new Error('The event store needs EventStoreDB 22.10 or later: this server does not tell positions.');
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  async append(append: Append): Promise<AppendResult> {
    if (this.closing) throw new StoreUnavailable('The event store is closed.');
    const names = [this.names.stream(append.stream), this.names.command(append.command)];
    // Those that would only contend with each other wait here, where it costs nothing.
    const result = await this.turns.take(names, () => this.carryOut(append));
    if (result.outcome === 'appended' && append.events.length > 0) this.wakeUp.appended(result.position);
    return result;
  }

  async readStream(stream: StreamName, fromRevision = 1): Promise<RecordedEvent[]> {
    const name = this.names.stream(stream);
    const events = await this.connection.read({ stream: name, from: fromRevision - 1, limit: Infinity });
    if (events.length > 0) this.hasReached(name, events.at(-1)!.revision + 1);
    return this.recorded(events);
  }

  async readAll(after: bigint, limit: number): Promise<RecordedEvent[]> {
    const { prefix } = this.names;
    const record = after >> 1n;
    const known = after === 0n ? 0 : this.times.upTo(after);
    const [before, events] = await Promise.all([
      known === undefined ? this.connection.read({ prefix, from: record, backwards: true, limit: LOOK_BACK }) : [],
      // The event that stands at `after` comes first, if there is one.
      this.connection.read({ prefix, from: after === 0n ? 'start' : record, limit: limit + 1 }),
    ]);
    const latest = known ?? Math.max(0, ...before.map(({ created }) => created));
    const all = this.recorded(events, latest);
    const page = all.filter(({ position }) => position > after).slice(0, limit);
    const last = page.at(-1) ?? all[0];
    this.times.remember(page.at(-1)?.position ?? after, last ? Date.parse(last.recordedAt) : latest);
    return page;
  }

  async readLast(limit: number): Promise<RecordedEvent[]> {
    const { prefix } = this.names;
    const events = (await this.connection.read({ prefix, from: 'end', backwards: true, limit: limit + LOOK_BACK })).toReversed();
    const before = events.splice(0, Math.max(0, events.length - limit));
    return this.recorded(events, Math.max(0, ...before.map(({ created }) => created)));
  }

  async findCommand(command: CommandKey): Promise<{ requestHash: string; result: Appended } | undefined> {
    const claim = await this.lastClaim(command);
    if (!claim) return undefined;
    const fate = await this.fateOf(claim);
    return typeof fate === 'object' ? { requestHash: claim.requestHash, result: fate.accepted } : undefined;
  }

  async head(): Promise<Head> {
    const [[epoch], [last]] = await Promise.all([
      this.connection.read({ stream: this.names.epoch, from: 'end', limit: 1 }),
      this.connection.read({ prefix: this.names.prefix, from: 'end', backwards: true, limit: 1 }),
    ]);
    if (!epoch) throw lost();
    return { epoch: epoch.id, position: last ? positionOf(last) : 0n };
  }

  /** For whoever has restored the server from a copy: cursors of others are void from then on. */
  async beginEpoch(): Promise<void> {
    const [last] = await this.connection.read({ stream: this.names.epoch, from: 'end', limit: 1 });
    await this.beginEpochAfter(last?.revision ?? -1);
  }

  onAppended(listener: () => void): () => void {
    return this.wakeUp.add(listener);
  }

  /** What was given to `append` before is still written. */
  close(): Promise<void> {
    this.closing ??= this.turns.idle().then(async () => {
      this.wakeUp.close();
      await this.connection.close();
    });
    return this.closing;
  }

  private async beginEpochAfter(revision: number): Promise<void> {
    const begun: Proposed = { id: randomUUID(), type: 'EpochBegan', json: true, data: Buffer.from('{}'), metadata: new Uint8Array() };
    // Where another process was first, its epoch is the one.
    await this.connection.append(this.names.epoch, revision, [begun]);
  }

  private async carryOut(append: Append): Promise<AppendResult> {
    const { stream, expectedRevision, events, command, requestHash } = append;
    const name = this.names.stream(stream);
    const commandName = this.names.command(command);
    const proposed = events.map(proposedEvent);
    for (let attempt = this.attempted.get(commandName) ?? 0; ;) {
      // A claim is at a revision that the stream has come to, or it could still be carried out when nobody expects it any more.
      if (events.length === 0 || (this.reached.get(name) ?? 0) !== expectedRevision) {
        const revision = await this.revisionOf(name);
        if (revision !== expectedRevision) {
          // In this order: if the command is not known now, it was not when the revision was read.
          const { accepted } = await this.settled(command);
          return accepted ? repeated(accepted, requestHash) : { outcome: 'conflict', actualRevision: revision };
        }
      }

      const head = events.length === 0 ? (await this.head()).position : 0n;
      if (!(await this.connection.append(commandName, attempt - 1, [proposedClaim(append, head)]))) {
        const known = await this.settled(command);
        if (known.accepted) return repeated(known.accepted, requestHash);
        attempt = known.attempts;
        continue;
      }

      const claim: Claim = { ...append, head, attempt };
      if (events.length > 0) await this.write(name, expectedRevision, proposed);
      const fate = await this.fateOf(claim);
      if (typeof fate === 'object') {
        this.hasReached(name, fate.accepted.revision);
        return { outcome: 'appended', ...fate.accepted };
      }
      if (fate === 'open') throw lost();
      // Another append came first.
      this.attempted.set(commandName, ++attempt);
      this.hasReached(name, expectedRevision + 1);
    }
  }

  /** What has become of a command, for certain. A claim that was left open is carried out first. */
  private async settled(command: CommandKey): Promise<{ accepted?: Appended & { requestHash: string }; attempts: number }> {
    const claim = await this.lastClaim(command);
    if (!claim) return { attempts: 0 };
    let fate = await this.fateOf(claim);
    if (fate === 'open') {
      const { stream, expectedRevision, events } = claim;
      try {
        await this.write(this.names.stream(stream), expectedRevision, events.map(proposedEvent));
        fate = await this.fateOf(claim);
      } catch (error) {
        if (!(error instanceof InvalidAppend)) throw error;
        fate = 'void'; // As it was for whoever claimed it.
      }
      if (fate === 'open') throw lost();
    }
    const attempts = claim.attempt + 1;
    return fate === 'void' ? { attempts } : { attempts, accepted: { ...fate.accepted, requestHash: claim.requestHash } };
  }

  private async lastClaim(command: CommandKey): Promise<Claim | undefined> {
    const [last] = await this.connection.read({ stream: this.names.command(command), from: 'end', limit: 1 });
    return last && claimOf(last);
  }

  /** Only the last claim of a command can be open: the next is written when it is not. */
  private async fateOf({ stream, expectedRevision, events, head }: Claim): Promise<Fate> {
    const revision = expectedRevision + events.length;
    if (events.length === 0) return { accepted: { revision, position: head, stream } };
    const name = this.names.stream(stream);
    const [last] = await this.connection.read({ stream: name, from: revision - 1, limit: 1 });
    if (last?.id === events.at(-1)!.id.toLowerCase()) return { accepted: { revision, position: positionOf(last), stream } };
    const [next] = last ? [last] : await this.connection.read({ stream: name, from: expectedRevision, limit: 1 });
    return next ? 'void' : 'open';
  }

  /** That it was refused is not told: what counts is what stands in the stream, which may be the same, written by another. */
  private async write(name: string, expectedRevision: number, events: readonly Proposed[]): Promise<void> {
    await this.connection.append(name, expectedRevision - 1, events);
  }

  private async revisionOf(name: string): Promise<number> {
    const [last] = await this.connection.read({ stream: name, from: 'end', limit: 1 });
    const revision = last ? last.revision + 1 : 0;
    this.hasReached(name, revision);
    return revision;
  }

  private hasReached(name: string, revision: number): void {
    this.reached.set(name, Math.max(revision, this.reached.get(name) ?? 0));
  }

  private recorded(events: readonly Stored[], latest?: number): RecordedEvent[] {
    const times = recordedTimes(events, latest);
    return events.map((event, i) => ({
      id: event.id,
      type: event.type,
      data: parsed(event.data) as RecordedEvent['data'],
      meta: parsed(event.metadata) as RecordedEvent['meta'],
      stream: this.names.parse(event.stream),
      revision: event.revision + 1,
      position: positionOf(event),
      recordedAt: new Date(times[i]!).toISOString(),
    }));
  }
}

function repeated({ requestHash: first, ...result }: Appended & { requestHash: string }, requestHash: string): AppendResult {
  return first === requestHash ? { outcome: 'repeated', ...result } : { outcome: 'command-reused' };
}

function proposedEvent({ id, type, data, meta }: NewEvent): Proposed {
  return { id, type, json: true, data: Buffer.from(JSON.stringify(data)), metadata: Buffer.from(JSON.stringify(meta)) };
}

function parsed(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString());
}

function lost(): StoreUnavailable {
  return new StoreUnavailable('The event store has lost what it had.');
}

function positionOf({ commitPosition }: Stored): bigint {
  return commitPosition! * 2n + 1n;
}
