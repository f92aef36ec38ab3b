import { Args, Context, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { newId } from '@throughline/decider';
import { Check, parseLine, parsePrice, withoutNulls } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import {
  Commands,
  CurrentViewer,
  Records,
  identified,
  type CommandInput,
  type Proposal,
  type RequestContext,
} from '@throughline/service-kit';
import { LeadAssignment } from '../assignment-rule/lead-assignment.js';
import { Loaders } from '../loaders.js';
import { opportunity, type OpportunityCommand } from '../opportunity/opportunity.js';
import { opportunitySource } from '../opportunity/opportunity.source.js';
import { Pipelines } from '../pipeline/pipelines.js';
import { References } from '../references.js';
import type {
  AssignLeadInput,
  ConvertLeadInput,
  CreateLeadInput,
  DisqualifyLeadInput,
  QueryLeadsArgs,
  RecordLeadTouchInput,
  UpdateLeadInput,
} from '../schema.types.js';
import { attributionOf, openConverted } from './conversion.js';
import { lead, type LeadCommand } from './lead.js';
import { needsAName, parseLeadFacts, parseTouch } from './lead.input.js';
import { leadSource } from './lead.source.js';
import type { LeadRow } from './lead.view.js';

@Resolver('Lead')
export class LeadResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly pipelines: Pipelines,
    private readonly references: References,
    private readonly assignment: LeadAssignment,
    private readonly loaders: Loaders,
  ) {}

  // ---- Reading ----------------------------------------------------------------------------------------------------

  @Query('lead')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(leadSource, id, viewer);
  }

  @Query('leads')
  list(@Args() query: QueryLeadsArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(leadSource, { ...query, viewer });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.loaders.leads, id);
  }

  // ---- Changing ---------------------------------------------------------------------------------------------------

  /** Without an owner the assignment rules give it one. */
  @Mutation('createLead')
  async create(@Args('input') input: CreateLeadInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const facts = parseLeadFacts(check, input);
    needsAName(check, facts);
    const firstTouch = input.firstTouch ? parseTouch(check, 'firstTouch', input.firstTouch) : undefined;
    const command = async (): Promise<LeadCommand> => {
      await Promise.all([
        this.references.check(check, viewer, { ownerId: input.ownerId }),
        this.references.checkReferrers(check, viewer, input),
      ]);
      check.done();
      return {
        type: 'Create',
        facts: withoutNulls(facts),
        origin: {
          referringContactId: input.referringContactId ?? undefined,
          referringAccountId: input.referringAccountId ?? undefined,
          firstTouch,
        },
        ownerId: input.ownerId ?? undefined,
      };
    };
    let executed = await this.commands.execute(lead, undefined, command, { viewer, operation: 'createLead', input });
    if (!input.ownerId && executed.revision === 1) {
      const { source, country, industry } = facts;
      const position = await this.assignment.assign(viewer.tenant, executed.id, {
        source: source ?? '',
        country: country ?? '',
        industry: industry ?? '',
      });
      if (position !== undefined) {
        await this.commands.settled(position);
        executed = { ...executed, revision: 2 };
      }
    }
    return { lead: await this.records.changed(leadSource, executed, viewer) };
  }

  @Mutation('updateLead')
  update(@Args('input') input: UpdateLeadInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'updateLead', input, async () => {
      const check = new Check();
      const changes = parseLeadFacts(check, input);
      if (input.ownerId) await this.references.checkUsers(check, viewer, { ownerId: input.ownerId });
      check.done();
      return { type: 'Update', changes, ownerId: input.ownerId };
    });
  }

  @Mutation('assignLead')
  assign(@Args('input') input: AssignLeadInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'assignLead', input, async () => {
      const check = new Check();
      if (input.ownerId) await this.references.checkUsers(check, viewer, { ownerId: input.ownerId });
      check.done();
      return { type: 'Assign', ownerId: input.ownerId ?? null };
    });
  }

  @Mutation('recordLeadTouch')
  recordTouch(@Args('input') input: RecordLeadTouchInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const touch = parseTouch(check, 'touch', input.touch);
    check.done();
    return this.change(viewer, 'recordLeadTouch', input, { type: 'Touch', touch });
  }

  @Mutation('qualifyLead')
  qualify(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'qualifyLead', input, { type: 'Qualify' });
  }

  @Mutation('disqualifyLead')
  disqualify(@Args('input') input: DisqualifyLeadInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    const reason = check.required('reason', input.reason, parseLine);
    check.done();
    return this.change(viewer, 'disqualifyLead', input, { type: 'Disqualify', reason });
  }

  @Mutation('reopenLead')
  reopen(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'reopenLead', input, { type: 'Reopen' });
  }

  @Mutation('archiveLead')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'archiveLead', input, { type: 'Archive' });
  }

  @Mutation('restoreLead')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'restoreLead', input, { type: 'Restore' });
  }

  /**
   * The lead says first what it becomes, under ids made from the command's id; then the opportunity is opened, and contacts makes account and
   * person. Should this process end in between, a policy opens the opportunity.
   */
  @Mutation('convertLead')
  async convert(@Args('input') input: ConvertLeadInput, @CurrentViewer() viewer: Viewer) {
    const row = await this.records.visible(leadSource, input.id, viewer);
    const options = { viewer, operation: 'convertLead', input: identified(input) };
    const context = this.commands.contextOf(options);
    const idOf = (kind: string) => newId({ ...context, operation: `convertLead.${kind}` });
    const accountId = input.accountId ?? idOf('account');
    const contactId = input.contactId ?? idOf('contact');
    const opportunityId = input.createOpportunity === false ? undefined : idOf('opportunity');
    const proposed: { open?: OpportunityCommand } = {};
    const convert = async (): Promise<LeadCommand> => {
      const check = new Check();
      const name = check.optional('opportunityName', input.opportunityName, parseLine) ?? row.company ?? privateCustomer;
      const amount = check.optional('amount', input.amount, parsePrice) ?? undefined;
      await this.references.check(check, viewer, { accountId: input.accountId, contactIds: idList(input.contactId) });
      check.done();
      const converterId = viewer.actor.includes(':') ? undefined : viewer.actor;
      const pipeline = opportunityId ? await this.pipelines.named(viewer, input) : undefined;
      const opening = pipeline && {
        name,
        pipelineId: pipeline.id,
        stageId: input.stageId ?? '',
        amount,
        createdOn: await this.references.today(viewer.tenant),
        source: row.source ?? '',
        attribution: attributionOf(row),
      };
      proposed.open =
        pipeline &&
        openConverted({
          ...opening!,
          pipeline,
          accountId,
          contactId,
          leadId: row.id,
          ownerId: row.ownerId ?? converterId,
          by: viewer.role,
        });
      // The opening stage's rules are asked before anything is written, so that a refusal leaves nothing half done.
      if (proposed.open && row.status !== 'CONVERTED') opportunity.decide(proposed.open, opportunity.initialState);
      return {
        type: 'Convert',
        accountId,
        contactId,
        opportunityId,
        accountExisted: !!input.accountId,
        contactExisted: !!input.contactId,
        opportunity: opening,
        converterId,
      };
    };
    const converted = await this.commands.execute(lead, row.id, convert, options);
    const opened =
      proposed.open &&
      (await this.commands.execute(opportunity, opportunityId, proposed.open, {
        viewer,
        operation: 'convertLead.opportunity',
        input: options.input,
      }));
    // Of a company alone no person is made.
    const named = row.givenName || row.familyName || row.email || row.phone;
    await this.references.arrived(viewer, input.accountId ? [] : [accountId], named && !input.contactId ? [contactId] : []);
    return {
      lead: await this.records.changed(leadSource, converted, viewer),
      account: { __typename: 'Account', id: accountId },
      contact: { __typename: 'Contact', id: contactId },
      opportunity: opened
        ? await this.records.changed(opportunitySource, opened, viewer)
        : opportunityId && (await this.records.find(opportunitySource, opportunityId, viewer)),
    };
  }

  private async change(viewer: Viewer, operation: string, input: CommandInput & { readonly id: string }, command: Proposal<LeadCommand>) {
    await this.records.visible(leadSource, input.id, viewer);
    const executed = await this.commands.execute(lead, input.id, command, { viewer, operation, input });
    return { lead: await this.records.changed(leadSource, executed, viewer) };
  }

  // ---- Fields -----------------------------------------------------------------------------------------------------

  @ResolveField('name')
  name(@Parent() row: LeadRow) {
    return nameOf(row);
  }

  @ResolveField('owner')
  owner(@Parent() { ownerId }: LeadRow) {
    return ownerId && { __typename: 'User', id: ownerId };
  }

  @ResolveField('account')
  account(@Parent() { accountId }: LeadRow, @Context() request: RequestContext) {
    return this.loaders.account(request, accountId);
  }

  @ResolveField('contact')
  contact(@Parent() { contactId }: LeadRow, @Context() request: RequestContext) {
    return this.loaders.contact(request, contactId);
  }

  @ResolveField('opportunity')
  opportunity(@Parent() { opportunityId }: LeadRow, @Context() request: RequestContext) {
    return opportunityId && request.load(this.loaders.opportunities, opportunityId);
  }

  @ResolveField('referringContact')
  referringContact(@Parent() { referringContactId }: LeadRow, @Context() request: RequestContext) {
    return this.loaders.contact(request, referringContactId);
  }

  @ResolveField('referringAccount')
  referringAccount(@Parent() { referringAccountId }: LeadRow, @Context() request: RequestContext) {
    return this.loaders.account(request, referringAccountId);
  }
}

export const nameOf = ({
  givenName,
  familyName,
  company,
  email,
  phone,
}: Pick<LeadRow, 'givenName' | 'familyName' | 'company' | 'email' | 'phone'>): string =>
  [givenName, familyName].filter(Boolean).join(' ') || company || email || phone || '';

const idList = (id: string | null | undefined): string[] => (id ? [id] : []);

/** A deal's name is not sealed, so it is never made of a person's. */
const privateCustomer = 'Private customer';
