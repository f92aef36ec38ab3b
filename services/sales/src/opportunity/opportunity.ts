import type { EventInitOf, EventOf } from '@throughline/contracts';
import { OpportunityEventSchema, type StageEntered } from '@throughline/contracts/sales';
import { InvalidInput, NotFound, RuleViolated, type Decider } from '@throughline/decider';
import { sameMoney, type Money } from '@throughline/domain';
import type { Touch } from '../lead/lead.js';
import { needStage, stageById, StageCategory, type Pipeline, type Role, type Stage } from '../pipeline/pipeline.js';

// ---- Commands -----------------------------------------------------------------------------------------------------

/**
 * A command carries the pipeline whose rules it is held against: rules of today, for a deal of any age; and who gives it, `by`, where a stage's
 * rules ask that (absent: the product itself, which may bring a deal into any stage). Dates are calendar days.
 */
export type OpportunityCommand =
  | ({ type: 'Open'; pipeline: Pipeline; facts: Partial<Facts> & { name: string }; origin?: Origin; by?: Role } & Standing)
  /** What is absent stays as it is; null clears. */
  | { type: 'Update'; pipeline: Pipeline; changes: Changes }
  /** Brings the deal to where another system has it. */
  | ({ type: 'Reconcile'; pipeline: Pipeline; changes: Changes; by?: Role } & Standing)
  | { type: 'MoveToStage'; pipeline: Pipeline; stageId: string; today: string; by?: Role }
  | { type: 'Win'; pipeline: Pipeline; closedOn: string; by?: Role }
  | { type: 'Lose'; pipeline: Pipeline; closedOn: string; reason: string; by?: Role }
  | { type: 'Reopen'; pipeline: Pipeline; stageId?: string; by?: Role }
  | { type: 'Archive' }
  | { type: 'Restore' };

export interface Facts {
  readonly name: string;
  readonly accountId?: string;
  readonly contacts: readonly { readonly contactId: string; readonly role?: string }[];
  readonly amount?: Money;
  readonly margin?: Money;
  readonly closeDate?: string;
  readonly products: readonly { readonly productId: string; readonly quantity?: string; readonly unitPrice?: Money }[];
  readonly priceBookId?: string;
  readonly competitors: readonly string[];
  readonly nextStep?: string;
  readonly ownerId?: string;
}

export type Changes = { readonly [K in keyof Facts]?: Facts[K] | null };

export interface Origin {
  readonly leadId?: string;
  readonly source?: string;
  readonly externalId?: string;
  /** The day it began, where that is not today. */
  readonly createdOn?: string;
  readonly attribution?: Attribution;
}

/** What brought it about, beside its source. */
export interface Attribution {
  readonly campaign?: string;
  readonly referringContactId?: string;
  readonly referringAccountId?: string;
  /** The first and the last time that its lead came by. */
  readonly firstTouch?: Touch;
  readonly lastTouch?: Touch;
}

/** Where a deal stands that comes with its past: in an open stage, and, where it has an outcome, closed since. */
export interface Standing {
  readonly stageId?: string;
  readonly stageEnteredOn?: string;
  readonly outcome?: Outcome;
}

/** `stageId`: of the stage that closes it; default the pipeline's first for that outcome. */
export type Outcome =
  | { readonly type: 'won'; readonly closedOn: string; readonly stageId?: string }
  | { readonly type: 'lost'; readonly closedOn: string; readonly reason: string; readonly stageId?: string };

// ---- State --------------------------------------------------------------------------------------------------------

export type Opportunity = { readonly status: 'none' } | Deal;

interface Deal extends Facts, Pick<Origin, 'leadId'> {
  readonly status: 'open' | 'won' | 'lost';
  readonly archived: boolean;
  readonly pipelineId: string;
  readonly stageId: string;
}

export type OpportunityEvent = EventOf<typeof OpportunityEventSchema>;
type OpportunityEventInit = EventInitOf<typeof OpportunityEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: OpportunityCommand, state: Opportunity): readonly OpportunityEventInit[] {
  if (command.type === 'Open') return state.status === 'none' ? open(command) : [];
  if (state.status === 'none') throw new NotFound('opportunity');
  if (command.type === 'Restore') return state.archived ? [{ type: 'OpportunityRestored', data: {} }] : [];
  if (command.type === 'Archive') return state.archived ? [] : [{ type: 'OpportunityArchived', data: {} }];
  if (state.archived) throw new RuleViolated('record.archived', 'This deal is archived: restore it first.');
  switch (command.type) {
    case 'Update':
      return update(state, command.changes, command.pipeline);
    case 'Reconcile':
      return reconcile(state, command);
    case 'MoveToStage':
      return move(state, command);
    case 'Win':
      return state.status === 'won'
        ? []
        : [won(state, command.pipeline, needStage(command.pipeline, StageCategory.WON, 'won'), command.closedOn, command.by)];
    case 'Lose':
      return state.status === 'lost' ? [] : [lose(state, needStage(command.pipeline, StageCategory.LOST, 'lost'), command)];
    case 'Reopen':
      return state.status === 'open' ? [] : enter(state, command.pipeline, openStage(command.pipeline, command.stageId), command.by);
  }
}

type CommandOf<T extends OpportunityCommand['type']> = Extract<OpportunityCommand, { type: T }>;

function open({ pipeline, stageId, stageEnteredOn, facts, origin, outcome, by }: CommandOf<'Open'>): readonly OpportunityEventInit[] {
  const stage = openStage(pipeline, stageId);
  // A deal that is closed already passed its stages elsewhere; the rules are for those still under way.
  if (!outcome) admit(stage, facts, by);
  const { name, margin, contacts = [], products = [], competitors = [], ...rest } = facts;
  const opened: OpportunityEventInit = {
    type: 'OpportunityOpened',
    data: {
      ...rest,
      ...origin,
      name,
      contacts: [...contacts],
      products: [...products],
      competitors: [...competitors],
      pipelineId: pipeline.id,
      stage: entered(stage, stageEnteredOn ?? origin?.createdOn),
    },
  };
  const deal = { ...facts, contacts, products, competitors, leadId: origin?.leadId };
  return [
    opened,
    ...(margin ? [{ type: 'OpportunityMarginChanged', data: { margin } } as const] : []),
    ...(outcome ? [closed(deal, pipeline, outcome, by)] : []),
  ];
}

function closed(deal: Partial<Facts> & Pick<Origin, 'leadId'>, pipeline: Pipeline, outcome: Outcome, by?: Role): OpportunityEventInit {
  const { type, closedOn, stageId } = outcome;
  const stage = stageId ? stageById(pipeline, stageId) : needStage(pipeline, type === 'won' ? StageCategory.WON : StageCategory.LOST, type);
  if (type === 'won') return won(deal, pipeline, stage, closedOn, by);
  requireRole(stage, by);
  return lost(stage, closedOn, outcome.reason);
}

function reconcile(
  deal: Deal,
  { pipeline, changes, stageId, stageEnteredOn, outcome, by }: CommandOf<'Reconcile'>,
): readonly OpportunityEventInit[] {
  const events = update(deal, changes, pipeline);
  const next = apply(deal, changes);
  if (outcome) return deal.status === outcome.type ? events : [...events, closed(next, pipeline, outcome, by)];
  if (!stageId || stageId === deal.stageId) return events;
  return [...events, ...enter(next, pipeline, openStage(pipeline, stageId), by, stageEnteredOn)];
}

function update(deal: Deal, changes: Changes, pipeline: Pipeline): readonly OpportunityEventInit[] {
  const next = apply(deal, changes);
  const stage = pipeline.stages.find((stage) => stage.id === deal.stageId);
  // Nobody has to repair what was missing before, but what a stage needs is not taken away while the deal stands in it.
  if (stage && deal.status === 'open') requireFields(stage, next, (field) => has(deal, field));

  const events: OpportunityEventInit[] = [];
  if (next.name !== deal.name) events.push({ type: 'OpportunityRenamed', data: { name: next.name } });
  if (next.accountId !== deal.accountId) events.push({ type: 'OpportunityAccountChanged', data: { accountId: next.accountId } });
  if (!sameMoney(next.amount, deal.amount))
    events.push({ type: 'OpportunityAmountChanged', data: { amount: next.amount, previous: deal.amount } });
  if (!sameMoney(next.margin, deal.margin)) events.push({ type: 'OpportunityMarginChanged', data: { margin: next.margin } });
  if (next.closeDate !== deal.closeDate) {
    events.push({ type: 'OpportunityCloseDateChanged', data: { closeDate: next.closeDate, previous: deal.closeDate } });
  }
  if (next.nextStep !== deal.nextStep) events.push({ type: 'OpportunityNextStepChanged', data: { nextStep: next.nextStep } });
  if (next.ownerId !== deal.ownerId) {
    events.push({ type: 'OpportunityAssigned', data: { ownerId: next.ownerId, previousOwnerId: deal.ownerId } });
  }
  if (!equal(next.contacts, deal.contacts)) events.push({ type: 'OpportunityContactsChanged', data: { contacts: [...next.contacts] } });
  if (!equal(next.competitors, deal.competitors)) {
    events.push({ type: 'OpportunityCompetitorsChanged', data: { competitors: [...next.competitors] } });
  }
  if (!equal(next.products, deal.products) || next.priceBookId !== deal.priceBookId) {
    events.push({ type: 'OpportunityProductsChanged', data: { products: [...next.products], priceBookId: next.priceBookId } });
  }
  return events;
}

function move(deal: Deal, { pipeline, stageId, today, by }: CommandOf<'MoveToStage'>): readonly OpportunityEventInit[] {
  if (stageId === deal.stageId) return [];
  const stage = stageById(pipeline, stageId);
  if (stage.category === StageCategory.WON) return [won(deal, pipeline, stage, today, by)];
  if (stage.category === StageCategory.OPEN) return enter(deal, pipeline, stage, by);
  return [lose(deal, stage, { closedOn: today, reason: '', by })];
}

/** Into an open stage, from another one or from an end. */
function enter(deal: Deal, pipeline: Pipeline, stage: Stage, by?: Role, enteredOn?: string): readonly OpportunityEventInit[] {
  admit(stage, deal, by);
  if (deal.status !== 'open') return [{ type: 'OpportunityReopened', data: { stage: entered(stage, enteredOn) } }];
  const to = entered(stage, enteredOn);
  return [{ type: 'OpportunityMovedToStage', data: { pipelineId: pipeline.id, fromStageId: deal.stageId, to } }];
}

/** The stage of that id, else the first one: a deal that is under way stands in an open stage. */
function openStage(pipeline: Pipeline, stageId?: string): Stage {
  const stage = stageId ? stageById(pipeline, stageId) : needStage(pipeline, StageCategory.OPEN, 'open');
  if (stage.category !== StageCategory.OPEN) throw new InvalidInput({ stageId: `"${stage.name}" closes a deal: choose an open stage.` });
  return stage;
}

function won(
  deal: Partial<Facts> & Pick<Origin, 'leadId'>,
  pipeline: Pipeline,
  stage: Stage,
  closedOn: string,
  by?: Role,
): OpportunityEventInit {
  admit(stage, deal, by);
  const { accountId, name, amount, ownerId, leadId } = deal;
  return {
    type: 'OpportunityWon',
    data: { stage: entered(stage, closedOn), closedOn, accountId, name, amount, ownerId, leadId, onboarding: pipeline.onboarding },
  };
}

function lose(deal: Deal, stage: Stage, { closedOn, reason, by }: { closedOn: string; reason: string; by?: Role }): OpportunityEventInit {
  admit(stage, deal, by);
  return lost(stage, closedOn, reason);
}

const lost = (stage: Stage, closedOn: string, reason: string): OpportunityEventInit => ({
  type: 'OpportunityLost',
  data: { stage: entered(stage, closedOn), closedOn, reason },
});

const entered = ({ id, name, category, probability }: Stage, enteredOn?: string) => ({ id, name, category, probability, enteredOn });

// ---- What a stage asks of a deal that enters it -------------------------------------------------------------------

function admit(stage: Stage, facts: Partial<Facts>, by: Role | undefined): void {
  requireRole(stage, by);
  requireFields(stage, facts);
}

function requireRole(stage: Stage, by: Role | undefined): void {
  if (!stage.entryRole || by === undefined || by === 'ADMIN' || by === stage.entryRole) return;
  const who = stage.entryRole === 'ADMIN' ? 'an administrator' : 'a manager';
  throw new RuleViolated('stage.entryRole', `Only ${who} may bring a deal into the stage "${stage.name}".`);
}

/** The rule's words name the stage and each missing field as people read it. */
function requireFields(stage: Stage, facts: Partial<Facts>, onlyIf: (field: string) => boolean = () => true): void {
  const missing = stage.requiredFields.filter((field) => onlyIf(field) && !has(facts, field));
  if (missing.length === 0) return;
  const words = missing.map((field) => FIELD_WORDS[field] ?? field).join(' and ');
  throw new RuleViolated('stage.requiredFields', `A deal in the stage "${stage.name}" needs ${words}.`, missing);
}

function has(facts: Partial<Facts>, field: string): boolean {
  switch (field) {
    case 'contactIds':
      return (facts.contacts?.length ?? 0) > 0;
    case 'productIds':
      return (facts.products?.length ?? 0) > 0;
    case 'competitors':
      return (facts.competitors?.length ?? 0) > 0;
    default:
      return Boolean(facts[field as keyof Facts]);
  }
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  accountId: 'an account',
  amount: 'an amount',
  closeDate: 'a close date',
  competitors: 'its competitors',
  contactIds: 'a contact',
  margin: 'a margin',
  nextStep: 'a next step',
  ownerId: 'an owner',
  productIds: 'a product',
};

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: Opportunity, { type, data }: OpportunityEvent): Opportunity {
  if (type === 'OpportunityOpened') {
    return {
      status: 'open',
      archived: false,
      pipelineId: data.pipelineId,
      stageId: stageId(data.stage),
      name: data.name,
      accountId: orAbsent(data.accountId),
      contacts: data.contacts.map(contact),
      amount: data.amount,
      closeDate: orAbsent(data.closeDate),
      products: data.products.map(product),
      priceBookId: orAbsent(data.priceBookId),
      competitors: data.competitors,
      nextStep: orAbsent(data.nextStep),
      ownerId: orAbsent(data.ownerId),
      leadId: orAbsent(data.leadId),
    };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'OpportunityRenamed':
      return { ...state, name: data.name };
    case 'OpportunityAmountChanged':
      return { ...state, amount: data.amount };
    case 'OpportunityMarginChanged':
      return { ...state, margin: data.margin };
    case 'OpportunityCloseDateChanged':
      return { ...state, closeDate: orAbsent(data.closeDate) };
    case 'OpportunityAssigned':
      return { ...state, ownerId: orAbsent(data.ownerId) };
    case 'OpportunityAccountChanged':
      return { ...state, accountId: orAbsent(data.accountId) };
    case 'OpportunityContactsChanged':
      return { ...state, contacts: data.contacts.map(contact) };
    case 'OpportunityProductsChanged':
      return { ...state, products: data.products.map(product), priceBookId: orAbsent(data.priceBookId) };
    case 'OpportunityCompetitorsChanged':
      return { ...state, competitors: data.competitors };
    case 'OpportunityNextStepChanged':
      return { ...state, nextStep: orAbsent(data.nextStep) };
    case 'OpportunityMovedToStage':
      return { ...state, pipelineId: data.pipelineId, stageId: stageId(data.to) };
    case 'OpportunityWon':
      return { ...state, status: 'won', stageId: stageId(data.stage) };
    case 'OpportunityLost':
      return { ...state, status: 'lost', stageId: stageId(data.stage) };
    case 'OpportunityReopened':
      return { ...state, status: 'open', stageId: stageId(data.stage) };
    case 'OpportunityArchived':
      return { ...state, archived: true };
    case 'OpportunityRestored':
      return { ...state, archived: false };
  }
}

export const opportunity = {
  category: 'opportunity',
  events: OpportunityEventSchema,
  initialState: { status: 'none' } as Opportunity,
  decide,
  evolve,
} satisfies Decider<Opportunity, OpportunityCommand, OpportunityEvent, OpportunityEventInit> & { events: unknown };

/** Proto's empty text is a value that is not there. */
const orAbsent = (text: string): string | undefined => text || undefined;
const stageId = (stage: StageEntered | undefined): string => stage?.id ?? '';
const contact = ({ contactId, role }: { contactId: string; role: string }) => ({ contactId, role: orAbsent(role) });
const product = ({ productId, quantity, unitPrice }: { productId: string; quantity: string; unitPrice?: Money }) => ({
  productId,
  quantity: orAbsent(quantity),
  unitPrice: unitPrice && { amount: unitPrice.amount, currency: unitPrice.currency },
});

function apply(deal: Deal, changes: Changes): Deal {
  const empty: Partial<Facts> = { contacts: [], products: [], competitors: [] };
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  return { ...deal, ...Object.fromEntries(given.map(([field, value]) => [field, value ?? empty[field as keyof Facts]])) };
}

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
