import { randomUUID } from 'node:crypto';
import { unwatchFile, watchFile } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as NetServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { requestErrors, traceparent } from '@throughline/telemetry';
import type { OperationDefinitionNode } from 'graphql';
import { routes } from './edge.js';
import { refusal } from './errors.js';
import type { Graph, GraphRequest } from './graph.js';
import { createGraph } from './graph.js';
import { clientAddress, discard, json, problem, read } from './http.js';
import type { Limits } from './limits.js';
import { defaultLimits } from './limits.js';
import type { Log } from './log.js';
import { createLog } from './log.js';
import { Instances } from './instances.js';
import { observed, type Seen } from './observe.js';
import { BodyTooLarge, proxy } from './proxy.js';
import type { Service, Subgraph } from './subgraph.js';
import { FORWARDED, reasonsOf } from './subgraph.js';
import { authorizationOf, BrowserSessions, isForeign, SESSION_PATH } from './session.js';
import { Streams } from './streams.js';
import { builtWebApp, webApp } from './web.js';

export interface GatewayOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly host?: string;
  /** By the service's name: `sales`. */
  readonly subgraphs: Readonly<Record<string, Subgraph>>;
  /** The file of the supergraph; read again when it changes. Else the one that was composed at build time. */
  readonly supergraph?: string;
  readonly limits?: Partial<Limits>;
  /** The folder of the built web app. Else the one beside the gateway. */
  readonly web?: string;
  /** No introspection, no "Did you mean". Else as NODE_ENV says. */
  readonly production?: boolean;
  /** Rejects for a token that is expired or not ours; it then counts as none. Services check every token anyhow; this spares them the bad ones. */
  readonly verifyToken?: (token: string) => Promise<void>;
  /** How many proxies of ours stand in front. With none, `x-forwarded-*` are what a client claims, and count for nothing. */
  readonly proxies?: number;
  /** Milliseconds that a service over HTTP has for an answer in the graph. */
  readonly timeoutMs?: number;
  /** Milliseconds between two looks at the supergraph's file. */
  readonly pollMs?: number;
  readonly log?: Log;
}

export interface Gateway {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  /** Takes no new connections, answers what is on its way, then closes. Requests that still come on open connections are answered too, as their last. */
  close(): Promise<void>;
}

/** Connections that a client may just be writing to are left open this long after the server stopped listening. */
const GRACE_MS = 250;

export const composedSupergraph = fileURLToPath(new URL('../supergraph.graphql', import.meta.url));

/** Rejects where the first supergraph is unusable; a later one that is, is logged, and the one before goes on serving. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { verifyToken, proxies = 0, production = process.env['NODE_ENV'] === 'production', timeoutMs = 30_000, pollMs = 2_000 } = options;
  const log = options.log ?? createLog();
  const subgraphs: Readonly<Record<string, Service>> = Object.fromEntries(
    Object.entries(options.subgraphs).map(([name, subgraph]) => [name, { ...subgraph, instances: new Instances(subgraph.url) }]),
  );
  const limits = { ...defaultLimits, ...options.limits };
  const supergraph = options.supergraph ?? composedSupergraph;

  const load = async () =>
    createGraph(await readFile(supergraph, 'utf8'), { subgraphs, limits, introspection: !production, timeoutMs, log });
  let graph: Graph = await load();
  const reload = () =>
    load().then(
      (next) => {
        graph = next;
        log.info('took a new supergraph');
      },
      (error: Error) => log.error({ reason: error.message }, 'the new supergraph is not usable; the one before goes on'),
    );
  watchFile(supergraph, { interval: pollMs, persistent: false }, reload);

  const web = webApp(options.web ?? builtWebApp);
  const streams = new Streams(limits.streams);
  const sessions = new BrowserSessions((request, headers) => graph.execute(request, headers));

  let draining = false;
  let closing: Promise<void> | undefined;
  const open = new Set<ServerResponse>();
  const server = createServer({ requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 65_000 }, (request, response) => {
    if (draining) response.shouldKeepAlive = false;
    open.add(response);
    response.once('close', () => open.delete(response));
    const failed = (error: Error) => {
      const reference = randomUUID();
      log.error({ reference, name: error.name, frames: error.stack?.split('\n').slice(1, 8) }, 'unforeseen error');
      if (response.headersSent) response.destroy();
      else json(response, 500, { code: 'INTERNAL', message: 'Something went wrong on our side.', reference });
    };
    void observed(request, response, (seen) => answer(request, response, seen).catch(failed));
  });
  // Of silence, in either direction: an upload may take hours, but not stand still.
  server.timeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;

  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`,
    close: () => (closing ??= drain()),
  };

  async function drain(): Promise<void> {
    draining = true;
    streams.close();
    unwatchFile(supergraph, reload);
    // http's own close() ends idle connections at once, and with them requests that are already on the wire.
    let stopped = false;
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve())).then(() => (stopped = true));
    for (const response of open) response.shouldKeepAlive = false;
    while (!stopped) {
      await Promise.race([closed, delay(GRACE_MS)]);
      server.closeIdleConnections();
    }
    server.close(() => undefined);
  }

  async function answer(request: IncomingMessage, response: ServerResponse, seen: Seen): Promise<void> {
    const { url = '/', method = 'GET' } = request;
    const path = url.includes('?') ? url.slice(0, url.indexOf('?')) : url;
    if (path.startsWith('/health/')) seen.route = undefined;
    if (path === '/health/live') return json(response, 200, { status: 'ok' });
    if (path === '/health/ready') return ready(response);
    if (path === '/graphql' || path === SESSION_PATH) seen.route = path;
    if (path === '/graphql') return graphql(request, response, seen);
    if (path === SESSION_PATH) return sessions.answer(request, response, forwardedFrom(request));

    for (const route of routes) {
      const match = route.path.exec(path);
      const names = match && route.services(match[1]!);
      if (!names) continue;
      seen.route = route.name;
      const allow = route.methods.join(', ');
      // The page of a form has a path like the one it is posted to.
      if (!route.methods.includes(method) && web(request, response)) return void (seen.route = 'web');
      if (!route.methods.includes(method)) return problem(response, 405, 'BAD_USER_INPUT', `Only ${allow} here.`, { allow });
      if (route.own && isForeign(request, hostOf(request))) {
        discard(request);
        return problem(response, 403, 'FORBIDDEN', 'The page of another site is not answered here.');
      }
      return passOn(request, response, names, route.unlimited ? Infinity : limits.bodyBytes);
    }
    if (web(request, response)) return void (seen.route = 'web');
    problem(response, 404, 'NOT_FOUND', 'There is nothing here. The graph is at /graphql.');
  }

  /** Answers JSON as GraphQL does, whatever happens: 200 where the request was GraphQL, else the status that says what it was. */
  async function graphql(request: IncomingMessage, response: ServerResponse, seen: Seen): Promise<void> {
    const refuse = (status: number, code: string, message: string, headers = {}) =>
      json(response, status, { errors: [refusal(code, message).toJSON()] }, headers);
    if (request.method !== 'POST') return refuse(405, 'BAD_USER_INPUT', 'Send the query as a POST with a JSON body.', { allow: 'POST' });
    // A page of another site can send forms and plain text without asking first, but not this type: no request is forged.
    if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? ''))
      return refuse(415, 'BAD_USER_INPUT', 'The content type must be application/json.');

    const body = await read(request, limits.bodyBytes);
    if (!body) {
      discard(request);
      return refuse(413, 'TOO_COMPLEX', `The body is over the ${limits.bodyBytes} bytes that are allowed.`);
    }
    let operation: GraphRequest;
    try {
      operation = JSON.parse(body.toString('utf8')) as GraphRequest;
    } catch {
      return refuse(400, 'BAD_USER_INPUT', 'The body is not JSON.');
    }
    if (Array.isArray(operation)) return refuse(400, 'TOO_COMPLEX', 'One operation a request.');
    if (typeof operation?.query !== 'string')
      return refuse(400, 'BAD_USER_INPUT', 'The body must be a JSON object with the query in "query".');
    if (typeof (operation.variables ?? {}) !== 'object' || Array.isArray(operation.variables))
      return refuse(400, 'BAD_USER_INPUT', '"variables" must be an object.');
    if (typeof (operation.operationName ?? '') !== 'string') return refuse(400, 'BAD_USER_INPUT', '"operationName" must be a string.');

    const headers = forwardedFrom(request);
    // A bad token counts as none: whoever holds an expired one can still sign in, and everything else asks for that.
    if (verifyToken && headers['authorization'] && !(await isValid(headers['authorization']))) delete headers['authorization'];
    const found = (meant: OperationDefinitionNode) => (seen.operation = meant);
    if (request.headers.accept?.includes('text/event-stream'))
      return streams.serve(response, headers['authorization'], { 'x-request-id': headers['x-request-id']! }, (signal) =>
        graph.subscribe(operation, headers, signal, found),
      );
    const result = await graph.execute(operation, headers, found);
    for (const { extensions } of result.errors ?? []) requestErrors.inc({ code: String(extensions?.['code']) });
    const modern = request.headers.accept?.includes('application/graphql-response+json');
    json(response, modern && !('data' in result) ? 400 : 200, result, {
      'x-request-id': headers['x-request-id']!,
      ...(modern && { 'content-type': 'application/graphql-response+json; charset=utf-8' }),
    });
  }

  async function isValid(authorization: string): Promise<boolean> {
    try {
      await verifyToken!(authorization.replace(/^Bearer +/i, ''));
      return true;
    } catch {
      return false;
    }
  }

  /** To the first of the services; where there are several, a 404 sends the request to the next. Only requests without a body have several. */
  async function passOn(request: IncomingMessage, response: ServerResponse, names: readonly string[], maxBytes: number): Promise<void> {
    const present = names.filter((name) => subgraphs[name]);
    const headers = forwardedFrom(request);
    for (const [index, name] of present.entries()) {
      const isLast = index === present.length - 1;
      try {
        const { instances } = subgraphs[name]!;
        if (await proxy(request, response, instances, { headers, maxBytes, accept: (status) => isLast || status !== 404 })) return;
      } catch (error) {
        discard(request);
        if (error instanceof BodyTooLarge)
          return problem(response, 413, 'BAD_USER_INPUT', `The body is over the ${maxBytes} bytes that are allowed.`);
        log.warn({ service: name, requestId: headers['x-request-id'], reason: (error as Error).message }, 'a service did not answer');
        return problem(response, 503, 'UNAVAILABLE', `${name} cannot answer right now.`);
      }
    }
    problem(response, 503, 'UNAVAILABLE', `${names.join(', ')}: not part of this installation.`);
  }

  /**
   * Whether it should get requests: a part of the answers is better than none, so one service that is ready will do, unless it runs in this process:
   * that it is not is then what this process has to wait for.
   */
  async function ready(response: ServerResponse): Promise<void> {
    const entries = await Promise.all(
      Object.entries(subgraphs).map(async ([name, subgraph]) => ({ name, own: !!subgraph.ready, reasons: await reasonsOf(subgraph) })),
    );
    const missing = entries.filter(({ reasons }) => reasons.length > 0);
    const reasons = {
      ...(draining && { gateway: ['stopping'] }),
      ...Object.fromEntries(missing.map((entry) => [entry.name, entry.reasons])),
    };
    if (draining || missing.some(({ own }) => own) || (missing.length > 0 && missing.length === entries.length))
      json(response, 503, { status: 'unavailable', reasons });
    else json(response, 200, missing.length > 0 ? { status: 'partial', reasons } : { status: 'ok' });
  }

  /** As the client knows us. */
  function hostOf({ headers }: IncomingMessage): string {
    return (proxies && String(headers['x-forwarded-host'] ?? '')) || headers.host || '';
  }

  function forwardedFrom(request: IncomingMessage): Record<string, string> {
    const sent = request.headers;
    const headers: Record<string, string> = {};
    for (const name of FORWARDED) {
      const value = sent[name];
      if (typeof value === 'string') headers[name] = value;
    }
    const authorization = authorizationOf(request, hostOf(request));
    if (authorization !== undefined) headers['authorization'] = authorization;
    const here = traceparent();
    if (here) headers['traceparent'] = here;
    const id = sent['x-request-id'];
    headers['x-request-id'] = typeof id === 'string' && /^[\w.:-]{1,100}$/.test(id) ? id : randomUUID();
    headers['x-forwarded-for'] = clientAddress(request, proxies);
    headers['x-forwarded-host'] = hostOf(request);
    headers['x-forwarded-proto'] = (proxies && String(sent['x-forwarded-proto'] ?? '')) || 'http';
    return headers;
  }
}
