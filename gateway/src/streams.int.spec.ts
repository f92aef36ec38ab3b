import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { SignJWT } from 'jose';
import { eventually } from '@throughline/test-kit';
import { stubsInProcess, stubsOverHttp, voice, type Running } from '../test/stub-services.js';
import { post, startTestGateway, type TestGateway } from '../test/test-gateway.js';

const tokenOf = (person: string, expires: string) =>
  new SignJWT({ sub: person, tid: 'main' }).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expires).sign(new Uint8Array(32));

const ends: (() => void)[] = [];
afterEach(async () => {
  ends.splice(0).forEach((end) => end());
  await listeners(0);
});

/** As a browser listens that does not connect again. */
function listen(gateway: TestGateway, query: string, token?: string, variables?: Record<string, unknown>): AsyncIterator<any> {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const told = createClient({ url: `${gateway.url}/graphql`, headers, retryAttempts: 0 }).iterate({ query, variables });
  ends.push(() => void told.return?.());
  return told;
}
const listeners = (count: number) => eventually(() => expect(voice.listenerCount('renamed')).toBe(count), 10);

describe.each(['in one process', 'over HTTP'])('a subscription, its service %s', (where) => {
  let gateway: TestGateway;
  let ada: string;
  const start = async (options = {}): Promise<TestGateway> => {
    const servers: Record<string, Running> = where === 'over HTTP' ? await stubsOverHttp() : {};
    const started = await startTestGateway(where === 'over HTTP' ? servers : stubsInProcess(), options);
    const close = async () => {
      await started.close();
      await Promise.all(Object.values(servers).map((server) => server.close()));
    };
    return { ...started, close };
  };
  beforeAll(async () => {
    gateway = await start({ limits: { streams: 2 } });
    ada = await tokenOf('ada', '1h');
  });
  afterAll(() => gateway.close());

  it('tells each event as it happens, until the client goes', async () => {
    const told = listen(gateway, 'subscription Names($id: ID) { contact: renamed(id: $id) { id __typename givenName } }', ada, {
      id: 'c1',
    });
    const first = told.next();
    await listeners(1);
    voice.emit('renamed', 'c1');
    voice.emit('renamed', 'c2');
    expect((await first).value).toEqual({ data: { contact: { id: 'c1', __typename: 'Contact', givenName: 'Person c1' } } });
    expect((await told.next()).value).toMatchObject({ data: { contact: { id: 'c2' } } });
    ends.splice(0).forEach((end) => end());
    await listeners(0);
  });

  it('is refused in the words of the service, or of the gateway', async () => {
    const refused = async (query: string, token?: string) => (await listen(gateway, query, token).next()).value.errors[0];
    expect(await refused('subscription { renamed { id } }')).toMatchObject({
      message: 'Sign in first.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(await refused('subscription { renamed { id note } }', ada)).toMatchObject({
      message: expect.stringContaining('Contact.note'),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(await refused('subscription { renamed { id } failing }', ada)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(await refused('subscription { renamed { surname } }', ada)).toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('masks what nobody foresaw', async () => {
    const { value } = await listen(gateway, 'subscription { failing }', ada).next();
    expect(value.errors).toMatchObject([{ extensions: { code: 'INTERNAL' } }]);
    expect(JSON.stringify(value)).not.toContain('swordfish');
  });

  it('is one of a few of a person', async () => {
    const query = 'subscription { renamed { id } }';
    for (const count of [1, 2]) {
      void listen(gateway, query, ada).next();
      await listeners(count);
    }
    expect((await listen(gateway, query, ada).next()).value.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
    void listen(gateway, query, await tokenOf('bob', '1h')).next();
    await listeners(3);
    ends.splice(0).forEach((end) => end());
    await listeners(0);
    void listen(gateway, query, ada).next();
    await listeners(1);
  });

  it('ends with its token, so that the client comes with another', async () => {
    const told = listen(gateway, 'subscription { renamed { id } }', await tokenOf('ada', '2s'));
    const next = told.next();
    await listeners(1);
    // Without having been completed: a client that tries again would.
    await expect(next).rejects.toThrow('Connection closed');
    await listeners(0);
  });

  it('ends when the gateway stops, which does not wait for it', async () => {
    const other = await start();
    const next = listen(other, 'subscription { renamed { id } }', ada).next();
    await listeners(1);
    const cutOff = expect(next).rejects.toThrow('Connection closed');
    await other.close();
    await cutOff;
    await listeners(0);
  });

  it('is for those only who ask for a stream; a query may be asked for so as well', async () => {
    const response = await post(gateway, { query: 'subscription { renamed { id } }' }, { authorization: `Bearer ${ada}` });
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const told = listen(gateway, '{ contact(id: "c9") { givenName note } }', ada);
    expect((await told.next()).value).toEqual({ data: { contact: { givenName: 'Person c9', note: 'About c9' } } });
    expect((await told.next()).done).toBe(true);
  });
});

it('a subscription says UNAVAILABLE where its service is gone, and is cut off where it goes', async () => {
  const { contacts, identity } = await stubsOverHttp();
  const gateway = await startTestGateway({ contacts, identity });
  const token = await tokenOf('ada', '1h');
  const next = listen(gateway, 'subscription { renamed { id } }', token).next();
  await listeners(1);
  const cutOff = expect(next).rejects.toThrow('Connection closed');
  await contacts.close();
  await cutOff;
  const { value } = await listen(gateway, 'subscription { renamed { id } }', token).next();
  expect(value.errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }]);
  await gateway.close();
  await identity.close();
});
