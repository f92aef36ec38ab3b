import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Running } from '../test/stub-services.js';
import { stubsInProcess, stubsOverHttp } from '../test/stub-services.js';
import type { TestGateway } from '../test/test-gateway.js';
import { ask, startTestGateway } from '../test/test-gateway.js';
import type { Subgraph } from './index.js';

describe.each(['in one process', 'over HTTP'])('the graph, its services %s', (where) => {
  let gateway: TestGateway;
  let servers: Record<string, Running> = {};
  beforeAll(async () => {
    let subgraphs: Record<string, Subgraph> = stubsInProcess();
    if (where === 'over HTTP') subgraphs = servers = await stubsOverHttp();
    gateway = await startTestGateway(subgraphs);
  });
  afterAll(async () => {
    await gateway.close();
    await Promise.all(Object.values(servers).map((server) => server.close()));
  });

  it('joins a record of one with what another knows of it', async () => {
    const { data, errors } = await ask(gateway, '{ contact(id: "c9") { id givenName note owner { name } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ contact: { id: 'c9', givenName: 'Person c9', note: 'About c9', owner: { name: 'Ada' } } });
  });

  it('answers a mutation', async () => {
    const { data } = await ask(
      gateway,
      'mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { givenName note } } }',
      {
        input: { givenName: 'Grace' },
      },
    );
    expect(data).toEqual({ createContact: { contact: { givenName: 'Grace', note: 'About new' } } });
  });

  it('says where a service failed, record by record', async () => {
    const { data, errors } = await ask(gateway, '{ contacts(first: 3) { edges { node { note } } } }');
    expect(data.contacts.edges).toEqual([{ node: { note: 'About c0' } }, { node: { note: null } }, { node: { note: 'About c2' } }]);
    expect(errors).toEqual([
      { message: 'The note is not for you.', path: ['contacts', 'edges', 1, 'node', 'note'], extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it('spreads a null that may not be as GraphQL does', async () => {
    const { data, errors } = await ask(gateway, '{ good: contact(id: "c0") { id rank } bad: contact(id: "c2") { id rank } }');
    expect(data).toEqual({ good: { id: 'c0', rank: 1 }, bad: null });
    expect(errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
  });

  it('answers nothing where nothing is asked in the end', async () => {
    expect((await ask(gateway, 'query ($on: Boolean!) { me @include(if: $on) { id } }', { on: false })).data).toEqual({});
  });

  it('shows a reference to what is not there as null, without an error', async () => {
    const { data, errors } = await ask(gateway, '{ contact(id: "hidden-owner") { givenName owner { id name } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ contact: { givenName: 'Person hidden-owner', owner: null } });
  });

  it('keeps a record of which another service knows nothing yet', async () => {
    const { data, errors } = await ask(gateway, '{ contact(id: "lagging") { id givenName note } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ contact: { id: 'lagging', givenName: 'Person lagging', note: null } });
  });

  it('passes a code with its fields or rule, and nothing else', async () => {
    const rule = await ask(gateway, '{ fail(how: "rule") }');
    expect(rule.errors).toEqual([
      { message: 'Amount is required.', path: ['fail'], extensions: { code: 'RULE_VIOLATED', rule: 'stage.requiredFields' } },
    ]);
    const input = await ask(gateway, '{ fail(how: "input") }');
    expect(input.errors).toEqual([
      { message: 'name: too long', path: ['fail'], extensions: { code: 'BAD_USER_INPUT', fields: { name: 'too long' } } },
    ]);
    const known = await ask(gateway, '{ fail(how: "known") }');
    expect(known.errors![0]!.extensions).toEqual({ code: 'INTERNAL', reference: 'abc123' });
  });

  it('masks what nobody foresaw', async () => {
    const answer = await ask(gateway, '{ fail(how: "bug") }');
    expect(answer.errors![0]!.extensions).toEqual({ code: 'INTERNAL', reference: expect.any(String) });
    expect(JSON.stringify(answer)).not.toMatch(/swordfish|stack/);
    expect(answer.data).toEqual({ fail: null });
  });

  it('tells services who asks, and nothing that the client made up', async () => {
    const { data } = await ask(
      gateway,
      '{ whoAmI }',
      {},
      { authorization: 'Bearer t', 'idempotency-key': 'k1', 'x-forwarded-for': '6.6.6.6', 'x-secret': 'no', 'x-request-id': 'r-1' },
    );
    expect(data.whoAmI).toEqual(
      expect.arrayContaining([
        'authorization: Bearer t',
        'idempotency-key: k1',
        'x-request-id: r-1',
        'x-forwarded-for: 127.0.0.1',
        `x-forwarded-host: ${new URL(gateway.url).host}`,
      ]),
    );
    expect(data.whoAmI.join()).not.toMatch(/6\.6\.6\.6|x-secret/);
  });

  it('names the field of a bad variable', async () => {
    const query = 'mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }';
    const missing = await ask(gateway, query, { input: {} });
    expect(missing.errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', fields: { givenName: 'is missing' } });
    expect(missing.data).toBeUndefined();
    const nested = await ask(gateway, query, { input: { givenName: 'x', emails: [{}] } });
    expect(nested.errors![0]!.extensions).toEqual({ code: 'BAD_USER_INPUT', fields: { 'emails.0.address': 'is missing' } });
    const unknown = await ask(gateway, query, { input: { givenName: 'x', surname: 'y' } });
    expect(unknown.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { surname: 'is not a field of this input' } });
    const none = await ask(gateway, query);
    expect(none.errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { input: 'is missing' } });
  });

  it('describes itself, also beside an answer', async () => {
    const { data, errors } = await ask(gateway, '{ __typename __type(name: "User") { name } me { __typename name } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ __typename: 'Query', __type: { name: 'User' }, me: { __typename: 'User', name: 'Ada' } });
    const schema = await ask(gateway, '{ __schema { types { name } directives { name } } }');
    expect(JSON.stringify(schema.data)).not.toMatch(/join__|_Any|_Entity/);
  });

  it('understands fragments, aliases, and what is left out', async () => {
    const query = `query ($with: Boolean!) {
      a: contact(id: "c9") { ...C owner @skip(if: $with) { name } }
      b: contact(id: "c2") { ...C who: owner @include(if: $with) { called: name } }
    }
    fragment C on Contact { id about: note }`;
    const { data, errors } = await ask(gateway, query, { with: true });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ a: { id: 'c9', about: 'About c9' }, b: { id: 'c2', about: 'About c2', who: { called: 'Ada' } } });
  });

  it('refuses what is no query, and an operation that is not there', async () => {
    for (const query of ['{', '{ nothing }', 'query A { me { id } } query B { me { id } }', 'fragment F on User { id }', '']) {
      expect((await ask(gateway, query)).errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });
});
