import type { GraphQLFormattedError } from 'graphql';
import { Agent, request as httpRequest } from 'node:http';
import { request as httpsRequest, Agent as HttpsAgent } from 'node:https';
import { createClient } from 'graphql-sse';
import { CutShort, fetchFrom, type Instances, NotTaken, watchConnection } from './instances.js';

/** A part of the graph, as the gateway reaches it. */
export interface Subgraph {
  /** The service's address, without a path: `http://127.0.0.1:4101`. GraphQL is at `/graphql`. Several, with commas between them, where it has several processes. */
  readonly url: string;
  /** In one process: answers without a socket. */
  readonly execute?: (request: SubgraphRequest) => Promise<SubgraphAnswer> | SubgraphAnswer;
  /** In one process: what a subscription tells, until `signal`, or the answer that refuses it. Else asked over HTTP. */
  readonly subscribe?: (request: SubgraphRequest, signal: AbortSignal) => Promise<SubgraphAnswer | AsyncIterable<SubgraphAnswer>>;
  /** In one process: why the service is not ready; empty when it is. Else `/health/ready` is asked. */
  readonly ready?: () => Promise<readonly string[]> | readonly string[];
}

/** A {@link Subgraph}, and what is known of its processes. */
export interface Service extends Subgraph {
  readonly instances: Instances;
}

export interface SubgraphRequest {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** Those of {@link FORWARDED} that the client sent, spelled in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface SubgraphAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly GraphQLFormattedError[];
}

/** What a service is told of the client's request, beside `x-forwarded-*` of the gateway's own making. */
export const FORWARDED = ['authorization', 'traceparent', 'tracestate', 'idempotency-key', 'accept-language', 'user-agent'] as const;

/** Why a service is not ready; empty when it is, in one process at least. Never rejects. */
export async function reasonsOf({ instances, ready }: Service): Promise<readonly string[]> {
  const all = await Promise.all(ready ? [reasonsBy(ready)] : instances.urls.map((url) => reasonsBy(() => reasonsAt(url))));
  return all.find((reasons) => reasons.length === 0) ?? all[0]!;
}

async function reasonsBy(look: () => Promise<readonly string[]> | readonly string[]): Promise<readonly string[]> {
  try {
    return await look();
  } catch (error) {
    return [`does not answer: ${(error as Error).message}`];
  }
}

async function reasonsAt(url: string): Promise<readonly string[]> {
  const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(2_000) });
  if (response.ok) return [];
  const { reasons } = (await response.json()) as { reasons?: unknown };
  return Array.isArray(reasons) ? reasons.map(String) : [JSON.stringify(reasons ?? `status ${response.status}`)];
}

/** With a time-out of its own, an agent also heeds that which services tell it: it lets go of an idle connection before they do. */
const pool = { keepAlive: true, maxSockets: 256, timeout: 60_000 };
export const agents = { http: new Agent(pool), https: new HttpsAgent(pool) };

/** Throws where the service cannot be reached, does not answer within `timeoutMs`, or answers with something else than GraphQL. */
export function executeOverHttp(instances: Instances, request: SubgraphRequest, timeoutMs: number): Promise<SubgraphAnswer> {
  const repeatable = /^\s*(query\b|\{)/.test(request.query);
  return instances.ask((url) => executeAt(url, instances, request, timeoutMs), { repeatable });
}

function executeAt(url: string, instances: Instances, request: SubgraphRequest, timeoutMs: number): Promise<SubgraphAnswer> {
  const { headers, ...operation } = request;
  const body = Buffer.from(JSON.stringify(operation));
  const target = new URL('/graphql', url);
  const secure = target.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (secure ? httpsRequest : httpRequest)(
      target,
      {
        method: 'POST',
        agent: secure ? agents.https : agents.http,
        headers: { ...headers, 'content-type': 'application/json', accept: 'application/json', 'content-length': body.length },
      },
      (incoming) => {
        instances.heard(url, incoming);
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', (error) => reject(new CutShort(error.message)));
        incoming.on('end', () => {
          clearTimeout(timer);
          try {
            const answer = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SubgraphAnswer;
            if (answer && typeof answer === 'object' && ('data' in answer || 'errors' in answer)) resolve(answer);
            else reject(new Error(`status ${incoming.statusCode}`));
          } catch {
            reject(new Error(`status ${incoming.statusCode}`));
          }
        });
      },
    );
    const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const judged = watchConnection(outgoing);
    outgoing.on('error', (error) => {
      clearTimeout(timer);
      reject(judged(error));
    });
    outgoing.end(body);
  });
}

/** Where a service tells what subscriptions ask for. */
const STREAM_PATH = '/graphql/stream';

/** What a subscription tells, until `signal` or until the service ends it. Rejects as {@link executeOverHttp}. */
export async function subscribeOverHttp(
  instances: Instances,
  { headers, ...operation }: SubgraphRequest,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<AsyncIterable<SubgraphAnswer>> {
  const connected = Promise.withResolvers<void>();
  const client = createClient({
    url: STREAM_PATH,
    headers,
    retryAttempts: 0,
    fetchFn: async (_: string, init: RequestInit) => {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      try {
        const within = { ...init, signal: AbortSignal.any([init.signal!, late.signal]) };
        const attempt = async (url: string) => {
          const response = await fetchFrom(url, STREAM_PATH, within);
          if (response.status === 503) throw new NotTaken('it is being stopped');
          return response;
        };
        const response = await instances.ask(attempt, { repeatable: true });
        connected.resolve();
        return response;
      } catch (error) {
        connected.reject(error);
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
  });
  const told = client.iterate({ query: operation.query, variables: operation.variables as Record<string, unknown> });
  signal.addEventListener('abort', () => void told.return?.(), { once: true });
  await connected.promise;
  return told as AsyncIterable<SubgraphAnswer>;
}
