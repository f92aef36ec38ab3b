import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { EventCodec, EventInitOf } from '@throughline/contracts';
import { UserEventSchema } from '@throughline/contracts/identity';
import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import { LeadEventSchema } from '@throughline/contracts/sales';
import { newId } from '@throughline/decider';
import { CODEC, Commands, Directory, type TenantDirectory } from '@throughline/service-kit';
import type { TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { TestSales } from '../testing/index.js';
import { lead } from './lead.js';

let sales: TestSales;
let ann: TestUser;
let bob: TestUser;
let cem: TestUser;

beforeAll(async () => {
  sales = await TestSales.start();
  [ann, bob, cem] = [await sales.user(), await sales.user(), await sales.user()];
}, 60_000);
afterAll(() => sales?.close());

const fields =
  'id revision status givenName familyName company email phone source campaign owner { id } firstTouch { source referrer } account { id } contact { id } opportunity { id }';
const read = async (id: string, user = sales.manager) =>
  (await sales.query(`query($id: ID!) { lead(id: $id) { ${fields} } }`, { id }, user)).lead;
const create = async (input: object, user = sales.manager) => (await sales.mutate('createLead', input, `lead { ${fields} }`, user)).lead;
const rule = async (input: object) => (await sales.mutate('createAssignmentRule', { name: 'Rule', ...input }, 'rule { id }')).rule.id;

/** Which events a lead has had, in order. */
async function history(id: string) {
  const { store, get } = sales.services.get('sales');
  const recorded = await store.readStream({ tenant: 'main', category: 'lead', id });
  return get<EventCodec>(CODEC).decode([LeadEventSchema], 'sales', recorded);
}

describe('a lead without an owner', () => {
  let roundRobin: string;
  beforeAll(async () => {
    roundRobin = await rule({
      name: 'Fair',
      position: 2,
      when: { source: 'Fair' },
      strategy: 'ROUND_ROBIN',
      userIds: [ann.id, bob.id, cem.id],
    });
    await rule({
      name: 'German fairs',
      position: 1,
      when: { source: 'fair', country: 'de' },
      strategy: 'FIRST',
      userIds: [cem.id, ann.id],
    });
    await rule({ name: 'Never', position: 3, when: { source: 'fair' }, strategy: 'FIRST', userIds: [sales.manager.id] });
  });

  it('has one at once: in turns, passing over who has left; the first rule that fits decides', async () => {
    const owner = async (input: object) => (await create({ familyName: 'Fair', source: 'fair', ...input })).owner?.id;
    expect([await owner({}), await owner({}), await owner({}), await owner({})]).toEqual([ann.id, bob.id, cem.id, ann.id]);
    expect([await owner({ country: 'DE' }), await owner({ country: 'DE' })]).toEqual([cem.id, cem.id]);
    const identity = await sales.services.play('identity');
    await identity.publish(UserEventSchema, 'user', bob.id, { type: 'UserDeactivated', data: {} });
    const directory = sales.services.get('sales').get(Directory);
    await until(async () => !((await directory.of('main')) as TenantDirectory).users.get(bob.id)!.active);
    expect([await owner({}), await owner({}), await owner({})]).toEqual([cem.id, ann.id, cem.id]);
  });

  it('stays without where no rule fits, and is seen by its creator’s team', async () => {
    const { id, owner } = await create({ familyName: 'Alone', source: 'elsewhere' }, ann);
    expect(owner).toBeNull();
    expect(await read(id, ann)).toMatchObject({ id });
    expect(await read(id, await sales.user({ teamId: sales.south }))).toBeNull();
  });

  it('gets no second owner from the policy, nor by a repeated command', async () => {
    const input = { familyName: 'Once', source: 'fair', commandId: randomUUID() };
    const first = await create(input);
    expect(await create(input)).toEqual(first);
    const { policies, store } = sales.services.get('sales');
    await policies.waitForSource('sales', (await store.head()).position);
    expect((await history(first.id)).map(({ type }) => type)).toEqual(['LeadCreated', 'LeadAssigned']);
  });

  it('keeps the owner who was named', async () => {
    expect(await create({ familyName: 'Named', source: 'fair', ownerId: sales.manager.id })).toMatchObject({
      revision: 2,
      owner: { id: sales.manager.id },
    });
  });

  it('rules are changed and put away', async () => {
    const { rule } = await sales.mutate(
      'updateAssignmentRule',
      { id: roundRobin, userIds: [ann.id] },
      'rule { name users { id } when { source } }',
    );
    expect(rule).toEqual({ name: 'Fair', users: [{ id: ann.id }], when: { source: 'Fair' } });
    await sales.mutate('archiveAssignmentRule', { id: roundRobin }, 'rule { id }');
    expect((await sales.query('{ assignmentRules { name } }')).assignmentRules).not.toContainEqual({ name: 'Fair' });
    expect(await sales.refusal('createAssignmentRule', { name: 'Bad', strategy: 'FIRST', userIds: [bob.id] })).toMatchObject({
      fields: { 'userIds.0': 'is not a user who may sign in' },
    });
  });
});

describe('what a visitor posts', () => {
  it('makes one lead with its source, its owner by the rules, and what is to be done', async () => {
    await rule({ name: 'Demo', position: 1, when: { source: 'pricing-page' }, strategy: 'FIRST', userIds: [ann.id] });
    const submissionId = randomUUID();
    const submitted: EventInitOf<typeof FormSubmissionEventSchema> = {
      type: 'FormSubmitted',
      data: {
        formId: randomUUID(),
        givenName: 'Zoë',
        familyName: 'Öztürk',
        email: 'zoe@example.com',
        phone: 'none',
        utmSource: 'pricing-page',
        utmCampaign: 'spring',
        referrer: 'https://example.org/',
        onSubmit: { createLead: true, followUp: { title: 'Call back', dueInBusinessDays: 1 } },
      },
    };
    const marketing = await sales.services.play('marketing');
    await marketing.publish(FormSubmissionEventSchema, 'form_submission', submissionId, submitted, 'visitor');
    const query = 'query($id: ID!) { leads(filter: { submissionId: { eq: $id } }) { edges { node { id owner { id } } } } }';
    const { id } = await until(async () => {
      const [edge] = (await sales.query(query, { id: submissionId })).leads.edges;
      return edge?.node.owner && edge.node;
    });
    expect(await read(id)).toMatchObject({
      givenName: 'Zoë',
      familyName: 'Öztürk',
      email: 'zoe@example.com',
      phone: 'none',
      source: 'pricing-page',
      campaign: 'spring',
      firstTouch: { source: 'pricing-page', referrer: 'https://example.org/' },
      owner: { id: ann.id },
      status: 'NEW',
    });
    const { policies, store } = sales.services.get('sales');
    await policies.waitForSource('sales', (await store.head()).position);
    const [, , followUp, ...more] = await history(id);
    expect([followUp?.type, followUp?.data, more]).toMatchObject([
      'LeadFollowUpRequested',
      { assigneeId: ann.id, title: 'Call back', dueInBusinessDays: 1 },
      [],
    ]);

    // A form that does not want leads makes none; neither does the first one, however often it is delivered.
    await marketing.publish(FormSubmissionEventSchema, 'form_submission', randomUUID(), {
      ...submitted,
      data: { ...submitted.data, onSubmit: { createLead: false } },
    } as typeof submitted);
    const before = (await history(id)).length;
    await sales.redeliver();
    expect(await history(id)).toHaveLength(before);
    const { leads } = await sales.query('{ leads(filter: { email: { eq: "zoe@example.com" } }) { edges { node { id } } } }');
    expect(leads.edges).toEqual([{ node: { id } }]);
  });
});

describe('who posts again', () => {
  const email = 'again@example.com';
  const posted = (data: object = {}): EventInitOf<typeof FormSubmissionEventSchema> => ({
    type: 'FormSubmitted',
    data: {
      formId: randomUUID(),
      familyName: 'Again',
      email,
      utmSource: 'first',
      onSubmit: { createLead: true, followUp: { title: 'Call back', dueInBusinessDays: 1 } },
      ...data,
    },
  });
  const post = async (...all: EventInitOf<typeof FormSubmissionEventSchema>[]) => {
    const marketing = await sales.services.play('marketing');
    await Promise.all(all.map((event) => marketing.publish(FormSubmissionEventSchema, 'form_submission', randomUUID(), event, 'visitor')));
    await sales.settled();
  };
  const theirs = async () => {
    const query =
      'query($email: String!) { leads(filter: { email: { eq: $email } }, orderBy: [{ field: createdAt, direction: ASC }]) { edges { node { id status firstTouch { source } lastTouch { source } } } } }';
    return (await sales.query(query, { email }, sales.admin)).leads.edges.map(({ node }: any) => node);
  };

  it('is one lead, however close upon each other the posts come; it remembers each and asks for each', async () => {
    // While the policy is busy with the first, the others gather, and come to it together.
    await post(posted({ email: 'other@example.com' }), ...Array.from({ length: 4 }, () => posted()));
    await post(posted({ email: 'AGAIN@Example.com', utmSource: 'second' }));
    const leads = await theirs();
    expect(leads).toEqual([{ id: expect.any(String), status: 'NEW', firstTouch: { source: 'first' }, lastTouch: { source: 'second' } }]);
    const types = async () => (await history(leads[0].id)).map(({ type }) => type);
    const before = await types();
    expect(before.filter((type) => type === 'LeadSubmittedAgain')).toHaveLength(4);
    expect(before.filter((type) => type === 'LeadFollowUpRequested').length).toBeGreaterThan(1);
    await sales.redeliver();
    expect(await types()).toEqual(before);
    expect(await theirs()).toEqual(leads);
  });

  it('is another lead once the first one is closed', async () => {
    const [{ id }] = await theirs();
    await sales.mutate('disqualifyLead', { id, reason: 'No budget' }, 'lead { id }', sales.admin);
    await post(posted({ utmSource: 'later' }));
    expect(await theirs()).toMatchObject([
      { id, status: 'DISQUALIFIED' },
      { status: 'NEW', firstTouch: { source: 'later' } },
    ]);
    const before = await theirs();
    await sales.redeliver();
    expect(await theirs()).toEqual(before);
  });
});

describe('a lead', () => {
  it('is qualified, disqualified with a reason, reopened, put away and brought back', async () => {
    const { id } = await create({ familyName: 'Steps', ownerId: ann.id });
    const status = async (name: string, input: object = {}) =>
      (await sales.mutate(name, { id, ...input }, 'lead { status disqualifiedReason archived }', ann)).lead;
    expect(await status('qualifyLead')).toMatchObject({ status: 'QUALIFIED' });
    expect(await sales.refusal('disqualifyLead', { id, reason: ' ' }, ann)).toMatchObject({ fields: { reason: 'is required' } });
    expect(await status('disqualifyLead', { reason: 'No budget' })).toMatchObject({
      status: 'DISQUALIFIED',
      disqualifiedReason: 'No budget',
    });
    expect(await sales.refusal('convertLead', { id }, ann)).toMatchObject({ rule: 'lead.disqualified' });
    expect(await status('reopenLead')).toMatchObject({ status: 'NEW', disqualifiedReason: null });
    expect(await status('archiveLead')).toMatchObject({ archived: true });
    const listed = async () =>
      (await sales.query('{ leads(filter: { familyName: { eq: "Steps" } }) { edges { node { id } } } }', {}, ann)).leads.edges.length;
    expect(await listed()).toBe(0);
    await status('restoreLead');
    expect(await listed()).toBe(1);
  });

  it('is refused without anything to call or reach it by', async () => {
    expect(await sales.refusal('createLead', { source: 'x', email: 'nonsense' })).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: { email: expect.any(String) },
    });
    expect(await sales.refusal('createLead', { source: 'x' })).toMatchObject({ fields: { familyName: expect.any(String) } });
  });
});

describe('a converted lead', () => {
  const convert = async (input: object, user = ann) =>
    sales.mutate(
      'convertLead',
      input,
      'lead { status } account { id } contact { id } opportunity { id name amount { amount } owner { id } lead { id } account { id } contacts { id } source }',
      user,
    );

  it('names the account and the person that contacts then makes, and has its opportunity at once', async () => {
    const { id } = await create({ givenName: 'Kim', familyName: 'Lee', company: 'Initech', source: 'referral', ownerId: ann.id });
    const input = { id, amount: { amount: '900', currency: 'EUR' }, commandId: randomUUID() };
    const converted = await convert(input);
    const { account, contact, opportunity } = converted;
    expect(converted.lead).toEqual({ status: 'CONVERTED' });
    expect(opportunity).toMatchObject({
      name: 'Initech',
      amount: { amount: '900.00' },
      owner: { id: ann.id },
      lead: { id },
      source: 'referral',
      account: null,
    });
    await sales.account('Initech', ann.id, account.id);
    await sales.contact(ann.id, contact.id);
    await until(async () => (await read(id)).contact);
    expect(await read(id)).toMatchObject({ account, contact, opportunity: { id: opportunity.id } });
    expect((await history(id)).at(-1)).toMatchObject({
      type: 'LeadConverted',
      data: { accountId: account.id, contactId: contact.id, accountExisted: false, contactExisted: false, company: 'Initech' },
    });
    expect(await convert(input)).toMatchObject({ account, contact, opportunity: { id: opportunity.id, account, contacts: [contact] } });
    expect(await sales.refusal('convertLead', { id }, ann)).toMatchObject({ rule: 'lead.converted' });
  });

  it('uses an account and a person that are there', async () => {
    const { id } = await create({ familyName: 'Known', ownerId: ann.id });
    const [accountId, contactId] = [await sales.account('Known Ltd', ann.id), await sales.contact(ann.id)];
    expect(await sales.refusal('convertLead', { id, accountId: randomUUID() }, ann)).toMatchObject({
      fields: { accountId: expect.any(String) },
    });
    expect(await convert({ id, accountId, contactId, opportunityName: 'More' })).toMatchObject({
      account: { id: accountId },
      contact: { id: contactId },
      opportunity: { name: 'More' },
    });
    expect((await history(id)).at(-1)).toMatchObject({ data: { accountExisted: true, contactExisted: true } });
  });

  it('keeps the deals that commands made of it, which are not refused when they come again', async () => {
    const { id } = await create({ familyName: 'Again', ownerId: ann.id });
    const deal = { name: 'Of a lead', leadId: id, commandId: randomUUID() };
    const opened = await sales.mutate('createOpportunity', deal, 'opportunity { id }', ann);
    const elsewhere = await sales.user({ teamId: sales.south });
    await sales.mutate('assignLead', { id, ownerId: elsewhere.id }, 'lead { id }');
    expect(await sales.mutate('createOpportunity', deal, 'opportunity { id }', ann)).toEqual(opened);
    expect(await sales.refusal('createOpportunity', { ...deal, name: 'Other' }, ann)).toMatchObject({ code: 'CONFLICT' });
    expect(await sales.refusal('createOpportunity', { ...deal, commandId: randomUUID() }, ann)).toMatchObject({
      fields: { leadId: 'is not a lead you can see' },
    });
  });

  it('may go without an opportunity', async () => {
    const { id } = await create({ familyName: 'Plain', ownerId: ann.id });
    expect(await convert({ id, createOpportunity: false })).toMatchObject({ lead: { status: 'CONVERTED' }, opportunity: null });
  });

  it('is refused by the opening stage before anything is written', async () => {
    const strict = await sales.pipeline('Strict', [
      { name: 'First', requiredFields: ['amount'] },
      { name: 'Second' },
      { name: 'Won', category: 'WON' },
    ]);
    const { id } = await create({ familyName: 'Strict', ownerId: ann.id });
    expect(await sales.refusal('convertLead', { id, pipelineId: strict.id }, ann)).toMatchObject({
      rule: 'stage.requiredFields',
      fields: ['amount'],
    });
    expect(await read(id)).toMatchObject({ status: 'NEW' });
    const inSecond = { id, pipelineId: strict.id, stageId: strict.stages['Second'] };
    const { opportunity } = await sales.mutate('convertLead', inSecond, 'opportunity { stage { name } }', ann);
    expect(opportunity).toEqual({ stage: { name: 'Second' } });
  });

  it('gets its opportunity from a policy where the conversion was cut short', async () => {
    const { id } = await create({ familyName: 'Cut', company: 'Cut Ltd', ownerId: ann.id });
    const pipeline = await sales.pipeline('Cut', [{ name: 'First' }, { name: 'Won', category: 'WON' }]);
    const { get } = sales.services.get('sales');
    const commandId = randomUUID();
    const context = {
      tenant: 'main',
      actor: ann.id,
      commandId,
      correlationId: commandId,
      now: new Date().toISOString(),
      operation: 'convertLead',
    };
    const idOf = (kind: string) => newId({ ...context, operation: `convertLead.${kind}` });
    const opening = { name: 'Cut Ltd', pipelineId: pipeline.id, stageId: '', createdOn: '2026-01-02', source: '' };
    const into = {
      accountId: idOf('account'),
      contactId: idOf('contact'),
      opportunityId: idOf('opportunity'),
      accountExisted: false,
      contactExisted: false,
    };
    await get(Commands).handler.execute(lead, id, { type: 'Convert', ...into, opportunity: opening }, context, { request: { id } });
    const opened = await until(async () => {
      const query = 'query($id: ID!) { opportunity(id: $id) { name revision createdOn owner { id } lead { id } pipeline { name } } }';
      return (await sales.query(query, { id: into.opportunityId }, ann)).opportunity;
    });
    expect(opened).toEqual({
      name: 'Cut Ltd',
      revision: 1,
      createdOn: '2026-01-02',
      owner: { id: ann.id },
      lead: { id },
      pipeline: { name: 'Cut' },
    });
  });
});
