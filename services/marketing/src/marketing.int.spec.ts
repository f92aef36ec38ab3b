import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { expectSchemaCovers } from '@throughline/records/testing';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { formRecord } from './form/form.record.js';
import { marketing } from './marketing.service.js';
import { submissionRecord } from './submission/submission.view.js';

let services: TestServices;
let manager: TestUser;
let member: TestUser;

beforeAll(async () => {
  services = await TestServices.start([marketing]);
  manager = await services.user({ role: 'MANAGER' });
  member = await services.user();
}, 60_000);
afterAll(() => services?.close());

const createForm = (input: object, user = manager) =>
  services.execute(
    'marketing',
    'mutation($input: CreateFormInput!) { createForm(input: $input) { form { id key name fields { key kind required } archived } } }',
    { input },
    user.token,
  );
const post = (key: string, init: RequestInit) => fetch(`${services.get('marketing').url}/forms/${key}`, { method: 'POST', ...init });
const json = (body: object, headers: Record<string, string> = {}): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});
const submissions = async (key: string) => {
  const query = `query($key: String!) { forms(filter: { key: { eq: $key } }) { edges { node { submissions { edges { node { id utmSource referrer values { key value } } } } } } } }`;
  const { forms } = await services.data('marketing', query, { key }, manager.token);
  return forms.edges[0].node.submissions.edges.map(({ node }: { node: unknown }) => node);
};

const fields = [
  { key: 'name', label: 'Your name', required: true },
  { key: 'email', kind: 'EMAIL', required: true },
  { key: 'phone', kind: 'PHONE' },
];

describe('a form', () => {
  it('and what is posted are filtered and ordered by every field that their records describe', () => {
    const sdl = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8');
    for (const record of [formRecord, submissionRecord]) expectSchemaCovers(record, sdl);
  });

  it('is made by a manager, not by a member', async () => {
    const made = await createForm({ key: 'contact', name: 'Contact us', fields });
    expect(made.errors).toBeUndefined();
    expect(made.data?.['createForm']).toMatchObject({
      form: {
        key: 'contact',
        fields: [{ key: 'name', kind: 'TEXT', required: true }, { kind: 'EMAIL' }, { kind: 'PHONE', required: false }],
      },
    });
    expect((await createForm({ key: 'mine', name: 'Mine', fields }, member)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is refused with the name of each field that is wrong', async () => {
    const { errors } = await createForm({ key: 'a b', name: ' ', fields: [{ key: 'utm_source' }, { key: 'size', kind: 'CHOICE' }] });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', fields: { key: expect.any(String), name: 'is required' } });
    const again = await createForm({ key: 'broken', name: 'Broken', fields: [{ key: 'utm_source' }, { key: 'size', kind: 'CHOICE' }] });
    expect(Object.keys((again.errors?.[0]?.extensions as { fields: object }).fields)).toEqual(['fields.0.key', 'fields.1.choices']);
  });

  it('keeps its key to itself until it is archived', async () => {
    await createForm({ key: 'unique', name: 'First', fields });
    expect((await createForm({ key: 'unique', name: 'Second', fields })).errors?.[0]?.extensions).toMatchObject({
      fields: { key: 'is used by the form "First"' },
    });
    const { forms } = await services.data(
      'marketing',
      '{ forms(filter: { key: { eq: "unique" } }) { edges { node { id } } } }',
      {},
      manager.token,
    );
    await services.data(
      'marketing',
      'mutation($id: ID!) { archiveForm(input: { id: $id }) { form { archived } } }',
      { id: forms.edges[0].node.id },
      manager.token,
    );
    expect((await post('unique', json({ name: 'A', email: 'a@example.com' }))).status).toBe(404);
    expect((await createForm({ key: 'unique', name: 'Second', fields })).data?.['createForm']).toMatchObject({
      form: { name: 'Second', archived: false },
    });
  });
});

describe('a post', () => {
  beforeAll(() => createForm({ key: 'demo', name: 'Demo request', fields, allowedOrigins: ['https://example.org'] }));

  it('is kept with where the visit came from, however it is encoded', async () => {
    const multipart = new FormData();
    multipart.set('name', 'Zoë Öztürk');
    multipart.set('email', 'zoe@example.com');
    multipart.set('utm_source', 'multipart');
    const answers = [
      await post('demo?utm_source=address', json({ name: 'Ann', email: 'ann@example.com' })),
      await post('demo', { body: new URLSearchParams({ name: 'Bo', email: 'bo@example.com', utm_source: 'urlencoded' }) }),
      await post('demo', { body: multipart }),
      await post('demo', json({ name: 'Cy', email: 'cy@example.com' }, { referer: 'https://example.org/pricing?utm_source=page' })),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const kept = await submissions('demo');
    expect(kept.map(({ utmSource }: { utmSource: string }) => utmSource).sort()).toEqual(['address', 'multipart', 'page', 'urlencoded']);
    const { submissionId } = (await answers[2]!.json()) as { submissionId: string };
    expect(kept.find(({ id }: { id: string }) => id === submissionId).values).toEqual([
      { key: 'name', value: 'Zoë Öztürk' },
      { key: 'email', value: 'zoe@example.com' },
    ]);
  });

  it('is refused with 422 and each field, and nothing is kept', async () => {
    const before = (await submissions('demo')).length;
    const refused = await post('demo', json({ name: '', email: 'not an address' }));
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { fields: { name: 'is required', email: expect.stringContaining('e-mail') } },
    ]);
    expect(await submissions('demo')).toHaveLength(before);
  });

  it('delivered again under its key is the same submission, and another one under that key is a conflict', async () => {
    const before = (await submissions('demo')).length;
    const delivery = json({ name: 'Dee', email: 'dee@example.com' }, { 'idempotency-key': 'delivery-1' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('demo', delivery)));
    const ids = await Promise.all(answers.map(async (answer) => ((await answer.json()) as { submissionId: string }).submissionId));
    expect(new Set(ids).size).toBe(1);
    expect(await submissions('demo')).toHaveLength(before + 1);
    expect((await post('demo', json({ name: 'Eve', email: 'eve@example.com' }, { 'idempotency-key': 'delivery-1' }))).status).toBe(409);
  });

  it('without a script is answered with a page: thanks, where to go on, or what to mend', async () => {
    const browse = (key: string, body: Record<string, string>) =>
      post(key, { body: new URLSearchParams(body), headers: { accept: 'text/html,*/*;q=0.8' }, redirect: 'manual' });
    const visitor = { name: 'Gil', email: 'gil@example.com' };
    await createForm({ key: 'thanks', name: 'Thanks', fields, onSubmit: { thankYou: 'Thanks <b>a lot</b>' } });
    const thanks = await browse('thanks', visitor);
    expect([thanks.status, thanks.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await thanks.text()).toContain('<h1>Thanks &#60;b&#62;a lot&#60;/b&#62;</h1>');
    const refused = await browse('thanks', { ...visitor, name: '' });
    expect([refused.status, await refused.text()]).toEqual([422, expect.stringContaining('<strong>Your name</strong> is required')]);

    await createForm({ key: 'onward', name: 'Onward', fields, onSubmit: { redirectTo: 'https://example.org/welcome' } });
    const onward = await browse('onward', visitor);
    expect([onward.status, onward.headers.get('location')]).toEqual([303, 'https://example.org/welcome']);
    const toScript = { submissionId: expect.any(String), redirectTo: 'https://example.org/welcome' };
    expect(await (await post('onward', json(visitor))).json()).toEqual(toScript);
    const script = await createForm({ key: 'script', name: 'Script', fields, onSubmit: { redirectTo: 'javascript:alert(1)' } });
    expect(script.errors?.[0]?.extensions).toMatchObject({
      fields: { 'onSubmit.redirectTo': expect.stringContaining('is not an address') },
    });
  });

  it('of a robot is answered like any other and not kept', async () => {
    const before = (await submissions('demo')).length;
    const answer = await post('demo', json({ name: 'Robot', email: 'robot@example.com', website_url: 'https://spam.example' }));
    expect([answer.status, await answer.json()]).toEqual([200, { submissionId: expect.any(String) }]);
    expect(await submissions('demo')).toHaveLength(before);
  });

  it('by a page of another origin is refused, by an allowed one may be read', async () => {
    const body = { name: 'Fay', email: 'fay@example.com' };
    expect((await post('demo', json(body, { origin: 'https://evil.example' }))).status).toBe(403);
    const allowed = await post('demo', json(body, { origin: 'https://example.org' }));
    expect([allowed.status, allowed.headers.get('access-control-allow-origin')]).toEqual([200, 'https://example.org']);
    const preflight = await post('demo', {
      method: 'OPTIONS',
      headers: { origin: 'https://example.org', 'access-control-request-method': 'POST' },
    });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([204, 'POST']);
  });

  it('too many from one address are refused for a while, other addresses are not', async () => {
    const from = (address: string, key: string) =>
      json({ name: 'Gus', email: 'gus@example.com' }, { 'x-forwarded-for': address, 'idempotency-key': key });
    const answers: number[] = [];
    for (let i = 0; i < 121; i++) answers.push((await post('demo', from('198.51.100.1', `flood-${i}`))).status);
    expect([answers.filter((status) => status === 200).length, answers.at(-1)]).toEqual([120, 429]);
    expect((await post('demo', from('198.51.100.1', 'flood-0'))).status).toBe(200);
    expect((await post('demo', from('198.51.100.2', 'other'))).status).toBe(200);
  });

  it('is for managers to read, with the form that it was posted to', async () => {
    const [newest] = (await submissions('demo')) as { id: string }[];
    const query = 'query($id: ID!) { formSubmissions(filter: { id: { eq: $id } }) { edges { node { form { key name } } } } }';
    const { formSubmissions } = await services.data('marketing', query, { id: newest!.id }, manager.token);
    expect(formSubmissions.edges).toEqual([{ node: { form: { key: 'demo', name: expect.any(String) } } }]);
    const { errors } = await services.execute('marketing', '{ formSubmissions { edges { node { id } } } }', {}, member.token);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });
});
