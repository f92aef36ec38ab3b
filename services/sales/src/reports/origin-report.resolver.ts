import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import { addMoney, Check, endOfDay, parseDate, startOfDay, zero, type Money } from '@throughline/domain';
import { aggregate, type Filter, type Total, type Viewer } from '@throughline/records';
import { CurrentViewer, Directory, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { leadSource } from '../lead/lead.source.js';
import { LeadRow } from '../lead/lead.view.js';
import { Loaders } from '../loaders.js';
import { opportunitySource } from '../opportunity/opportunity.source.js';
import { OpportunityRow } from '../opportunity/opportunity.view.js';
import type { OriginDimension, QueryOriginReportArgs } from '../schema.types.js';

interface Line {
  readonly value: string | null;
  readonly contactId: string | null;
  readonly accountId: string | null;
  readonly leads: number;
  readonly converted: number;
  readonly open: number;
  readonly won: number;
  readonly lost: number;
  readonly openAmount: readonly Money[];
  readonly revenue: readonly Money[];
}

/** The field, of leads and of deals, that each dimension groups by. */
const fields: Readonly<Record<OriginDimension, string>> = {
  SOURCE: 'source',
  CAMPAIGN: 'campaign',
  REFERRING_CONTACT: 'referringContactId',
  REFERRING_ACCOUNT: 'referringAccountId',
  FIRST_TOUCH: 'firstTouchSource',
  LAST_TOUCH: 'lastTouchSource',
};

/** What each source, campaign and referrer brought, of what the viewer may see. */
@Resolver('OriginReportLine')
export class OriginReportResolver {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly loaders: Loaders,
  ) {}

  @Query('originReport')
  async report(@Args() query: QueryOriginReportArgs, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext): Promise<Line[]> {
    const { organisation } = await this.directory.of(viewer.tenant);
    const dates = datesOf(query);
    const field = fields[query.by];
    const deals = (filter: Filter) =>
      aggregate(this.database, {
        record: opportunitySource.record,
        entity: OpportunityRow,
        viewer,
        filter,
        groupBy: [field],
        sum: 'amount',
      });
    const [leads, open, won, lost] = await Promise.all([
      aggregate(this.database, {
        record: leadSource.record,
        entity: LeadRow,
        viewer,
        filter: { createdAt: moments(dates, organisation.timeZone) },
        groupBy: [field, 'status'],
      }),
      deals({ status: { eq: 'OPEN' }, createdOn: dates }),
      deals({ status: { eq: 'WON' }, closedOn: dates }),
      deals({ status: { eq: 'LOST' }, closedOn: dates }),
    ]);

    const values = new Set([leads, open, won, lost].flat().map(({ group }) => group[field] as string | null));
    const groups = await this.shown(query.by, values, request);
    const lines = [...Map.groupBy(values, (value) => groups.get(value) ?? null)].map(([value, all]): Line => {
      const own = (totals: readonly Total[]) => totals.filter(({ group }) => all.includes(group[field] as string | null));
      const ownLeads = own(leads);
      return {
        value: query.by.startsWith('REFERRING') ? null : value,
        contactId: query.by === 'REFERRING_CONTACT' ? value : null,
        accountId: query.by === 'REFERRING_ACCOUNT' ? value : null,
        leads: count(ownLeads),
        converted: count(ownLeads.filter(({ group }) => group['status'] === 'CONVERTED')),
        open: count(own(open)),
        won: count(own(won)),
        lost: count(own(lost)),
        openAmount: sums(own(open)),
        revenue: sums(own(won)),
      };
    });
    const revenue = (line: Line) => Number(line.revenue.find(({ currency }) => currency === organisation.currency)?.amount ?? 0);
    return lines.sort((a, b) => revenue(b) - revenue(a) || b.won - a.won || b.leads - a.leads);
  }

  @ResolveField('contact')
  contact(@Parent() { contactId }: Line, @Context() request: RequestContext) {
    return this.loaders.contact(request, contactId);
  }

  @ResolveField('account')
  account(@Parent() { accountId }: Line, @Context() request: RequestContext) {
    return this.loaders.account(request, accountId);
  }

  /** What the reader is told each value is: a referrer whom the reader does not see is as good as none, and words are the same in any case. */
  private async shown(
    by: OriginDimension,
    values: ReadonlySet<string | null>,
    request: RequestContext,
  ): Promise<Map<string | null, string | null>> {
    const spelling = new Map<string, string>();
    const see = async (value: string | null) => {
      if (by === 'REFERRING_CONTACT') return (await this.loaders.contact(request, value))?.id ?? null;
      if (by === 'REFERRING_ACCOUNT') return (await this.loaders.account(request, value))?.id ?? null;
      if (value === null) return null;
      const key = value.toLowerCase();
      if (!spelling.has(key)) spelling.set(key, value);
      return spelling.get(key)!;
    };
    return new Map(await Promise.all([...values].map(async (value) => [value, await see(value)] as const)));
  }
}

/** The days as a filter of calendar dates; none where neither is given. */
function datesOf({ since, until }: QueryOriginReportArgs): { gte?: string; lte?: string } {
  const check = new Check();
  const [gte, lte] = [check.optional('since', since, parseDate), check.optional('until', until, parseDate)];
  check.done();
  if (gte && lte && lte < gte) throw new InvalidInput({ until: 'is before since' });
  return { ...(gte && { gte }), ...(lte && { lte }) };
}

/** The same days as a filter of moments. */
const moments = ({ gte, lte }: { gte?: string; lte?: string }, timeZone: string) => ({
  ...(gte && { gte: startOfDay(gte, timeZone) }),
  ...(lte && { lt: endOfDay(lte, timeZone) }),
});

const count = (totals: readonly Total[]) => totals.reduce((all, { count }) => all + count, 0);

/** One sum a currency; a currency of which nothing is left but zero is still told. */
function sums(totals: readonly Total[]): Money[] {
  const all = new Map<string, Money>();
  for (const { currency, sum } of totals) {
    if (currency === null || sum === null) continue;
    all.set(currency, addMoney(all.get(currency) ?? zero(currency), { amount: sum, currency }));
  }
  return [...all.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
