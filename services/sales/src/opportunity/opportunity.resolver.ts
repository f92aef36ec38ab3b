import { Args, Context, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Check, parseDate, parseLine, weighted, withoutNulls } from '@throughline/domain';
import { hiddenFields, type Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Records, type CommandInput, type RequestContext } from '@throughline/service-kit';
import { attributionOf } from '../lead/conversion.js';
import { leadSource } from '../lead/lead.source.js';
import type { Pipeline } from '../pipeline/pipeline.js';
import { Loaders } from '../loaders.js';
import { Pipelines } from '../pipeline/pipelines.js';
import { References } from '../references.js';
import type {
  CreateOpportunityInput,
  LoseOpportunityInput,
  MoveOpportunityInput,
  QueryOpportunitiesArgs,
  QueryStuckOpportunitiesArgs,
  ReopenOpportunityInput,
  UpdateOpportunityInput,
  WinOpportunityInput,
} from '../schema.types.js';
import { opportunity, type Changes, type OpportunityCommand, type Origin } from './opportunity.js';
import { parseOpportunity, type OpportunityInput } from './opportunity.input.js';
import { beganOn, mayKnowMargin, opportunityRecord } from './opportunity.record.js';
import { opportunitySource } from './opportunity.source.js';
import type { OpportunityRow } from './opportunity.view.js';
import { StuckDeals } from './stuck-deals.js';

@Resolver('Opportunity')
export class OpportunityResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly pipelines: Pipelines,
    private readonly references: References,
    private readonly stuck: StuckDeals,
    private readonly loaders: Loaders,
  ) {}

  // ---- Reading ----------------------------------------------------------------------------------------------------

  @Query('opportunity')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(opportunitySource, id, viewer);
  }

  @Query('opportunities')
  list(@Args() query: QueryOpportunitiesArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(opportunitySource, { ...query, viewer });
  }

  @Query('stuckOpportunities')
  async listStuck(@Args() query: QueryStuckOpportunitiesArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(opportunitySource, { ...query, viewer, scope: await this.stuck.scope(viewer) });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.loaders.opportunities, id);
  }

  // ---- Changing ---------------------------------------------------------------------------------------------------

  @Mutation('createOpportunity')
  async create(@Args('input') input: CreateOpportunityInput, @CurrentViewer() viewer: Viewer) {
    const command = async (): Promise<OpportunityCommand> => {
      const check = new Check();
      const name = check.required('name', input.name, parseLine);
      const facts = withoutNulls(await this.facts(check, input, viewer));
      const origin = await this.origin(check, input, viewer);
      check.done();
      const pipeline = await this.pipelines.named(viewer, input);
      const ownerId = facts.ownerId ?? (input.ownerId === undefined && !viewer.actor.includes(':') ? viewer.actor : undefined);
      return { type: 'Open', pipeline, stageId: input.stageId ?? undefined, facts: { ...facts, name, ownerId }, origin, by: viewer.role };
    };
    const executed = await this.commands.execute(opportunity, undefined, command, { viewer, operation: 'createOpportunity', input });
    return { opportunity: await this.records.changed(opportunitySource, executed, viewer) };
  }

  @Mutation('updateOpportunity')
  update(@Args('input') input: UpdateOpportunityInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'updateOpportunity', input, async (pipeline, row) => {
      const check = new Check();
      const name = input.name === undefined ? undefined : check.required('name', input.name, parseLine);
      const changes = await this.facts(check, input, viewer, row);
      if (changes.margin !== undefined && !mayKnowMargin(viewer, row)) check.refuse('margin', 'may be set by the owner or a manager');
      check.done();
      return { type: 'Update', pipeline, changes: { ...changes, ...(name !== undefined && { name }) } };
    });
  }

  @Mutation('moveOpportunity')
  move(@Args('input') input: MoveOpportunityInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'moveOpportunity', input, async (pipeline) => ({
      type: 'MoveToStage',
      pipeline,
      stageId: input.stageId,
      today: await this.references.today(viewer.tenant),
      by: viewer.role,
    }));
  }

  @Mutation('winOpportunity')
  win(@Args('input') input: WinOpportunityInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'winOpportunity', input, async (pipeline, row) => {
      const check = new Check();
      const closedOn = await this.closedOn(check, viewer, input, row);
      check.done();
      return { type: 'Win', pipeline, closedOn, by: viewer.role };
    });
  }

  @Mutation('loseOpportunity')
  lose(@Args('input') input: LoseOpportunityInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'loseOpportunity', input, async (pipeline, row) => {
      const check = new Check();
      const reason = check.optional('reason', input.reason, parseLine) ?? '';
      const closedOn = await this.closedOn(check, viewer, input, row);
      check.done();
      return { type: 'Lose', pipeline, closedOn, reason, by: viewer.role };
    });
  }

  @Mutation('reopenOpportunity')
  reopen(@Args('input') input: ReopenOpportunityInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'reopenOpportunity', input, (pipeline) => ({
      type: 'Reopen',
      pipeline,
      stageId: input.stageId ?? undefined,
      by: viewer.role,
    }));
  }

  @Mutation('archiveOpportunity')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'archiveOpportunity', input, () => ({ type: 'Archive' }));
  }

  @Mutation('restoreOpportunity')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'restoreOpportunity', input, () => ({ type: 'Restore' }));
  }

  /** One command on a deal that the viewer sees. */
  private async change(
    viewer: Viewer,
    operation: string,
    input: CommandInput & { readonly id: string },
    commandFor: (pipeline: Pipeline, row: OpportunityRow) => OpportunityCommand | Promise<OpportunityCommand>,
  ) {
    const row = await this.records.visible(opportunitySource, input.id, viewer);
    const command = async () => commandFor(await this.pipelines.get(viewer, row.pipelineId), row);
    const executed = await this.commands.execute(opportunity, input.id, command, { viewer, operation, input });
    return { opportunity: await this.records.changed(opportunitySource, executed, viewer) };
  }

  /** The facts an input gives, checked; references that stand on the record already are not asked about again. */
  private async facts(check: Check, input: OpportunityInput, viewer: Viewer, row?: OpportunityRow): Promise<Changes> {
    const changes = parseOpportunity(check, input);
    await this.references.check(check, viewer, {
      ownerId: input.ownerId === row?.ownerId ? undefined : input.ownerId,
      accountId: input.accountId === row?.accountId ? undefined : input.accountId,
      contactIds: changes.contacts?.map(({ contactId }) => contactId).filter((id) => !row?.contactIds.includes(id)),
      productIds: changes.products?.map(({ productId }) => productId).filter((id) => !row?.productIds.includes(id)),
      priceBookId: input.priceBookId === row?.priceBookId ? undefined : input.priceBookId,
      leadId: row ? undefined : input.leadId,
    });
    return changes;
  }

  /** What is said of where it comes from, else what its lead says. */
  private async origin(check: Check, input: CreateOpportunityInput, viewer: Viewer): Promise<Origin> {
    const { leadId, referringContactId, referringAccountId } = input;
    const line = (field: 'source' | 'campaign') => check.optional(field, input[field], parseLine) ?? undefined;
    const said = withoutNulls({ campaign: line('campaign'), referringContactId, referringAccountId });
    await this.references.checkReferrers(check, viewer, input);
    const today = await this.references.today(viewer.tenant);
    const createdOn = check.optional('createdOn', input.createdOn, parseDate) ?? today;
    if (createdOn > today) check.refuse('createdOn', 'must not be in the future');
    const lead = leadId ? await this.records.find(leadSource, leadId, viewer) : undefined;
    const attribution = withoutNulls({ ...(lead && attributionOf(lead)), ...said });
    return {
      leadId: leadId ?? undefined,
      source: line('source') ?? lead?.source ?? undefined,
      createdOn,
      ...(Object.keys(attribution).length > 0 && { attribution }),
    };
  }

  private async closedOn(check: Check, viewer: Viewer, input: { closedOn?: string | null }, row: OpportunityRow): Promise<string> {
    const today = await this.references.today(viewer.tenant);
    if (!input.closedOn) return today;
    const day = check.required('closedOn', input.closedOn, parseDate);
    if (day > today) check.refuse('closedOn', 'must not be in the future');
    const began = beganOn(row, await this.references.today(viewer.tenant, row.createdAt));
    if (began && day < began) check.refuse('closedOn', `is before the deal began, on ${began}`);
    return day;
  }

  // ---- Fields -----------------------------------------------------------------------------------------------------

  @ResolveField('account')
  account(@Parent() { accountId }: OpportunityRow, @Context() request: RequestContext) {
    return this.loaders.account(request, accountId);
  }

  /** Not told of an account that the viewer does not see, as `account` is not. */
  @ResolveField('accountId')
  async accountId(@Parent() { accountId }: OpportunityRow, @Context() request: RequestContext) {
    return (await this.loaders.account(request, accountId))?.id ?? null;
  }

  @ResolveField('referringContact')
  referringContact(@Parent() { referringContactId }: OpportunityRow, @Context() request: RequestContext) {
    return this.loaders.contact(request, referringContactId);
  }

  @ResolveField('referringAccount')
  referringAccount(@Parent() { referringAccountId }: OpportunityRow, @Context() request: RequestContext) {
    return this.loaders.account(request, referringAccountId);
  }

  @ResolveField('contacts')
  async contacts(@Parent() { contactIds }: OpportunityRow, @Context() request: RequestContext) {
    const contacts = await Promise.all(contactIds.map((id) => this.loaders.contact(request, id)));
    return contacts.filter((contact) => contact !== null);
  }

  @ResolveField('contactRoles')
  contactRoles(@Parent() { contacts }: OpportunityRow, @Context() request: RequestContext) {
    return contacts.map(({ contactId, role }) => ({ contact: this.loaders.contact(request, contactId), role }));
  }

  @ResolveField('owner')
  owner(@Parent() { ownerId }: OpportunityRow) {
    return ownerId && { __typename: 'User', id: ownerId };
  }

  @ResolveField('lead')
  lead(@Parent() { leadId }: OpportunityRow, @Context() request: RequestContext) {
    return leadId && request.load(this.loaders.leads, leadId);
  }

  @ResolveField('pipeline')
  pipeline(@Parent() { pipelineId }: OpportunityRow, @Context() request: RequestContext) {
    return request.load(this.loaders.pipelines, pipelineId);
  }

  @ResolveField('stage')
  stage(@Parent() row: OpportunityRow) {
    return {
      id: row.stageId,
      name: row.stageName,
      category: row.stageCategory,
      probability: row.stageProbability,
      enteredAt: row.stageEnteredAt,
    };
  }

  @ResolveField('daysInStage')
  daysInStage(@Parent() { stageEnteredAt }: OpportunityRow) {
    return Math.floor((Date.now() - Date.parse(stageEnteredAt)) / 86_400_000);
  }

  @ResolveField('stuckBecause')
  stuckBecause(@Parent() row: OpportunityRow, @CurrentViewer() viewer: Viewer) {
    return this.stuck.reasons(row, viewer);
  }

  @ResolveField('amount')
  amount(@Parent() row: OpportunityRow) {
    return moneyOf(row.amount, row.amountCurrency);
  }

  @ResolveField('weightedAmount')
  weightedAmount(@Parent() row: OpportunityRow) {
    const amount = moneyOf(row.amount, row.amountCurrency);
    return amount && weighted(amount, Number(row.stageProbability));
  }

  @ResolveField('margin')
  margin(@Parent() row: OpportunityRow) {
    return moneyOf(row.margin, row.marginCurrency);
  }

  @ResolveField('hiddenFields')
  hidden(@Parent() row: OpportunityRow, @CurrentViewer() viewer: Viewer) {
    return hiddenFields(opportunityRecord, viewer, row).map(({ key }) => key);
  }

  @ResolveField('products')
  products(@Parent() { products }: OpportunityRow, @Context() request: RequestContext) {
    return products.map((line) => ({ ...line, product: request.load(this.loaders.products, line.productId) }));
  }

  @ResolveField('priceBook')
  priceBook(@Parent() { priceBookId }: OpportunityRow, @Context() request: RequestContext) {
    return priceBookId && request.load(this.loaders.priceBooks, priceBookId);
  }
}

export const moneyOf = (amount: string | null, currency: string | null) => (amount && currency ? { amount, currency } : null);
