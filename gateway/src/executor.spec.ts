import { buildSubgraphSchema } from '@apollo/subgraph';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { GraphQLField, GraphQLNamedType } from 'graphql';
import { buildASTSchema, execute, getNamedType, isAbstractType, isCompositeType, isInterfaceType, isObjectType, parse } from 'graphql';
import { supergraphOf } from '../test/stub-services.js';
import { createGraph } from './graph.js';
import { defaultLimits } from './limits.js';
import { createLog } from './log.js';
import { Instances } from './instances.js';
import type { Service } from './subgraph.js';

/** Three services that know parts of the same records: with abstract types, lists of lists and nulls. */
const sdl = {
  contacts: `
    type Query { people: [Person] person(id: ID!): Person parties: [Party] named: [Named] }
    union Party = Person | Firm
    interface Named { id: ID! name: String }
    type Person implements Named @key(fields: "id") { id: ID! revision: Int! name: String employer: Firm friends: [Person] owner: User pairs: [[Person]] tags: [String] }
    type Firm implements Named @key(fields: "id") { id: ID! revision: Int! name: String staff: [Person] parent: Firm }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
  identity: `
    type Query { me: User users: [User] }
    type User @key(fields: "id") { id: ID! revision: Int! name: String boss: User role: Role }
    enum Role { ADMIN MEMBER }
    type Person @key(fields: "id") { id: ID! account: User }`,
  sales: `
    type Query { deals: [Deal] }
    type Deal @key(fields: "id") { id: ID! revision: Int! title: String who: Person firm: Firm owner: User }
    type Person @key(fields: "id") { id: ID! score: Int deals: [Deal] }
    type Firm @key(fields: "id") { id: ID! label: String deals: [Deal] }
    type User @key(fields: "id", resolvable: false) { id: ID! }`,
};
const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])';

type Entity = { __typename: string; id: string; [field: string]: unknown };
const entities = new Map<string, Entity>();
const entity = (__typename: string, id: string): Entity => {
  const known = entities.get(id) ?? { __typename, id, revision: 1 };
  entities.set(id, known);
  return known;
};
const [u1, u2] = [entity('User', 'u1'), entity('User', 'u2')];
const [f1, f2] = [entity('Firm', 'f1'), entity('Firm', 'f2')];
const [p1, p2, p3] = [entity('Person', 'p1'), entity('Person', 'p2'), entity('Person', 'p3')];
const [d1, d2] = [entity('Deal', 'd1'), entity('Deal', 'd2')];
Object.assign(u1, { name: 'Ada', boss: u2, role: 'ADMIN' });
Object.assign(u2, { name: null, boss: null, role: 'MEMBER' });
Object.assign(f1, { name: 'Acme', staff: [p1, p2], parent: f2, label: 'Firm Acme', deals: [d1] });
Object.assign(f2, { name: 'Holding', staff: [], parent: null, label: 'Firm Holding', deals: null });
Object.assign(p1, {
  name: 'Grace',
  employer: f1,
  friends: [p2, null, p3],
  owner: u1,
  pairs: [[p1, p2], [], null],
  tags: ['a', 'b'],
  account: u2,
  score: 7,
  deals: [d1, d2],
});
Object.assign(p2, {
  name: 'Alan',
  employer: f1,
  friends: [p1, p1],
  owner: u1,
  pairs: [],
  tags: null,
  account: null,
  score: null,
  deals: [],
});
Object.assign(p3, { name: null, employer: null, friends: null, owner: null, pairs: null, tags: [], account: u1, score: 0, deals: [d2] });
Object.assign(d1, { title: 'Big', who: p1, firm: f1, owner: u2 });
Object.assign(d2, { title: 'Small', who: p3, firm: null, owner: u1 });
const roots = {
  people: [p1, p2, p3],
  person: ({ id }: { id: string }) => entities.get(id) ?? null,
  parties: [p1, f1, null, p3],
  named: [f2, p2],
  me: u1,
  users: [u1, u2],
  deals: [d1, d2],
};

const composed = supergraphOf(Object.fromEntries(Object.entries(sdl).map(([name, text]) => [name, link + text])));
const whole = buildASTSchema(transformSupergraphToPublicSchema(parse(composed)));

const subgraphs = Object.fromEntries(
  Object.entries(sdl).map(([name, text]): [string, Service] => {
    const __resolveReference = ({ id }: { id: string }) => entities.get(id);
    const resolvers = Object.fromEntries(
      ['User', 'Firm', 'Person', 'Deal'].filter((type) => text.includes(`type ${type} `)).map((type) => [type, { __resolveReference }]),
    );
    const schema = buildSubgraphSchema([{ typeDefs: parse(link + text), resolvers: resolvers as never }]);
    return [
      name,
      {
        url: 'http://nowhere',
        instances: new Instances('http://nowhere'),
        execute: ({ query, variables }) => execute({ schema, document: parse(query), rootValue: roots, variableValues: variables }),
      },
    ];
  }),
);
const graph = createGraph(composed, {
  subgraphs,
  limits: { ...defaultLimits, depth: 50, cost: Infinity, aliases: 1000, directives: 1000 },
  introspection: true,
  timeoutMs: 1000,
  log: createLog('silent'),
});

/** A query made of a list of choices; the same alias always means the same field, so that no two selections contradict each other. */
function queryFrom(choices: readonly number[]): string {
  let next = 0;
  const choose = (below: number) => choices[next++ % choices.length]! % below;
  const fragments: string[] = [];
  const selection = (type: GraphQLNamedType, depth: number): string => {
    const parts: string[] = [];
    if (isAbstractType(type)) {
      if (choose(2)) parts.push('__typename');
      for (const member of whole.getPossibleTypes(type)) if (choose(3)) parts.push(`... on ${member.name} ${selection(member, depth - 1)}`);
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      const fields = Object.values(type.getFields()).filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
      for (let count = fields.length && 1 + choose(4); count > 0; count--) parts.push(field(fields[choose(fields.length)]!, depth));
      if (isObjectType(type) && depth > 0 && choose(6) === 5) {
        const name = `F${fragments.push('') - 1}`;
        fragments[Number(name.slice(1))] = `fragment ${name} on ${type.name} ${selection(type, depth - 1)}`;
        parts.push(`...${name}`);
      }
    }
    return `{ ${parts.join(' ') || '__typename'} }`;
  };
  const field = (definition: GraphQLField<unknown, unknown>, depth: number): string => {
    const { name, type, args } = definition;
    const id = args.length ? choose(3) + 1 : undefined;
    const alias = id ? `${name}${id}: ` : choose(3) < 2 ? '' : `its_${name}: `;
    const directive = choose(8) < 7 ? '' : [' @include(if: $yes)', ' @include(if: $no)', ' @skip(if: $yes)', ' @skip(if: $no)'][choose(4)]!;
    const named = getNamedType(type);
    return `${alias}${name}${id ? `(id: "p${id}")` : ''}${directive}${isCompositeType(named) ? ` ${selection(named, depth - 1)}` : ''}`;
  };
  const root = selection(whole.getQueryType()!, 4);
  const body = `${root} ${fragments.join(' ')}`;
  return `query ($yes: Boolean = true, $no: Boolean = false) ${body}`;
}

it('answers any query as one service that knew everything would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1000), { minLength: 30, maxLength: 60 }), async (choices) => {
      // Each variable is used at least once, by a field that changes nothing.
      const query = queryFrom(choices).replace(/\{/, '{ __typename @include(if: $yes) @skip(if: $no)');
      const expected = await execute({ schema: whole, document: parse(query), rootValue: roots });
      const { data, errors } = await graph.execute({ query }, {});
      expect({ query, errors, data: JSON.parse(JSON.stringify(data ?? null)) as unknown }).toEqual({
        query,
        errors: undefined,
        data: JSON.parse(JSON.stringify(expected.data)),
      });
    }),
    { numRuns: 100 },
  );
}, 30_000);
