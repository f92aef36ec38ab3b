import type { Provider, Type } from '@nestjs/common';
import type { EventStore } from '@throughline/event-store';
import type { Hmac, SubjectKeys } from '@throughline/keys';
import type { Batch, MessageBus, ServiceBus } from '@throughline/message-bus';
import type { AnyPolicy, AnyView, PolicyRunner, ViewRunner } from '@throughline/views';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { Log } from './log.js';
import type { Headers } from './request.js';
import type { SampleCompany } from './sample-company.js';

/** A department's service, in one place: what it has. `main.ts` boots it alone, `deploy/embedded` boots all in one process. */
export interface ServiceManifest {
  /** `sales`: its database, its topic `throughline.sales.v1`, its subgraph. */
  readonly name: string;
  /** The folder of `schema.graphql`, as a file URL that ends with a slash. */
  readonly schema: URL;
  /** The directory's views (users, teams, keys, the organisation) come of themselves. */
  readonly views: readonly AnyView[];
  readonly policies?: readonly AnyPolicy[];
  /** SQL that makes, where missing, what the service keeps beside events and views: in a schema of its own, all of which a backup holds. */
  readonly tables?: string;
  /** Nest resolvers, controllers and further providers. */
  readonly resolvers: readonly Type[];
  readonly controllers?: readonly Type[];
  readonly providers?: readonly Provider[];
}

/** What a service is given to run on. The composition root makes it: `runService` for a process of its own, `deploy/embedded` for all in one. */
export interface ServiceEnvironment {
  /** The service's own database: `postgres://user:password@host:port/sales`. */
  readonly databaseUrl: string;
  /** Where its events are: `postgres:`, `esdb:` or `kurrentdb:`. Default: its own database. */
  readonly eventStoreUrl?: string;
  readonly keys: SubjectKeys;
  readonly hmac: Hmac;
  readonly bus: Pick<ServiceBus, keyof MessageBus | 'register'>;
  /** No other process of this service runs beside this one, so that none has to be woken by its events. Default: false. */
  readonly sole?: boolean;
  /** Default: an ephemeral port on loopback. */
  readonly port?: number;
  readonly host?: string;
  /** The service's own folder for files that are not events. */
  readonly dataFolder?: string;
  readonly log?: Log;
  /** Which tenant a request is for before anybody has signed in. Default: `main`. */
  readonly tenantFromHost?: (host: string) => string;
  /** Further settings a service declares, by name: `THROUGHLINE_ADMIN_EMAIL`. Default: none. */
  readonly settings?: Readonly<Record<string, string | undefined>>;
  /** Default: none is offered. */
  readonly sampleCompany?: SampleCompany;
}

export interface GraphQLRequest {
  readonly query: string;
  /** `query` parsed, where the caller has it. */
  readonly document?: DocumentNode;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly operationName?: string | null;
  readonly headers: Headers;
}

export interface GraphQLResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What a service asks of its views. */
export interface ServiceViews {
  /** True once the service's own events up to `position` are in its views; false if that took too long. */
  waitFor(position: bigint, options?: { readonly timeoutMs?: number }): Promise<boolean>;
  /** As `waitFor`, for the public events of another service. */
  waitForSource(service: string, position: bigint, options?: { readonly timeoutMs?: number }): Promise<boolean>;
  /** Tells whenever events of a service have come into the views, by this process or another. */
  onAdvanced(listener: (service: string) => void): () => void;
  /**
   * Tells each batch that this process has brought into the views that serve, of those of others nothing; and whether it is the first that it applies of the
   * source, as after another process that fed the views has gone.
   */
  onApplied(listener: (batch: Batch, isFirst: boolean) => void): () => void;
}

export interface RunningService {
  readonly name: string;
  /** `http://127.0.0.1:40123`; its graph is at `/graphql`. */
  readonly url: string;
  /** Answers as `POST /graphql` does, without a socket. */
  execute(request: GraphQLRequest): Promise<GraphQLResponse>;
  /** Answers as `POST /graphql/stream` does, without a socket: what a subscription tells, until `signal` or a drain; or the answer that refuses it. */
  subscribe(request: GraphQLRequest, signal: AbortSignal): Promise<GraphQLResponse | AsyncIterableIterator<GraphQLResponse>>;
  readonly store: EventStore;
  /** For lag, verification and rebuilding. */
  readonly views: ViewRunner;
  readonly policies: PolicyRunner;
  /** From the service's container: `service.get(Commands)`. */
  get<T>(token: Type<T> | symbol): T;
  /** Why it is not ready to serve; empty where it is. */
  ready(): Promise<readonly string[]>;
  /**
   * Goes on answering while those who ask are led elsewhere: not {@link ready}, each answer the last of its connection, soon no new connections. Answers
   * when nobody is connected any more, within seconds.
   */
  drain(): Promise<void>;
  /** Finishes what is in flight, then lets go of everything. */
  close(): Promise<void>;
}
