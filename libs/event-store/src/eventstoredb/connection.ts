import { status, type CallOptions, type Channel, type Client, type Metadata, type ServiceError } from '@grpc/grpc-js';
import { EventStoreDBClient, NotLeaderError, streamNameFilter } from '@eventstore/db-client';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc, { type StreamsClient } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type AppendReq, type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { InvalidAppend, StoreUnavailable } from '../event-store.js';

/** An event as it is sent: its bytes are stored as they are. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly json: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as the server has it. */
export interface Stored {
  readonly id: string;
  readonly type: string;
  readonly stream: string;
  /** From 0. */
  readonly revision: number;
  /** Where its record begins in the log; undefined where the server does not say. */
  readonly commitPosition: bigint | undefined;
  /** By the clock of the server that led then, in milliseconds. */
  readonly created: number;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface ReadStream {
  readonly stream: string;
  /** The first revision to read, or the last one and backwards. */
  readonly from: number | 'end';
  readonly limit: number;
}

/** All streams whose name begins with `prefix`. */
export interface ReadAll {
  readonly prefix: string;
  /** A record's position. Forwards the event there is the first one read, backwards the one before it. */
  readonly from: bigint | 'start' | 'end';
  readonly backwards?: boolean;
  readonly limit: number;
}

/** What the client has for its own calls: it looks for the leader, keeps the channel to it, and replaces it when it is lost. */
interface ClientWithin {
  execute<C extends Client, T>(client: new (...args: never[]) => C, name: string, action: (client: C) => Promise<T>): Promise<T>;
  callArguments(options: { requiresLeader: boolean; deadline: number }): [Metadata, CallOptions];
  handleError(client: Client, error: Error): Promise<void>;
  getChannel(): Promise<Channel>;
}

const MAX_READ = Number.MAX_SAFE_INTEGER;
const REFUSED = new Set([status.INVALID_ARGUMENT, status.PERMISSION_DENIED, status.UNAUTHENTICATED]);
/** Events that the server looks at between two looks at the request, however few of them are asked for. */
const SEARCH_WINDOW = 4_096;

/**
 * The calls that the store makes, over the connection of `@eventstore/db-client`. They are not the client's own calls, because those lack what is
 * needed here: a read of `$all` with a filter, a deadline for reads, and an append that fails with its connection alone (the client's appends
 * share one call, whose failure rejects those of all clients in the process, and throws where an answer comes later).
 */
export class EventStoreDbConnection {
  private readonly client: EventStoreDBClient;
  private readonly within: ClientWithin;
  private closed = false;

  /** `timeout`: milliseconds for a call. */
  constructor(
    url: string,
    private readonly timeout: number,
  ) {
    // The client knows the database by its earlier name only.
    this.client = EventStoreDBClient.connectionString(url.replace(/^(kurrentdb|kurrent|kdb)(?=[:+])/, 'esdb'));
    this.within = this.client as unknown as ClientWithin;
    // The client does not wait for this, so that a cluster which cannot be found would end the process.
    const { handleError } = this.within;
    this.within.handleError = (client, error) => handleError(client, error).catch(() => {});
  }

  /**
   * Appends at a revision (from 0; -1: the stream is not there). False if the stream is at another one. Throws {@link StoreUnavailable} when
   * the outcome is not known, {@link InvalidAppend} where it is too large.
   */
  async append(stream: string, after: number, events: readonly Proposed[]): Promise<boolean> {
    const header = new streams.AppendReq.Options().setStreamIdentifier(identifier(stream));
    if (after === -1) header.setNoStream(new shared.Empty());
    else header.setRevision(String(after));
    const messages = [new streams.AppendReq().setOptions(header), ...events.map(proposal)];
    try {
      return await this.call((client, ...args) => {
        return new Promise<boolean>((resolve, reject) => {
          const call = client.append(...args, (error, answer) => (error ? reject(error) : resolve(answer.hasSuccess())));
          for (const message of messages) call.write(message);
          call.end();
        });
      });
    } catch (error) {
      if ((error as Partial<ServiceError>).code !== status.INVALID_ARGUMENT) throw error;
      throw new InvalidAppend('The event store cannot hold this.', { cause: error });
    }
  }

  /** The events of one stream or of many; none where the stream is not there. Throws {@link StoreUnavailable}. */
  read(what: ReadStream | ReadAll): Promise<Stored[]> {
    const request = 'stream' in what ? streamRequest(what) : allRequest(what);
    return this.call((client, ...args) => {
      return new Promise((resolve, reject) => {
        const events: Stored[] = [];
        const call = client.read(request, ...args);
        call
          .on('data', (answer: ReadResp) => {
            const event = answer.getEvent()?.getEvent();
            if (event) events.push(stored(event));
            if (events.length < what.limit) return;
            resolve(events);
            // The server would look for one more of many streams before it ends, if need be through the whole log. Of one stream it stops by itself, and
            // is left to: who cancels thousands of calls a second is taken for an attacker, and cut off.
            if (!('stream' in what)) call.cancel();
          })
          .on('error', reject)
          .on('end', () => resolve(events));
      });
    });
  }

  /** Calls `heard` with every event appended from now on; `lost` once, when there is nothing more to be heard. */
  subscribe(prefix: string, { heard, lost }: { heard: () => void; lost: () => void }): () => void {
    const subscription = this.client.subscribeToAll({ fromPosition: 'end', filter: streamNameFilter({ prefixes: [prefix] }) });
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      lost();
    };
    subscription.on('confirmation', heard).on('data', heard).on('error', end).on('end', end);
    return () => {
      over = true;
      subscription.unsubscribe().catch(() => {});
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client.dispose();
    await this.within.getChannel().then(
      (channel) => channel.close(),
      () => {},
    );
  }

  private async call<T>(action: (client: StreamsClient, metadata: Metadata, options: CallOptions) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      if (this.closed) throw new StoreUnavailable('The event store is closed.');
      try {
        return await this.within.execute(streamsGrpc.StreamsClient, 'event store', async (client) =>
          // Followers lag behind: they would not show what another process has just appended.
          action(client, ...this.within.callArguments({ requiresLeader: true, deadline: this.timeout })),
        );
      } catch (error) {
        // Nothing was done; the client turns to the leader that it was told of.
        if (attempt < 3 && isNotLeader(error as Error)) await new Promise(setImmediate);
        else throw asOurs(error as Error);
      }
    }
  }
}

function isNotLeader(error: Error | ServiceError): boolean {
  return error instanceof NotLeaderError || exceptionOf(error) === 'not-leader';
}

function exceptionOf(error: Error | ServiceError): string | undefined {
  return 'metadata' in error ? error.metadata.get('exception')[0]?.toString() : undefined;
}

/** What is not helped by asking again is as it was. */
function asOurs(error: Error | ServiceError): Error {
  if (error instanceof StoreUnavailable || ('code' in error && REFUSED.has(error.code))) return error;
  return new StoreUnavailable('The event store did not answer.', { cause: error });
}

function proposal({ id, type, json, data, metadata }: Proposed): AppendReq {
  const message = new streams.AppendReq.ProposedMessage().setId(new shared.UUID().setString(id)).setData(data).setCustomMetadata(metadata);
  message
    .getMetadataMap()
    .set('type', type)
    .set('content-type', json ? 'application/json' : 'application/octet-stream');
  return new streams.AppendReq().setProposedMessage(message);
}

function identifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
}

function streamRequest({ stream, from, limit }: ReadStream): ReadReq {
  const which = new streams.ReadReq.Options.StreamOptions().setStreamIdentifier(identifier(stream));
  if (from === 'end') which.setEnd(new shared.Empty());
  else which.setRevision(String(from));
  return request(
    new streams.ReadReq.Options()
      .setStream(which)
      .setReadDirection(from === 'end' ? 1 : 0)
      .setNoFilter(new shared.Empty()),
    limit,
  );
}

function allRequest({ prefix, from, backwards, limit }: ReadAll): ReadReq {
  const where = new streams.ReadReq.Options.AllOptions();
  if (from === 'start') where.setStart(new shared.Empty());
  else if (from === 'end') where.setEnd(new shared.Empty());
  else where.setPosition(new streams.ReadReq.Options.Position().setCommitPosition(String(from)).setPreparePosition(String(from)));
  const names = new streams.ReadReq.Options.FilterOptions.Expression().setPrefixList([prefix]);
  const filter = new streams.ReadReq.Options.FilterOptions()
    .setStreamIdentifier(names)
    .setMax(SEARCH_WINDOW)
    .setCheckpointintervalmultiplier(1);
  return request(
    new streams.ReadReq.Options()
      .setAll(where)
      .setReadDirection(backwards ? 1 : 0)
      .setFilter(filter),
    limit,
  );
}

function request(options: InstanceType<typeof streams.ReadReq.Options>, limit: number): ReadReq {
  const uuids = new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty());
  return new streams.ReadReq().setOptions(options.setUuidOption(uuids).setCount(String(Math.min(limit, MAX_READ))));
}

/** What older servers say of a position in a stream's read. */
const NO_POSITION = 2n ** 64n - 1n;

function stored(event: InstanceType<typeof ReadResp.ReadEvent.RecordedEvent>): Stored {
  const properties = event.getMetadataMap();
  const commitPosition = BigInt(event.getCommitPosition());
  return {
    id: event.getId()!.getString().toLowerCase(),
    type: properties.get('type') ?? '',
    stream: Buffer.from(event.getStreamIdentifier()!.getStreamName_asU8()).toString(),
    revision: Number(event.getStreamRevision()),
    commitPosition: commitPosition === NO_POSITION ? undefined : commitPosition,
    // In tenths of a microsecond.
    created: Number(BigInt(properties.get('created') ?? '0') / 10_000n),
    data: event.getData_asU8(),
    metadata: event.getCustomMetadata_asU8(),
  };
}
