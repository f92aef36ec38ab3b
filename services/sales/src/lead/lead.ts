import type { EventInitOf, EventOf } from '@throughline/contracts';
import { LeadEventSchema } from '@throughline/contracts/sales';
import { NotFound, RuleViolated, type Decider } from '@throughline/decider';
import type { Money } from '@throughline/domain';
import type { Attribution } from '../opportunity/opportunity.js';

// ---- Commands -----------------------------------------------------------------------------------------------------

export type LeadCommand =
  | { type: 'Create'; facts: Partial<Facts>; origin?: Origin; ownerId?: string; followUp?: FollowUp }
  /** What is absent stays as it is; null clears. */
  | { type: 'Update'; changes: Changes; ownerId?: string | null }
  /** They came by again. */
  | { type: 'Touch'; touch: Touch }
  /** They posted a form again. */
  | { type: 'SubmitAgain'; submissionId: string; touch: Touch; followUp?: FollowUp }
  | { type: 'Assign'; ownerId: string | null; ruleId?: string }
  /** What was to be done with the lead is asked for although nobody owns it. */
  | { type: 'RequestFollowUp' }
  | { type: 'Qualify' }
  | { type: 'Disqualify'; reason: string }
  | { type: 'Reopen' }
  | {
      type: 'Convert';
      accountId: string;
      contactId: string;
      opportunityId?: string;
      accountExisted: boolean;
      contactExisted: boolean;
      /** Owns what an unowned lead becomes, so that whoever converts it goes on seeing it. */
      converterId?: string;
      opportunity?: ConvertedOpportunity;
    }
  | { type: 'Archive' }
  | { type: 'Restore' };

export interface Facts {
  readonly givenName: string;
  readonly familyName: string;
  readonly company: string;
  readonly email: string;
  /** As typed, and as E.164 where it could be parsed. */
  readonly phone: string;
  readonly phoneE164: string;
  readonly source: string;
  readonly campaign: string;
  readonly note: string;
  readonly country: string;
  readonly industry: string;
}

export type Changes = { readonly [K in keyof Facts]?: Facts[K] | null };

/** What is known of where it came from; fixed when the lead is made. */
export interface Origin {
  readonly firstTouch?: Touch;
  readonly referringContactId?: string;
  readonly referringAccountId?: string;
  readonly submissionId?: string;
  readonly externalId?: string;
}

export interface Touch {
  readonly source: string;
  readonly medium: string;
  readonly campaign: string;
  readonly term: string;
  readonly content: string;
  readonly referrer: string;
  readonly at: string;
}

/** What the opportunity of a converted lead is opened with. */
export interface ConvertedOpportunity {
  readonly name: string;
  readonly pipelineId: string;
  /** Empty: the first open stage. */
  readonly stageId: string;
  readonly amount?: Money;
  readonly createdOn: string;
  readonly source: string;
  readonly attribution?: Attribution;
}

export interface FollowUp {
  readonly title: string;
  readonly dueInBusinessDays: number;
}

// ---- State --------------------------------------------------------------------------------------------------------

export type Lead = { readonly status: 'none' } | ExistingLead;

interface ExistingLead extends Facts {
  readonly status: 'new' | 'qualified' | 'disqualified' | 'converted';
  readonly archived: boolean;
  readonly lastTouch?: Touch;
  readonly lastSubmissionId?: string;
  readonly ownerId?: string;
  /** Somebody had it once, even if nobody has it now. */
  readonly wasOwned: boolean;
  /** Not asked for yet: there was no owner to ask. */
  readonly followUp?: FollowUp;
  readonly converted?: { readonly accountId: string; readonly contactId: string; readonly opportunityId?: string };
}

export type LeadEvent = EventOf<typeof LeadEventSchema>;
type LeadEventInit = EventInitOf<typeof LeadEventSchema>;

// ---- Decide -------------------------------------------------------------------------------------------------------

function decide(command: LeadCommand, state: Lead): readonly LeadEventInit[] {
  if (command.type === 'Create') return state.status === 'none' ? create(command) : [];
  if (state.status === 'none') throw new NotFound('lead');
  if (command.type === 'Restore') return state.archived ? [{ type: 'LeadRestored', data: {} }] : [];
  if (command.type === 'Archive') return state.archived ? [] : [{ type: 'LeadArchived', data: {} }];
  // A rule gives away what nobody has had yet. What people did since its turn was taken stands.
  if (command.type === 'Assign' && command.ruleId && (state.wasOwned || state.archived || state.status === 'converted')) return [];
  if (state.archived) throw new RuleViolated('record.archived', 'This lead is archived: restore it first.');
  switch (command.type) {
    case 'Update':
      return update(state, command);
    case 'Touch':
      return touch(state, command.touch);
    case 'SubmitAgain':
      return submitAgain(state, command);
    case 'Assign':
      return assign(state, command.ownerId, command.ruleId);
    case 'RequestFollowUp':
      return followUp(state, '');
    case 'Qualify':
      if (state.status === 'qualified') return [];
      notConverted(state);
      return [{ type: 'LeadQualified', data: {} }];
    case 'Disqualify':
      if (state.status === 'disqualified') return [];
      notConverted(state);
      return [{ type: 'LeadDisqualified', data: { reason: command.reason } }];
    case 'Reopen':
      if (state.status === 'new') return [];
      notConverted(state);
      return [{ type: 'LeadReopened', data: {} }];
    case 'Convert':
      return convert(state, command);
  }
}

type CommandOf<T extends LeadCommand['type']> = Extract<LeadCommand, { type: T }>;

function create({ facts, origin, ownerId, followUp: wanted }: CommandOf<'Create'>): readonly LeadEventInit[] {
  const created: LeadEventInit = { type: 'LeadCreated', data: { ...facts, ...origin, followUp: wanted } };
  return ownerId ? [created, { type: 'LeadAssigned', data: { ownerId } }, ...followUp({ followUp: wanted }, ownerId)] : [created];
}

const followUp = ({ followUp }: Pick<ExistingLead, 'followUp'>, assigneeId: string): readonly LeadEventInit[] =>
  followUp ? [{ type: 'LeadFollowUpRequested', data: { ...followUp, assigneeId } }] : [];

const assign = (lead: ExistingLead, ownerId: string | null, ruleId?: string): readonly LeadEventInit[] =>
  (ownerId ?? undefined) === lead.ownerId
    ? []
    : [
        { type: 'LeadAssigned', data: { ownerId: ownerId ?? '', previousOwnerId: lead.ownerId, ruleId } },
        ...(ownerId ? followUp(lead, ownerId) : []),
      ];

function update(lead: ExistingLead, { changes, ownerId }: CommandOf<'Update'>): readonly LeadEventInit[] {
  const next: Facts = {
    ...lead,
    ...Object.fromEntries(Object.entries(changes).flatMap(([k, v]) => (v === undefined ? [] : [[k, v ?? '']]))),
  };
  const { givenName, familyName, company, email, phone, phoneE164, source, campaign, country, industry, note } = next;
  const changed = (...fields: (keyof Facts)[]) => fields.some((field) => next[field] !== lead[field]);
  const events: LeadEventInit[] = [];
  if (changed('givenName', 'familyName', 'company')) events.push({ type: 'LeadRenamed', data: { givenName, familyName, company } });
  if (changed('email', 'phone', 'phoneE164')) events.push({ type: 'LeadReachChanged', data: { email, phone, phoneE164 } });
  if (changed('source', 'campaign', 'country', 'industry')) {
    events.push({ type: 'LeadOriginChanged', data: { source, campaign, country, industry } });
  }
  if (changed('note')) events.push({ type: 'LeadNoteChanged', data: { note } });
  if (ownerId !== undefined) events.push(...assign(lead, ownerId));
  return events;
}

function touch(lead: ExistingLead, lastTouch: Touch): readonly LeadEventInit[] {
  if (JSON.stringify(lead.lastTouch) === JSON.stringify(lastTouch)) return [];
  const { source, campaign, country, industry } = lead;
  return [{ type: 'LeadOriginChanged', data: { source, campaign, country, industry, lastTouch } }];
}

function submitAgain(lead: ExistingLead, { submissionId, touch, followUp: wanted }: CommandOf<'SubmitAgain'>): readonly LeadEventInit[] {
  if (lead.lastSubmissionId === submissionId) return [];
  notConverted(lead);
  notDisqualified(lead);
  // What waits for an owner is asked for as soon as there is one: that is enough.
  const asked = lead.followUp ? [] : followUp({ followUp: wanted }, lead.ownerId ?? '');
  return [{ type: 'LeadSubmittedAgain', data: { submissionId, touch } }, ...asked];
}

function convert(lead: ExistingLead, { type: _, converterId, ...into }: CommandOf<'Convert'>): readonly LeadEventInit[] {
  if (lead.status === 'converted') {
    const already = lead.converted;
    if (
      already &&
      already.accountId === into.accountId &&
      already.contactId === into.contactId &&
      already.opportunityId === into.opportunityId
    )
      return [];
    throw new RuleViolated('lead.converted', 'This lead has been converted already.');
  }
  notDisqualified(lead);
  const { givenName, familyName, company, email, phone, phoneE164, country, industry, ownerId = converterId } = lead;
  return [
    { type: 'LeadConverted', data: { ...into, ownerId, company, givenName, familyName, email, phone, phoneE164, country, industry } },
  ];
}

function notConverted(lead: ExistingLead): void {
  if (lead.status === 'converted') throw new RuleViolated('lead.converted', 'This lead has been converted already.');
}

function notDisqualified(lead: ExistingLead): void {
  if (lead.status === 'disqualified') throw new RuleViolated('lead.disqualified', 'This lead was disqualified: reopen it first.');
}

// ---- Evolve -------------------------------------------------------------------------------------------------------

function evolve(state: Lead, { type, data }: LeadEvent): Lead {
  if (type === 'LeadCreated') {
    const { givenName, familyName, company, email, phone, phoneE164, source, campaign, note, country, industry } = data;
    const facts = { givenName, familyName, company, email, phone, phoneE164, source, campaign, note, country, industry };
    const followUp = data.followUp && { title: data.followUp.title, dueInBusinessDays: data.followUp.dueInBusinessDays };
    const lastSubmissionId = data.submissionId || undefined;
    return { status: 'new', archived: false, wasOwned: false, ...facts, lastTouch: touchOf(data.firstTouch), lastSubmissionId, followUp };
  }
  if (state.status === 'none') return state;
  switch (type) {
    case 'LeadRenamed':
      return { ...state, givenName: data.givenName, familyName: data.familyName, company: data.company };
    case 'LeadReachChanged':
      return { ...state, email: data.email, phone: data.phone, phoneE164: data.phoneE164 };
    case 'LeadOriginChanged': {
      const { source, campaign, country, industry, lastTouch } = data;
      return { ...state, source, campaign, country, industry, lastTouch: touchOf(lastTouch) ?? state.lastTouch };
    }
    case 'LeadNoteChanged':
      return { ...state, note: data.note };
    case 'LeadSubmittedAgain':
      return { ...state, lastTouch: touchOf(data.touch), lastSubmissionId: data.submissionId };
    case 'LeadAssigned':
      return { ...state, ownerId: data.ownerId || undefined, wasOwned: true };
    case 'LeadFollowUpRequested':
      return { ...state, followUp: undefined };
    case 'LeadQualified':
      return { ...state, status: 'qualified' };
    case 'LeadDisqualified':
      return { ...state, status: 'disqualified' };
    case 'LeadReopened':
      return { ...state, status: 'new' };
    case 'LeadConverted': {
      const { accountId, contactId, opportunityId } = data;
      return { ...state, status: 'converted', converted: { accountId, contactId, opportunityId: opportunityId || undefined } };
    }
    case 'LeadArchived':
      return { ...state, archived: true };
    case 'LeadRestored':
      return { ...state, archived: false };
  }
}

export const lead = {
  category: 'lead',
  events: LeadEventSchema,
  initialState: { status: 'none' } as Lead,
  decide,
  evolve,
} satisfies Decider<Lead, LeadCommand, LeadEvent, LeadEventInit> & { events: unknown };

const touchOf = (touch: Touch | undefined): Touch | undefined =>
  touch && {
    source: touch.source,
    medium: touch.medium,
    campaign: touch.campaign,
    term: touch.term,
    content: touch.content,
    referrer: touch.referrer,
    at: touch.at,
  };
