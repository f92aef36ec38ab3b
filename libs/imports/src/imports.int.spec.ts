import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ContactsImportEventSchema } from '@throughline/contracts/contacts';
import { TestServices, type TestUser } from '@throughline/service-kit/testing';
import { DataSource } from 'typeorm';
import { ImportRow } from './import.view.js';
import { importing } from './importing.js';
import type { ImportDescription } from './imports.js';
import { companies, CompanyImport, CompanyRow } from './testing/companies.js';

const { views, controllers, providers } = importing(ContactsImportEventSchema, CompanyImport);
const manifest = {
  name: 'contacts',
  schema: new URL('./testing/', import.meta.url),
  views: [companies, ...views],
  resolvers: [],
  controllers,
  providers,
};

describe('an import', () => {
  let services: TestServices;
  let ann: TestUser;
  let database: DataSource;
  beforeAll(async () => {
    services = await TestServices.start([manifest]);
    database = services.get('contacts').get(DataSource);
    ann = await services.user({ role: 'MEMBER' });
  }, 60_000);
  afterAll(() => services?.close());
  /** So that the companies of one test are not those of another. */
  let prefix: string;
  beforeEach(() => {
    prefix = randomUUID().slice(0, 8);
  });

  async function post(file: string | Buffer, options?: object | string, more: { user?: TestUser; key?: string; kind?: string } = {}) {
    const form = new FormData();
    if (options) form.set('options', typeof options === 'string' ? options : JSON.stringify(options));
    form.set('file', new Blob([new Uint8Array(Buffer.from(file as string))]), 'companies.csv');
    const response = await fetch(`${services.get('contacts').url}/imports/${more.kind ?? 'companies'}`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${(more.user ?? ann).token}`, ...(more.key && { 'idempotency-key': more.key }) },
    });
    return { status: response.status, body: (await response.json()) as { id: string; fields?: Record<string, string>; code?: string } };
  }

  async function ended(id: string): Promise<ImportRow> {
    for (;;) {
      const row = await database.getRepository(ImportRow).findOneBy({ tenant: 'main', id });
      if (row?.status === 'DONE' || row?.status === 'FAILED') return row;
      await pause(20);
    }
  }

  async function imported(file: string | Buffer, options?: object) {
    const { status, body } = await post(file, options);
    expect({ status, body }).toMatchObject({ status: 202 });
    const { status: outcome, rows, created, updated, unchanged, failed, problem } = await ended(body.id);
    return { id: body.id, outcome, counts: { rows, created, updated, unchanged, failed }, problem };
  }

  async function errors(id: string, user = ann): Promise<string> {
    const response = await fetch(`${services.get('contacts').url}/imports/${id}/errors.csv`, {
      headers: { authorization: `Bearer ${user.token}` },
    });
    return response.ok ? response.text() : String(response.status);
  }

  async function tree(): Promise<Record<string, string | null>> {
    const rows = await database.getRepository(CompanyRow).find();
    const mine = rows.filter(({ name }) => name.startsWith(prefix));
    const short = (name: string) => name.slice(prefix.length + 1);
    return Object.fromEntries(
      mine
        .map(({ name, parentId, domain }) => [
          `${short(name)}${domain ? ` (${domain})` : ''}`,
          parentId && short(rows.find(({ id }) => id === parentId)!.name),
        ])
        .sort(),
    );
  }

  const named = (lines: string) =>
    lines.replace(/[A-Z][a-z]+(?=[,\n])/g, (name) => (['Name', 'Domain', 'Parent'].includes(name) ? name : `${prefix} ${name}`));

  it('makes records, links those that the same file names in any order, and keeps what it refuses', async () => {
    const { id, outcome, counts } = await imported(
      named(
        'Name,Domain,Parent\nLeaf,leaf.example,Branch,\nBranch,,Root\n,x.example,\nRoot,,\nOrphan,,Nobody\nBad,forbidden.example,\nShort\n',
      ),
    );
    expect({ outcome, counts }).toEqual({ outcome: 'DONE', counts: { rows: 7, created: 3, updated: 0, unchanged: 0, failed: 4 } });
    expect(await tree()).toEqual({ 'Leaf (leaf.example)': 'Branch', Branch: 'Root', Root: null });
    const refused = await errors(id);
    expect(refused.split('\r\n')[0]).toBe('Name,Domain,Parent,error');
    expect(refused.split('\r\n').slice(1).sort()).toEqual(
      [
        '',
        ',x.example,,name: is missing',
        `${prefix} Orphan,,${prefix} Nobody,parentName: there is no company ${prefix} Nobody`,
        `${prefix} Bad,forbidden.example,,This domain is not for companies.`,
        `${prefix} Short,"has 1 cells, the header has 3"`,
      ].sort(),
    );
  });

  it('is told of what a file may bring', async () => {
    const about = (kind: string, token = ann.token) =>
      fetch(`${services.get('contacts').url}/imports/${kind}`, { headers: { authorization: `Bearer ${token}` } });
    const { fields, matchOn, creatable } = (await (await about('companies')).json()) as ImportDescription;
    expect(fields).toContainEqual({ key: 'parentName', label: 'Parent', kind: 'text' });
    expect([matchOn, creatable]).toEqual([['name'], ['parentName']]);
    expect([(await about('people')).status, (await about('companies', 'nobody')).status]).toEqual([404, 401]);
  });

  it('changes nothing the second time, and only what differs the third', async () => {
    const file = named('Name,Domain,Parent\nLeaf,leaf.example,Root\nRoot,,\nLeaf,leaf.example,Root\n');
    expect((await imported(file)).counts).toEqual({ rows: 3, created: 2, updated: 0, unchanged: 1, failed: 0 });
    expect((await imported(file)).counts).toEqual({ rows: 3, created: 0, updated: 0, unchanged: 3, failed: 0 });
    const moved = file.replace('leaf.example,', 'leafs.example,').replace(/Root\n$/, 'Root\n');
    expect((await imported(named('Name,Domain,Parent\nRoot,root.example,\nLeaf,,Root\n'))).counts).toEqual({
      rows: 2,
      created: 0,
      updated: 1,
      unchanged: 1,
      failed: 0,
    });
    expect((await imported(moved, { onMatch: 'SKIP' })).counts).toMatchObject({ created: 0, updated: 0, unchanged: 3 });
    expect(await tree()).toEqual({ 'Leaf (leaf.example)': 'Root', 'Root (root.example)': null });
  });

  it('makes once what many rows want, where it may', async () => {
    const lines = Array.from({ length: 30 }, (_, index) => `${prefix} C${index},,${prefix} New`).join('\n');
    const { counts } = await imported(`Name,Domain,Parent\n${lines}\n`, { createMissing: ['parentName'] });
    expect(counts).toMatchObject({ created: 30, failed: 0 });
    expect(Object.keys(await tree())).toHaveLength(31);
  });

  it('says what it would do, and does nothing, when it is a dry run', async () => {
    await imported(named('Name,Domain,Parent\nOld,old.example,\n'));
    const file = named('Name,Domain,Parent\nOld,old.example,\nOld,new.example,\nBad,forbidden.example,\nNew,,Old\n');
    const { id, counts } = await imported(file, { dryRun: true });
    expect(counts).toEqual({ rows: 4, created: 1, updated: 1, unchanged: 1, failed: 1 });
    expect(await errors(id)).toContain('forbidden.example');
    expect(await tree()).toEqual({ 'Old (old.example)': null });
  });

  it('is the same import when the same file comes with the same key, and another file is refused', async () => {
    const key = randomUUID();
    const file = named('Name,Domain,Parent\nOnce,,\n');
    const answers = await Promise.all([post(file, undefined, { key }), post(file, undefined, { key }), post(file, undefined, { key })]);
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.id}`)).size).toBe(1);
    await ended(answers[0]!.body.id);
    expect((await post(file, undefined, { key })).body.id).toBe(answers[0]!.body.id);
    expect(await post(file.replace('Once', 'Twice'), undefined, { key })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
    expect(await tree()).toEqual({ Once: null });
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['a quote that is not closed', 'Name,Domain\nGood,\nBad,"open\n', /quote that opens in row 3/],
    [
      'another encoding',
      Buffer.concat([Buffer.from(`Name,Domain\n${'Good,\n'.repeat(20_000)}J`), Buffer.of(0xf6), Buffer.from('rg,\n')]),
      /Line 20002 is not UTF-8/,
    ],
    ['a cell of 10 MB', `Name,Domain\nGood,\nBig,${'x'.repeat(10_000_000)}\n`, /Row 3 is longer/],
  ])('fails as a whole, with nothing done, for %s', async (_, file, reason) => {
    const before = await database.getRepository(CompanyRow).count();
    const { outcome, problem, counts } = await imported(file);
    expect({ outcome, counts }).toEqual({ outcome: 'FAILED', counts: { rows: 0, created: 0, updated: 0, unchanged: 0, failed: 0 } });
    expect(problem).toMatch(reason);
    expect(await database.getRepository(CompanyRow).count()).toBe(before);
  });

  it.each<[string, string | Buffer, object | string | undefined, string]>([
    ['a mapping to no field', 'Name\nX\n', { mapping: { Name: 'title' } }, 'options.mapping.Name'],
    ['a mapping of no column', 'Name\nX\n', { mapping: { Titel: 'name' } }, 'options.mapping.Titel'],
    ['options that are not JSON', 'Name\nX\n', '{', 'options'],
    ['an unknown option', 'Name\nX\n', { dryrun: true }, 'options.dryrun'],
    ['a header that says nothing', 'Foo,Bar\n1,2\n', undefined, 'options.mapping'],
    ['an empty file', '', undefined, 'file'],
    [
      'a file that begins in another encoding',
      Buffer.concat([Buffer.from('Name,Domain\nJ'), Buffer.of(0xf6), Buffer.from('rg,\n')]),
      undefined,
      'file',
    ],
  ])('is refused at once for %s', async (_, file, options, path) => {
    const { status, body } = await post(file, options);
    expect({ status, fields: Object.keys(body.fields ?? {}) }).toEqual({ status: 422, fields: [path] });
  });

  it('is not for those who may only read, nor for kinds there are not, nor without a file', async () => {
    const reader = await services.user({ role: 'READ_ONLY' });
    expect(await post('Name\nX\n', undefined, { user: reader })).toMatchObject({ status: 403 });
    expect(await post('Name\nX\n', undefined, { kind: 'planets' })).toMatchObject({ status: 404 });
    const url = `${services.get('contacts').url}/imports/companies`;
    const authorization = `Bearer ${ann.token}`;
    const form = new FormData();
    form.set('options', '{}');
    expect((await fetch(url, { method: 'POST', body: form, headers: { authorization } })).status).toBe(422);
    expect(
      (await fetch(url, { method: 'POST', body: 'x', headers: { authorization, 'content-type': 'text/csv' } })).status,
    ).toBeGreaterThanOrEqual(400);
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(401);
  });

  it('shows its errors to its sender and to administrators only', async () => {
    const { id } = await imported('Name,Domain\n,x.example\n');
    const [other, admin] = [await services.user({ role: 'MEMBER' }), await services.user({ role: 'ADMIN' })];
    expect(await errors(id, other)).toBe('404');
    expect(await errors(id, admin)).toContain('name: is missing');
    expect(await errors(randomUUID())).toBe('404');
  });

  it('takes thousands of rows, in portions', async () => {
    const lines = Array.from(
      { length: 3_001 },
      (_, index) => `${prefix} N${index},d${index}.example,${index % 3 === 0 ? `${prefix} N3000` : ''}`,
    );
    const { counts } = await imported(`Name,Domain,Parent\n${lines.join('\n')}\n`);
    expect(counts).toEqual({ rows: 3_001, created: 3_001, updated: 0, unchanged: 0, failed: 0 });
    expect(Object.values(await tree()).filter((parent) => parent === 'N3000')).toHaveLength(1_001);
  }, 60_000);
});
