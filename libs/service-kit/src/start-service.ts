import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as eventsTaken, setTimeout as pause } from 'node:timers/promises';
import type { Type } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { getRepositoryToken } from '@nestjs/typeorm';
import multipart from '@fastify/multipart';
import { createEventCodec } from '@throughline/contracts';
import { createCommandHandler } from '@throughline/decider';
import { openEventStore } from '@throughline/event-store';
import { appendBatchSize, serve } from '@throughline/telemetry';
import { PolicyRunner, ViewRunner } from '@throughline/views';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { createHandler as createStreamHandler } from 'graphql-sse/lib/use/fastify';
import { DataSource } from 'typeorm';
import { Broadcast } from './broadcast.js';
import { Commands } from './commands.js';
import { Exclusive } from './exclusive.js';
import { makeTables } from './make-schema.js';
import { aroundBatches, aroundPolicies, type BusFigures, observedHandler, observedStore, tellFigures } from './observe.js';
import { Records } from './records.js';
import { Directory } from './directory/directory.js';
import { directoryViews } from './directory/directory.views.js';
import { ProblemFilter } from './errors.js';
import { createLog } from './log.js';
import type { Headers } from './request.js';
import { RequestContext } from './request.js';
import type { GraphQLRequest, RunningService, ServiceEnvironment, ServiceManifest } from './service.js';
import { Sources } from './sources.js';
import { Users } from './users.js';
import { InProcessSubgraph, subgraphModule } from './subgraph.js';
import { CODEC, COMMAND_HANDLER, ENVIRONMENT, EVENT_STORE, LOG, VIEWS } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    context: RequestContext;
  }
}

/** Bodies are commands; uploads are streamed by multipart and have limits of their own. */
const bodyLimitBytes = 1024 * 1024;

/** Told to every client, which lets an idle connection go a second earlier: none is closed while a request is on its way over it. */
const KEEP_ALIVE_MS = 3_000;
/** Of a drain: new connections are taken, and told with their answer to go elsewhere, until nobody has opened one for so long. */
const FAREWELL_MS = 1_000;
const FAREWELLS = 10;

/** Brings a service up: its tables, its views, its policies, its graph and edge. Answers when it takes requests; see `ready` for whether it should get any. */
export async function startService(manifest: ServiceManifest, environment: ServiceEnvironment): Promise<RunningService> {
  const log = environment.log ?? createLog(manifest.name);
  const opened = new Resources();
  try {
    const { name: service } = manifest;
    const onBatch = (appends: number) => appendBatchSize.observe({ service }, appends);
    const store = opened.add(
      await openEventStore(environment.eventStoreUrl ?? environment.databaseUrl, { service, notify: !environment.sole, onBatch }),
    );
    const codec = createEventCodec(environment.keys);
    const handler = observedHandler(service, createCommandHandler(observedStore(service, store), codec, environment.hmac));
    environment.bus.register(manifest.name, store);
    opened.add(await environment.bus.relay(manifest.name));

    const declared = [...directoryViews, ...manifest.views];
    const views = opened.add(
      await ViewRunner.start({
        service: manifest.name,
        databaseUrl: environment.databaseUrl,
        store,
        codec,
        bus: environment.bus,
        views: declared,
        log,
        around: aroundBatches(service),
      }),
    );
    const policies = opened.add(
      await PolicyRunner.start({
        views,
        store,
        codec,
        bus: environment.bus,
        handler,
        policies: manifest.policies ?? [],
        log,
        around: aroundPolicies(service),
      }),
    );
    const figures = tellFigures(service, { store, views, policies, bus: environment.bus as BusFigures });
    opened.add({ close: async () => figures() });
    const database = views.dataSource;
    if (manifest.tables) await makeTables((sql) => database.query(sql), manifest.tables);

    @Module({
      imports: [subgraphModule(readFileSync(new URL('schema.graphql', manifest.schema), 'utf8'), log)],
      controllers: [...(manifest.controllers ?? [])],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: LOG, useValue: log },
        { provide: EVENT_STORE, useValue: store },
        { provide: CODEC, useValue: codec },
        { provide: COMMAND_HANDLER, useValue: handler },
        { provide: VIEWS, useValue: views },
        { provide: DataSource, useValue: database },
        ...declared.map(({ entity }) => ({ provide: getRepositoryToken(entity), useFactory: () => database.getRepository(entity) })),
        Directory,
        Broadcast,
        Commands,
        Exclusive,
        Records,
        Sources,
        Users,
        ...manifest.resolvers,
        ...(manifest.providers ?? []),
      ],
    })
    class ServiceModule {}

    const app = await NestFactory.create<NestFastifyApplication>(
      ServiceModule,
      new FastifyAdapter({ bodyLimit: bodyLimitBytes, keepAliveTimeout: KEEP_ALIVE_MS }),
      {
        logger: false,
        abortOnError: false,
        bodyParser: true,
      },
    );
    opened.add({ close: () => closeHttp(app) });
    const directory = app.get(Directory);
    const tenantOf = ({ 'x-forwarded-host': forwarded, host }: Headers): string =>
      environment.tenantFromHost?.(String(forwarded ?? host ?? '')) ?? 'main';
    const contextFor = (headers: Headers): RequestContext =>
      new RequestContext(headers, tenantOf(headers), requestIdOf(headers), directory);

    let draining: Promise<void> | undefined;
    const ready = async (): Promise<readonly string[]> => {
      const reasons = [...(draining ? ['stopping'] : []), ...(await views.notReady())];
      return reasons.map((reason) => `${manifest.name}: ${reason}`);
    };

    await app.register(multipart as never, { limits: { fileSize: bodyLimitBytes, files: 1 }, throwFileSizeLimit: true } as never);
    const http = app.getHttpAdapter().getInstance();
    http.decorateRequest('context');
    http.addHook('onRequest', (request: FastifyRequest, _: FastifyReply, done: () => void) => {
      request.context = contextFor(request.headers);
      done();
    });
    http.addHook('onSend', (_: FastifyRequest, reply: FastifyReply, __: unknown, done: () => void) => {
      if (draining) reply.header('connection', 'close');
      done();
    });
    http.get('/health/live', () => ({ live: true }));
    http.get('/health/ready', async (_: FastifyRequest, reply: FastifyReply) => {
      const reasons = await ready();
      return reply.status(reasons.length > 0 ? 503 : 200).send({ ready: reasons.length === 0, reasons });
    });
    // Not before the body has come: what is called back by the socket is in no trace.
    http.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      const { url = '/*' } = request.routeOptions;
      if (url.startsWith('/health/')) return done();
      const serving = serve({ service, name: `${request.method} ${url}`, parent: request.context.header('traceparent') });
      reply.raw.once('close', () => serving.end({ failed: reply.statusCode >= 500 }));
      serving.within(done);
    });
    app.useGlobalFilters(new ProblemFilter(log));
    /** Raised when subscriptions are to be asked for elsewhere. */
    const leaving = new AbortController();
    // By the protocol of graphql-sse, one stream a subscription.
    const stream = createStreamHandler({
      onSubscribe: async ({ raw, context: { reply } }, { query, variables, operationName }) => {
        const gone = new AbortController();
        reply.raw.once('close', () => gone.abort());
        const asked = { query: String(query), variables, operationName };
        const told = await subgraph.subscribe(asked, raw.context, AbortSignal.any([gone.signal, leaving.signal]));
        // By `data`, be it null, the library knows an answer.
        return (Symbol.asyncIterator in told ? told : { data: null, ...told }) as ExecutionResult;
      },
    });
    http.post('/graphql/stream', async (request: FastifyRequest, reply: FastifyReply) => {
      if (leaving.signal.aborted) return reply.status(503).send({ code: 'UNAVAILABLE', message: 'Stopping.' });
      reply.hijack();
      await stream(request, reply).catch(() => reply.raw.destroy());
    });
    await app.init();
    // Of a schema that is there when the application is.
    const subgraph = new InProcessSubgraph(app.get(GraphQLSchemaHost).schema, log);
    await app.listen(environment.port ?? 0, environment.host ?? '127.0.0.1');
    (app.getHttpServer() as HttpServer).on('timeout', endUnlessAsked);

    const inFlight = new Set<Promise<unknown>>();
    let closing: Promise<void> | undefined;
    return {
      name: manifest.name,
      url: await app.getUrl(),
      store,
      views,
      policies,
      ready,
      get: <T>(token: Type<T> | symbol): T => app.get<T>(token, { strict: false }),
      async execute({ headers, ...request }: GraphQLRequest) {
        const context = contextFor(headers);
        const serving = serve({ service, name: 'graphql', parent: context.header('traceparent') });
        const answer = serving.within(() => subgraph.execute(request, context));
        inFlight.add(answer);
        return answer.finally(() => {
          inFlight.delete(answer);
          serving.end();
        });
      },
      subscribe: ({ headers, ...request }: GraphQLRequest, signal: AbortSignal) =>
        subgraph.subscribe(request, contextFor(headers), AbortSignal.any([signal, leaving.signal])),
      drain: () => {
        leaving.abort();
        return (draining ??= drainHttp(app));
      },
      close: () =>
        (closing ??= (async () => {
          leaving.abort();
          await Promise.allSettled(inFlight);
          await opened.close();
        })()),
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** The gateway's, for one trace through all logs; whatever else is in that header is not for logs. */
const requestIdOf = ({ 'x-request-id': given }: Headers): string =>
  typeof given === 'string' && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();

/** After a moment in which the machine had no time for us, the clock says that a connection has been idle before anybody has looked whether it was. */
function endUnlessAsked(socket: Socket): void {
  const { bytesRead } = socket;
  setImmediate(() => {
    if (socket.bytesRead === bytesRead) socket.destroy();
  });
}

/**
 * Ends as nobody comes any more. Those who come all the same are answered, and told that it was the last time. What is idle ends by the
 * time-out that clients know of.
 */
async function drainHttp(app: NestFastifyApplication): Promise<void> {
  const server = app.getHttpServer() as NetServer;
  let came = true;
  server.on('connection', () => (came = true));
  for (let n = 0; came && n < FAREWELLS; n++) {
    came = false;
    await pause(FAREWELL_MS);
    // On a busy machine some have come that nobody has looked at yet; to close the door now would be to cut them off.
    await eventsTaken();
  }
  // http's own close() ends idle connections at once, and with them requests that are already on the wire.
  const closed = once(server, 'close');
  NetServer.prototype.close.call(server);
  await Promise.race([closed, pause(KEEP_ALIVE_MS + 1_500, undefined, { ref: false })]);
  await eventsTaken();
}

/** Answers what is on its way, and lets go of each connection as soon as it has nothing more to say. */
async function closeHttp(app: NestFastifyApplication): Promise<void> {
  const idle = setInterval(() => app.getHttpServer().closeIdleConnections(), 20);
  await app.close().finally(() => clearInterval(idle));
}

/** What has been opened, closed in the opposite order. */
class Resources {
  private readonly opened: { close(): Promise<unknown> }[] = [];

  add<T extends { close(): Promise<unknown> }>(resource: T): T {
    this.opened.push(resource);
    return resource;
  }

  async close(): Promise<void> {
    for (const resource of this.opened.splice(0).reverse()) await resource.close();
  }
}
