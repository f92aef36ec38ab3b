/** Two small services for the gateway's own tests, as real ones are: their SDL, resolvers, and an HTTP server each. */
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { ExecutionResult } from 'graphql';
import { execute, GraphQLError, parse, subscribe } from 'graphql';
import { createHandler as createStreamHandler } from 'graphql-sse/lib/use/http';
import { EventEmitter, on, once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Subgraph, SubgraphRequest } from '../src/index.js';
import { composeSupergraph } from '../src/composition.js';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])\n`;

export const contactsSdl = `${link}
type Query {
  contact(id: ID!): Contact
  contacts(first: Int = 50): ContactConnection!
  whoAmI: [String!]!
  fail(how: String!): String
  wait(milliseconds: Int!): Int
}
type Mutation {
  createContact(input: CreateContactInput!): CreateContactPayload!
}
type Subscription {
  renamed(id: ID): Contact!
  failing: Int!
}
input CreateContactInput { givenName: String! emails: [EmailInput!] }
input EmailInput { address: String! }
type CreateContactPayload { contact: Contact! }
type ContactConnection { edges: [ContactEdge!]! totalCount: Int }
type ContactEdge { node: Contact! cursor: String! }
type Contact @key(fields: "id") { id: ID! revision: Int! givenName: String owner: User colleagues(first: Int): [Contact!]! }
type User @key(fields: "id", resolvable: false) { id: ID! }
`;

export const identitySdl = `${link}
type Query { me: User }
type User @key(fields: "id") { id: ID! revision: Int! name: String manager: User }
type Contact @key(fields: "id") { id: ID! note: String rank: Int! }
`;

export const supergraphOf = (sdl: Record<string, string>) =>
  composeSupergraph(Object.entries(sdl).map(([name, text]) => ({ name, file: `services/${name}/schema.graphql`, sdl: text })));

const contact = (id: string) => ({
  id,
  revision: 1,
  givenName: `Person ${id}`,
  owner: { id: id === 'hidden-owner' ? 'hidden' : 'u1' },
  colleagues: [],
});

/** What the subscription `renamed` tells: `voice.emit('renamed', 'c1')`. */
export const voice = new EventEmitter();

type Context = Pick<SubgraphRequest, 'headers'>;

const contactsSchema = (sdl: string) =>
  buildSubgraphSchema([
    {
      typeDefs: parse(sdl),
      resolvers: {
        Query: {
          contact: (_: unknown, { id }: { id: string }) => (id === 'unknown' ? null : contact(id)),
          contacts: (_: unknown, { first }: { first: number }) => ({
            edges: Array.from({ length: first }, (_, index) => ({ node: contact(`c${index}`), cursor: String(index) })),
          }),
          whoAmI: (_: unknown, __: unknown, { headers }: Context) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
          wait: (_: unknown, { milliseconds }: { milliseconds: number }) =>
            new Promise((resolve) => setTimeout(() => resolve(milliseconds), milliseconds).unref()),
          fail: (_: unknown, { how }: { how: string }) => {
            if (how === 'rule')
              throw new GraphQLError('Amount is required.', { extensions: { code: 'RULE_VIOLATED', rule: 'stage.requiredFields' } });
            if (how === 'input')
              throw new GraphQLError('name: too long', {
                extensions: { code: 'BAD_USER_INPUT', fields: { name: 'too long' }, stacktrace: ['secret'] },
              });
            if (how === 'known') throw new GraphQLError('x', { extensions: { code: 'INTERNAL', reference: 'abc123' } });
            throw new Error('password of the database is swordfish');
          },
        },
        Mutation: {
          createContact: (_: unknown, { input }: { input: { givenName: string } }) => ({
            contact: { ...contact('new'), givenName: input.givenName },
          }),
        },
        Subscription: {
          renamed: {
            subscribe: (_: unknown, __: unknown, { headers }: Context) => {
              if (!headers['authorization']) throw new GraphQLError('Sign in first.', { extensions: { code: 'UNAUTHENTICATED' } });
              return on(voice, 'renamed');
            },
            resolve: ([id]: [string]) => contact(id),
          },
          failing: {
            subscribe: async function* () {
              yield 1;
            },
            resolve: () => {
              throw new Error('password of the database is swordfish');
            },
          },
        },
        Contact: { __resolveReference: ({ id }: { id: string }) => contact(id) },
      },
    },
  ]);

const identitySchema = buildSubgraphSchema([
  {
    typeDefs: parse(identitySdl),
    resolvers: {
      Query: { me: () => ({ id: 'u1', revision: 1, name: 'Ada' }) },
      User: { __resolveReference: ({ id }: { id: string }) => (id === 'hidden' ? null : { id, revision: 1, name: 'Ada' }) },
      // Another department's copy may lag behind.
      Contact: {
        __resolveReference: ({ id }: { id: string }) => (id === 'lagging' ? null : { id }),
        note: ({ id }: { id: string }) => {
          if (id === 'c1') throw new GraphQLError('The note is not for you.', { extensions: { code: 'FORBIDDEN' } });
          return `About ${id}`;
        },
        rank: ({ id }: { id: string }) => (id === 'c2' ? null : 1),
      },
    },
  },
]);

const schemas = (contacts = contactsSdl) => ({ contacts: contactsSchema(contacts), identity: identitySchema });

/** As in one process. */
export function stubsInProcess(contacts?: string): Record<'contacts' | 'identity', Subgraph> {
  const stub = (schema: ReturnType<typeof contactsSchema>): Subgraph => ({
    url: 'http://127.0.0.1:1',
    ready: () => [],
    execute: ({ query, variables, operationName, headers }) =>
      execute({
        schema,
        document: parse(query),
        variableValues: variables,
        operationName,
        contextValue: { headers },
      }) as Promise<ExecutionResult>,
    subscribe: async ({ query, variables, operationName, headers }, signal) => {
      const told = await subscribe({ schema, document: parse(query), variableValues: variables, operationName, contextValue: { headers } });
      if (Symbol.asyncIterator in told) signal.addEventListener('abort', () => void told.return(undefined));
      return told as ExecutionResult;
    },
  });
  const { contacts: a, identity: b } = schemas(contacts);
  return { contacts: stub(a), identity: stub(b) };
}

export interface Running {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(listener: RequestListener, port = 0): Promise<Running> {
  // A client that goes away is no fault of the stub's.
  const server = createServer(
    (request, response) => void Promise.resolve(listener(request, response)).catch(() => response.destroy()),
  ).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** As apart: Apollo Server behind real sockets, and whatever `edge` answers beside the graph. */
export async function stubsOverHttp(edge: RequestListener = (_, response) => response.writeHead(404).end()) {
  const start = async (schema: ReturnType<typeof contactsSchema>) => {
    const apollo = new ApolloServer<Context>({ schema, plugins: [ApolloServerPluginInlineTraceDisabled()] });
    await apollo.start();
    const stream = createStreamHandler({ schema, context: (request) => ({ headers: request.raw.headers }) as never });
    return listen(async (request, response) => {
      if (request.url === '/health/ready') return void response.end('{}');
      if (request.url === '/graphql/stream') return stream(request, response);
      if (request.url !== '/graphql') return edge(request, response);
      const operation = JSON.parse(String(await bodyOf(request))) as { query: string; variables?: Record<string, unknown> };
      const { body } = await apollo.executeOperation(operation, { contextValue: { headers: request.headers as Record<string, string> } });
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(body.kind === 'single' ? body.singleResult : {}));
    });
  };
  const { contacts, identity } = schemas();
  return { contacts: await start(contacts), identity: await start(identity) };
}
