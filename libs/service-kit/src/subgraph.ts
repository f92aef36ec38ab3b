import type { ApolloFederationDriverConfig } from '@nestjs/apollo';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { ApolloFederationDriver } from '@nestjs/apollo';
import type { DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { execute, GraphQLError, parse, validate } from 'graphql';
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
    const { data, errors } = await execute({
      schema: this.schema,
      document: prepared.document,
      variableValues: request.variables ?? undefined,
      operationName: request.operationName ?? undefined,
      contextValue: context,
    });
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
