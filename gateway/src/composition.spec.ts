import { describe, expect, it } from '@jest/globals';
import { breakingChanges, composeSupergraph } from './composition.js';

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const service = (name: string, sdl: string) => ({ name, file: `services/${name}/schema.graphql`, sdl: link + sdl });

describe('composition', () => {
  it('names the file and line of a schema that cannot be read', () => {
    expect(() => composeSupergraph([service('sales', 'type Query {\n  deal: Deal!!\n}')])).toThrow(
      /services\/sales\/schema\.graphql:3: Syntax Error/,
    );
  });

  it('names the service whose schema does not hold together', () => {
    expect(() => composeSupergraph([service('sales', 'type Query { deal: Deal }')])).toThrow(/services\/sales\/schema\.graphql.*Deal/);
  });

  it('says which services disagree about a field', () => {
    const both = [
      service('sales', 'type Query { a: Contact } type Contact @key(fields: "id") { id: ID! name: String }'),
      service('contacts', 'type Query { b: Contact } type Contact @key(fields: "id") { id: ID! name: Int }'),
    ];
    expect(() => composeSupergraph(both)).toThrow(/Contact\.name.*(sales.*contacts|contacts.*sales)/s);
  });
});

describe('breaking changes', () => {
  const graph = (fields: string, input = 'name: String') =>
    composeSupergraph([
      service(
        'sales',
        `type Query { deal(input: DealInput): Deal } input DealInput { ${input} } type Deal @key(fields: "id") { id: ID! ${fields} }`,
      ),
    ]);

  it('are fields removed, types changed and inputs required', async () => {
    expect((await breakingChanges(graph('name: String'), graph(''))).map(({ path }) => path)).toEqual(['Deal.name']);
    expect((await breakingChanges(graph('name: String'), graph('name: Int'))).map(({ path }) => path)).toEqual(['Deal.name']);
    expect((await breakingChanges(graph(''), graph('', 'name: String!'))).map(({ path }) => path)).toEqual(['DealInput.name']);
  });

  it('are not fields added, whichever service has them', async () => {
    expect(await breakingChanges(graph(''), graph('name: String'))).toEqual([]);
    const moved = [
      service(
        'sales',
        'type Query { deal(input: DealInput): Deal } input DealInput { name: String } type Deal @key(fields: "id") { id: ID! }',
      ),
      service('extra', 'type Deal @key(fields: "id") { id: ID! name: String }'),
    ];
    expect(await breakingChanges(graph('name: String'), composeSupergraph(moved))).toEqual([]);
  });
});
