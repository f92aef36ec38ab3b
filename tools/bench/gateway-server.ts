/** A child of gateway.bench.ts: a service's graph behind the cheapest HTTP server there is, or the gateway before that service and another. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices, compositionHasErrors } from '@theguild/federation-composition';
import { startGateway, type Subgraph } from '@throughline/gateway';
import type { GraphQLSchema } from 'graphql';
import { execute, parse } from 'graphql';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';
const contactsSdl = parse(`${link}
  type Query { contacts: [Contact!]! }
  type Mutation { nothing(input: NothingInput!): NothingPayload! }
  input NothingInput { givenName: String! familyName: String }
  type NothingPayload { contact: Contact! }
  type Contact @key(fields: "id") { id: ID! givenName: String account: Account owner: User }
  type Account { id: ID! name: String }
  type User @key(fields: "id", resolvable: false) { id: ID! }`);
const identitySdl = parse(`${link} type Query { user: User } type User @key(fields: "id") { id: ID! name: String }`);

const contact = (id: string) => ({ id, givenName: 'Ada', account: { id: `a${id}`, name: 'Acme' }, owner: { id: `u${id.length}` } });
const contacts = Array.from({ length: 60 }, (_, index) => contact(`${index}`));
const contactsSchema = buildSubgraphSchema([
  { typeDefs: contactsSdl, resolvers: { Query: { contacts: () => contacts }, Mutation: { nothing: () => ({ contact: contacts[0] }) } } },
]);
const identitySchema = buildSubgraphSchema([
  { typeDefs: identitySdl, resolvers: { User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Grace' }) } } },
]);

/** Documents are parsed once, as the services do. */
function subgraph(schema: GraphQLSchema): Required<Pick<Subgraph, 'url' | 'execute'>> {
  const documents = new Map<string, ReturnType<typeof parse>>();
  return {
    url: 'http://127.0.0.1:1',
    execute: ({ query, variables }) => {
      let document = documents.get(query);
      if (!document) documents.set(query, (document = parse(query)));
      return execute({ schema, document, variableValues: variables });
    },
  };
}

async function bare(): Promise<number> {
  const { execute: answer } = subgraph(contactsSchema);
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = JSON.stringify(await answer({ ...(JSON.parse(String(Buffer.concat(chunks))) as { query: string }), headers: {} }));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function gateway(): Promise<number> {
  const composed = composeServices([
    { name: 'contacts', typeDefs: contactsSdl, url: 'http://contacts' },
    { name: 'identity', typeDefs: identitySdl, url: 'http://identity' },
  ]);
  if (compositionHasErrors(composed)) throw new Error(composed.errors[0]?.message);
  const folder = mkdtempSync(join(tmpdir(), 'gateway-bench-'));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, composed.supergraphSdl);
  const { url } = await startGateway({
    port: 0,
    supergraph,
    subgraphs: { contacts: subgraph(contactsSchema), identity: subgraph(identitySchema) },
  });
  process.once('exit', () => rmSync(folder, { recursive: true }));
  return Number(new URL(url).port);
}

process.send!(await (process.argv[2] === 'bare' ? bare() : gateway()));
process.on('message', () => process.send!(process.cpuUsage()));
process.on('disconnect', () => process.exit());
