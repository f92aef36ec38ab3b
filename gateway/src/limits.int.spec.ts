import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stubsInProcess } from '../test/stub-services.js';
import type { TestGateway } from '../test/test-gateway.js';
import { ask, post, startTestGateway } from '../test/test-gateway.js';

describe('what one request may ask for', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(stubsInProcess(), {
      limits: { tokens: 500, depth: 6, aliases: 5, directives: 5, cost: 1000, bodyBytes: 10_000 },
    });
  });
  afterAll(() => gateway.close());

  const refused = async (query: string, variables?: object) => {
    const { data, errors } = await ask(gateway, query, variables);
    expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'TOO_COMPLEX' }]);
    expect(data).toBeUndefined();
  };
  const answered = async (query: string, variables?: object) => {
    const { errors } = await ask(gateway, query, variables);
    expect(errors).toBeUndefined();
  };

  it('depth, also by fragments', async () => {
    await answered('{ me { manager { manager { manager { manager { id } } } } } }');
    await refused('{ me { manager { manager { manager { manager { manager { id } } } } } } }');
    await refused(
      '{ me { ...A } } fragment A on User { manager { manager { ...B } } } fragment B on User { manager { manager { manager { id } } } }',
    );
  });

  it('aliases', async () => {
    await answered('{ a: me { id } b: me { id } c: me { id } d: me { id } e: me { id } }');
    await refused('{ a: me { id } b: me { id } c: me { id } d: me { id } e: me { id } f: me { id } }');
  });

  it('no alias that JavaScript gives a meaning of its own', async () => {
    for (const query of [
      '{ __proto__: me { polluted: id } }',
      '{ me { __proto__: manager { polluted: id } } }',
      '{ me { ...A } } fragment A on User { __typename: id }',
    ]) {
      const { errors } = await ask(gateway, query);
      expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
    }
    expect('polluted' in {}).toBe(false);
  });

  it('directives', async () => {
    await refused(`{ me { ${'id @include(if: true) '.repeat(6)} } }`);
  });

  it('tokens', async () => {
    await refused(`{ me { ${'id '.repeat(500)} } }`);
  });

  it('cost: the records that the pages could hold, multiplied downwards', async () => {
    const query = 'query ($n: Int) { contacts(first: $n) { edges { node { owner { name } } } } }';
    await answered(query, { n: 300 });
    await refused(query, { n: 400 });
    await refused('{ contacts(first: 400) { edges { node { owner { name } } } } }');
    await refused('query ($n: Int = 400) { contacts(first: $n) { edges { node { owner { name } } } } }');
    await refused('{ contacts(first: 40) { edges { node { colleagues(first: 40) { id } } } } }');
    await refused('{ contacts(first: 40) { edges { node { ...C } } } } fragment C on Contact { colleagues(first: 40) { id } }');
    await refused('{ contacts { edges { node { colleagues { id } } } } }');
  });

  it('fragments that contain themselves are refused, not followed', async () => {
    const { errors } = await ask(gateway, '{ me { ...A } } fragment A on User { manager { ...A } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('fragments that double themselves are counted without being unfolded', async () => {
    const levels = Array.from({ length: 30 }, (_, i) => `fragment F${i} on User { ...F${i + 1} ...F${i + 1} }`).join(' ');
    const { errors } = await ask(gateway, `{ me { ...F0 } } ${levels} fragment F30 on User { manager { id } }`);
    expect(errors![0]!.extensions).toEqual({ code: 'TOO_COMPLEX' });
  });

  it('one operation a request', async () => {
    const response = await post(gateway, [{ query: '{ me { id } }' }, { query: '{ me { id } }' }]);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_COMPLEX' } }] });
  });

  it('a body of so many bytes, its length declared or not', async () => {
    const body = JSON.stringify({ query: '{ me { id } }', variables: { padding: 'x'.repeat(2_000_000) } });
    const declared = await post(gateway, body);
    expect(declared.status).toBe(413);
    expect(await declared.json()).toMatchObject({ errors: [{ extensions: { code: 'TOO_COMPLEX' } }] });
    const streamed = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    await answered('{ me { id } }');
  });
});

describe('requests that another site could forge', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(stubsInProcess());
  });
  afterAll(() => gateway.close());
  const mutation = 'mutation { createContact(input: { givenName: "x" }) { contact { id } } }';

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])('content type "%s"', async (type) => {
    const response = await post(gateway, { query: mutation }, { 'content-type': type });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it('GET', async () => {
    const response = await fetch(`${gateway.url}/graphql?query=${encodeURIComponent(mutation)}`);
    expect(response.status).toBe(405);
  });

  it.each([
    '{"query": ',
    '"text"',
    'null',
    '{}',
    '{"query": 1}',
    '{"query": "{ me { id } }", "variables": []}',
    '{"query": "{ me { id } }", "operationName": {}}',
  ])('and what is no request at all: %s', async (body) => {
    const response = await post(gateway, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('in production', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway(stubsInProcess(), { production: true });
  });
  afterAll(() => gateway.close());

  it('the schema is not told', async () => {
    for (const query of [
      '{ __schema { types { name } } }',
      '{ __type(name: "User") { name } }',
      '{ me { id } __schema { types { name } } }',
    ]) {
      const { data, errors } = await ask(gateway, query);
      expect(data).toBeUndefined();
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  it('and not hinted at', async () => {
    const { errors } = await ask(gateway, '{ mee { id } }');
    expect(JSON.stringify(errors)).toContain('Cannot query field');
    expect(JSON.stringify(errors)).not.toContain('Did you mean');
    const bad = await ask(gateway, 'mutation ($input: CreateContactInput!) { createContact(input: $input) { contact { id } } }', {
      input: { givenNam: 'x' },
    });
    expect(JSON.stringify(bad.errors)).not.toContain('Did you mean');
  });
});

it('elsewhere both help', async () => {
  const gateway = await startTestGateway(stubsInProcess());
  expect((await ask(gateway, '{ __type(name: "User") { fields { name } } }')).data.__type.fields).toContainEqual({ name: 'manager' });
  expect((await ask(gateway, '{ mee { id } }')).errors![0]!.message).toContain('Did you mean');
  await gateway.close();
});

it('a token that is expired or not ours does not reach a service', async () => {
  const verifyToken = async (token: string) => {
    if (token !== 'good') throw new Error('bad');
  };
  const gateway = await startTestGateway(stubsInProcess(), { verifyToken });
  const seen = async (token: string) => (await ask(gateway, '{ whoAmI }', {}, { authorization: `Bearer ${token}` })).data.whoAmI.join();
  expect(await seen('good')).toContain('authorization: Bearer good');
  expect(await seen('bad')).not.toContain('authorization');
  await gateway.close();
});
