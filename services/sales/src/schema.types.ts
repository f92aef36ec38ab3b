/* Generated from schema.graphql by tools/generate-schema-types.mjs. */
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar day: 2026-11-23. */
  Date: { input: string; output: string; }
  /** A moment: ISO 8601 in UTC. */
  DateTime: { input: string; output: string; }
  /** An exact decimal number, as a string. */
  Decimal: { input: string; output: string; }
  /** Any JSON value. */
  JSON: { input: unknown; output: unknown; }
  link__Import: { input: string; output: string; }
  federation__FieldSet: { input: string; output: string; }
  federation__Scope: { input: unknown; output: unknown; }
  federation__Policy: { input: unknown; output: unknown; }
  federation__ContextFieldValue: { input: unknown; output: unknown; }
  _Any: { input: unknown; output: unknown; }
};

/** A deal that is pursued, won or lost. */
export type Opportunity = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly status: OpportunityStatus;
  readonly account: Maybe<Account>;
  readonly accountId: Maybe<Scalars['ID']['output']>;
  readonly contacts: ReadonlyArray<Contact>;
  /** The contacts with their part in the decision. */
  readonly contactRoles: ReadonlyArray<OpportunityContactRole>;
  readonly pipeline: Pipeline;
  readonly pipelineId: Scalars['ID']['output'];
  readonly stage: OpportunityStage;
  readonly stageId: Scalars['ID']['output'];
  /** The stages it has been in, oldest first. */
  readonly history: ReadonlyArray<StageStay>;
  /** Days in the present stage. */
  readonly daysInStage: Scalars['Int']['output'];
  /** Why it counts as stuck; empty if it does not. */
  readonly stuckBecause: ReadonlyArray<Scalars['String']['output']>;
  readonly amount: Maybe<Money>;
  /** Amount times the stage's probability. */
  readonly weightedAmount: Maybe<Money>;
  /** Null unless the reader is an admin, a manager or the owner. */
  readonly margin: Maybe<Money>;
  /** The fields that the reader may not know: null, whatever they hold. */
  readonly hiddenFields: ReadonlyArray<Scalars['String']['output']>;
  readonly closeDate: Maybe<Scalars['Date']['output']>;
  readonly closedOn: Maybe<Scalars['Date']['output']>;
  /** The day it began. */
  readonly createdOn: Scalars['Date']['output'];
  readonly lostReason: Maybe<Scalars['String']['output']>;
  readonly products: ReadonlyArray<OpportunityProduct>;
  readonly productIds: ReadonlyArray<Scalars['ID']['output']>;
  readonly priceBook: Maybe<PriceBook>;
  readonly competitors: ReadonlyArray<Scalars['String']['output']>;
  readonly nextStep: Maybe<Scalars['String']['output']>;
  readonly source: Maybe<Scalars['String']['output']>;
  /** Of what brought it about, as its lead had it when it was converted. */
  readonly campaign: Maybe<Scalars['String']['output']>;
  readonly referringContact: Maybe<Contact>;
  readonly referringAccount: Maybe<Account>;
  readonly firstTouch: Maybe<Touch>;
  readonly lastTouch: Maybe<Touch>;
  readonly lead: Maybe<Lead>;
  readonly owner: Maybe<User>;
  readonly ownerId: Maybe<Scalars['ID']['output']>;
  readonly externalId: Maybe<Scalars['String']['output']>;
  readonly archived: Scalars['Boolean']['output'];
  /** What happened to its fields, newest first; of one field where it is named. */
  readonly changes: FieldChangeConnection;
};


/** A deal that is pursued, won or lost. */
export type OpportunityChangesArgs = {
  field?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type OpportunityStatus =
  | 'OPEN'
  | 'WON'
  | 'LOST';

export type OpportunityContactRole = {
  readonly contact: Maybe<Contact>;
  readonly role: Maybe<Scalars['String']['output']>;
};

export type OpportunityStage = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  readonly probability: Scalars['Decimal']['output'];
  readonly category: StageCategory;
  readonly enteredAt: Scalars['DateTime']['output'];
};

export type StageStay = {
  /** The stage's name, as it was. */
  readonly stage: Scalars['String']['output'];
  readonly stageId: Scalars['ID']['output'];
  readonly enteredAt: Scalars['DateTime']['output'];
  /** Null while it is there. */
  readonly leftAt: Maybe<Scalars['DateTime']['output']>;
};

export type OpportunityProduct = {
  readonly product: Maybe<Product>;
  readonly quantity: Maybe<Scalars['Decimal']['output']>;
  readonly unitPrice: Maybe<Money>;
};

/** Somebody who showed interest and is not a customer yet. */
export type Lead = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly givenName: Maybe<Scalars['String']['output']>;
  readonly familyName: Maybe<Scalars['String']['output']>;
  readonly name: Scalars['String']['output'];
  readonly company: Maybe<Scalars['String']['output']>;
  readonly email: Maybe<Scalars['String']['output']>;
  /** As typed. */
  readonly phone: Maybe<Scalars['String']['output']>;
  readonly source: Maybe<Scalars['String']['output']>;
  readonly campaign: Maybe<Scalars['String']['output']>;
  readonly firstTouch: Maybe<Touch>;
  readonly lastTouch: Maybe<Touch>;
  readonly note: Maybe<Scalars['String']['output']>;
  readonly country: Maybe<Scalars['String']['output']>;
  readonly industry: Maybe<Scalars['String']['output']>;
  readonly status: LeadStatus;
  readonly disqualifiedReason: Maybe<Scalars['String']['output']>;
  readonly owner: Maybe<User>;
  readonly ownerId: Maybe<Scalars['ID']['output']>;
  readonly referringContact: Maybe<Contact>;
  readonly referringAccount: Maybe<Account>;
  /** What it became. */
  readonly account: Maybe<Account>;
  readonly contact: Maybe<Contact>;
  readonly opportunity: Maybe<Opportunity>;
  readonly submissionId: Maybe<Scalars['ID']['output']>;
  readonly externalId: Maybe<Scalars['String']['output']>;
  readonly archived: Scalars['Boolean']['output'];
  /** What happened to its fields, newest first; of one field where it is named. */
  readonly changes: FieldChangeConnection;
};


/** Somebody who showed interest and is not a customer yet. */
export type LeadChangesArgs = {
  field?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type LeadStatus =
  | 'NEW'
  | 'QUALIFIED'
  | 'DISQUALIFIED'
  | 'CONVERTED';

export type Touch = {
  readonly source: Maybe<Scalars['String']['output']>;
  readonly medium: Maybe<Scalars['String']['output']>;
  readonly campaign: Maybe<Scalars['String']['output']>;
  readonly term: Maybe<Scalars['String']['output']>;
  readonly content: Maybe<Scalars['String']['output']>;
  readonly referrer: Maybe<Scalars['String']['output']>;
  readonly at: Maybe<Scalars['DateTime']['output']>;
};

export type Pipeline = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly stages: ReadonlyArray<Stage>;
  /** The task that a won deal opens. */
  readonly onboarding: Maybe<Onboarding>;
  readonly archived: Scalars['Boolean']['output'];
};

export type Stage = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
  /** In per cent. */
  readonly probability: Scalars['Decimal']['output'];
  readonly category: StageCategory;
  readonly requiredFields: ReadonlyArray<Scalars['String']['output']>;
  readonly stuckAfterDays: Maybe<Scalars['Int']['output']>;
  /** Who may bring a deal into it. Null: whoever may change the deal. */
  readonly entryRole: Maybe<StageEntryRole>;
};

/** Administrators may what managers may. */
export type StageEntryRole =
  | 'MANAGER'
  | 'ADMIN';

export type StageCategory =
  | 'OPEN'
  | 'WON'
  | 'LOST';

export type Onboarding = {
  readonly assignee: Maybe<User>;
  readonly assigneeId: Scalars['ID']['output'];
  readonly title: Scalars['String']['output'];
  readonly dueInBusinessDays: Scalars['Int']['output'];
};

export type AssignmentRule = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly position: Scalars['Int']['output'];
  readonly when: LeadConditions;
  readonly strategy: AssignmentStrategy;
  readonly userIds: ReadonlyArray<Scalars['ID']['output']>;
  readonly users: ReadonlyArray<User>;
};

export type LeadConditions = {
  readonly source: Maybe<Scalars['String']['output']>;
  readonly country: Maybe<Scalars['String']['output']>;
  readonly industry: Maybe<Scalars['String']['output']>;
};

export type AssignmentStrategy =
  /** The users in turn. */
  | 'ROUND_ROBIN'
  /** The first of the users who is active. */
  | 'FIRST';

export type Product = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly code: Maybe<Scalars['String']['output']>;
  readonly family: Maybe<Scalars['String']['output']>;
  readonly price: Maybe<Money>;
  readonly archived: Scalars['Boolean']['output'];
};

export type PriceBook = {
  readonly id: Scalars['ID']['output'];
  /** From 1; each fact counts, so that a creation or a change that tells several ends that much higher. What `expectedRevision` is compared with. */
  readonly revision: Scalars['Int']['output'];
  readonly createdAt: Scalars['DateTime']['output'];
  readonly updatedAt: Scalars['DateTime']['output'];
  readonly name: Scalars['String']['output'];
  readonly currency: Scalars['String']['output'];
  readonly prices: ReadonlyArray<Price>;
  readonly archived: Scalars['Boolean']['output'];
};

export type Price = {
  readonly product: Maybe<Product>;
  readonly productId: Scalars['ID']['output'];
  readonly price: Money;
};

/** One column of a board. Sums are in the organisation's currency; deals in another are summed apart. */
export type BoardColumn = {
  readonly stage: Stage;
  readonly count: Scalars['Int']['output'];
  readonly total: Money;
  /** Each deal's amount times its stage's probability. */
  readonly weighted: Money;
  readonly otherTotals: ReadonlyArray<Money>;
};

/** Deals added up. */
export type OpportunityTotals = {
  readonly count: Scalars['Int']['output'];
  /** One sum a currency. */
  readonly amounts: ReadonlyArray<Money>;
};

export type OriginDimension =
  | 'SOURCE'
  | 'CAMPAIGN'
  | 'REFERRING_CONTACT'
  | 'REFERRING_ACCOUNT'
  /** The source of the first touch; the record's own source where no touch is known. */
  | 'FIRST_TOUCH'
  /** The source of the last touch, likewise. */
  | 'LAST_TOUCH';

/** What one source, campaign or referrer brought. The same filters as here count the same records in `leads` and `opportunities`. */
export type OriginReportLine = {
  /** The source, the campaign, or the source of the touch. Null: not known. */
  readonly value: Maybe<Scalars['String']['output']>;
  /** The referrer, where these are asked for. Null: none, or one that the reader may not see. */
  readonly contact: Maybe<Contact>;
  readonly account: Maybe<Account>;
  /** Made within the dates. */
  readonly leads: Scalars['Int']['output'];
  /** Those of them that were converted. */
  readonly converted: Scalars['Int']['output'];
  /** Open deals that began within the dates. */
  readonly open: Scalars['Int']['output'];
  /** Deals closed within the dates, by `closedOn`. */
  readonly won: Scalars['Int']['output'];
  readonly lost: Scalars['Int']['output'];
  /** Of the open deals, one sum a currency. */
  readonly openAmount: ReadonlyArray<Money>;
  /** Of the deals won, one sum a currency. */
  readonly revenue: ReadonlyArray<Money>;
};

export type PipelineChangeKind =
  | 'ADDED'
  /** By the order of the stages, as it is now. */
  | 'MOVED_FORWARD'
  | 'MOVED_BACKWARD'
  | 'WON'
  | 'LOST'
  | 'REOPENED'
  /** The amount grew; no amount counts as zero. */
  | 'GREW'
  | 'SHRANK'
  | 'CURRENCY_CHANGED'
  /** The close date came nearer, or there is one at last. */
  | 'PULLED_IN'
  | 'PUSHED_OUT'
  /** Another owner, or none. */
  | 'REASSIGNED'
  | 'ARCHIVED'
  | 'RESTORED';

/** One change of one deal, from what to what. Who may not know an amount is told of no change of it. */
export type PipelineChange = {
  readonly id: Scalars['ID']['output'];
  /** When it was recorded. */
  readonly at: Scalars['DateTime']['output'];
  readonly kind: PipelineChangeKind;
  readonly opportunity: Maybe<Opportunity>;
  /** Null before it was added. */
  readonly before: Maybe<DealState>;
  readonly after: DealState;
  /** Who did it, where a person did. */
  readonly by: Maybe<User>;
};

/** How a deal stood. */
export type DealState = {
  readonly status: OpportunityStatus;
  /** The stage's name, as it was. */
  readonly stage: Scalars['String']['output'];
  readonly stageId: Scalars['ID']['output'];
  readonly amount: Maybe<Money>;
  readonly closeDate: Maybe<Scalars['Date']['output']>;
  readonly owner: Maybe<User>;
  readonly archived: Scalars['Boolean']['output'];
};

export type PipelineChangeConnection = {
  readonly edges: ReadonlyArray<PipelineChangeEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that a lower bound unless `totalCountExact`. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type PipelineChangeEdge = {
  readonly node: PipelineChange;
  readonly cursor: Scalars['String']['output'];
};

/** The open deals at the beginning and at the end, and what lies between: opening and all movements are exactly the closing, in deals and in each currency. */
export type PipelineDifference = {
  readonly since: Scalars['DateTime']['output'];
  readonly until: Scalars['DateTime']['output'];
  readonly opening: PipelineStock;
  readonly closing: PipelineStock;
  /** Only kinds that there were. */
  readonly movements: ReadonlyArray<PipelineMovement>;
};

export type PipelineStock = {
  readonly deals: Scalars['Int']['output'];
  /** One sum a currency. */
  readonly amounts: ReadonlyArray<Money>;
};

export type PipelineMovement = {
  readonly kind: PipelineChangeKind;
  /** How many changes. */
  readonly count: Scalars['Int']['output'];
  /** How many open deals more there were for them; negative: fewer. */
  readonly deals: Scalars['Int']['output'];
  /** What they made of the sum of the open deals, in each currency. */
  readonly amounts: ReadonlyArray<Money>;
};

export type User = {
  readonly id: Scalars['ID']['output'];
};

export type Account = {
  readonly id: Scalars['ID']['output'];
  readonly opportunities: OpportunityConnection;
};


export type AccountOpportunitiesArgs = {
  filter?: InputMaybe<OpportunityFilter>;
  orderBy?: InputMaybe<ReadonlyArray<OpportunityOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Contact = {
  readonly id: Scalars['ID']['output'];
  readonly opportunities: OpportunityConnection;
};


export type ContactOpportunitiesArgs = {
  filter?: InputMaybe<OpportunityFilter>;
  orderBy?: InputMaybe<ReadonlyArray<OpportunityOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};

export type Query = {
  readonly opportunity: Maybe<Opportunity>;
  readonly opportunities: OpportunityConnection;
  readonly lead: Maybe<Lead>;
  readonly leads: LeadConnection;
  readonly pipeline: Maybe<Pipeline>;
  readonly pipelines: PipelineConnection;
  /** The deals the reader may see, a column a stage. `filter` narrows them as in `opportunities`. */
  readonly pipelineBoard: ReadonlyArray<BoardColumn>;
  /** The deals that `opportunities` lets through by the same filter, added up. */
  readonly opportunityTotals: OpportunityTotals;
  /** The open deals that are stuck: over their stage's limit, past their close date, or without a next step. `stuckBecause` says which. */
  readonly stuckOpportunities: OpportunityConnection;
  /**
   * What changed on the deals that the reader sees now, archived ones too, the latest first. By the time of recording: from the beginning of the day `since` to the
   * end of the day `until` (default: now), where the organisation is.
   */
  readonly pipelineChanges: PipelineChangeConnection;
  /** The same changes added up. */
  readonly pipelineDifference: PipelineDifference;
  /** Leads, deals and revenue per source, campaign or referrer, of what the reader may see, from the day `since` to the day `until`, both included. */
  readonly originReport: ReadonlyArray<OriginReportLine>;
  readonly assignmentRules: ReadonlyArray<AssignmentRule>;
  readonly products: ProductConnection;
  readonly priceBooks: ReadonlyArray<PriceBook>;
  /** Offered when a deal is lost or a lead disqualified; any other words may be given. */
  readonly lostReasons: ReadonlyArray<Scalars['String']['output']>;
  readonly _entities: ReadonlyArray<Maybe<_Entity>>;
  readonly _service: _Service;
};


export type QueryOpportunityArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOpportunitiesArgs = {
  filter?: InputMaybe<OpportunityFilter>;
  orderBy?: InputMaybe<ReadonlyArray<OpportunityOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryLeadArgs = {
  id: Scalars['ID']['input'];
};


export type QueryLeadsArgs = {
  filter?: InputMaybe<LeadFilter>;
  orderBy?: InputMaybe<ReadonlyArray<LeadOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPipelineArgs = {
  id: Scalars['ID']['input'];
};


export type QueryPipelinesArgs = {
  filter?: InputMaybe<PipelineFilter>;
  orderBy?: InputMaybe<ReadonlyArray<PipelineOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPipelineBoardArgs = {
  pipelineId: Scalars['ID']['input'];
  filter?: InputMaybe<OpportunityFilter>;
};


export type QueryOpportunityTotalsArgs = {
  filter?: InputMaybe<OpportunityFilter>;
};


export type QueryStuckOpportunitiesArgs = {
  filter?: InputMaybe<OpportunityFilter>;
  orderBy?: InputMaybe<ReadonlyArray<OpportunityOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPipelineChangesArgs = {
  since: Scalars['Date']['input'];
  until?: InputMaybe<Scalars['Date']['input']>;
  kinds?: InputMaybe<ReadonlyArray<PipelineChangeKind>>;
  filter?: InputMaybe<OpportunityFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type QueryPipelineDifferenceArgs = {
  since: Scalars['Date']['input'];
  until?: InputMaybe<Scalars['Date']['input']>;
  filter?: InputMaybe<OpportunityFilter>;
};


export type QueryOriginReportArgs = {
  by: OriginDimension;
  since?: InputMaybe<Scalars['Date']['input']>;
  until?: InputMaybe<Scalars['Date']['input']>;
};


export type QueryProductsArgs = {
  filter?: InputMaybe<ProductFilter>;
  orderBy?: InputMaybe<ReadonlyArray<ProductOrderBy>>;
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
};


export type Query_EntitiesArgs = {
  representations: ReadonlyArray<Scalars['_Any']['input']>;
};

export type Mutation = {
  readonly createLead: CreateLeadPayload;
  readonly updateLead: UpdateLeadPayload;
  readonly assignLead: AssignLeadPayload;
  /** They came by again: the last touch. */
  readonly recordLeadTouch: RecordLeadTouchPayload;
  readonly qualifyLead: QualifyLeadPayload;
  readonly disqualifyLead: DisqualifyLeadPayload;
  readonly reopenLead: ReopenLeadPayload;
  readonly convertLead: ConvertLeadPayload;
  readonly archiveLead: ArchiveLeadPayload;
  readonly restoreLead: RestoreLeadPayload;
  readonly createOpportunity: CreateOpportunityPayload;
  readonly updateOpportunity: UpdateOpportunityPayload;
  readonly moveOpportunity: MoveOpportunityPayload;
  readonly winOpportunity: WinOpportunityPayload;
  readonly loseOpportunity: LoseOpportunityPayload;
  readonly reopenOpportunity: ReopenOpportunityPayload;
  readonly archiveOpportunity: ArchiveOpportunityPayload;
  readonly restoreOpportunity: RestoreOpportunityPayload;
  readonly createPipeline: CreatePipelinePayload;
  readonly updatePipeline: UpdatePipelinePayload;
  readonly archivePipeline: ArchivePipelinePayload;
  readonly restorePipeline: RestorePipelinePayload;
  readonly createAssignmentRule: CreateAssignmentRulePayload;
  readonly updateAssignmentRule: UpdateAssignmentRulePayload;
  readonly archiveAssignmentRule: ArchiveAssignmentRulePayload;
  readonly createProduct: CreateProductPayload;
  readonly updateProduct: UpdateProductPayload;
  readonly archiveProduct: ArchiveProductPayload;
  readonly restoreProduct: RestoreProductPayload;
  readonly createPriceBook: CreatePriceBookPayload;
  readonly updatePriceBook: UpdatePriceBookPayload;
  /** It leaves the list, and no further deal can take it; those that have it keep it. */
  readonly archivePriceBook: ArchivePriceBookPayload;
  readonly setLostReasons: SetLostReasonsPayload;
  /** Changes many leads at a time, as one operation that can be taken back: see `bulkEdit` and `undoBulkEdit`. */
  readonly updateLeads: BulkEditPayload;
  /** As `updateLeads`. The rules of stages hold for each deal. */
  readonly updateOpportunities: BulkEditPayload;
};


export type MutationCreateLeadArgs = {
  input: CreateLeadInput;
};


export type MutationUpdateLeadArgs = {
  input: UpdateLeadInput;
};


export type MutationAssignLeadArgs = {
  input: AssignLeadInput;
};


export type MutationRecordLeadTouchArgs = {
  input: RecordLeadTouchInput;
};


export type MutationQualifyLeadArgs = {
  input: QualifyLeadInput;
};


export type MutationDisqualifyLeadArgs = {
  input: DisqualifyLeadInput;
};


export type MutationReopenLeadArgs = {
  input: ReopenLeadInput;
};


export type MutationConvertLeadArgs = {
  input: ConvertLeadInput;
};


export type MutationArchiveLeadArgs = {
  input: ArchiveLeadInput;
};


export type MutationRestoreLeadArgs = {
  input: RestoreLeadInput;
};


export type MutationCreateOpportunityArgs = {
  input: CreateOpportunityInput;
};


export type MutationUpdateOpportunityArgs = {
  input: UpdateOpportunityInput;
};


export type MutationMoveOpportunityArgs = {
  input: MoveOpportunityInput;
};


export type MutationWinOpportunityArgs = {
  input: WinOpportunityInput;
};


export type MutationLoseOpportunityArgs = {
  input: LoseOpportunityInput;
};


export type MutationReopenOpportunityArgs = {
  input: ReopenOpportunityInput;
};


export type MutationArchiveOpportunityArgs = {
  input: ArchiveOpportunityInput;
};


export type MutationRestoreOpportunityArgs = {
  input: RestoreOpportunityInput;
};


export type MutationCreatePipelineArgs = {
  input: CreatePipelineInput;
};


export type MutationUpdatePipelineArgs = {
  input: UpdatePipelineInput;
};


export type MutationArchivePipelineArgs = {
  input: ArchivePipelineInput;
};


export type MutationRestorePipelineArgs = {
  input: RestorePipelineInput;
};


export type MutationCreateAssignmentRuleArgs = {
  input: CreateAssignmentRuleInput;
};


export type MutationUpdateAssignmentRuleArgs = {
  input: UpdateAssignmentRuleInput;
};


export type MutationArchiveAssignmentRuleArgs = {
  input: ArchiveAssignmentRuleInput;
};


export type MutationCreateProductArgs = {
  input: CreateProductInput;
};


export type MutationUpdateProductArgs = {
  input: UpdateProductInput;
};


export type MutationArchiveProductArgs = {
  input: ArchiveProductInput;
};


export type MutationRestoreProductArgs = {
  input: RestoreProductInput;
};


export type MutationCreatePriceBookArgs = {
  input: CreatePriceBookInput;
};


export type MutationUpdatePriceBookArgs = {
  input: UpdatePriceBookInput;
};


export type MutationArchivePriceBookArgs = {
  input: ArchivePriceBookInput;
};


export type MutationSetLostReasonsArgs = {
  input: SetLostReasonsInput;
};


export type MutationUpdateLeadsArgs = {
  input: UpdateLeadsInput;
};


export type MutationUpdateOpportunitiesArgs = {
  input: UpdateOpportunitiesInput;
};

export type CreateLeadInput = {
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly email?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly source?: InputMaybe<Scalars['String']['input']>;
  readonly campaign?: InputMaybe<Scalars['String']['input']>;
  readonly note?: InputMaybe<Scalars['String']['input']>;
  readonly country?: InputMaybe<Scalars['String']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly referringContactId?: InputMaybe<Scalars['ID']['input']>;
  readonly referringAccountId?: InputMaybe<Scalars['ID']['input']>;
  readonly firstTouch?: InputMaybe<TouchInput>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type TouchInput = {
  readonly source?: InputMaybe<Scalars['String']['input']>;
  readonly medium?: InputMaybe<Scalars['String']['input']>;
  readonly campaign?: InputMaybe<Scalars['String']['input']>;
  readonly term?: InputMaybe<Scalars['String']['input']>;
  readonly content?: InputMaybe<Scalars['String']['input']>;
  readonly referrer?: InputMaybe<Scalars['String']['input']>;
  /** Default: now. */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
};

export type CreateLeadPayload = {
  readonly lead: Lead;
};

export type UpdateLeadInput = {
  readonly id: Scalars['ID']['input'];
  readonly givenName?: InputMaybe<Scalars['String']['input']>;
  readonly familyName?: InputMaybe<Scalars['String']['input']>;
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly email?: InputMaybe<Scalars['String']['input']>;
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly source?: InputMaybe<Scalars['String']['input']>;
  readonly campaign?: InputMaybe<Scalars['String']['input']>;
  readonly note?: InputMaybe<Scalars['String']['input']>;
  readonly country?: InputMaybe<Scalars['String']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateLeadPayload = {
  readonly lead: Lead;
};

export type UpdateLeadsInput = {
  /** The leads, or a `filter` says which of those that the reader sees; 10,000 at most. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly filter?: InputMaybe<LeadFilter>;
  readonly set?: InputMaybe<LeadValues>;
  /** False brings them back. */
  readonly archive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

/** What many leads can have alike. What is absent stays as it is; null clears. */
export type LeadValues = {
  readonly company?: InputMaybe<Scalars['String']['input']>;
  readonly source?: InputMaybe<Scalars['String']['input']>;
  readonly campaign?: InputMaybe<Scalars['String']['input']>;
  readonly note?: InputMaybe<Scalars['String']['input']>;
  readonly country?: InputMaybe<Scalars['String']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** NEW, QUALIFIED or DISQUALIFIED. */
  readonly status?: InputMaybe<LeadStatus>;
  /** With DISQUALIFIED, and needed there. */
  readonly disqualifiedReason?: InputMaybe<Scalars['String']['input']>;
};

export type AssignLeadInput = {
  readonly id: Scalars['ID']['input'];
  /** Null: nobody. */
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type AssignLeadPayload = {
  readonly lead: Lead;
};

export type RecordLeadTouchInput = {
  readonly id: Scalars['ID']['input'];
  readonly touch: TouchInput;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RecordLeadTouchPayload = {
  readonly lead: Lead;
};

export type QualifyLeadInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type QualifyLeadPayload = {
  readonly lead: Lead;
};

export type DisqualifyLeadInput = {
  readonly id: Scalars['ID']['input'];
  readonly reason: Scalars['String']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type DisqualifyLeadPayload = {
  readonly lead: Lead;
};

export type ReopenLeadInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ReopenLeadPayload = {
  readonly lead: Lead;
};

export type ConvertLeadInput = {
  readonly id: Scalars['ID']['input'];
  /** Default: the first pipeline. */
  readonly pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Default: the pipeline's first open stage. */
  readonly stageId?: InputMaybe<Scalars['ID']['input']>;
  /** Default: the company's name. */
  readonly opportunityName?: InputMaybe<Scalars['String']['input']>;
  readonly amount?: InputMaybe<MoneyInput>;
  /** An existing account; without it one is made. */
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  /** An existing contact; without it one is made. */
  readonly contactId?: InputMaybe<Scalars['ID']['input']>;
  /** Default true. */
  readonly createOpportunity?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ConvertLeadPayload = {
  readonly lead: Lead;
  readonly account: Maybe<Account>;
  readonly contact: Maybe<Contact>;
  readonly opportunity: Maybe<Opportunity>;
};

export type ArchiveLeadInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveLeadPayload = {
  readonly lead: Lead;
};

export type RestoreLeadInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreLeadPayload = {
  readonly lead: Lead;
};

export type CreateOpportunityInput = {
  readonly name: Scalars['String']['input'];
  /** Default: the first pipeline. */
  readonly pipelineId?: InputMaybe<Scalars['ID']['input']>;
  /** Default: the pipeline's first open stage. */
  readonly stageId?: InputMaybe<Scalars['ID']['input']>;
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  readonly contactIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly contactRoles?: InputMaybe<ReadonlyArray<ContactRoleInput>>;
  readonly amount?: InputMaybe<MoneyInput>;
  readonly margin?: InputMaybe<MoneyInput>;
  readonly closeDate?: InputMaybe<Scalars['Date']['input']>;
  readonly productIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly products?: InputMaybe<ReadonlyArray<OpportunityProductInput>>;
  readonly priceBookId?: InputMaybe<Scalars['ID']['input']>;
  readonly competitors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly nextStep?: InputMaybe<Scalars['String']['input']>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** What brought it about. Default: what brought its lead. */
  readonly source?: InputMaybe<Scalars['String']['input']>;
  readonly campaign?: InputMaybe<Scalars['String']['input']>;
  readonly referringContactId?: InputMaybe<Scalars['ID']['input']>;
  readonly referringAccountId?: InputMaybe<Scalars['ID']['input']>;
  readonly leadId?: InputMaybe<Scalars['ID']['input']>;
  /** The day it began. Default: today, where the organisation is. */
  readonly createdOn?: InputMaybe<Scalars['Date']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type UpdateOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  readonly contactIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly contactRoles?: InputMaybe<ReadonlyArray<ContactRoleInput>>;
  readonly amount?: InputMaybe<MoneyInput>;
  readonly margin?: InputMaybe<MoneyInput>;
  readonly closeDate?: InputMaybe<Scalars['Date']['input']>;
  readonly productIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly products?: InputMaybe<ReadonlyArray<OpportunityProductInput>>;
  readonly priceBookId?: InputMaybe<Scalars['ID']['input']>;
  readonly competitors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly nextStep?: InputMaybe<Scalars['String']['input']>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type UpdateOpportunitiesInput = {
  /** The deals, or a `filter` says which of those that the reader sees; 10,000 at most. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly filter?: InputMaybe<OpportunityFilter>;
  readonly set?: InputMaybe<OpportunityValues>;
  /** False brings them back. */
  readonly archive?: InputMaybe<Scalars['Boolean']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

/** What many deals can have alike. What is absent stays as it is; null clears. */
export type OpportunityValues = {
  readonly accountId?: InputMaybe<Scalars['ID']['input']>;
  readonly contactIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly amount?: InputMaybe<MoneyInput>;
  readonly margin?: InputMaybe<MoneyInput>;
  readonly closeDate?: InputMaybe<Scalars['Date']['input']>;
  readonly productIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly priceBookId?: InputMaybe<Scalars['ID']['input']>;
  readonly competitors?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly nextStep?: InputMaybe<Scalars['String']['input']>;
  readonly ownerId?: InputMaybe<Scalars['ID']['input']>;
  /** Moves them there; those of other pipelines are refused. */
  readonly stageId?: InputMaybe<Scalars['ID']['input']>;
};

export type MoveOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  readonly stageId: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type MoveOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type WinOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  /** Default: today, where the organisation is. Not in the future, and not before the deal began where that was said. */
  readonly closedOn?: InputMaybe<Scalars['Date']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type WinOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type LoseOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** As of a deal won. */
  readonly closedOn?: InputMaybe<Scalars['Date']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type LoseOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type ReopenOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  /** Default: the first open stage. */
  readonly stageId?: InputMaybe<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ReopenOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type ArchiveOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type RestoreOpportunityInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreOpportunityPayload = {
  readonly opportunity: Opportunity;
};

export type CreatePipelineInput = {
  readonly name: Scalars['String']['input'];
  readonly stages: ReadonlyArray<StageInput>;
  readonly onboarding?: InputMaybe<OnboardingInput>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreatePipelinePayload = {
  readonly pipeline: Pipeline;
};

export type UpdatePipelineInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  /** Replaces the list; a stage with an id stays the same stage. */
  readonly stages?: InputMaybe<ReadonlyArray<StageInput>>;
  readonly onboarding?: InputMaybe<OnboardingInput>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdatePipelinePayload = {
  readonly pipeline: Pipeline;
};

export type ArchivePipelineInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchivePipelinePayload = {
  readonly pipeline: Pipeline;
};

export type RestorePipelineInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestorePipelinePayload = {
  readonly pipeline: Pipeline;
};

export type CreateAssignmentRuleInput = {
  readonly name: Scalars['String']['input'];
  /** Rules are tried in this order. Default: last. */
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly when?: InputMaybe<LeadConditionsInput>;
  readonly strategy: AssignmentStrategy;
  readonly userIds: ReadonlyArray<Scalars['ID']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateAssignmentRulePayload = {
  readonly rule: AssignmentRule;
};

export type UpdateAssignmentRuleInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly position?: InputMaybe<Scalars['Int']['input']>;
  readonly when?: InputMaybe<LeadConditionsInput>;
  readonly strategy?: InputMaybe<AssignmentStrategy>;
  readonly userIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateAssignmentRulePayload = {
  readonly rule: AssignmentRule;
};

export type ArchiveAssignmentRuleInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveAssignmentRulePayload = {
  readonly rule: AssignmentRule;
};

export type CreateProductInput = {
  readonly name: Scalars['String']['input'];
  readonly code?: InputMaybe<Scalars['String']['input']>;
  readonly family?: InputMaybe<Scalars['String']['input']>;
  readonly price?: InputMaybe<MoneyInput>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreateProductPayload = {
  readonly product: Product;
};

export type UpdateProductInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly code?: InputMaybe<Scalars['String']['input']>;
  readonly family?: InputMaybe<Scalars['String']['input']>;
  readonly price?: InputMaybe<MoneyInput>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdateProductPayload = {
  readonly product: Product;
};

export type ArchiveProductInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchiveProductPayload = {
  readonly product: Product;
};

export type RestoreProductInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type RestoreProductPayload = {
  readonly product: Product;
};

export type CreatePriceBookInput = {
  readonly name: Scalars['String']['input'];
  readonly currency: Scalars['String']['input'];
  readonly prices: ReadonlyArray<PriceInput>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type CreatePriceBookPayload = {
  readonly priceBook: PriceBook;
};

export type UpdatePriceBookInput = {
  readonly id: Scalars['ID']['input'];
  readonly name?: InputMaybe<Scalars['String']['input']>;
  readonly prices?: InputMaybe<ReadonlyArray<PriceInput>>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type UpdatePriceBookPayload = {
  readonly priceBook: PriceBook;
};

export type ArchivePriceBookInput = {
  readonly id: Scalars['ID']['input'];
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
  readonly expectedRevision?: InputMaybe<Scalars['Int']['input']>;
};

export type ArchivePriceBookPayload = {
  readonly priceBook: PriceBook;
};

export type SetLostReasonsInput = {
  readonly reasons: ReadonlyArray<Scalars['String']['input']>;
  readonly commandId?: InputMaybe<Scalars['ID']['input']>;
};

export type SetLostReasonsPayload = {
  readonly reasons: ReadonlyArray<Scalars['String']['output']>;
};

export type StageInput = {
  readonly id?: InputMaybe<Scalars['ID']['input']>;
  readonly name: Scalars['String']['input'];
  /** In per cent, 0 to 100. Default: 0; 100 for WON. */
  readonly probability?: InputMaybe<Scalars['Decimal']['input']>;
  readonly category?: InputMaybe<StageCategory>;
  /** Fields of the deal that must have a value before it may enter: `amount`, `closeDate`, ... */
  readonly requiredFields?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Days after which a deal counts as stuck. Default: the 90th percentile of won deals. */
  readonly stuckAfterDays?: InputMaybe<Scalars['Int']['input']>;
  /** Who may bring a deal into it. Default: whoever may change the deal. */
  readonly entryRole?: InputMaybe<StageEntryRole>;
};

export type OnboardingInput = {
  readonly assigneeId: Scalars['ID']['input'];
  readonly title: Scalars['String']['input'];
  readonly dueInBusinessDays?: InputMaybe<Scalars['Int']['input']>;
};

export type LeadConditionsInput = {
  readonly source?: InputMaybe<Scalars['String']['input']>;
  readonly country?: InputMaybe<Scalars['String']['input']>;
  readonly industry?: InputMaybe<Scalars['String']['input']>;
};

export type ContactRoleInput = {
  readonly contactId: Scalars['ID']['input'];
  readonly role?: InputMaybe<Scalars['String']['input']>;
};

export type OpportunityProductInput = {
  readonly productId: Scalars['ID']['input'];
  readonly quantity?: InputMaybe<Scalars['Decimal']['input']>;
  readonly unitPrice?: InputMaybe<MoneyInput>;
};

export type PriceInput = {
  readonly productId: Scalars['ID']['input'];
  readonly price: MoneyInput;
};

export type OpportunityConnection = {
  readonly edges: ReadonlyArray<OpportunityEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that a lower bound unless `totalCountExact`. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type OpportunityEdge = {
  readonly node: Opportunity;
  readonly cursor: Scalars['String']['output'];
};

export type LeadConnection = {
  readonly edges: ReadonlyArray<LeadEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that a lower bound unless `totalCountExact`. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type LeadEdge = {
  readonly node: Lead;
  readonly cursor: Scalars['String']['output'];
};

export type PipelineConnection = {
  readonly edges: ReadonlyArray<PipelineEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that a lower bound unless `totalCountExact`. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type PipelineEdge = {
  readonly node: Pipeline;
  readonly cursor: Scalars['String']['output'];
};

export type ProductConnection = {
  readonly edges: ReadonlyArray<ProductEdge>;
  readonly pageInfo: PageInfo;
  /** Exact to 10,000; above that a lower bound unless `totalCountExact`. */
  readonly totalCount: Scalars['Int']['output'];
  readonly totalCountExact: Scalars['Boolean']['output'];
};

export type ProductEdge = {
  readonly node: Product;
  readonly cursor: Scalars['String']['output'];
};

export type OpportunityFilter = {
  readonly and?: InputMaybe<ReadonlyArray<OpportunityFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<OpportunityFilter>>;
  readonly not?: InputMaybe<OpportunityFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly status?: InputMaybe<OpportunityStatusFilter>;
  readonly accountId?: InputMaybe<IdFilter>;
  readonly contactIds?: InputMaybe<IdFilter>;
  readonly pipelineId?: InputMaybe<IdFilter>;
  readonly stageId?: InputMaybe<IdFilter>;
  readonly amount?: InputMaybe<DecimalFilter>;
  readonly margin?: InputMaybe<DecimalFilter>;
  readonly closeDate?: InputMaybe<DateFilter>;
  readonly closedOn?: InputMaybe<DateFilter>;
  readonly createdOn?: InputMaybe<DateFilter>;
  readonly stageEnteredAt?: InputMaybe<DateTimeFilter>;
  readonly productIds?: InputMaybe<IdFilter>;
  readonly priceBookId?: InputMaybe<IdFilter>;
  readonly competitors?: InputMaybe<TagsFilter>;
  readonly nextStep?: InputMaybe<TextFilter>;
  readonly source?: InputMaybe<TextFilter>;
  readonly campaign?: InputMaybe<TextFilter>;
  readonly referringContactId?: InputMaybe<IdFilter>;
  readonly referringAccountId?: InputMaybe<IdFilter>;
  readonly firstTouchSource?: InputMaybe<TextFilter>;
  readonly lastTouchSource?: InputMaybe<TextFilter>;
  readonly lostReason?: InputMaybe<TextFilter>;
  readonly leadId?: InputMaybe<IdFilter>;
  readonly ownerId?: InputMaybe<IdFilter>;
  readonly externalId?: InputMaybe<TextFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type OpportunityOrderBy = {
  readonly field: OpportunityOrderField;
  readonly direction?: OrderDirection;
};

export type OpportunityOrderField =
  | 'name'
  | 'amount'
  | 'margin'
  | 'closeDate'
  | 'closedOn'
  | 'createdOn'
  | 'stageEnteredAt'
  | 'createdAt'
  | 'updatedAt';

export type OpportunityStatusFilter = {
  readonly eq?: InputMaybe<OpportunityStatus>;
  readonly ne?: InputMaybe<OpportunityStatus>;
  readonly in?: InputMaybe<ReadonlyArray<OpportunityStatus>>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type LeadStatusFilter = {
  readonly eq?: InputMaybe<LeadStatus>;
  readonly ne?: InputMaybe<LeadStatus>;
  readonly in?: InputMaybe<ReadonlyArray<LeadStatus>>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type LeadFilter = {
  readonly and?: InputMaybe<ReadonlyArray<LeadFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<LeadFilter>>;
  readonly not?: InputMaybe<LeadFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly givenName?: InputMaybe<TextFilter>;
  readonly familyName?: InputMaybe<TextFilter>;
  readonly company?: InputMaybe<TextFilter>;
  readonly email?: InputMaybe<TextFilter>;
  readonly phone?: InputMaybe<TextFilter>;
  readonly source?: InputMaybe<TextFilter>;
  readonly campaign?: InputMaybe<TextFilter>;
  readonly note?: InputMaybe<TextFilter>;
  readonly country?: InputMaybe<TextFilter>;
  readonly industry?: InputMaybe<TextFilter>;
  readonly status?: InputMaybe<LeadStatusFilter>;
  readonly disqualifiedReason?: InputMaybe<TextFilter>;
  readonly ownerId?: InputMaybe<IdFilter>;
  readonly referringContactId?: InputMaybe<IdFilter>;
  readonly referringAccountId?: InputMaybe<IdFilter>;
  readonly firstTouchSource?: InputMaybe<TextFilter>;
  readonly lastTouchSource?: InputMaybe<TextFilter>;
  readonly submissionId?: InputMaybe<IdFilter>;
  readonly externalId?: InputMaybe<TextFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type LeadOrderBy = {
  readonly field: LeadOrderField;
  readonly direction?: OrderDirection;
};

export type LeadOrderField =
  | 'familyName'
  | 'company'
  | 'source'
  | 'status'
  | 'createdAt'
  | 'updatedAt';

export type PipelineFilter = {
  readonly and?: InputMaybe<ReadonlyArray<PipelineFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<PipelineFilter>>;
  readonly not?: InputMaybe<PipelineFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type PipelineOrderBy = {
  readonly field: PipelineOrderField;
  readonly direction?: OrderDirection;
};

export type PipelineOrderField =
  | 'name'
  | 'createdAt'
  | 'updatedAt';

export type ProductFilter = {
  readonly and?: InputMaybe<ReadonlyArray<ProductFilter>>;
  readonly or?: InputMaybe<ReadonlyArray<ProductFilter>>;
  readonly not?: InputMaybe<ProductFilter>;
  readonly id?: InputMaybe<IdFilter>;
  readonly name?: InputMaybe<TextFilter>;
  readonly code?: InputMaybe<TextFilter>;
  readonly family?: InputMaybe<TextFilter>;
  readonly price?: InputMaybe<DecimalFilter>;
  readonly archived?: InputMaybe<BooleanFilter>;
  readonly createdAt?: InputMaybe<DateTimeFilter>;
  readonly updatedAt?: InputMaybe<DateTimeFilter>;
};

export type ProductOrderBy = {
  readonly field: ProductOrderField;
  readonly direction?: OrderDirection;
};

export type ProductOrderField =
  | 'name'
  | 'code'
  | 'createdAt'
  | 'updatedAt';

export type Money = {
  readonly amount: Scalars['Decimal']['output'];
  /** ISO 4217. */
  readonly currency: Scalars['String']['output'];
};

export type MoneyInput = {
  readonly amount: Scalars['Decimal']['input'];
  readonly currency: Scalars['String']['input'];
};

export type PageInfo = {
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly endCursor: Maybe<Scalars['String']['output']>;
};

export type OrderDirection =
  | 'ASC'
  | 'DESC';

/** On a reference. On a list of references, `eq` and `contains` ask whether it holds the id, `in` whether it holds any of them. */
export type IdFilter = {
  readonly eq?: InputMaybe<Scalars['ID']['input']>;
  readonly ne?: InputMaybe<Scalars['ID']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  readonly contains?: InputMaybe<Scalars['ID']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Case is ignored, except by `gt`, `gte`, `lt` and `lte`, which go by the order of lists. On a list of e-mails or phones any of them may match. */
export type TextFilter = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly ne?: InputMaybe<Scalars['String']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly gt?: InputMaybe<Scalars['String']['input']>;
  readonly gte?: InputMaybe<Scalars['String']['input']>;
  readonly lt?: InputMaybe<Scalars['String']['input']>;
  readonly lte?: InputMaybe<Scalars['String']['input']>;
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** `eq` and `contains` ask whether the record has the tag, `in` whether it has any of them, `ne` whether it lacks it. Tags ignore case. */
export type TagsFilter = {
  readonly eq?: InputMaybe<Scalars['String']['input']>;
  readonly ne?: InputMaybe<Scalars['String']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  readonly contains?: InputMaybe<Scalars['String']['input']>;
  readonly startsWith?: InputMaybe<Scalars['String']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type BooleanFilter = {
  readonly eq?: InputMaybe<Scalars['Boolean']['input']>;
  readonly ne?: InputMaybe<Scalars['Boolean']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type IntFilter = {
  readonly eq?: InputMaybe<Scalars['Int']['input']>;
  readonly ne?: InputMaybe<Scalars['Int']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Int']['input']>>;
  readonly gt?: InputMaybe<Scalars['Int']['input']>;
  readonly gte?: InputMaybe<Scalars['Int']['input']>;
  readonly lt?: InputMaybe<Scalars['Int']['input']>;
  readonly lte?: InputMaybe<Scalars['Int']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Of money it compares the amount. */
export type DecimalFilter = {
  readonly eq?: InputMaybe<Scalars['Decimal']['input']>;
  readonly ne?: InputMaybe<Scalars['Decimal']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Decimal']['input']>>;
  readonly gt?: InputMaybe<Scalars['Decimal']['input']>;
  readonly gte?: InputMaybe<Scalars['Decimal']['input']>;
  readonly lt?: InputMaybe<Scalars['Decimal']['input']>;
  readonly lte?: InputMaybe<Scalars['Decimal']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type DateFilter = {
  readonly eq?: InputMaybe<Scalars['Date']['input']>;
  readonly ne?: InputMaybe<Scalars['Date']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['Date']['input']>>;
  readonly gt?: InputMaybe<Scalars['Date']['input']>;
  readonly gte?: InputMaybe<Scalars['Date']['input']>;
  readonly lt?: InputMaybe<Scalars['Date']['input']>;
  readonly lte?: InputMaybe<Scalars['Date']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

export type DateTimeFilter = {
  readonly eq?: InputMaybe<Scalars['DateTime']['input']>;
  readonly ne?: InputMaybe<Scalars['DateTime']['input']>;
  readonly in?: InputMaybe<ReadonlyArray<Scalars['DateTime']['input']>>;
  readonly gt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly gte?: InputMaybe<Scalars['DateTime']['input']>;
  readonly lt?: InputMaybe<Scalars['DateTime']['input']>;
  readonly lte?: InputMaybe<Scalars['DateTime']['input']>;
  readonly isNull?: InputMaybe<Scalars['Boolean']['input']>;
};

/** Who did something: a user, an API key, a rule, or a visitor. */
export type Actor = {
  readonly id: Scalars['ID']['output'];
  readonly name: Scalars['String']['output'];
};

/** What happened to one field of a record at one moment. */
export type FieldChange = {
  /** The field's key, as in filters and exports. */
  readonly field: Scalars['String']['output'];
  /**
   * By the field's kind: text, a number, true or false, `{ amount, currency }`, `{ kind, id }` for a reference, a list of these. Null: there was none, or it is an
   * id that the reader may not know.
   */
  readonly from: Maybe<Scalars['JSON']['output']>;
  readonly to: Maybe<Scalars['JSON']['output']>;
  readonly at: Scalars['DateTime']['output'];
  readonly by: Actor;
  /** The import or bulk edit it belongs to. */
  readonly operation: Maybe<Scalars['ID']['output']>;
  /** What did it: a command such as updateContact, updateContacts, undoBulkEdit or import.contacts, or a rule such as policy:assign-lead. */
  readonly cause: Scalars['String']['output'];
};

export type FieldChangeConnection = {
  readonly edges: ReadonlyArray<FieldChangeEdge>;
  readonly pageInfo: PageInfo;
  readonly totalCount: Scalars['Int']['output'];
};

export type FieldChangeEdge = {
  readonly node: FieldChange;
  readonly cursor: Scalars['String']['output'];
};

export type BulkEditStatus =
  | 'QUEUED'
  | 'RUNNING'
  | 'DONE'
  /** It stopped as a whole; what was done stays. */
  | 'FAILED';

/** One change of many records, carried on in the background: see `bulkEdit`. */
export type BulkEdit = {
  readonly id: Scalars['ID']['output'];
  /** contacts, accounts, leads, opportunities or tasks. */
  readonly kind: Scalars['String']['output'];
  readonly status: BulkEditStatus;
  /** How many records it is about. */
  readonly total: Scalars['Int']['output'];
  readonly changed: Scalars['Int']['output'];
  /** They were so already. */
  readonly unchanged: Scalars['Int']['output'];
  readonly failed: Scalars['Int']['output'];
  /** Of each record that was left as it is, why. */
  readonly refused: ReadonlyArray<BulkEditRefusal>;
  /** Why it failed as a whole. */
  readonly problem: Maybe<Scalars['String']['output']>;
  /** The bulk edit that this one takes back. */
  readonly undoes: Maybe<Scalars['ID']['output']>;
  /** The bulk edit that took this one back. */
  readonly undoneBy: Maybe<Scalars['ID']['output']>;
  readonly createdAt: Scalars['DateTime']['output'];
  readonly finishedAt: Maybe<Scalars['DateTime']['output']>;
};

export type BulkEditRefusal = {
  readonly id: Scalars['ID']['output'];
  readonly message: Scalars['String']['output'];
};

export type BulkEditPayload = {
  readonly bulkEdit: BulkEdit;
};

export type Link__Purpose =
  /** `SECURITY` features provide metadata necessary to securely resolve fields. */
  | 'SECURITY'
  /** `EXECUTION` features provide metadata necessary for operation execution. */
  | 'EXECUTION';

export type _Service = {
  readonly sdl: Maybe<Scalars['String']['output']>;
};

export type _Entity = Account | AssignmentRule | Contact | Lead | Opportunity | Pipeline | PriceBook | Product | User;

