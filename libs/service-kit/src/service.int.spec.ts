import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ApiKeyEventSchema, Role, TeamsEventSchema, UserEventSchema } from '@throughline/contracts/identity';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { createClient } from 'graphql-sse';
import { pino } from 'pino';
import { eventually } from '@throughline/test-kit';
import { begun, notes, voice } from '../test/notes/notes.service.js';
import { TestServices, type TestUser } from './testing/index.js';

let services: TestServices;
let url: string;
let jane: TestUser;
const logged: string[] = [];

beforeAll(async () => {
  services = await TestServices.start([notes], { log: pino({ level: 'info' }, { write: (line: string) => void logged.push(line) }) });
  url = services.get('notes').url;
  jane = await services.user({ name: 'Jane' });
}, 60_000);
afterAll(() => services?.close());

/** The same request both ways: over HTTP, and without a socket. */
async function ask(query: string, variables: object = {}, token?: string) {
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  const inProcess = await services.get('notes').execute({ query, variables: variables as Record<string, unknown>, headers });
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const overHttp = (await response.json()) as typeof inProcess;
  const told = ({ data, errors }: typeof inProcess) => ({
    data: data ?? null,
    errors: errors?.map(({ message, extensions }) => ({
      message,
      ...extensions,
      ...('reference' in (extensions ?? {}) && { reference: 'some' }),
    })),
  });
  const answer = told(JSON.parse(JSON.stringify(inProcess)));
  expect(told(overHttp)).toEqual(answer);
  return answer;
}

const write = 'mutation($input: WriteInput!) { write(input: $input) { text on at amount } }';

describe('a request', () => {
  it('is answered for the one whose token it carries', async () => {
    expect((await ask('{ whoAmI }', {}, jane.token)).data).toEqual({ whoAmI: 'Jane' });
    expect((await ask('{ whoAmI }')).errors).toEqual([{ message: 'Sign in first.', code: 'UNAUTHENTICATED' }]);
    expect((await ask('{ whoAmI }', {}, 'nonsense')).errors![0]).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('keeps days, moments and decimals as they are, in one spelling', async () => {
    const input = { text: 'x', on: '2026-02-28', at: '2026-03-01T01:30:00+02:00', amount: '1200.50' };
    expect((await ask(write, { input }, jane.token)).data).toEqual({ write: { ...input, at: '2026-02-28T23:30:00.000Z' } });
  });

  it.each([
    [{}, { text: 'is missing' }],
    [{ text: 'x', on: '2026-02-30' }, { on: 'This is not a calendar day such as 2026-11-23.' }],
    [{ text: 'x', at: 'tomorrow' }, { at: 'This is not a moment in ISO 8601 such as 2026-11-23T09:30:00Z.' }],
    [{ text: 'x', amount: '12,50' }, { amount: 'This is not a decimal number such as "1200.50".' }],
    [{ text: 'x', lines: [{ count: 1 }, { count: 'two' }] }, { 'lines.1.count': 'Int cannot represent non-integer value: "two"' }],
    [{ text: 'x', lines: [{}] }, { 'lines.0.count': 'is missing' }],
    [{ text: 'x', colour: 'red' }, { colour: 'is not a field of this input' }],
  ])('names the field that is wrong: %j', async (input, fields) => {
    expect((await ask(write, { input }, jane.token)).errors![0]).toMatchObject({ code: 'BAD_USER_INPUT', fields });
  });

  it('names the field that is wrong where the query holds the value itself', async () => {
    const text = 'mutation { write(input: { text: "x", lines: [{ count: 1 }], on: "2026-02-30" }) { text } }';
    expect((await ask(text, {}, jane.token)).errors).toEqual([
      {
        code: 'BAD_USER_INPUT',
        message: 'on: This is not a calendar day such as 2026-11-23.',
        fields: { on: 'This is not a calendar day such as 2026-11-23.' },
      },
    ]);
  });

  it('tells rules, conflicts and roles apart', async () => {
    expect((await ask(write, { input: { text: 'rule' } }, jane.token)).errors![0]).toMatchObject({
      code: 'RULE_VIOLATED',
      rule: 'note.rule',
      message: 'Not like that.',
    });
    expect((await ask(write, { input: { text: 'conflict' } }, jane.token)).errors![0]).toMatchObject({ code: 'CONFLICT' });
    const reader = await services.user({ role: 'READ_ONLY' });
    expect((await ask(write, { input: { text: 'x' } }, reader.token)).errors![0]).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('tells nothing of an unforeseen error but a reference, and logs it without what people wrote', async () => {
    expect((await ask('{ broken }')).errors).toEqual([
      { message: 'Something went wrong on our side.', code: 'INTERNAL', reference: 'some' },
    ]);
    const reference = (await services.execute('notes', '{ broken }')).errors![0]!.extensions!['reference'];
    const entry = logged.find((line) => line.includes(String(reference)))!;
    expect(entry).toContain('notes.service');
    expect(logged.join('')).not.toMatch(/jane@example|swordfish/);
  });

  it('refuses what is not in the graph', async () => {
    expect((await ask('{ nothing }')).errors![0]).toMatchObject({
      code: expect.stringMatching(/BAD_USER_INPUT/),
      message: expect.stringContaining('nothing'),
    });
    expect((await ask('{ whoAmI ')).errors![0]).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('loads the records that it refers to together, and null for those there are not', async () => {
    const representations = ['a', 'unknown', 'b'].map((id) => ({ __typename: 'Note', id }));
    const { data, errors } = await ask(
      'query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Note { id together } } }',
      { representations },
      jane.token,
    );
    expect({ data, errors }).toEqual({
      data: { _entities: [{ id: 'a', together: 3 }, null, { id: 'b', together: 3 }] },
      errors: undefined,
    });
  });
});

describe.each(['in process', 'over HTTP'])('a subscription %s', (where) => {
  let stop: AbortController;
  beforeEach(() => void (stop = new AbortController()));
  afterEach(() => stop.abort());

  /** What it tells, one after the other. */
  const listen = async (query: string, token?: string, service = services.get('notes')): Promise<AsyncIterator<any>> => {
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    if (where === 'over HTTP') {
      const listening = createClient({ url: `${service.url}/graphql/stream`, headers, retryAttempts: 0 }).iterate({ query });
      stop.signal.addEventListener('abort', () => void listening.return?.());
      return listening;
    }
    const answers = await service.subscribe({ query, headers }, stop.signal);
    return Symbol.asyncIterator in answers ? answers : ([answers][Symbol.iterator]() as unknown as AsyncIterator<any>);
  };
  const heard = () => eventually(() => expect(voice.listenerCount('said')).toBe(1));
  const unheard = () => eventually(() => expect(voice.listenerCount('said')).toBe(0));

  it('tells what happens until nobody listens', async () => {
    const told = await listen('subscription { heard }', jane.token);
    const first = told.next();
    await heard();
    voice.emit('said', 'one');
    voice.emit('said', 'two');
    expect((await first).value).toEqual({ data: { heard: 'one' } });
    expect((await told.next()).value).toEqual({ data: { heard: 'two' } });
    const last = told.next();
    stop.abort();
    expect(await last).toMatchObject({ done: true });
    await unheard();
  });

  it('is refused in the words of a query', async () => {
    const refused = async (query: string, token?: string) => (await (await listen(query, token)).next()).value.errors;
    expect(await refused('subscription { heard }')).toMatchObject([{ message: 'Sign in first.', extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(await refused('subscription { said }', jane.token)).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    await unheard();
  });

  it('ends when the service is about to stop', async () => {
    const other = await TestServices.start([notes]);
    const person = await other.user();
    const told = await listen('subscription { heard }', person.token, other.get('notes'));
    const next = told.next();
    await heard();
    const drained = other.get('notes').drain();
    // Over HTTP it is cut off without having been completed, so that the client connects again.
    await Promise.allSettled([next]);
    await unheard();
    await drained;
    await other.close();
  });
});

describe('the edge', () => {
  const get = async (path: string, token?: string) => {
    const response = await fetch(`${url}${path}`, { headers: token ? { authorization: `Bearer ${token}` } : {} });
    return { status: response.status, body: await response.json() };
  };

  it('answers errors as JSON with the status that fits', async () => {
    expect(await get('/notes/missing')).toEqual({ status: 401, body: { code: 'UNAUTHENTICATED', message: 'Sign in first.' } });
    expect(await get('/notes/missing', jane.token)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await get('/nowhere')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await get('/notes/broken')).toEqual({
      status: 500,
      body: { code: 'INTERNAL', message: 'Something went wrong on our side.', reference: expect.any(String) },
    });
  });

  it('refuses a body that is malformed or too large', async () => {
    const post = async (body: string) => {
      const response = await fetch(`${url}/notes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      return { status: response.status, body: await response.json() };
    };
    expect(await post('{"a":')).toMatchObject({ status: 400, body: { code: 'BAD_USER_INPUT' } });
    expect(await post(JSON.stringify({ a: 'x'.repeat(2_000_000) }))).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
  });

  it('says that it lives and is ready', async () => {
    expect(await get('/health/live')).toEqual({ status: 200, body: { live: true } });
    expect(await get('/health/ready')).toEqual({ status: 200, body: { ready: true, reasons: [] } });
  });
});

describe('the copy of identity', () => {
  const sees = async (token: string) => new Set(((await ask('{ sees }', {}, token)).data as { sees: string[] }).sees);

  it('knows a user as soon as their token comes', async () => {
    for (let i = 0; i < 5; i++) {
      const { token } = await services.user({ name: `New ${i}` });
      expect((await services.data('notes', '{ whoAmI }', {}, token)).whoAmI).toBe(`New ${i}`);
    }
  });

  it('says whose records a person sees: their team and those below', async () => {
    const above = await services.team('Above');
    const below = await services.team('Below', above);
    const head = await services.user({ teamId: above });
    const member = await services.user({ teamId: below });
    const other = await services.user();
    const admin = await services.user({ role: 'ADMIN' });
    expect(await sees(head.token)).toEqual(new Set([head.id, member.id]));
    expect(await sees(member.token)).toEqual(new Set([member.id]));
    expect(await sees(other.token)).toEqual(new Set([other.id]));
    expect((await ask('{ sees }', {}, admin.token)).data).toEqual({ sees: null });

    await services.publish(TeamsEventSchema, 'teams', 'teams', { type: 'TeamMoved', data: { teamId: below } });
    await eventually(async () => expect(await sees(head.token)).toEqual(new Set([head.id])));
  });

  it("shows a team what the team's API key made", async () => {
    const team = await services.team('With a key');
    const member = await services.user({ teamId: team });
    await services.publish(ApiKeyEventSchema, 'apiKey', 'k2', {
      type: 'ApiKeyCreated',
      data: { name: 'Website', role: Role.MEMBER, teamId: team, secretHash: 'x' },
    });
    await eventually(async () => expect(await sees(member.token)).toEqual(new Set([member.id, 'apikey:k2'])));
  });

  it('refuses a deactivated user, whatever their token says', async () => {
    const { id, token } = await services.user();
    expect((await ask('{ whoAmI }', {}, token)).errors).toBeUndefined();
    await services.publish(UserEventSchema, 'user', id, { type: 'UserDeactivated', data: {} });
    await eventually(async () =>
      expect((await services.execute('notes', '{ whoAmI }', {}, token)).errors?.[0]).toMatchObject({
        extensions: { code: 'UNAUTHENTICATED' },
      }),
    );
  });

  it('takes an API key made a moment ago', async () => {
    const secret = `tl_main_${randomBytes(32).toString('base64url')}`;
    const secretHash = createHash('sha256').update(secret).digest('base64url');
    await services.publish(ApiKeyEventSchema, 'apiKey', 'k1', {
      type: 'ApiKeyCreated',
      data: { name: 'Website', role: Role.MEMBER, secretHash },
    });
    expect((await ask('{ whoAmI sees }', {}, secret)).data).toEqual({ whoAmI: 'Website', sees: ['apikey:k1'] });
  });
});

it('a request that comes while the machine has no time is answered, though its connection seems to have been idle for too long', async () => {
  const other = await TestServices.start([notes]);
  const { hostname, port } = new URL(other.get('notes').url);
  const client = connect(Number(port), hostname);
  const ask = () => client.write('GET /health/live HTTP/1.1\r\nhost: notes\r\n\r\n');
  ask();
  await once(client, 'data');
  // Idle for four seconds, as far as the clock knows, of which nothing is seen.
  ask();
  const awake = Date.now() + 4_500;
  while (Date.now() < awake);
  const answer = await Promise.race([once(client, 'data'), once(client, 'close')]);
  expect(String(answer[0])).toMatch(/^HTTP.1.1 200/);
  client.destroy();
  await other.close();
});

describe('stopping', () => {
  it('finishes what is on its way', async () => {
    const other = await TestServices.start([notes]);
    const { url } = other.get('notes');
    const before = begun.slow;
    const slow = fetch(`${url}/notes/slow`).then((response) => response.json());
    await eventually(() => expect(begun.slow).toBe(before + 1));
    await other.close();
    expect(await slow).toEqual({ done: true });
  });

  it('first goes on answering, each time as the last, until nobody is connected', async () => {
    const other = await TestServices.start([notes]);
    const service = other.get('notes');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const look = async (path: string) => {
      const [response] = (await once(get(new URL(path, service.url), { agent }), 'response')) as [IncomingMessage];
      return { status: response.statusCode, connection: response.headers.connection, body: await text(response) };
    };
    await eventually(async () => expect(await look('/health/ready')).toMatchObject({ status: 200, connection: 'keep-alive' }));
    const before = begun.slow;
    const slow = look('/notes/slow');
    await eventually(() => expect(begun.slow).toBe(before + 1));
    const drained = service.drain();
    expect(await slow).toEqual({ status: 200, connection: 'close', body: JSON.stringify({ done: true }) });
    expect(await look('/health/ready')).toMatchObject({ status: 503, connection: 'close', body: expect.stringContaining('stopping') });
    await drained;
    await expect(look('/health/live')).rejects.toThrow('ECONNREFUSED');
    await other.close();
  });

  it('takes new connections for as long as they come', async () => {
    const other = await TestServices.start([notes]);
    const service = other.get('notes');
    const drained = service.drain();
    const refused: unknown[] = [];
    const enough = Date.now() + 2_500;
    while (Date.now() < enough && refused.length === 0) {
      try {
        const [response] = (await once(get(new URL('/health/live', service.url), { agent: false }), 'response')) as [IncomingMessage];
        response.resume();
      } catch (error) {
        refused.push(error);
      }
    }
    await drained;
    await other.close();
    expect(refused).toEqual([]);
  });
});
