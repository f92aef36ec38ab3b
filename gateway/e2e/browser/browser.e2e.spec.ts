import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from 'graphql-sse';
import { eventually } from '@throughline/test-kit';
import { System, type Person } from '../system.js';

interface Change {
  readonly kind: string;
  readonly id: string | null;
  readonly revision: number | null;
  readonly by: string | null;
}

let system: System;
let ada: Person;
let bob: Person;
let otto: Person;
let eve: Person;
const leaving: (() => void)[] = [];

beforeAll(async () => {
  system = await System.start({ TRUSTED_PROXIES: '1' });
  const north = await system.team('North');
  ada = await system.person('Ada', north);
  bob = await system.person('Bob', north);
  const south = await system.team('South');
  otto = await system.person('Otto', south);
  eve = await system.person('Eve', south);
}, 120_000);
afterAll(async () => {
  leaving.forEach((leave) => leave());
  await system?.close();
});

/** As a page of the product sends it. */
const ours = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
const password = 'a password for tests';
const session = (method: string, { body, ...headers }: Record<string, string> = {}) =>
  fetch(`${system.url}/session`, { method, headers: { ...ours, ...headers }, ...(body && { body }) });
const signInAs = ({ email }: Person) => JSON.stringify({ email, password });
/** What a browser sends back: `access` is for every path, `refresh` for `/session`. */
const cookiesOf = (response: Response) => {
  const [access, refresh] = response.headers.getSetCookie().map((each) => each.split(';')[0]!);
  return { access: access!, refresh: refresh! };
};
const whoAmI = async (headers: Record<string, string>) => {
  const body = JSON.stringify({ query: '{ me { id } }' });
  const response = await fetch(`${system.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const { data, errors } = (await response.json()) as { data?: { me: { id: string } }; errors?: { extensions: { code: string } }[] };
  return data?.me?.id ?? errors?.[0]?.extensions.code;
};

describe('a session of a browser', () => {
  it('is kept where no script reads it, and stands for a token', async () => {
    const response = await session('POST', { body: signInAs(ada) });
    expect(await response.json()).toEqual({ user: { id: ada.id, name: 'Ada', role: 'MEMBER' }, expiresAt: expect.any(String) });
    const set = response.headers.getSetCookie();
    expect(set).toHaveLength(2);
    expect(set[0]).toMatch(/^throughline_access=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    expect(set[1]).toMatch(/^throughline_refresh=[^;]+; Path=\/session; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
    const { access } = cookiesOf(response);
    expect(await whoAmI({ cookie: access, 'sec-fetch-site': 'same-origin' })).toBe(ada.id);
    expect(await whoAmI({ cookie: access, authorization: `Bearer ${bob.token}` })).toBe(bob.id);
    const exported = await fetch(`${system.url}/exports/contacts.csv`, { headers: { cookie: access, 'sec-fetch-site': 'same-origin' } });
    expect(exported.status).toBe(200);
  });

  it('is sent over https only where it began there', async () => {
    const secure = await session('POST', { body: signInAs(ada), 'x-forwarded-proto': 'https', 'x-forwarded-host': 'crm.example.com' });
    for (const cookie of secure.headers.getSetCookie()) expect(cookie).toMatch(/; Secure$/);
  });

  it('is of no use to the page of another site', async () => {
    const { access, refresh } = cookiesOf(await session('POST', { body: signInAs(ada) }));
    const foreigners: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
    ];
    for (const foreign of foreigners) {
      expect(await whoAmI({ cookie: access, ...foreign })).toBe('UNAUTHENTICATED');
      const form = new FormData();
      form.append('file', new Blob(['familyName\nForged']), 'contacts.csv');
      const headers = { cookie: access, ...foreign };
      const forged = await fetch(`${system.url}/imports/contacts`, { method: 'POST', headers, body: form });
      expect(forged.status).toBe(401);
      const { 'sec-fetch-site': _, ...json } = ours;
      for (const method of ['POST', 'PUT', 'DELETE']) {
        const body = method === 'POST' ? { body: signInAs(bob) } : {};
        const answer = await fetch(`${system.url}/session`, {
          method,
          headers: { ...json, cookie: refresh, ...foreign },
          ...body,
        });
        expect(answer.status).toBe(403);
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
    }
    expect((await session('PUT', { cookie: refresh })).status).toBe(200);
  });

  it('is renewed, by two tabs at once as well, until it is ended', async () => {
    const { refresh } = cookiesOf(await session('POST', { body: signInAs(ada) }));
    const [one, other] = await Promise.all([session('PUT', { cookie: refresh }), session('PUT', { cookie: refresh })]);
    expect([one.status, other.status]).toEqual([200, 200]);
    const next = cookiesOf(one);
    expect(cookiesOf(other)).toEqual(next);
    expect(next.refresh).not.toBe(refresh);
    expect(await whoAmI({ cookie: next.access, 'sec-fetch-site': 'same-origin' })).toBe(ada.id);

    const ended = await session('DELETE', { cookie: next.refresh });
    expect(ended.status).toBe(204);
    for (const cookie of ended.headers.getSetCookie()) expect(cookie).toMatch(/=; .*Max-Age=0/);
    const over = await session('PUT', { cookie: next.refresh });
    expect({ status: over.status, ...((await over.json()) as object) }).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    for (const cookie of over.headers.getSetCookie()) expect(cookie).toMatch(/=; .*Max-Age=0/);
  });

  it('is refused in words, at last with the seconds to wait', async () => {
    const wrong = () => session('POST', { body: JSON.stringify({ email: otto.email, password: 'not his' }) });
    const first = await wrong();
    expect({ status: first.status, ...((await first.json()) as object) }).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
    expect((await session('POST', { body: '{"email":1}' })).status).toBe(400);
    let answer = first;
    for (let tries = 0; answer.status === 401 && tries < 30; tries++) answer = await wrong();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code: 'RATE_LIMITED', message: expect.any(String) });
  });
});

/** What one does, the others see without asking, if it is for them. */
describe('a browser that listens', () => {
  /** Signs in, and listens with nothing but its cookies. */
  async function browser(person: Person): Promise<{ cookie: string; told: Change[]; ended: Promise<unknown> }> {
    const { access: cookie } = cookiesOf(await session('POST', { body: signInAs(person) }));
    const connected = Promise.withResolvers<void>();
    const told: Change[] = [];
    const ended = new Promise((resolve) => {
      const client = createClient({
        url: `${system.url}/graphql`,
        headers: { cookie, ...ours },
        retryAttempts: 0,
        fetchFn: (url: string, init: RequestInit) => fetch(url, init).finally(connected.resolve),
      });
      const query = 'subscription { changes { kind id revision by } }';
      leaving.push(
        client.subscribe<{ changes: Change }>(
          { query },
          { next: ({ data }) => void told.push(data!.changes), error: resolve, complete: () => resolve('complete') },
        ),
      );
    });
    await connected.promise;
    return { cookie, told, ended };
  }

  it('is told what a colleague does, finds it when it asks, and hears nothing of other teams', async () => {
    const [colleague, outsider] = [await browser(bob), await browser(eve)];
    const { contact } = await system.mutate('createContact', { familyName: 'Hopper', emails: [] }, 'contact { id revision }', ada);
    await eventually(() =>
      expect(colleague.told).toContainEqual({ kind: 'CONTACT', id: contact.id, revision: contact.revision, by: ada.id }),
    );
    const updated = await system.mutate('updateContact', { id: contact.id, familyName: 'Murray Hopper' }, 'contact { revision }', ada);
    await eventually(() => expect(colleague.told).toContainEqual(expect.objectContaining(updated.contact)));
    const response = await fetch(`${system.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: colleague.cookie, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({
        query: 'query($id: ID!) { contact(id: $id) { familyName timeline { edges { node { kind } } } } }',
        variables: { id: contact.id },
      }),
    });
    const { data } = (await response.json()) as { data: { contact: { familyName: string; timeline: { edges: object[] } } } };
    expect(data.contact.familyName).toBe('Murray Hopper');
    expect(data.contact.timeline.edges.length).toBeGreaterThan(1);

    const { contact: own } = await system.mutate('createContact', { familyName: 'Eve herself' }, 'contact { id }', eve);
    await eventually(() => expect(outsider.told.map(({ id }) => id)).toContain(own.id));
    expect(outsider.told.map(({ id }) => id)).not.toContain(contact.id);
  });

  it('is told that it was given something to do, and who looks at the same record', async () => {
    const { told } = await browser(bob);
    const { task } = await system.mutate('createTask', { title: 'Call back', assigneeId: bob.id }, 'task { id }', ada);
    await eventually(() => expect(told.map(({ kind }) => kind)).toContain('NOTIFICATION'));
    await system.mutate('present', { id: task.id, editing: true }, 'presence { since }', ada);
    const { presence } = await system.graph('query($id: ID!) { presence(id: $id) { user { name } editing } }', { id: task.id }, bob);
    expect(presence).toEqual([{ user: { name: 'Ada' }, editing: true }]);
  });

  it('of an import of hundreds hears that it is many', async () => {
    const { told } = await browser(bob);
    const rows = Array.from({ length: 400 }, (_, n) => `Person,Number ${n},person.${n}@import.example`);
    await system.import('contacts', ['givenName,familyName,email', ...rows].join('\n'), {}, ada);
    await eventually(() => expect(told.map(({ kind }) => kind)).toContain('MANY'));
    expect(told.length).toBeLessThan(100);
  });

  it('is cut off when the product stops, which does not wait for it', async () => {
    const { ended } = await browser(bob);
    await system.stop();
    expect(String(await ended)).toContain('Connection closed');
  });
});
