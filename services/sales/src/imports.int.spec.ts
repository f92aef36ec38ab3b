import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestUser } from '@throughline/service-kit/testing';
import { until } from '@throughline/test-kit';
import { TestSales } from './testing/index.js';

let sales: TestSales;
let ann: TestUser;
let isdom: string;

beforeAll(async () => {
  sales = await TestSales.start();
  ann = await sales.user({ name: 'Ann Jones', email: 'ann@example.com' });
  await sales.user({ name: 'Sam Twin' });
  await sales.user({ name: 'Sam Twin' });
  isdom = await sales.account('Isdom');
  await sales.account('Twin Ltd');
  await sales.account('twin ltd');
  await sales.mutate('createProduct', { name: 'GTX Pro' }, 'product { id }');
  await sales.pipeline('Hardware', [
    { name: 'Prospecting', probability: '10' },
    { name: 'Engaging', probability: '50', requiredFields: ['accountId'] },
    { name: 'Won', category: 'WON' },
    { name: 'Lost', category: 'LOST' },
  ]);
}, 60_000);
afterAll(() => sales?.close());

const imported: TestSales['import'] = (...given) => sales.import(...given);

const deal = async (externalId: string) => {
  const fields = `name status amount { amount currency } createdOn closedOn lostReason account { id } owner { id } pipeline { name }
    stage { name enteredAt } history { stage enteredAt leftAt } products { product { name } }`;
  const query = `query($id: String!) { opportunities(filter: { externalId: { eq: $id } }) { edges { node { ${fields} } } } }`;
  const { opportunities } = await sales.query(query, { id: externalId });
  return opportunities.edges.map(({ node }: { node: object }) => node)[0];
};

const options = {
  mapping: {
    opportunity_id: 'externalId',
    sales_agent: 'ownerName',
    product: 'productName',
    account: 'accountName',
    deal_stage: 'stageName',
    engage_date: 'createdOn',
    close_date: 'closedOn',
    close_value: 'amount',
  },
  dateFormat: 'M/D/YYYY',
  values: { productName: { GTXPro: 'GTX Pro' } },
  defaults: { pipelineName: 'Hardware' },
};
const header = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n';

describe('deals from a file', () => {
  const file = `${header}W1,Ann Jones,GTXPro,Isdom,Won,10/20/2016,3/1/2017,1054
L1,ann jones,GTX Pro,isdom,Lost,10/25/2016,3/11/2017,0
E1,Ann Jones,GTXPro,Isdom,Engaging,12/5/2016,,
P1,Ann Jones,GTX Pro,,Prospecting,,,
`;

  it('come with their past', async () => {
    expect(await imported('opportunities', file, options)).toEqual({
      counts: { created: 4, updated: 0, unchanged: 0, failed: 0 },
      refused: [],
    });
    expect(await deal('W1')).toEqual({
      name: 'Isdom – GTX Pro',
      status: 'WON',
      amount: { amount: '1054.00', currency: 'EUR' },
      createdOn: '2016-10-20',
      closedOn: '2017-03-01',
      lostReason: null,
      account: { id: isdom },
      owner: { id: ann.id },
      pipeline: { name: 'Hardware' },
      stage: { name: 'Won', enteredAt: '2017-03-01T00:00:00.000Z' },
      history: [
        { stage: 'Prospecting', enteredAt: '2016-10-20T00:00:00.000Z', leftAt: '2017-03-01T00:00:00.000Z' },
        { stage: 'Won', enteredAt: '2017-03-01T00:00:00.000Z', leftAt: null },
      ],
      products: [{ product: { name: 'GTX Pro' } }],
    });
    expect(await deal('L1')).toMatchObject({
      status: 'LOST',
      closedOn: '2017-03-11',
      stage: { name: 'Lost' },
      account: { id: isdom },
      owner: { id: ann.id },
    });
    expect(await deal('E1')).toMatchObject({
      status: 'OPEN',
      closedOn: null,
      stage: { name: 'Engaging', enteredAt: '2016-12-05T00:00:00.000Z' },
    });
    expect(await deal('P1')).toMatchObject({
      name: 'GTX Pro',
      status: 'OPEN',
      account: null,
      amount: null,
      stage: { name: 'Prospecting' },
    });
  });

  it('sent again change nothing; what has moved on is brought up to date', async () => {
    expect(await imported('opportunities', file, options)).toEqual({
      counts: { created: 0, updated: 0, unchanged: 4, failed: 0 },
      refused: [],
    });
    const later = `${header}E1,Ann Jones,GTXPro,Isdom,Won,12/5/2016,1/15/2017,99\nP1,Ann Jones,GTX Pro,Isdom,Engaging,,,\n`;
    expect((await imported('opportunities', later, options)).counts).toEqual({ created: 0, updated: 2, unchanged: 0, failed: 0 });
    expect(await deal('E1')).toMatchObject({
      status: 'WON',
      closedOn: '2017-01-15',
      amount: { amount: '99.00' },
      history: [{ stage: 'Engaging' }, { stage: 'Won' }],
    });
    expect(await deal('P1')).toMatchObject({ name: 'GTX Pro', account: { id: isdom }, stage: { name: 'Engaging' } });
  });

  it('keep their currency where the file says none', async () => {
    const priced = 'externalId,name,amount,currency\nC1,Abroad,10,USD\n';
    expect((await imported('opportunities', priced, {})).counts).toMatchObject({ created: 1 });
    expect((await imported('opportunities', 'externalId,amount,margin\nC1,12,3\n', {})).counts).toMatchObject({ updated: 1 });
    const query =
      '{ opportunities(filter: { externalId: { eq: "C1" } }) { edges { node { amount { amount currency } margin { amount currency } } } } }';
    expect((await sales.query(query, {})).opportunities.edges[0].node).toEqual({
      amount: { amount: '12.00', currency: 'USD' },
      margin: { amount: '3.00', currency: 'USD' },
    });
  });

  it('tell no margin to a colleague who guesses at it', async () => {
    const bob = await sales.user({ name: 'Bob' });
    expect((await imported('opportunities', 'externalId,name,margin\nM1,Discreet,77\n', {}, ann)).counts).toMatchObject({ created: 1 });
    for (const dryRun of [true, false])
      expect(await imported('opportunities', 'externalId,margin\nM1,76\nM1,77\n', { dryRun }, bob)).toEqual({
        counts: { created: 0, updated: 0, unchanged: 0, failed: 2 },
        refused: ['M1,76,margin: may be set by the owner or a manager', 'M1,77,margin: may be set by the owner or a manager'],
      });
  });

  it('are told by their external id within the file too, and left alone on SKIP', async () => {
    const twice = `${header}D1,Ann Jones,GTX Pro,,Prospecting,,,1\nD1,Ann Jones,GTX Pro,,Prospecting,,,2\n`;
    expect((await imported('opportunities', twice, options)).counts).toEqual({ created: 1, updated: 1, unchanged: 0, failed: 0 });
    expect(await deal('D1')).toMatchObject({ amount: { amount: '2.00' } });
    const again = `${header}D1,Ann Jones,GTX Pro,,Prospecting,,,3\n`;
    expect((await imported('opportunities', again, { ...options, onMatch: 'SKIP' })).counts).toMatchObject({ unchanged: 1, updated: 0 });
    expect(await deal('D1')).toMatchObject({ amount: { amount: '2.00' } });
  });

  it('are refused row by row, each with its reason', async () => {
    const wrong = `${header}X1,Sam Twin,GTX Pro,Isdom,Prospecting,,,
X2,Nobody,GTX Pro,Isdom,Prospecting,,,
X3,Ann Jones,GTXPlus,Isdom,Prospecting,,,
X4,Ann Jones,GTX Pro,Twin Ltd,Prospecting,,,
X5,Ann Jones,GTX Pro,Nowhere,Prospecting,,,
X6,Ann Jones,GTX Pro,Isdom,Dreaming,,,
X7,Ann Jones,GTX Pro,Isdom,Won,10/20/2016,,
X8,Ann Jones,GTX Pro,Isdom,Won,10/20/2016,10/19/2016,
X9,Ann Jones,GTX Pro,Isdom,Prospecting,13/20/2016,,
X10,Ann Jones,GTX Pro,Isdom,Prospecting,10/20/2016,10/21/2016,
X11,Ann Jones,GTX Pro,,Engaging,,,
X12,Ann Jones,,,Prospecting,,,
X13,Ann Jones,GTX Pro,Isdom,Prospecting,,,1.234
X14,Ann Jones,GTX Pro,Isdom,Prospecting,,,-1
X15,Ann Jones,GTX Pro,Isdom,Won,10/20/2016,12/31/9998,
X16,Ann Jones,GTX Pro,Isdom,Prospecting,12/31/9998,,
`;
    const { counts, refused } = await imported('opportunities', wrong, options);
    expect(counts).toEqual({ created: 0, updated: 0, unchanged: 0, failed: 16 });
    const reasons = Object.fromEntries(refused.map((line) => [line.split(',')[0], line]));
    expect(reasons['X1']).toContain('ownerName: there are 2 users ""Sam Twin""');
    expect(reasons['X2']).toContain('ownerName: there is no user ""Nobody""');
    expect(reasons['X3']).toContain('productName: there is no product ""GTXPlus""');
    expect(reasons['X4']).toContain('accountName: there are 2 accounts ""Twin Ltd""');
    expect(reasons['X5']).toContain('accountName: there is no account ""Nowhere""');
    expect(reasons['X6']).toContain('it has Prospecting, Engaging, Won, Lost');
    expect(reasons['X7']).toContain('closedOn: is required for a deal that is closed');
    expect(reasons['X8']).toContain('closedOn: is before it began');
    expect(reasons['X9']).toContain('createdOn');
    expect(reasons['X10']).toContain('closedOn: is given for a deal that is open');
    expect(reasons['X11']).toContain('A deal in the stage ""Engaging"" needs an account.');
    expect(reasons['X12']).toContain('name: is required');
    expect(reasons['X13']).toContain('amount: has more than 2 decimals');
    expect(reasons['X14']).toContain('amount: must not be negative');
    expect(reasons['X15']).toContain('closedOn: must not be in the future');
    expect(reasons['X16']).toContain('createdOn: must not be in the future');
  });

  it('are not closed before the day on which they were said to begin', async () => {
    const began = `${header}B1,Ann Jones,GTX Pro,Isdom,Prospecting,10/20/2016,,1\n`;
    expect((await imported('opportunities', began, options)).counts).toMatchObject({ created: 1 });
    const { counts, refused } = await imported('opportunities', `${header}B1,Ann Jones,GTX Pro,Isdom,Won,,10/19/2016,1\n`, options);
    expect([counts.failed, refused.join()]).toEqual([1, expect.stringContaining('closedOn: is before it began, on 2016-10-20')]);
    expect((await imported('opportunities', `${header}B1,Ann Jones,GTX Pro,Isdom,Won,,10/20/2016,1\n`, options)).counts.updated).toBe(1);
    // Where nobody said when it began, it was recorded that day.
    expect((await imported('opportunities', `${header}B2,Ann Jones,GTX Pro,Isdom,Prospecting,,,1\n`, options)).counts.created).toBe(1);
    expect((await imported('opportunities', `${header}B2,Ann Jones,GTX Pro,Isdom,Won,,10/19/2016,1\n`, options)).counts.updated).toBe(1);
  });

  it('make the products that are missing where that is asked for, each once', async () => {
    const file = `${header}N1,Ann Jones,New thing,,Prospecting,,,\nN2,Ann Jones,new thing,,Prospecting,,,\n`;
    expect((await imported('opportunities', file, { ...options, createMissing: ['productName'] })).counts).toMatchObject({
      created: 2,
      failed: 0,
    });
    const { products } = await sales.query('{ products(filter: { name: { contains: "new thing" } }) { edges { node { name } } } }');
    expect(products.edges).toEqual([{ node: { name: 'New thing' } }]);
    expect(await deal('N2')).toMatchObject({ products: [{ product: { name: 'New thing' } }] });
    const byMember = await imported(
      'opportunities',
      `${header}N3,Ann Jones,Other thing,,Prospecting,,,\n`,
      { ...options, createMissing: ['productName'] },
      ann,
    );
    expect(byMember.refused[0]).toContain('a manager would have to make it');
  });

  it('have an outcome of their own words', async () => {
    const file = `externalId,name,pipelineName,stageName,outcome,createdOn,closedOn,lostReason
O1,Told,Hardware,Engaging,LOST,2020-01-02,2020-02-03,Price
O2,Odd,Hardware,Won,LOST,2020-01-02,2020-02-03,
`;
    const { counts, refused } = await imported('opportunities', file);
    expect(counts).toMatchObject({ created: 1, failed: 1 });
    expect(refused[0]).toContain('outcome: is LOST, and the stage ""Won"" says WON');
    expect(await deal('O1')).toMatchObject({ status: 'LOST', lostReason: 'Price', history: [{ stage: 'Engaging' }, { stage: 'Lost' }] });
  });
});

describe('leads from a file', () => {
  const leads = async (source: string) => {
    const query = `query($source: String!) { leads(filter: { source: { eq: $source } }, orderBy: [{ field: familyName }]) {
      edges { node { givenName familyName company email owner { id } externalId } } } }`;
    return (await sales.query(query, { source })).leads.edges.map(({ node }: { node: object }) => node);
  };

  it('are matched by external id, else by e-mail; those without an owner are for the rules', async () => {
    const rule = { name: 'Fair leads', when: { source: 'fair' }, strategy: 'FIRST', userIds: [sales.manager.id] };
    await sales.mutate('createAssignmentRule', rule, 'rule { id }');
    const file = `First name,Last name,Account,E-mail,Phone,Lead source,Owner e-mail
Zoë,Öztürk,Acme,zoe@example.com,+49 30 901820,fair,ann@example.com
Bo,Li,,bo@example.com,,fair,
,,,,,fair,
`;
    const { counts, refused } = await imported('leads', file);
    expect(counts).toEqual({ created: 2, updated: 0, unchanged: 0, failed: 1 });
    expect(refused[0]).toContain('familyName: is required');
    const owned = await until(async () => {
      const found = await leads('fair');
      return found.every(({ owner }: { owner: object | null }) => owner) && found;
    });
    expect(owned).toEqual([
      { givenName: 'Bo', familyName: 'Li', company: null, email: 'bo@example.com', owner: { id: sales.manager.id }, externalId: null },
      { givenName: 'Zoë', familyName: 'Öztürk', company: 'Acme', email: 'zoe@example.com', owner: { id: ann.id }, externalId: null },
    ]);
    const again = `First name,Last name,E-mail,Lead source\nZoë,Öztürk,ZOE@example.com,fair\nBob,Li,bo@example.com,fair\n`;
    expect((await imported('leads', again)).counts).toEqual({ created: 0, updated: 2, unchanged: 0, failed: 0 });
    expect((await leads('fair'))[0]).toMatchObject({ givenName: 'Bob', owner: { id: sales.manager.id } });
  });
});

describe('an export', () => {
  it('holds what the reader sees, filtered and in order', async () => {
    await imported('leads', 'familyName,source\nOne,export\nTwo,export\nThree,other\n');
    const filter = encodeURIComponent(JSON.stringify({ source: { eq: 'export' } }));
    const orderBy = encodeURIComponent(JSON.stringify([{ field: 'familyName', direction: 'DESC' }]));
    expect(await sales.export(`leads.csv?filter=${filter}&orderBy=${orderBy}&columns=familyName,source`)).toBe(
      'familyName,source\r\nTwo,export\r\nOne,export\r\n',
    );
    const stranger = await sales.user({ teamId: sales.south });
    expect(await sales.export(`leads.csv?filter=${filter}&columns=familyName`, stranger)).toBe('familyName\r\n');
  });

  it('of a wrong question is refused with its name', async () => {
    expect(await sales.export('leads.csv?filter=nonsense')).toMatch(/^422 .*filter/);
    expect(await sales.export('quotes.csv')).toMatch(/^404 /);
  });
});
