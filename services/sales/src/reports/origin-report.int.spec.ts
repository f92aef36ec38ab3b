import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestUser } from '@throughline/service-kit/testing';
import { TestSales } from '../testing/index.js';

let sales: TestSales;
/** Ann and Bob are of one team, Eve of another one. */
let ann: TestUser;
let bob: TestUser;
let eve: TestUser;
/** A person and an account that refer others. Ann’s: Eve does not see them. */
let friend: string;
let partner: string;

beforeAll(async () => {
  sales = await TestSales.start();
  [ann, bob] = [await sales.user(), await sales.user()];
  eve = await sales.user({ teamId: sales.south });
  [friend, partner] = [await sales.contact(ann.id), await sales.account('Partner', ann.id)];
  await sales.pipeline('Deals', [{ name: 'Talk' }, { name: 'Won', category: 'WON' }, { name: 'Lost', category: 'LOST' }]);

  const trade = { source: 'trade fair', campaign: 'Spring' };
  await convert({ ...trade, referringContactId: friend, ownerId: ann.id }, euros('100.10'), 'winOpportunity');
  await convert({ ...trade, referringContactId: friend, ownerId: bob.id }, euros('200.20'), 'winOpportunity');
  await convert({ ...trade, ownerId: ann.id }, { amount: '70', currency: 'USD' }, 'winOpportunity');
  await convert({ source: 'referral', referringAccountId: partner, ownerId: ann.id }, euros('50'), 'loseOpportunity');
  await convert({ source: 'referral', referringAccountId: partner, ownerId: ann.id }, euros('8.50'));
  await convert({ source: 'trade fair', ownerId: eve.id }, euros('1000'), 'winOpportunity', eve);
  await lead({ source: 'trade fair', ownerId: ann.id });
  await lead({ ownerId: ann.id });
  await sales.opportunity({ source: 'referral', amount: euros('3') }, bob);
}, 60_000);
afterAll(() => sales?.close());

const euros = (amount: string) => ({ amount, currency: 'EUR' });

async function lead(input: object, user = ann): Promise<string> {
  return (await sales.mutate('createLead', { company: 'Lead Ltd', ...input }, 'lead { id }', user)).lead.id;
}

/** A lead with a deal, closed on the day that it began. Answers the deal's id. */
async function convert(input: object, amount: object, end?: string, user = ann): Promise<string> {
  const id = await lead(input, user);
  const { opportunity } = await sales.mutate('convertLead', { id, amount }, 'opportunity { id }', user);
  if (end) await sales.mutate(end, { id: opportunity.id }, 'opportunity { id }', user);
  return opportunity.id;
}

const selection =
  'value contact { id } account { id } leads converted open won lost openAmount { amount currency } revenue { amount currency }';
const report = async (by: string, user = ann, args = ''): Promise<any[]> =>
  (await sales.query(`{ originReport(by: ${by}${args}) { ${selection} } }`, {}, user)).originReport;
const line = (given: object) => ({
  value: null,
  contact: null,
  account: null,
  leads: 0,
  converted: 0,
  open: 0,
  won: 0,
  lost: 0,
  openAmount: [],
  revenue: [],
  ...given,
});

describe('what each origin brought', () => {
  it('is told per source, the one with most revenue first, of what the reader may see', async () => {
    const north = [
      line({
        value: 'trade fair',
        leads: 4,
        converted: 3,
        won: 3,
        revenue: [euros('300.30'), { amount: '70.00', currency: 'USD' }],
      }),
      line({ value: 'referral', leads: 2, converted: 2, open: 2, lost: 1, openAmount: [euros('11.50')] }),
      line({ leads: 1 }),
    ];
    expect(await report('SOURCE')).toEqual(north);
    expect(await report('SOURCE', bob)).toEqual(north);
    expect(await report('SOURCE', eve)).toEqual([
      line({ value: 'trade fair', leads: 1, converted: 1, won: 1, revenue: [euros('1000.00')] }),
    ]);
    expect((await report('SOURCE', sales.admin))[0]).toMatchObject({
      value: 'trade fair',
      won: 4,
      revenue: [euros('1300.30'), { currency: 'USD' }],
    });
  });

  it('is the same as a recount from the lists, by the same filters', async () => {
    const query = `query($leads: LeadFilter, $deals: OpportunityFilter) { leads(filter: $leads) { totalCount }
      opportunities(first: 500, filter: $deals) { edges { node { status amount { amount currency } } } } }`;
    const dimensions = { SOURCE: 'source', CAMPAIGN: 'campaign', FIRST_TOUCH: 'firstTouchSource', LAST_TOUCH: 'lastTouchSource' };
    for (const [by, field] of Object.entries(dimensions)) {
      for (const each of await report(by, sales.admin)) {
        const filter = { [field]: each.value === null ? { isNull: true } : { eq: each.value } };
        const { leads, opportunities } = await sales.query(query, { leads: filter, deals: filter }, sales.admin);
        const deals = (status: string) => opportunities.edges.map(({ node }: any) => node).filter((node: any) => node.status === status);
        const cents = (list: any[], currency: string) =>
          list.reduce((all, { amount }) => all + (amount?.currency === currency ? Math.round(Number(amount.amount) * 100) : 0), 0);
        const told = (money: any[], currency: string) =>
          Math.round(Number(money.find((sum) => sum.currency === currency)?.amount ?? 0) * 100);
        expect([each.leads, each.open, each.won, each.lost]).toEqual([
          leads.totalCount,
          deals('OPEN').length,
          deals('WON').length,
          deals('LOST').length,
        ]);
        for (const currency of ['EUR', 'USD']) {
          expect(told(each.revenue, currency)).toBe(cents(deals('WON'), currency));
          expect(told(each.openAmount, currency)).toBe(cents(deals('OPEN'), currency));
        }
      }
    }
  });

  it('is told per campaign and per referrer; a referrer whom the reader does not see is as good as none', async () => {
    expect((await report('CAMPAIGN'))[0]).toMatchObject({
      value: 'Spring',
      leads: 3,
      won: 3,
      revenue: [euros('300.30'), { currency: 'USD' }],
    });
    const byPerson = await report('REFERRING_CONTACT');
    expect(byPerson).toHaveLength(2);
    expect(byPerson[0]).toEqual(line({ contact: { id: friend }, leads: 2, converted: 2, won: 2, revenue: [euros('300.30')] }));
    expect(await report('REFERRING_ACCOUNT')).toContainEqual(
      line({ account: { id: partner }, leads: 2, converted: 2, open: 1, lost: 1, openAmount: [euros('8.50')] }),
    );

    // Handed to Eve, who sees the deal and not who referred it.
    const id = await convert({ source: 'handed', referringContactId: friend, ownerId: ann.id }, euros('5'), 'winOpportunity');
    await sales.mutate('updateOpportunity', { id, ownerId: eve.id }, 'opportunity { id }');
    expect(await report('REFERRING_CONTACT', eve)).toEqual([line({ leads: 1, converted: 1, won: 2, revenue: [euros('1005.00')] })]);
    const listed = async (referringContactId: object) =>
      (
        await sales.query(
          'query($filter: OpportunityFilter) { opportunities(filter: $filter) { totalCount } }',
          { filter: { referringContactId } },
          eve,
        )
      ).opportunities.totalCount;
    expect([await listed({ isNull: true }), await listed({ eq: friend })]).toEqual([2, 0]);
    expect(await sales.export('opportunities.csv?columns=source,referringContactId,leadId', eve)).not.toContain(friend);
  });

  it('is told per first and per last touch, as the lead had them when it was converted', async () => {
    const touch = { source: 'blog', medium: 'organic', at: '2026-01-02T03:04:05Z' };
    const id = await lead({ source: 'call', ownerId: ann.id, firstTouch: touch });
    const { lead: touched } = await sales.mutate(
      'recordLeadTouch',
      { id, touch: { source: 'webinar', campaign: 'Autumn' } },
      'lead { source firstTouch { source medium at } lastTouch { source campaign } }',
      ann,
    );
    expect(touched).toEqual({
      source: 'call',
      firstTouch: { source: 'blog', medium: 'organic', at: '2026-01-02T03:04:05.000Z' },
      lastTouch: { source: 'webinar', campaign: 'Autumn' },
    });
    const { opportunity } = await sales.mutate(
      'convertLead',
      { id, amount: euros('9') },
      'opportunity { id source campaign firstTouch { source } lastTouch { source } referringContact { id } }',
      ann,
    );
    expect(opportunity).toMatchObject({ source: 'call', campaign: null, firstTouch: { source: 'blog' }, lastTouch: { source: 'webinar' } });
    expect(await report('FIRST_TOUCH')).toContainEqual(
      line({ value: 'blog', leads: 1, converted: 1, open: 1, openAmount: [euros('9.00')] }),
    );
    expect(await report('LAST_TOUCH')).toContainEqual(
      line({ value: 'webinar', leads: 1, converted: 1, open: 1, openAmount: [euros('9.00')] }),
    );
    // What has no touch counts under its own source.
    expect((await report('FIRST_TOUCH')).find(({ value }) => value === 'trade fair')).toMatchObject({ leads: 4, won: 3 });
  });

  it('is told within dates: leads by the day they were made, deals by the day they began or were closed', async () => {
    await sales.opportunity({ source: 'Old', createdOn: '2026-02-01' }, ann);
    const id = await sales.opportunity({ source: 'old', createdOn: '2026-02-01', amount: euros('4') }, ann);
    await sales.mutate('winOpportunity', { id, closedOn: '2026-03-31' }, 'opportunity { id }', ann);
    const lost = await sales.opportunity({ source: 'old', createdOn: '2026-02-01' }, ann);
    await sales.mutate('loseOpportunity', { id: lost, closedOn: '2026-03-31' }, 'opportunity { id }', ann);
    expect(await report('SOURCE', ann, ', since: "2026-02-01", until: "2026-02-28"')).toEqual([line({ value: 'Old', open: 1 })]);
    expect(await report('SOURCE', ann, ', since: "2026-03-31", until: "2026-03-31"')).toEqual([
      line({ value: 'old', won: 1, lost: 1, revenue: [euros('4.00')] }),
    ]);
    // However it is written, as in the lists.
    expect((await report('SOURCE')).filter(({ value }) => value?.toLowerCase() === 'old')).toEqual([
      line({ value: expect.anything(), open: 1, won: 1, lost: 1, revenue: [euros('4.00')] }),
    ]);
    expect(await report('SOURCE', ann, ', until: "2026-01-31"')).toEqual([]);
    const { errors } = await sales.services.execute(
      'sales',
      '{ originReport(by: SOURCE, since: "2026-02-01", until: "2026-01-01") { leads } }',
      {},
      ann.token,
    );
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: { until: 'is before since' } });
  });
});

describe('where a deal comes from', () => {
  it('is what is said, else what its lead says', async () => {
    const leadId = await lead({ source: 'fair', campaign: 'Autumn', referringContactId: friend, ownerId: ann.id });
    const made = async (input: object) =>
      (
        await sales.mutate(
          'createOpportunity',
          { name: 'D', leadId, ...input },
          'opportunity { source campaign referringContact { id } lead { id } }',
          ann,
        )
      ).opportunity;
    expect(await made({})).toEqual({ source: 'fair', campaign: 'Autumn', referringContact: { id: friend }, lead: { id: leadId } });
    expect(await made({ source: 'phone', campaign: 'None' })).toMatchObject({ source: 'phone', campaign: 'None' });
  });

  it('is refused by the name of the field where it is nobody the reader sees', async () => {
    const unseen = { referringContactId: friend, referringAccountId: partner };
    for (const [mutation, input] of [
      ['createLead', { company: 'X' }],
      ['createOpportunity', { name: 'X' }],
    ] as const) {
      expect(Object.keys((await sales.refusal(mutation, { ...input, ...unseen }, eve)).fields).sort()).toEqual([
        'referringAccountId',
        'referringContactId',
      ]);
    }
  });
});
