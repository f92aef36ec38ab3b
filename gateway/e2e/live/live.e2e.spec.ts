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

/** Two colleagues and somebody of another team, each in a browser: what one does, the others see without asking, if it is for them. */
describe('a browser that listens', () => {
  let system: System;
  let ada: Person;
  let bob: Person;
  let otto: Person;
  const leaving: (() => void)[] = [];

  beforeAll(async () => {
    system = await System.start();
    const north = await system.team('North');
    ada = await system.person('Ada', north);
    bob = await system.person('Bob', north);
    otto = await system.person('Otto', await system.team('South'));
  }, 120_000);
  afterAll(async () => {
    leaving.forEach((leave) => leave());
    await system?.close();
  });

  /** Signs in as a browser does, and listens with nothing but its cookies. */
  async function browser({ email }: Person): Promise<{ cookie: string; told: Change[]; ended: Promise<unknown> }> {
    const signedIn = await fetch(`${system.url}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ email, password: 'a password for tests' }),
    });
    const cookie = signedIn.headers
      .getSetCookie()
      .map((each) => each.split(';')[0]!)
      .find((each) => each.includes('access'))!;
    const connected = Promise.withResolvers<void>();
    const told: Change[] = [];
    const ended = new Promise((resolve) => {
      const client = createClient({
        url: `${system.url}/graphql`,
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
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
    const [colleague, outsider] = [await browser(bob), await browser(otto)];
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

    const { contact: own } = await system.mutate('createContact', { familyName: 'Otto himself' }, 'contact { id }', otto);
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
