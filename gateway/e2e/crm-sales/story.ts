import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { Client } from '../client.js';

/*
 * A seller's own files brought in through the edge, as docs/guides/crm-sales.md shows: afterwards the graph's figures are those of the files. Told of the
 * real files, which stand beside the project where they are had, and of a small fixture with rows that cannot be taken.
 */
const real = new URL('../../../../shared/data/crm-sales/', import.meta.url).pathname;
const fixture = new URL('./fixture/', import.meta.url).pathname;

type Row = Readonly<Record<string, string>>;

interface Deal {
  readonly externalId: string;
  readonly name: string;
  readonly status: string;
  readonly stage: string;
  readonly amount: string | null;
  /** Null: the file does not say. */
  readonly createdOn: string | null;
  readonly closedOn: string | null;
  readonly agent: string;
  readonly region: string;
  readonly product: string;
  readonly account: string | null;
}

interface Files {
  readonly folder: string;
  readonly values: Readonly<Record<'accounts' | 'opportunities', object>>;
  readonly spelling: Readonly<Record<string, string>>;
  /** Refused, with the reason. */
  readonly refused: Readonly<Record<'accounts' | 'opportunities', readonly string[]>>;
  /** So many deals more, made from the first of the file, so that a kill finds it on its way. */
  readonly more: number;
}

const sector = { technolgy: 'technology' };
const country = { Philipines: 'Philippines' };

/** Its small files: in every test run. */
export const smallFiles: Files = {
  folder: fixture,
  values: { accounts: { industry: sector, country }, opportunities: { productName: { WinchPro: 'Winch Pro' } } },
  spelling: { WinchPro: 'Winch Pro' },
  refused: {
    accounts: ['Drifting Buoy,retail,2011,1100000,9,Portugal,Sunken Holdings,parentName: there is no account Sunken Holdings'],
    opportunities: [
      'D009,Noor Visser,Winch Turbo,Salt & Sail,Engaging,6/1/2017,,,"productName: there is no product ""Winch Turbo"""',
      'D010,Nobody Known,Winch Basic,Salt & Sail,Engaging,6/1/2017,,,"ownerName: there is no user ""Nobody Known"""',
      'D011,Noor Visser,Winch Basic,Unheard Of,Won,6/1/2017,7/1/2017,550,"accountName: there is no account ""Unheard Of"""',
      'D012,Noor Visser,Winch Basic,Salt & Sail,Won,6/1/2017,5/1/2017,550,"closedOn: is before it began, on 2017-06-01"',
      'D013,Noor Visser,Winch Basic,Salt & Sail,Won,13/1/2017,5/1/2017,550,"createdOn: ""13/1/2017"" is not a date such as MM/DD/YYYY"',
      'D014,Noor Visser,Winch Basic,Salt & Sail,Won,6/1/2017,,550,closedOn: is required for a deal that is closed',
      'D015,Noor Visser,Winch Basic,Salt & Sail,Signed,6/1/2017,,,"stageName: the pipeline ""Hardware"" has no stage ""Signed"": it has Prospecting, Engaging, Won, Lost"',
      'D016,Noor Visser,Winch Basic,Salt & Sail,Won,6/1/2017,7/1/2017,five,"amount: ""five"" is not a decimal number"',
    ],
  },
  more: 4_000,
};

/** The public data set, where it is beside the project. */
export const realFiles: Files = {
  folder: real,
  values: { accounts: { industry: sector, country }, opportunities: { productName: { GTXPro: 'GTX Pro' } } },
  spelling: { GTXPro: 'GTX Pro' },
  refused: { accounts: [], opportunities: [] },
  more: 0,
};

/** How far the deals have come. */
export interface Progress {
  brought(): Promise<number>;
  readonly of: number;
}

export interface Product extends Client {
  /** Of one of the services' databases. */
  query(database: string, sql: string): Promise<any[]>;
  verify(): Promise<{ code: number | null; output: string }>;
}

export interface Telling {
  readonly start: () => Product | Promise<Product>;
  /** Done while the deals come in, and what that is, to end a title. */
  readonly meanwhile: (progress: Progress) => Promise<void>;
  readonly what: string;
}

export function tellCrmSales(title: string, files: Files, { start, meanwhile, what }: Telling): void {
  const has = existsSync(files.folder) ? describe : describe.skip;
  has(`the files ${title}${existsSync(files.folder) ? '' : ' (skipped: ../shared/data/crm-sales is not beside the project)'}`, () => {
    let system: Product;
    let deals: Deal[];
    const text = (name: string): string => {
      const file = readFileSync(join(files.folder, `${name}.csv`), 'utf8');
      return name === 'sales_pipeline' ? withMore(file, files.more) : file;
    };
    const rows = (name: string): Row[] => parse(text(name), { columns: true }) as Row[];
    const refusedIds = new Set(files.refused.opportunities.map((line) => line.split(',')[0]));
    let expected: Deal[];
    const idOf: Record<string, string> = {};
    const agents: Record<string, string> = {};
    const products: Record<string, string> = {};

    const accountsFile = (): string => inFull(text('accounts'));
    const accountOptions = {
      mapping: {
        account: 'name',
        sector: 'industry',
        year_established: 'founded',
        revenue: 'annualRevenue',
        employees: 'employees',
        office_location: 'country',
        subsidiary_of: 'parentName',
      },
      matchOn: 'name',
      values: files.values.accounts,
      defaults: { currency: 'USD' },
    };
    const dealOptions = {
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
      matchOn: 'externalId',
      dateFormat: 'MM/DD/YYYY',
      values: files.values.opportunities,
      defaults: { pipelineName: 'Hardware', currency: 'USD' },
    };

    beforeAll(async () => {
      system = await start();
      const teams = rows('sales_teams');
      for (const region of new Set(teams.map((row) => row['regional_office']!))) idOf[region] = await system.team(region);
      for (const { manager, regional_office } of teams) {
        if (idOf[manager!]) continue;
        idOf[manager!] = await system.team(`Team ${manager}`, idOf[regional_office!]);
        const email = `${manager!.toLowerCase().replace(/\W/g, '.')}@example.com`;
        await system.mutate('createUser', { email, name: manager, teamId: idOf[manager!], role: 'MANAGER' }, 'user { id }');
      }
      for (const { sales_agent, manager } of teams) {
        const email = `${sales_agent!.toLowerCase().replace(/\W/g, '.')}@example.com`;
        const input = { email, name: sales_agent, teamId: idOf[manager!], role: 'MEMBER' };
        agents[sales_agent!] = (await system.mutate('createUser', input, 'user { id }')).user.id;
      }
      for (const { product, series, sales_price } of rows('products')) {
        const price = { amount: sales_price, currency: 'USD' };
        products[product!] = (await system.mutate('createProduct', { name: product, family: series, price }, 'product { id }')).product.id;
      }
      const stages = [
        { name: 'Prospecting', probability: '10' },
        { name: 'Engaging', probability: '40' },
        { name: 'Won', category: 'WON' },
        { name: 'Lost', category: 'LOST' },
      ];
      await system.mutate('createPipeline', { name: 'Hardware', stages }, 'pipeline { id }');

      const regionOf = Object.fromEntries(teams.map(({ sales_agent, regional_office }) => [sales_agent, regional_office!]));
      expected = rows('sales_pipeline')
        .filter((row) => !refusedIds.has(row['opportunity_id']!))
        .map((row): Deal => {
          const product = files.spelling[row['product']!] ?? row['product']!;
          return {
            externalId: row['opportunity_id']!,
            name: [row['account'], product].filter(Boolean).join(' – '),
            status: { Won: 'WON', Lost: 'LOST' }[row['deal_stage']!] ?? 'OPEN',
            stage: row['deal_stage']!,
            amount: row['close_value'] ? `${row['close_value']}.00` : null,
            createdOn: day(row['engage_date']!),
            closedOn: day(row['close_date']!),
            agent: row['sales_agent']!,
            region: regionOf[row['sales_agent']!]!,
            product,
            account: row['account'] || null,
          };
        });
    }, 180_000);

    it('bring in the accounts, with their parents whatever the order of rows', async () => {
      const all = rows('accounts');
      const { id, ...figures } = await system.import('accounts', accountsFile(), accountOptions);
      const failed = files.refused.accounts.length;
      expect(figures).toMatchObject({ status: 'DONE', problem: null, rows: all.length, created: all.length - failed, failed });
      expect(await errorsOf(id)).toEqual(files.refused.accounts);

      const query =
        '{ accounts(first: 500) { edges { node { name industry founded employees annualRevenue { amount currency } address { country } parent { name } } } } }';
      const found = (await system.graph(query)).accounts.edges.map(({ node }: { node: any }) => node);
      const taken = all.filter((row) => !files.refused.accounts.some((line) => line.startsWith(`${row['account']},`)));
      const wanted = taken.map((row) => ({
        name: row['account'],
        industry: row['sector'] === 'technolgy' ? 'technology' : row['sector'],
        founded: Number(row['year_established']),
        employees: Number(row['employees']),
        annualRevenue: { amount: `${Math.round(Number(row['revenue']) * 1e6)}.00`, currency: 'USD' },
        address: { country: row['office_location'] === 'Philipines' ? 'Philippines' : row['office_location'] },
        parent: row['subsidiary_of'] ? { name: row['subsidiary_of'] } : null,
      }));
      expect(sorted(found, 'name')).toEqual(sorted(wanted, 'name'));
    }, 120_000);

    it(`bring in the deals with their stages and dates as they were, ${what}`, async () => {
      const all = rows('sales_pipeline');
      const { status, body } = await system.upload('opportunities', text('sales_pipeline'), dealOptions, system.admin, 'deals');
      expect(status).toBe(202);
      const brought = async () => {
        const sql = `select count(*)::int as deals from events.events where category = 'opportunity' and revision = 1`;
        return (await system.query('sales', sql))[0].deals as number;
      };
      await meanwhile({ brought, of: expected.length });
      const failed = files.refused.opportunities.length;
      const figures = await system.imported(body.id);
      expect(await errorsOf(body.id)).toEqual(files.refused.opportunities);
      expect(figures).toMatchObject({
        status: 'DONE',
        problem: null,
        rows: all.length,
        created: all.length - failed,
        failed,
      });

      deals = await allDeals();
      expect(sorted(deals.map(knownDates()), 'externalId')).toEqual(sorted(expected, 'externalId'));
    }, 300_000);

    it.each(['agent', 'product', 'region'] as const)(
      'have the figures won, lost and open per %s, of the pages and of the counts',
      async (by) => {
        const query = 'query($filter: OpportunityFilter) { opportunities(filter: $filter) { totalCount } }';
        const counts: Record<string, Record<string, number>> = {};
        for (const key of new Set(expected.map((deal) => deal[by]))) {
          const condition = {
            agent: { ownerId: { eq: agents[key] } },
            product: { productIds: { contains: products[key] } },
            region: { ownerId: { in: [...new Set(expected.filter(({ region }) => region === key).map(({ agent }) => agents[agent]))] } },
          }[by];
          counts[key] = {};
          for (const status of ['WON', 'LOST', 'OPEN']) {
            const { opportunities } = await system.graph(query, { filter: { and: [condition, { status: { eq: status } }] } });
            if (opportunities.totalCount > 0) counts[key][status] = opportunities.totalCount;
          }
        }
        expect(counts).toEqual(recount(expected, by));
        expect(recount(deals, by)).toEqual(recount(expected, by));
      },
      120_000,
    );

    it('have the same sum won, and the same days from first to last on average', () => {
      const won = (all: readonly Deal[]) => all.filter(({ status }) => status === 'WON');
      const sum = (all: readonly Deal[]) => won(all).reduce((total, { amount }) => total + Number(amount), 0);
      const days = (all: readonly Deal[]) =>
        won(all).reduce((total, { createdOn, closedOn }) => total + (Date.parse(closedOn!) - Date.parse(createdOn!)) / 86_400_000, 0) /
        won(all).length;
      expect(sum(deals)).toBe(sum(expected));
      expect(sum(deals)).toBeGreaterThan(0);
      expect(days(deals)).toBeCloseTo(days(expected), 10);
      expect(days(deals)).toBeGreaterThan(0);
    });

    it('change nothing when they are brought in again', async () => {
      const facts = () =>
        Promise.all(
          ['identity', 'contacts', 'sales', 'marketing', 'activities'].map((name) =>
            system.query(
              name,
              `select category, count(*)::int from events.events where category not like '%import%' group by 1 order by 1`,
            ),
          ),
        );
      const before = await facts();
      const accounts = rows('accounts').length - files.refused.accounts.length;
      expect(await system.import('accounts', accountsFile(), accountOptions)).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: accounts,
      });
      expect(await system.import('opportunities', text('sales_pipeline'), dealOptions)).toMatchObject({
        created: 0,
        updated: 0,
        unchanged: expected.length,
        failed: files.refused.opportunities.length,
      });
      expect(await facts()).toEqual(before);
      expect(sorted(await allDeals(), 'externalId')).toEqual(sorted(deals, 'externalId'));
    }, 300_000);

    it('leave every view as the events say', async () => {
      expect(await system.verify()).toEqual({ code: 0, output: expect.stringContaining('Every view is what the events say.') });
    }, 180_000);

    async function errorsOf(id: string): Promise<string[]> {
      return (await system.download(`/imports/${id}/errors.csv`)).trim().split('\r\n').slice(1);
    }

    /** Where the file gives no first day, the deal began when it was brought in: not compared. */
    function knownDates(): (deal: Deal) => Deal {
      const dated = new Set(expected.filter(({ createdOn }) => createdOn).map(({ externalId }) => externalId));
      return (deal) => (dated.has(deal.externalId) ? deal : { ...deal, createdOn: null });
    }

    async function allDeals(): Promise<Deal[]> {
      const query = `query($after: String) { opportunities(first: 500, after: $after, orderBy: [{ field: name }]) {
        pageInfo { hasNextPage endCursor }
        edges { node { externalId name status stage { name } amount { amount currency } createdOn closedOn owner { name team { parent { name } } } products { product { name } } account { name } } } } }`;
      const found: Deal[] = [];
      for (let after: string | null = null; ;) {
        const { opportunities }: { opportunities: any } = await system.graph(query, { after });
        for (const { node } of opportunities.edges) {
          const { externalId, name, status, stage, amount, createdOn, closedOn, owner, products, account } = node;
          found.push({
            externalId,
            name,
            status,
            stage: stage.name,
            amount: amount && amount.amount,
            createdOn,
            closedOn,
            agent: owner.name,
            region: owner.team.parent.name,
            product: products[0].product.name,
            account: account && account.name,
          });
        }
        if (!opportunities.pageInfo.hasNextPage) return found;
        after = opportunities.pageInfo.endCursor;
      }
    }
  });
}

/** The same file with so many deals more: its first one again and again, under numbers of their own. */
function withMore(file: string, more: number): string {
  const lines = file.trim().split('\n');
  const first = lines[1]!;
  const numbered = Array.from({ length: more }, (_, n) => `M${n}${first.slice(first.indexOf(','))}`);
  return [...lines, ...numbered].join('\n');
}

/** `3/1/2017` as `2017-03-01`. */
function day(text: string): string | null {
  const [month, date, year] = text.split('/');
  return year ? `${year}-${month!.padStart(2, '0')}-${date!.padStart(2, '0')}` : null;
}

/** The file gives revenue in millions: what is brought in is in full. */
function inFull(accounts: string): string {
  const [header, ...lines] = accounts.trim().split('\n');
  const full = lines.map((line) =>
    line.replace(/(,\d{4},)([\d.]+),/, (_, year: string, revenue: string) => `${year}${Math.round(Number(revenue) * 1e6)},`),
  );
  return [header, ...full].join('\n');
}

function recount(deals: readonly Deal[], by: 'agent' | 'product' | 'region'): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const deal of deals) {
    const of = (counts[deal[by]] ??= {});
    of[deal.status] = (of[deal.status] ?? 0) + 1;
  }
  return counts;
}

function sorted<T>(all: readonly T[], by: keyof T): T[] {
  return [...all].sort((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1));
}
