import {
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerWritableStream,
  status,
} from '@grpc/grpc-js';
import gossipGrpc from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, { type AppendReq, type AppendResp, type ReadReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';

/** What is done to a call: before and after it is carried out. */
export interface CallFaults {
  /** Waited for before anything is done. `name`: of the stream, or `$all`. */
  before?(call: 'append' | 'read', name: string): Promise<void> | void;
  /** Waited for when it is done, before it is answered. */
  after?(call: 'append' | 'read', name: string): Promise<void> | void;
}

interface Written {
  readonly position: bigint;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  /** Milliseconds. */
  readonly created: number;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

const MAX_APPEND = 1024 * 1024;

/**
 * A DOUBLE of an EventStoreDB server, in memory: it answers those calls of the gRPC protocol that the store makes, by the definitions that the client package
 * brings, as the server is documented to. It is no proof that a real server does; for that the same tests run on one where there is one.
 *
 * It is as strict as the server where the adapter could be careless: positions lie far apart, `$all` holds the server's own events and those of other
 * services, a read from where no record begins fails, a repeated append at the same revision is taken for the first by its ids, appends have a limit in size.
 */
export class EventStoreDbDouble {
  /** In the order of their positions. */
  readonly log: Written[] = [];
  private readonly streams = new Map<string, Written[]>();
  faults: CallFaults = {};
  /** Who leads, where this node does not: it carries out nothing itself. */
  leader: EventStoreDbDouble | undefined;
  /** The clock of the server, in milliseconds. */
  now: () => number = Date.now;
  private server: Server | undefined;
  port = 0;
  private readonly subscribers = new Set<(written: readonly Written[]) => void>();

  private constructor() {
    this.write('$settings', [{ id: 'c0ffee00-0000-4000-8000-000000000001', type: '$UserCreated' }]);
  }

  static async start(): Promise<EventStoreDbDouble> {
    const double = new EventStoreDbDouble();
    await double.listen();
    return double;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.port}?tls=false`;
  }

  /** By asking this node who leads, as in a cluster. */
  get discoverUrl(): string {
    return `esdb+discover://127.0.0.1:${this.port}?tls=false`;
  }

  /** Ends every connection at once. What it has written stays. */
  stop(): void {
    this.server?.forceShutdown();
    this.server = undefined;
  }

  /** At the same address, with what it had written. */
  async restart(): Promise<void> {
    this.stop();
    await this.listen();
  }

  /** Ends every connection; it can be reached again at once. */
  dropConnections(): Promise<void> {
    return this.restart();
  }

  /** An event of somebody else's. */
  write(stream: string, events: readonly { id: string; type: string }[]): void {
    const rest = { contentType: 'application/json', data: Buffer.from('{}'), metadata: new Uint8Array() };
    this.append(
      stream,
      events.map((event) => ({ ...event, ...rest })),
    );
  }

  private async listen(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': 17 * 1024 * 1024 });
    server.addService(streamsGrpc.StreamsService as never, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: Answer<AppendResp>) => void this.onAppend(call, answer),
      read: (call: ServerWritableStream<ReadReq, ReadResp>) => void this.onRead(call),
    });
    server.addService(featuresGrpc.ServerFeaturesService as never, { getSupportedMethods: onFeatures });
    server.addService(gossipGrpc.GossipService as never, { read: this.onGossip });
    this.server = server;
    this.port = await new Promise<number>((resolve, reject) => {
      const address = `127.0.0.1:${this.port}`;
      server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => (error ? reject(error) : resolve(port)));
    });
  }

  private async onAppend(call: ServerReadableStream<AppendReq, AppendResp>, answer: Answer<AppendResp>): Promise<void> {
    let options: InstanceType<typeof AppendReq.Options> | undefined;
    const proposed: Omit<Written, 'position' | 'stream' | 'revision' | 'created'>[] = [];
    try {
      for await (const request of call as AsyncIterable<AppendReq>) {
        options ??= request.getOptions();
        const message = request.getProposedMessage();
        if (!message) continue;
        const properties = message.getMetadataMap();
        proposed.push({
          id: message.getId()!.getString(),
          type: properties.get('type')!,
          contentType: properties.get('content-type')!,
          data: message.getData_asU8(),
          metadata: message.getCustomMetadata_asU8(),
        });
      }
      if (this.leader) return answer(notLeader(this.leader), null);
      const name = Buffer.from(options!.getStreamIdentifier()!.getStreamName_asU8()).toString();
      await this.faults.before?.('append', name);
      const size = proposed.reduce((sum, event) => sum + event.data.length + event.metadata.length + 2 * event.type.length, 0);
      if (size > MAX_APPEND) {
        const metadata = new Metadata();
        metadata.set('exception', 'maximum-append-size-exceeded');
        metadata.set('maximum-append-size', String(MAX_APPEND));
        return answer({ code: status.INVALID_ARGUMENT, details: 'Maximum append size exceeded', metadata }, null);
      }
      const expected = options!.hasNoStream() ? -1 : Number(options!.getRevision());
      const current = this.of(name).length - 1;
      const there = this.of(name).slice(expected + 1, expected + 1 + proposed.length);
      const isRepeat = there.length === proposed.length && there.every((event, i) => event.id === proposed[i]!.id);
      const response = new streams.AppendResp();
      if (expected === current || (expected < current && isRepeat)) {
        const last = expected === current ? this.append(name, proposed) : there.at(-1)!;
        const position = String(last.position);
        response.setSuccess(
          new streams.AppendResp.Success()
            .setCurrentRevision(String(last.revision))
            .setPosition(new streams.AppendResp.Position().setCommitPosition(position).setPreparePosition(position)),
        );
      } else {
        const wrong = new streams.AppendResp.WrongExpectedVersion();
        if (current === -1) wrong.setCurrentNoStream(new shared.Empty());
        else wrong.setCurrentRevision(String(current));
        response.setWrongExpectedVersion(wrong);
      }
      await this.faults.after?.('append', name);
      answer(null, response);
    } catch (error) {
      answer({ code: status.UNKNOWN, details: String(error) }, null);
    }
  }

  private async onRead(call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> {
    const options = call.request.getOptions()!;
    try {
      if (this.leader && call.metadata.get('requires-leader')[0] === 'true') {
        call.emit('error', notLeader(this.leader));
        return;
      }
      if (options.hasSubscription()) return this.onSubscribe(call, options);
      const name = options.hasAll() ? '$all' : Buffer.from(options.getStream()!.getStreamIdentifier()!.getStreamName_asU8()).toString();
      await this.faults.before?.('read', name);
      const events = options.hasAll() ? this.readAll(options) : this.readStream(name, options);
      await this.faults.after?.('read', name);
      if (events === undefined) {
        const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(name));
        call.write(new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier)));
      } else for (const event of events.slice(0, Number(options.getCount()))) call.write(readEvent(event));
      call.end();
    } catch (error) {
      call.emit('error', { code: status.UNKNOWN, details: String(error) });
    }
  }

  private readAll(options: Options): Written[] {
    const all = options.getAll()!;
    const backwards = options.getReadDirection() === 1;
    let events = backwards ? this.log.toReversed() : this.log;
    if (all.hasPosition()) {
      const position = BigInt(all.getPosition()!.getCommitPosition());
      if (!this.log.some((event) => event.position === position)) throw new Error(`No record begins at ${position}`);
      events = events.filter((event) => (backwards ? event.position < position : event.position >= position));
    } else if (all.hasEnd() !== backwards) events = [];
    return events.filter(filterOf(options));
  }

  private readStream(name: string, options: Options): readonly Written[] | undefined {
    const events = this.of(name);
    if (events.length === 0) return undefined;
    const which = options.getStream()!;
    const backwards = options.getReadDirection() === 1;
    const from = which.hasEnd() ? events.length - 1 : which.hasStart() ? 0 : Number(which.getRevision());
    return backwards ? events.slice(0, from + 1).toReversed() : events.slice(from);
  }

  private onSubscribe(call: ServerWritableStream<ReadReq, ReadResp>, options: Options): void {
    const wanted = filterOf(options);
    const all = options.getAll()!;
    if (!all.hasEnd()) throw new Error('The double knows subscriptions from the end only');
    const tell = (written: readonly Written[]): void => {
      for (const event of written) {
        if (wanted(event)) call.write(readEvent(event));
        else {
          const position = String(event.position);
          const checkpoint = new streams.ReadResp.Checkpoint().setCommitPosition(position).setPreparePosition(position);
          call.write(new streams.ReadResp().setCheckpoint(checkpoint));
        }
      }
    };
    this.subscribers.add(tell);
    for (const end of ['cancelled', 'close', 'error']) call.on(end, () => this.subscribers.delete(tell));
    call.write(new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('double')));
    call.write(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
  }

  private readonly onGossip: handleUnaryCall<unknown, unknown> = (_, answer) => {
    const address = new gossip.EndPoint().setAddress('127.0.0.1').setPort(this.port);
    const member = new gossip.MemberInfo().setInstanceId(new shared.UUID().setString('c0ffee00-0000-4000-8000-000000000002'));
    member.setState(gossip.MemberInfo.VNodeState.LEADER).setIsAlive(true).setHttpEndPoint(address);
    answer(null, new gossip.ClusterInfo().setMembersList([member]));
  };

  private of(stream: string): readonly Written[] {
    return this.streams.get(stream) ?? [];
  }

  private append(stream: string, events: readonly Omit<Written, 'position' | 'stream' | 'revision' | 'created'>[]): Written {
    const there = this.streams.get(stream) ?? [];
    this.streams.set(stream, there);
    const written = events.map((event): Written => {
      const last = this.log.at(-1);
      const position = last ? last.position + 100n + BigInt(last.data.length + last.metadata.length) : 0n;
      const record = { ...event, stream, revision: there.length, position, created: this.now() };
      this.log.push(record);
      there.push(record);
      return record;
    });
    for (const tell of this.subscribers) tell(written);
    return written.at(-1)!;
  }
}

type Options = NonNullable<ReturnType<ReadReq['getOptions']>>;
type Answer<T> = (error: { code: status; details: string; metadata?: Metadata } | null, response: T | null) => void;

const onFeatures: handleUnaryCall<unknown, unknown> = (_, answer) => {
  answer(null, new features.SupportedMethods().setEventStoreServerVersion('24.10.0 (a double)'));
};

function notLeader({ port }: EventStoreDbDouble): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('exception', 'not-leader');
  metadata.set('leader-endpoint-host', '127.0.0.1');
  metadata.set('leader-endpoint-port', String(port));
  return { code: status.NOT_FOUND, details: 'Leader info available', metadata };
}

function filterOf(options: Options): (event: Written) => boolean {
  const expression = options.getFilter()?.getStreamIdentifier();
  if (!expression) return () => true;
  const prefixes = expression.getPrefixList();
  return ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix));
}

function readEvent(event: Written): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(event.stream)))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  const ticks = BigInt(event.created) * 10_000n + 1_234n;
  recorded.getMetadataMap().set('type', event.type).set('content-type', event.contentType).set('created', String(ticks));
  return new streams.ReadResp().setEvent(new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.position)));
}
