import type { ApolloFederationDriverConfig } from '@nestjs/apollo';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloFederationDriver } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { execute, GraphQLError, parse, subscribe, validate } from 'graphql';
import { LRUCache } from 'lru-cache';
import { presentGraphQLError } from './errors.js';
import type { Log } from './log.js';
import type { RequestContext } from './request.js';
import { scalars } from './scalars.js';
import type { GraphQLRequest, GraphQLResponse } from './service.js';

/** The service's graph over HTTP: schema first, a federation subgraph on Apollo Server. Limits and introspection are the gateway's to decide. */
export function subgraphModule(typeDefs: string, log: Log): DynamicModule {
  return GraphQLModule.forRoot<ApolloFederationDriverConfig>({
    driver: ApolloFederationDriver,
    typeDefs,
    resolvers: Object.fromEntries(Object.entries(scalars).filter(([name]) => new RegExp(`^scalar ${name}\\b`, 'm').test(typeDefs))),
    path: '/graphql',
    graphiql: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    introspection: true,
    autoTransformHttpErrors: false,
    includeStacktraceInErrorResponses: false,
    context: (request: { context: RequestContext }) => request.context,
    formatError: (formatted, error) =>
      error instanceof GraphQLError
        ? presentGraphQLError(error, log)
        : { ...formatted, extensions: { code: formatted.extensions?.['code'] ?? 'INTERNAL' } },
  });
}

type Prepared = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

/** The same graph without HTTP: graphql-js on the very schema that Apollo serves, with documents parsed and checked once. */
export class InProcessSubgraph {
  private readonly prepared = new LRUCache<string, Prepared>({ max: 1000 });

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly log: Log,
  ) {}

  async execute(request: Omit<GraphQLRequest, 'headers'>, context: RequestContext): Promise<GraphQLResponse> {
    const prepared = this.prepare(request);
    if ('errors' in prepared) return { errors: prepared.errors.map((error) => presentGraphQLError(error, this.log)) };
    return this.answerOf(await execute(this.argumentsOf(prepared.document, request, context)));
  }

  /** What a subscription tells, until `signal`; or the answer that refuses it. */
  async subscribe(
    request: Omit<GraphQLRequest, 'headers'>,
    context: RequestContext,
    signal: AbortSignal,
  ): Promise<GraphQLResponse | AsyncIterableIterator<GraphQLResponse>> {
    const prepared = this.prepare(request);
    if ('errors' in prepared) return { errors: prepared.errors.map((error) => presentGraphQLError(error, this.log)) };
    const told = await subscribe(this.argumentsOf(prepared.document, request, context));
    if (!(Symbol.asyncIterator in told)) return this.answerOf(told);
    const end = () => void told.return(undefined);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    const ended = { done: true as const, value: undefined };
    // Not a generator, which could not be told to end while it waits for the next.
    const answers: AsyncIterableIterator<GraphQLResponse> = {
      next: async () => {
        const { done, value } = await told.next();
        return done ? ended : { done: false, value: this.answerOf(value) };
      },
      return: async () => {
        await told.return(undefined);
        return ended;
      },
      throw: async () => {
        await told.return(undefined);
        return ended;
      },
      [Symbol.asyncIterator]: () => answers,
    };
    return answers;
  }

  private argumentsOf(document: DocumentNode, { variables, operationName }: Omit<GraphQLRequest, 'headers'>, contextValue: RequestContext) {
    return {
      schema: this.schema,
      document,
      variableValues: variables ?? undefined,
      operationName: operationName ?? undefined,
      contextValue,
    };
  }

  private answerOf({ data, errors }: ExecutionResult): GraphQLResponse {
    return { ...(data !== undefined && { data }), ...(errors && { errors: errors.map((error) => presentGraphQLError(error, this.log)) }) };
  }

  private prepare({ query, document }: Omit<GraphQLRequest, 'headers'>): Prepared {
    let prepared = this.prepared.get(query);
    if (!prepared) {
      prepared = this.check(query, document);
      this.prepared.set(query, prepared);
    }
    return prepared;
  }

  private check(query: string, given?: DocumentNode): Prepared {
    try {
      const document = given ?? parse(query, { maxTokens: 20_000 });
      const errors = validate(this.schema, document);
      return errors.length > 0 ? { errors } : { document };
    } catch (error) {
      return { errors: [error as GraphQLError] };
    }
  }
}
