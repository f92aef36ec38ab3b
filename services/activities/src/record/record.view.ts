import type { RecordedEventOf } from '@throughline/contracts';
import { TaskEventSchema } from '@throughline/contracts/activities';
import { AccountEventSchema, ContactEventSchema } from '@throughline/contracts/contacts';
import { LeadEventSchema, OpportunityEventSchema } from '@throughline/contracts/sales';
import { searchIndexes, SearchRow, searchRow } from '@throughline/search';
import type { RowData, View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/**
 * Every record of every department: what it is called, whose it is, and what it is found by. It is the index of the search box, and what
 * the timeline is held against: who does not see the record does not see what happened with it.
 */
@Entity()
export class RecordRow extends SearchRow {
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('text') createdBy!: string;
  /** Archived records are kept here for their timeline, and found by nothing. */
  @Column('boolean') archived!: boolean;
  @Column('jsonb') facts!: Facts;
}

export type RecordKind = 'CONTACT' | 'ACCOUNT' | 'LEAD' | 'OPPORTUNITY' | 'TASK';

/** What the words of a record are made of. */
type Facts = Readonly<Record<string, string | readonly string[] | null>>;

const streams = [ContactEventSchema, AccountEventSchema, LeadEventSchema, OpportunityEventSchema, TaskEventSchema];
type Streams = (typeof streams)[number];
type Event = RecordedEventOf<typeof ContactEventSchema> | RecordedEventOf<typeof AccountEventSchema> | RecordedEventOf<typeof LeadEventSchema>
  | RecordedEventOf<typeof OpportunityEventSchema> | RecordedEventOf<typeof TaskEventSchema>; // prettier-ignore

export const records: View<RecordRow, Streams> = {
  name: 'records',
  version: 1,
  entity: RecordRow,
  streams,
  indexes: searchIndexes,
  project(row, event) {
    const change = changeOf(event as Event);
    if (!row && !change.kind) return null;
    const kind = change.kind ?? (row!.kind as RecordKind);
    const ownerId = change.ownerId === undefined ? (row?.ownerId ?? null) : change.ownerId;
    const createdBy = row?.createdBy ?? event.meta.actor;
    const archived = change.archived ?? row?.archived ?? false;
    const facts = { ...row?.facts, ...change.facts };
    const document = searchRow({ kind, accessId: ownerId ?? createdBy, version: (row?.version ?? 0) + 1, ...wordsOf(kind, facts) });
    return { ...document, ...(archived && unfindable), ownerId, createdBy, archived, facts };
  },
};

/** No text begins with nothing, and none has no terms. */
const unfindable: Partial<RowData<RecordRow>> = { titleKey: '', terms: [], typos: [] };

interface Change {
  /** Of the event that makes the record. */
  readonly kind?: RecordKind;
  readonly ownerId?: string | null;
  readonly archived?: boolean;
  readonly facts?: Facts;
}

function changeOf({ type, data }: Event): Change {
  switch (type) {
    // People
    case 'ContactCreated': {
      const { givenName, familyName, title, note, tags, handles } = data;
      const facts = {
        givenName,
        familyName,
        title,
        note,
        tags,
        emails: addressesOf(data.emails),
        phones: numbersOf(data.phones),
        places: placesOf(data.addresses),
        handles: handles.map(({ handle }) => handle),
      };
      return { kind: 'CONTACT', ownerId: data.ownerId || null, facts };
    }
    case 'ContactRenamed':
      return { facts: { givenName: data.givenName, familyName: data.familyName } };
    case 'ContactEmailsChanged':
      return { facts: { emails: addressesOf(data.emails) } };
    case 'ContactPhonesChanged':
      return { facts: { phones: numbersOf(data.phones) } };
    case 'ContactAddressesChanged':
      return { facts: { places: placesOf(data.addresses) } };
    case 'ContactTitleChanged':
      return { facts: { title: data.title } };
    case 'ContactHandlesChanged':
      return { facts: { handles: data.handles.map(({ handle }) => handle) } };
    case 'ContactNoteChanged':
      return { facts: { note: data.note } };
    case 'ContactTagsChanged':
      return { facts: { tags: data.tags } };
    case 'ContactAssigned':
      return { ownerId: data.ownerId || null };
    case 'ContactLanguageChanged':
    case 'ContactJoinedAccount':
    case 'ContactPositionChanged':
    case 'ContactLeftAccount':
    case 'ContactPrimaryAccountChanged':
    case 'ContactPositionRemoved':
      return {};
    case 'ContactArchived':
      return { archived: true };
    case 'ContactRestored':
      return { archived: false };

    // Accounts
    case 'AccountCreated': {
      const { name, domain, industry, tags } = data;
      return {
        kind: 'ACCOUNT',
        ownerId: data.ownerId || null,
        facts: { name, domain, industry, tags, phones: phoneOf(data), places: placesOf(data.address ? [data.address] : []) },
      };
    }
    case 'AccountRenamed':
      return { facts: { name: data.name } };
    case 'AccountDomainChanged':
      return { facts: { domain: data.domain } };
    case 'AccountFirmographicsChanged':
      return { facts: { industry: data.industry } };
    case 'AccountPhoneChanged':
      return { facts: { phones: phoneOf(data) } };
    case 'AccountAddressChanged':
      return { facts: { places: placesOf(data.address ? [data.address] : []) } };
    case 'AccountTagsChanged':
      return { facts: { tags: data.tags } };
    case 'AccountAssigned':
      return { ownerId: data.ownerId || null };
    case 'AccountMovedUnder':
    case 'AccountCommitteeMemberAdded':
    case 'AccountCommitteeRoleChanged':
    case 'AccountCommitteeStanceChanged':
    case 'AccountCommitteeMemberRemoved':
      return {};
    case 'AccountArchived':
      return { archived: true };
    case 'AccountRestored':
      return { archived: false };

    // Leads
    case 'LeadCreated': {
      const { givenName, familyName, company, email, source, note } = data;
      return {
        kind: 'LEAD',
        ownerId: null,
        facts: { givenName, familyName, company, source, note, emails: list(email), phones: phoneOf(data) },
      };
    }
    case 'LeadRenamed':
      return { facts: { givenName: data.givenName, familyName: data.familyName, company: data.company } };
    case 'LeadReachChanged':
      return { facts: { emails: list(data.email), phones: phoneOf(data) } };
    case 'LeadOriginChanged':
      return { facts: { source: data.source } };
    case 'LeadNoteChanged':
      return { facts: { note: data.note } };
    case 'LeadAssigned':
      return { ownerId: data.ownerId || null };
    case 'LeadSubmittedAgain':
    case 'LeadFollowUpRequested':
    case 'LeadQualified':
    case 'LeadDisqualified':
    case 'LeadReopened':
    case 'LeadConverted':
      return {};
    case 'LeadArchived':
      return { archived: true };
    case 'LeadRestored':
      return { archived: false };

    // Deals
    case 'OpportunityOpened':
      return {
        kind: 'OPPORTUNITY',
        ownerId: data.ownerId || null,
        facts: { name: data.name, stage: data.stage?.name ?? '', nextStep: data.nextStep, competitors: data.competitors },
      };
    case 'OpportunityRenamed':
      return { facts: { name: data.name } };
    case 'OpportunityAssigned':
      return { ownerId: data.ownerId || null };
    case 'OpportunityCompetitorsChanged':
      return { facts: { competitors: data.competitors } };
    case 'OpportunityNextStepChanged':
      return { facts: { nextStep: data.nextStep } };
    case 'OpportunityMovedToStage':
      return { facts: { stage: data.to?.name ?? '' } };
    case 'OpportunityWon':
    case 'OpportunityLost':
    case 'OpportunityReopened':
      return { facts: { stage: data.stage?.name ?? '' } };
    case 'OpportunityAmountChanged':
    case 'OpportunityMarginChanged':
    case 'OpportunityCloseDateChanged':
    case 'OpportunityAccountChanged':
    case 'OpportunityContactsChanged':
    case 'OpportunityProductsChanged':
      return {};
    case 'OpportunityArchived':
      return { archived: true };
    case 'OpportunityRestored':
      return { archived: false };

    // Tasks: whose they are is who has to do them.
    case 'TaskCreated':
      return { kind: 'TASK', ownerId: data.assigneeId || null, facts: { name: data.title, body: data.body, taskKind: data.kind } };
    case 'TaskDescribed':
      return { facts: { name: data.title, body: data.body, taskKind: data.kind } };
    case 'TaskReassigned':
      return { ownerId: data.assigneeId || null };
    case 'TaskRescheduled':
    case 'TaskCompleted':
    case 'TaskReopened':
    case 'TaskFellDue':
    case 'TaskEscalated':
      return {};
    case 'TaskArchived':
      return { archived: true };
    case 'TaskRestored':
      return { archived: false };
  }
}

/** What a record is called, and the words it is found by. */
function wordsOf(kind: RecordKind, facts: Facts) {
  const one = (key: string): string => (typeof facts[key] === 'string' ? facts[key] : '');
  const many = (key: string): readonly string[] => (Array.isArray(facts[key]) ? (facts[key] as readonly string[]) : []);
  const emails = many('emails');
  const phones = many('phones');
  const person = [one('givenName'), one('familyName')].filter(Boolean).join(' ');
  const words = (...texts: readonly string[]) => texts.filter(Boolean);
  switch (kind) {
    case 'CONTACT':
      return {
        title: person || emails[0] || '',
        subtitle: one('title') || emails[0] || null,
        texts: words(one('note'), ...many('tags'), ...many('places'), ...many('handles')),
        emails,
        phones,
      };
    case 'ACCOUNT':
      return {
        title: one('name'),
        subtitle: one('domain') || one('industry') || null,
        texts: words(one('industry'), ...many('tags'), ...many('places')),
        emails,
        phones,
      };
    case 'LEAD':
      return {
        title: person || one('company') || emails[0] || '',
        subtitle: one('company') || one('source') || null,
        texts: words(one('source'), one('note')),
        emails,
        phones,
      };
    case 'OPPORTUNITY':
      return { title: one('name'), subtitle: one('stage') || null, texts: words(one('nextStep'), ...many('competitors')), emails, phones };
    case 'TASK':
      return { title: one('name'), subtitle: one('taskKind') || null, texts: words(one('body')), emails, phones };
  }
}

const list = (text: string): string[] => (text ? [text] : []);
const addressesOf = (emails: readonly { address: string }[]) => emails.map(({ address }) => address);
const numbersOf = (phones: readonly { number: string; e164: string }[]) => phones.map(({ number, e164 }) => e164 || number);
const phoneOf = ({ phone, phoneE164 }: { phone: string; phoneE164: string }) => list(phoneE164 || phone);
const placesOf = (addresses: readonly { city: string; country: string }[]) =>
  addresses.flatMap(({ city, country }) => [...list(city), ...list(country)]);
