import { createDecipheriv, createPrivateKey } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PostgresSubjectKeys, loadOrCreateMasterKey } from '@throughline/keys';
import { decodeJwt, SignJWT } from 'jose';
import { until } from '@throughline/test-kit';
import { System, type Person } from '../system.js';

/** What is not taken is refused in words that a stranger understands, names the field, and leaves nothing behind. */
describe('a refusal', () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  let system: System;
  let member: Person;
  let reader: Person;
  let outsider: Person;
  let contact: string;
  let account: string;
  let deal: string;
  let task: string;
  let lead: string;
  let archivedAccount: string;
  let archivedContact: string;
  let archivedDeal: string;
  let archivedTask: string;
  let archivedLead: string;

  beforeAll(async () => {
    system = await System.start();
    const north = await system.team('North');
    member = await system.person('Mia Member', north);
    reader = await system.person('Rob Reader', north, 'READ_ONLY');
    outsider = await system.person('Otto Other', await system.team('South'));
    account = (await system.mutate('createAccount', { name: 'Present Ltd' }, 'account { id }', member)).account.id;
    contact = (await system.mutate('createContact', { familyName: 'Present', accountId: account }, 'contact { id }', member)).contact.id;
    deal = (await system.mutate('createOpportunity', { name: 'Present deal' }, 'opportunity { id }', member)).opportunity.id;
    task = (await system.mutate('createTask', { title: 'Present task' }, 'task { id }', member)).task.id;
    lead = (await system.mutate('createLead', { familyName: 'Present', ownerId: member.id }, 'lead { id }', member)).lead.id;
    const archived = async (kind: string, input: object): Promise<string> => {
      const { id } = (await system.mutate(`create${kind}`, input, `${kind.toLowerCase()} { id }`, member))[kind.toLowerCase()];
      await system.mutate(`archive${kind}`, { id }, `${kind.toLowerCase()} { id }`, member);
      return id;
    };
    archivedAccount = await archived('Account', { name: 'Archived Ltd' });
    archivedContact = await archived('Contact', { familyName: 'Archived' });
    archivedDeal = await archived('Opportunity', { name: 'Archived deal' });
    archivedTask = await archived('Task', { title: 'Archived task' });
    archivedLead = await archived('Lead', { familyName: 'Archived', ownerId: member.id });
  }, 120_000);
  afterAll(() => system?.close());

  /** How many events there are, in every service. */
  const facts = async () => {
    const services = ['identity', 'contacts', 'sales', 'marketing', 'activities'];
    return Promise.all(
      services.map(async (name) => (await system.query(name, 'select count(*)::int as count from events.events'))[0].count),
    );
  };
  const records = async () =>
    system.graph(
      '{ accounts { totalCount } contacts { totalCount } leads { totalCount } opportunities { totalCount } tasks { totalCount } }',
    );

  /** Ids that are known only once the records are there are given as functions. */
  const inputs: [string, Record<string, unknown>, Record<string, unknown>][] = [
    ['createContact', {}, { familyName: expect.stringContaining('a person needs a name') }],
    [
      'createContact',
      { familyName: 'A', emails: [{ address: 'a@b.example' }, { address: 'nobody' }] },
      { 'emails.1.address': expect.stringContaining('is not an e-mail address') },
    ],
    ['createContact', { familyName: 'A', phones: [{ number: '' }] }, { 'phones.0.number': 'is required' }],
    ['createContact', { familyName: 'A'.repeat(5_000) }, { familyName: expect.stringContaining('is longer than') }],
    ['createContact', { familyName: 'A\u0000B' }, { familyName: 'holds control characters' }],
    ['createContact', { familyName: 5 }, { familyName: expect.stringContaining('non string value') }],
    ['createContact', { surname: 'A' }, { surname: 'is not a field of this input' }],
    ['createContact', { familyName: 'A', accountId: 'nonsense' }, { accountId: 'is not an account you can see' }],
    ['createContact', { familyName: 'A', accountId: unknown }, { accountId: 'is not an account you can see' }],
    ['createContact', { familyName: 'A', ownerId: unknown }, { ownerId: 'is not a user who may sign in' }],
    ['createAccount', { name: ' ' }, { name: 'is required' }],
    ['createAccount', { name: 'A', domain: 'no domain' }, { domain: expect.stringContaining('is not a domain name') }],
    ['createAccount', { name: 'A', employees: -3 }, { employees: 'is not a number of people' }],
    [
      'createAccount',
      { name: 'A', annualRevenue: { amount: '12,5', currency: 'EUR' } },
      { 'annualRevenue.amount': expect.stringContaining('is not a decimal number') },
    ],
    [
      'createAccount',
      { name: 'A', annualRevenue: { amount: '12', currency: 'EURO' } },
      { annualRevenue: expect.stringContaining('is not a currency code') },
    ],
    ['createLead', { familyName: 'L', email: 'nobody' }, { email: expect.stringContaining('is not an e-mail address') }],
    ['createOpportunity', { name: '' }, { name: 'is required' }],
    ['createOpportunity', { name: 'D', amount: { amount: '1.234', currency: 'EUR' } }, { amount: 'has more than 2 decimals' }],
    ['createOpportunity', { name: 'D', closeDate: '2026-02-30' }, { closeDate: expect.stringContaining('is not a calendar day') }],
    ['createOpportunity', { name: 'D', accountId: unknown }, { accountId: 'is not an account you can see' }],
    ['createOpportunity', { name: 'D', stageId: unknown }, { stageId: expect.stringContaining('has no such stage') }],
    [
      'createPipeline',
      { name: 'P', stages: [{ name: 'A', probability: '150' }] },
      { 'stages.0.probability': expect.stringContaining('between 0 and 100') },
    ],
    ['createAssignmentRule', { name: 'R', strategy: 'BEST', userIds: [] }, { strategy: expect.stringContaining('"BEST" does not exist') }],
    ['createAssignmentRule', { name: 'R', strategy: 'FIRST', userIds: [unknown] }, { 'userIds.0': 'is not a user who may sign in' }],
    ['createForm', { key: 'no key!', name: 'F', fields: [] }, { key: expect.stringContaining('letters, digits') }],
    ['createTask', { title: 'T', dueAt: 'tomorrow' }, { dueAt: expect.stringContaining('is not a moment') }],
    ['createTask', { title: 'T', about: [unknown] }, { 'about.0': 'is not a record you can see' }],
    ['logActivity', { kind: 'CALL', about: [] }, { about: 'needs at least one record' }],
    ['createUser', { email: 'admin@example.com', name: 'N', role: 'MEMBER' }, { email: 'is used by another user' }],
    [
      'createUser',
      { email: 'n@example.com', name: 'N', password: 'short', role: 'MEMBER' },
      { password: 'must have at least 10 characters' },
    ],
    ['createTeam', { name: 'T', parentId: unknown }, { parentId: 'is not a team' }],
    ['createApiKey', { name: 'K', role: 'MEMBER', expiresAt: '2020-01-01T00:00:00Z' }, { expiresAt: 'is in the past' }],
    ['createContact', { familyName: 'A', note: 'n'.repeat(30_000) }, { note: 'is longer than 20000 characters' }],
    ['createContact', { familyName: 'A', phones: [{ number: 'call me' }] }, { 'phones.0.number': expect.stringContaining('phone number') }],
    ['createContact', { familyName: 'A', phones: [{ number: '1'.repeat(200) }] }, { 'phones.0.number': expect.any(String) }],
    ['createContact', { familyName: 'A', emails: null, phones: [null] }, { 'phones.0': expect.stringContaining('null') }],
    ['createContact', { familyName: 'A', emails: 'a@b.example' }, { emails: expect.any(String) }],
    ['createContact', { familyName: 'A', emails: [{ kind: 'work' }] }, { 'emails.0.address': 'is missing' }],
    ['createContact', { familyName: 'A', tags: Array.from({ length: 101 }, (_, n) => `t${n}`) }, { tags: 'has more than 100 tags' }],
    ['createContact', { familyName: 'A', accountId: () => deal }, { accountId: 'is not an account you can see' }],
    ['createContact', { familyName: 'A', accountId: () => archivedAccount }, { accountId: 'is an archived account' }],
    ['createContact', { familyName: 'A', ownerId: () => contact }, { ownerId: 'is not a user who may sign in' }],
    ['createAccount', { name: null }, { name: expect.stringContaining('null') }],
    ['createAccount', {}, { name: 'is missing' }],
    ['createAccount', { name: 'A', employees: 'ten' }, { employees: expect.stringContaining('ten') }],
    ['createAccount', { name: 'A', employees: 1.5 }, { employees: expect.stringContaining('1.5') }],
    ['createAccount', { name: 'A', employees: 3_000_000_000 }, { employees: expect.any(String) }],
    ['createAccount', { name: 'A', parentId: () => contact }, { parentId: 'is not an account you can see' }],
    ['createAccount', { name: 'A', parentId: () => archivedAccount }, { parentId: 'is an archived account' }],
    ['createAccount', { name: 'A', annualRevenue: { amount: '1' } }, { 'annualRevenue.currency': 'is missing' }],
    [
      'createAccount',
      { name: 'A', annualRevenue: { amount: '9'.repeat(40), currency: 'EUR' } },
      { 'annualRevenue.amount': expect.stringContaining('is not a decimal number') },
    ],
    ['createLead', {}, { familyName: expect.any(String) }],
    ['createLead', { familyName: 'L', phone: 'x' }, { phone: expect.stringContaining('phone number') }],
    ['createOpportunity', { name: 'D', closeDate: 'soon' }, { closeDate: expect.stringContaining('is not a calendar day') }],
    ['createOpportunity', { name: 'D', amount: { amount: '1', currency: 'XXQ' } }, { amount: expect.stringContaining('currency') }],
    ['createOpportunity', { name: 'D', pipelineId: () => contact }, { pipelineId: 'is not a pipeline' }],
    ['createOpportunity', { name: 'D', contactIds: () => [account] }, { 'contactIds.0': 'is not a contact you can see' }],
    ['createOpportunity', { name: 'D', productIds: [unknown] }, { 'productIds.0': expect.any(String) }],
    ['logActivity', { kind: 'CALL', about: () => [contact], durationMinutes: -5 }, { durationMinutes: expect.any(String) }],
    ['logActivity', { kind: 'LETTER', about: () => [contact] }, { kind: expect.stringContaining('"LETTER" does not exist') }],
    [
      'linkContactToAccount',
      { contactId: () => contact, accountId: () => account, since: '2026-02-02', until: '2026-01-01' },
      { until: expect.any(String) },
    ],
    ['updateOrganisation', { timeZone: 'Mars/Olympus' }, { timeZone: expect.any(String) }],
    ['updateOrganisation', { currency: 'EURO' }, { currency: expect.any(String) }],
    ['updateOrganisation', { workingDays: [9] }, { workingDays: expect.any(String) }],
    ['createUser', { email: 'nobody', name: 'N', role: 'MEMBER' }, { email: expect.stringContaining('is not an e-mail address') }],
    ['createUser', { email: 'n@example.com', name: 'N', role: 'BOSS' }, { role: expect.stringContaining('"BOSS" does not exist') }],
    ['createForm', { key: 'f', name: 'F', fields: [{ key: 'a' }, { key: 'a' }] }, { 'fields.1.key': expect.any(String) }],
    ['createPipeline', { name: 'P', stages: [] }, { stages: expect.any(String) }],
    [
      'createPipeline',
      { name: 'P', stages: [{ name: 'A', requiredFields: ['shoeSize'] }] },
      { 'stages.0.requiredFields': expect.any(String) },
    ],
    ['createTeam', { name: 'T', commandId: 'c'.repeat(1_000) }, { commandId: expect.stringContaining('1 to 200 characters') }],
  ];
  it.each(
    inputs.map(([mutation, input, fields]) => ({
      mutation,
      input,
      fields,
      path: Object.keys(fields)[0]!,
      value: JSON.stringify(input, (_, value) => (typeof value === 'function' ? String(value).slice(6) : value)).slice(0, 90),
    })),
  )('of $mutation($value) names $path', async ({ mutation, input, fields }) => {
    const before = await facts();
    const filled = Object.fromEntries(Object.entries(input).map(([key, value]) => [key, typeof value === 'function' ? value() : value]));
    expect(await system.refusal(mutation, filled, '__typename')).toEqual({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining(Object.keys(fields)[0]!),
      fields,
    });
    expect(await facts()).toEqual(before);
  });

  it.each([
    ['{ contacts(first: 100000) { totalCount } }', { first: 'must be from 1 to 500' }],
    ['{ contacts(after: "rubbish") { edges { cursor } } }', { after: 'is not a cursor' }],
    ['{ nonsense }', { query: expect.stringContaining('nonsense') }],
    ['{ contacts {', { query: expect.stringContaining('Syntax Error') }],
  ])('of the query %s says what is wrong', async (query, fields) => {
    const { errors } = await system.execute(query);
    expect(errors).toEqual([expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT', fields } })]);
  });

  it('of an id that nobody has is NOT_FOUND', async () => {
    for (const [mutation, input] of [
      ['updateContact', { familyName: 'X' }],
      ['archiveAccount', {}],
      ['qualifyLead', {}],
      ['convertLead', {}],
      ['winOpportunity', {}],
      ['completeTask', {}],
    ] as const) {
      for (const id of [unknown, 'nonsense']) {
        expect(await system.refusal(mutation, { id, ...input }, '__typename')).toEqual({
          code: 'NOT_FOUND',
          message: expect.stringMatching(new RegExp(`^There is no \\w+ ${id}, or you may not see it.$`)),
        });
      }
    }
  });

  it('of a record of another kind is NOT_FOUND, as if nobody had the id', async () => {
    const before = await facts();
    for (const [mutation, input] of [
      ['updateContact', { id: account, familyName: 'X' }],
      ['updateAccount', { id: contact, name: 'X' }],
      ['qualifyLead', { id: deal }],
      ['winOpportunity', { id: lead }],
      ['completeTask', { id: contact }],
      ['linkContactToAccount', { contactId: account, accountId: account }],
      ['moveOpportunity', { id: task, stageId: unknown }],
      ['deactivateUser', { id: contact }],
    ] as const)
      expect([mutation, await system.refusal(mutation, input, '__typename')]).toEqual([
        mutation,
        { code: 'NOT_FOUND', message: expect.stringMatching(/^There is no \w+ [\w-]+, or you may not see it\.$/) },
      ]);
    expect(await facts()).toEqual(before);
  });

  it('of what is archived says that it has to be restored first', async () => {
    const before = await facts();
    for (const [mutation, input] of [
      ['updateContact', { id: archivedContact, familyName: 'X' }],
      ['updateAccount', { id: archivedAccount, name: 'X' }],
      ['updateLead', { id: archivedLead, note: 'X' }],
      ['qualifyLead', { id: archivedLead }],
      ['convertLead', { id: archivedLead }],
      ['updateOpportunity', { id: archivedDeal, name: 'X' }],
      ['winOpportunity', { id: archivedDeal }],
      ['completeTask', { id: archivedTask }],
      ['reassignTask', { id: archivedTask, assigneeId: member.id }],
    ] as const)
      expect([mutation, await system.refusal(mutation, input, '__typename', member)]).toEqual([
        mutation,
        { code: 'RULE_VIOLATED', rule: 'record.archived', message: expect.stringMatching(/is archived: restore (it|the record) first/) },
      ]);
    expect(await facts()).toEqual(before);
  });

  it('of another team’s record is NOT_FOUND in the same words, and a look at it is null', async () => {
    const before = await facts();
    for (const [mutation, input] of [
      ['updateContact', { id: contact, familyName: 'Taken' }],
      ['archiveContact', { id: contact }],
      ['updateAccount', { id: account, name: 'Taken' }],
      ['linkContactToAccount', { contactId: contact, accountId: account }],
      ['qualifyLead', { id: lead }],
      ['disqualifyLead', { id: lead, reason: 'Taken' }],
      ['convertLead', { id: lead }],
      ['updateOpportunity', { id: deal, name: 'Taken' }],
      ['winOpportunity', { id: deal }],
      ['archiveOpportunity', { id: deal }],
      ['completeTask', { id: task }],
    ] as const) {
      const { code, message } = await system.refusal(mutation, input, '__typename', outsider);
      expect([mutation, code]).toEqual([mutation, 'NOT_FOUND']);
      expect(message).toMatch(/^There is no \w+ [\w-]+, or you may not see it\.$/);
    }
    // To name it elsewhere is no way to find out either: the words are those for an id that nobody has.
    for (const [mutation, input, path] of [
      ['createContact', { familyName: 'X', accountId: account }, 'accountId'],
      ['createOpportunity', { name: 'X', accountId: account }, 'accountId'],
      ['createOpportunity', { name: 'X', contactIds: [contact] }, 'contactIds.0'],
      ['createTask', { title: 'X', about: [deal] }, 'about.0'],
      ['logActivity', { kind: 'NOTE', about: [contact], body: 'X' }, 'about.0'],
    ] as const) {
      const { code, fields } = await system.refusal(mutation, input, '__typename', outsider);
      expect([mutation, code, fields]).toEqual([
        mutation,
        'BAD_USER_INPUT',
        { [path]: expect.stringMatching(/^is not an? \w+ you can see$/) },
      ]);
    }
    const ids = { contact, account, lead, deal, task };
    const query = `query($contact: ID!, $account: ID!, $lead: ID!, $deal: ID!, $task: ID!)
      { contact(id: $contact) { id } account(id: $account) { id } lead(id: $lead) { id } opportunity(id: $deal) { id } task(id: $task) { id } }`;
    expect(await system.graph(query, ids, outsider)).toEqual({ contact: null, account: null, lead: null, opportunity: null, task: null });
    expect(Object.values(await system.graph(query, ids, member))).not.toContain(null);
    expect(await facts()).toEqual(before);
  });

  it('meets a READ_ONLY person at every change, and a MEMBER at configuration', async () => {
    const before = await facts();
    for (const [mutation, input] of [
      ['createContact', { familyName: 'X' }],
      ['updateContact', { id: contact, familyName: 'X' }],
      ['createAccount', { name: 'X' }],
      ['createLead', { familyName: 'X' }],
      ['createOpportunity', { name: 'X' }],
      ['winOpportunity', { id: deal }],
      ['createTask', { title: 'X' }],
      ['logActivity', { kind: 'NOTE', about: [contact], body: 'X' }],
      ['followRecord', { id: contact }],
      ['createTeam', { name: 'X' }],
    ] as const)
      expect([mutation, (await system.refusal(mutation, input, '__typename', reader)).code]).toEqual([mutation, 'FORBIDDEN']);
    for (const [mutation, input] of [
      ['createPipeline', { name: 'X', stages: [{ name: 'A' }] }],
      ['createAssignmentRule', { name: 'X', strategy: 'FIRST', userIds: [member.id] }],
      ['createForm', { key: 'x', name: 'X', fields: [{ key: 'a' }] }],
      ['createProduct', { name: 'X' }],
      ['createUser', { email: 'x@example.com', name: 'X', role: 'ADMIN' }],
      ['createTeam', { name: 'X' }],
      ['createApiKey', { name: 'X', role: 'ADMIN' }],
    ] as const)
      expect([mutation, (await system.refusal(mutation, input, '__typename', member)).code]).toEqual([mutation, 'FORBIDDEN']);
    expect((await system.upload('accounts', 'name\nX\n', {}, reader)).body).toMatchObject({ code: 'FORBIDDEN' });
    expect(await facts()).toEqual(before);
  });

  it('meets whoever has no token, a forged one or an expired one', async () => {
    const query = '{ contacts { totalCount } }';
    const codes = async (token: string) =>
      (await system.execute(query, {}, { ...member, token })).errors?.map(({ extensions }) => extensions.code);
    const { keyId, key } = await signingKey(system);
    const claims = decodeJwt(member.token);
    const signed = (expires: number, by = key) =>
      new SignJWT({ ...claims, exp: expires }).setProtectedHeader({ alg: 'EdDSA', kid: keyId }).sign(by);
    const now = Math.floor(Date.now() / 1000);
    expect(await codes(await signed(now + 60))).toBeUndefined();
    expect(await codes(await signed(now - 60))).toEqual(['UNAUTHENTICATED']);
    const [header, payload, signature] = member.token.split('.') as [string, string, string];
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const asAdmin = Buffer.from(JSON.stringify({ ...claims, sub: system.admin.id })).toString('base64url');
    for (const forged of [
      `${header}.${asAdmin}.${signature}`,
      `${none}.${payload}.`,
      `${header}.${payload}.${signature.split('').reverse().join('')}`,
      'nonsense',
      'tl_nonsense',
    ])
      expect(await codes(forged)).toEqual(['UNAUTHENTICATED']);
    expect((await system.execute(query, {}, null)).errors?.[0]).toMatchObject({
      message: 'Sign in first.',
      extensions: { code: 'UNAUTHENTICATED' },
    });
    expect(await system.upload('accounts', 'name\nX\n', {}, null)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });

    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const { secret } = await system.mutate('createApiKey', { name: 'Soon over', role: 'MEMBER', expiresAt }, 'secret');
    expect(await codes(secret)).toBeUndefined();
    expect(
      await until(
        () => codes(secret),
        (found) => found !== undefined,
      ),
    ).toEqual(['UNAUTHENTICATED']);
  });

  it('of another revision, or of a command’s id with another input, is CONFLICT', async () => {
    expect(
      await system.refusal('updateContact', { id: contact, familyName: 'X', expectedRevision: 99 }, '__typename', member),
    ).toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('revision'),
    });
    const once = { name: 'Only one', commandId: 'only-one' };
    await system.mutate('createAccount', once, 'account { id }', member);
    const before = await facts();
    expect(await system.refusal('createAccount', { ...once, name: 'Another' }, '__typename', member)).toMatchObject({ code: 'CONFLICT' });
    expect(await facts()).toEqual(before);
  });

  const enormous = `name,city\nFine Ltd,Bonn\n"${'x'.repeat(10_000_000)}",Bonn\n`;
  it.each<[string, string | Buffer, string]>([
    [
      'is not UTF-8 in its first lines',
      Buffer.from('name,city\nM\u00fcller,M\u00fcnchen\n', 'latin1'),
      'Line 2 is not UTF-8. Save the file as "CSV UTF-8" and send it again.',
    ],
    [
      'is not UTF-8 in its last line',
      Buffer.concat([
        Buffer.from('name,city\n'),
        Buffer.from('Fine Ltd,Bonn\n'.repeat(20_000)),
        Buffer.from('M\u00fcller,Bonn\n', 'latin1'),
      ]),
      'Line 20002 is not UTF-8. Save the file as "CSV UTF-8" and send it again.',
    ],
    [
      'has a quote that is never closed',
      'name,city\nFine Ltd,Bonn\n"Open Ltd,Bonn\nLast Ltd,Bonn\n',
      'A quote that opens in row 3 is never closed.',
    ],
    ['has a cell of 10 MB', enormous, 'Row 3 is longer than 1 million characters. Is a quote in it not closed?'],
    ['is empty', '', 'The file is empty.'],
    ['is no text', Buffer.from([0x50, 0x4b, 3, 4, 255, 254, 1, 2]), 'Line 1 is not UTF-8. Save the file as "CSV UTF-8" and send it again.'],
    ['has none of the fields', 'foo,bar\n1,2\n', 'none of the file’s columns has the name of a field: say which is which'],
  ])('of a file that %s says so, and takes none of its rows', async (_, file, problem) => {
    const before = await records();
    const { status, body } = await system.upload('accounts', file);
    if (status === 202) expect(await system.imported(body.id)).toMatchObject({ status: 'FAILED', created: 0, updated: 0, problem });
    else
      expect([status, body]).toEqual([
        422,
        { code: 'BAD_USER_INPUT', message: expect.any(String), fields: { [Object.keys(body.fields)[0]!]: problem } },
      ]);
    expect(await records()).toEqual(before);
  });

  it('of a file’s rows is told row by row, and of its options by their path', async () => {
    const rows = [
      'name,employees,parentName,ownerEmail',
      'Tenfold,ten,,',
      'Orphan,5,Nowhere,',
      'Unowned,1,,nobody@example.com',
      ',5,,',
      'Long,1,,,5',
      'Fine Ltd,5,,',
    ];
    const { id, ...figures } = await system.import('accounts', rows.join('\n'));
    expect(figures).toMatchObject({ status: 'DONE', rows: 6, created: 1, failed: 5 });
    const errors = (await system.download(`/imports/${id}/errors.csv`)).trim().split('\r\n');
    expect(errors).toEqual([
      'name,employees,parentName,ownerEmail,error',
      'Tenfold,ten,,,"employees: ""ten"" is not a whole number"',
      'Orphan,5,Nowhere,,parentName: there is no account Nowhere',
      'Unowned,1,,nobody@example.com,ownerEmail: there is no user nobody@example.com',
      ',5,,,name: is required',
      'Long,1,,,5,"has 5 cells, the header has 4"',
    ]);
    expect((await fetch(`${system.url}/imports/${id}/errors.csv`, { headers: { authorization: `Bearer ${outsider.token}` } })).status).toBe(
      404,
    );

    const before = await facts();
    const options = { mapping: { Nome: 'name', name: 'shoeSize' }, matchOn: 'colour', onMatch: 'MERGE', dateFormat: 'd', surprise: 1 };
    const { status, body } = await system.upload('accounts', 'name\nA\n', options);
    expect([status, Object.keys(body.fields).sort()]).toEqual([
      422,
      ['options.dateFormat', 'options.mapping.name', 'options.matchOn', 'options.onMatch', 'options.surprise'],
    ]);
    expect((await system.upload('accounts', 'name\nA\n', '{nope')).body.fields).toEqual({ options: 'is not JSON' });
    expect((await system.upload('accounts', 'name\nA\n', { mapping: { Nome: 'name' } })).body.fields).toEqual({
      'options.mapping.Nome': 'the file has no column "Nome": it has "name"',
    });
    const asFile = new FormData();
    asFile.append('options', new Blob(['{nope'], { type: 'application/json' }), 'options.json');
    asFile.append('file', new Blob(['name\nA\n']), 'accounts.csv');
    const headers = { authorization: `Bearer ${system.admin.token}` };
    const answer = await fetch(`${system.url}/imports/accounts`, { method: 'POST', headers, body: asFile });
    expect(await answer.json()).toMatchObject({ fields: { options: 'is not JSON' } });
    expect((await system.upload('people', 'name\nA\n')).status).toBe(404);
    expect(await facts()).toEqual(before);
  });

  it('of a request that asks for too much says what is allowed', async () => {
    const post = async (body: string, type = 'application/json') => {
      const response = await fetch(`${system.url}/graphql`, { method: 'POST', headers: { 'content-type': type }, body });
      const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
      return [response.status, errors[0]!.extensions.code, errors[0]!.message];
    };
    const ask = (query: string) => post(JSON.stringify({ query }));
    expect(await ask(`{ accounts { edges { node { ${'parent { '.repeat(20)} id ${'} '.repeat(20)} } } } }`)).toEqual([
      200,
      'TOO_COMPLEX',
      'The query is 24 fields deep; 16 are allowed.',
    ]);
    expect(await ask(`{ ${Array.from({ length: 200 }, (_, n) => `a${n}: me { id }`).join(' ')} }`)).toEqual([
      200,
      'TOO_COMPLEX',
      'The query has 200 aliases; 100 are allowed.',
    ]);
    const pages = '{ accounts(first: 500) { edges { node { contacts(first: 500) { edges { node { id } } } } } } }';
    expect(await ask(pages)).toEqual([200, 'TOO_COMPLEX', expect.stringContaining('Ask for smaller pages')]);
    expect(await ask(`{ me { ${'id '.repeat(6_000)} } }`)).toEqual([200, 'TOO_COMPLEX', expect.stringContaining('4000 tokens')]);
    expect(await post(JSON.stringify([{ query: '{ me { id } }' }, { query: '{ me { id } }' }]))).toEqual([
      400,
      'TOO_COMPLEX',
      'One operation a request.',
    ]);
    expect(await post(JSON.stringify({ query: '{ me { id } }', padding: 'x'.repeat(1_100_000) }))).toEqual([
      413,
      'TOO_COMPLEX',
      'The body is over the 1000000 bytes that are allowed.',
    ]);
    expect(await post('{nope')).toEqual([400, 'BAD_USER_INPUT', 'The body is not JSON.']);
    expect(await post('{"query":"{ me { id } }"}', 'text/plain')).toEqual([
      415,
      'BAD_USER_INPUT',
      'The content type must be application/json.',
    ]);
    const submission = await fetch(`${system.url}/forms/demo`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'x'.repeat(1_100_000) }),
    });
    expect(submission.status).toBe(413);
  });

  it('of one mutation in a request ends it there: what came before is done, what comes after is not begun', async () => {
    const inputs = '$bad: CreateAccountInput!, $good: CreateAccountInput!';
    const bad = 'bad: createAccount(input: $bad) { account { id } }';
    const good = 'good: createAccount(input: $good) { account { id } }';
    const variables = (name: string) => ({ bad: { name: ' ' }, good: { name } });
    const named = async (name: string) =>
      (await system.graph('query($name: String!) { accounts(filter: { name: { eq: $name } }) { totalCount } }', { name })).accounts
        .totalCount;
    for (const [order, name, made] of [
      [`${bad} ${good}`, 'After a bad one', 0],
      [`${good} ${bad}`, 'Before a bad one', 1],
    ] as const) {
      const before = await facts();
      const { errors } = await system.execute(`mutation(${inputs}) { ${order} }`, variables(name));
      expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'BAD_USER_INPUT', fields: { name: 'is required' } }]);
      expect(await named(name)).toBe(made);
      if (made === 0) expect(await facts()).toEqual(before);
    }
  });

  it('was never told in the log in the words of the person', () => {
    for (const word of ['Tenfold', 'Taken', 'nobody@example.com']) expect(system.output).not.toContain(word);
    expect(system.output).not.toContain('unforeseen error');
  });
});

/** The installation's own, to sign what it never would. */
async function signingKey(system: System) {
  const keys = await PostgresSubjectKeys.open({
    url: await system.databaseUrl('keys'),
    masterKey: loadOrCreateMasterKey(join(system.folder, 'master.key')),
  });
  const { key } = (await keys.forOpening('main', ['signing-keys'])).get('signing-keys')!;
  await keys.close();
  const [{ id, sealed }] = await system.query('identity', 'select id, sealed from secrets.signing_keys order by created_at desc');
  const bytes = Buffer.from(sealed, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(-16));
  const der = Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  return { keyId: id as string, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
}
