import type { RecordedEventOf } from '@throughline/contracts';
import { ActivityEventSchema, ActivityKind, TaskEventSchema } from '@throughline/contracts/activities';
import { AccountEventSchema, CommitteeRole, CommitteeStance, ContactEventSchema } from '@throughline/contracts/contacts';
import { FormSubmissionEventSchema } from '@throughline/contracts/marketing';
import { LeadEventSchema, OpportunityEventSchema } from '@throughline/contracts/sales';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/** One fact, by the records its event named. */
@Entity()
export class TimelineRow extends ViewRow {
  /** Every department's public facts, in the words of the trade: `FORM_SUBMITTED`, `CALL`, `OPPORTUNITY_WON`. */
  @Column('text') kind!: string;
  @Column('text') title!: string;
  @Column('text', { nullable: true }) body!: string | null;
  @Column('timestamptz') at!: string;
  /** Of the record: what one command does to it has one time, and an order. */
  @Column('int') revision!: number;
  @Column('text') actor!: string;
  @Column('text', { array: true }) about!: readonly string[];
  /** Who does not see each of these records does not see the entry, wherever it stands; none where being about a visible record is enough. */
  @Column('text', { array: true }) recordIds!: readonly string[];
}

const streams = [
  FormSubmissionEventSchema,
  ActivityEventSchema,
  TaskEventSchema,
  ContactEventSchema,
  AccountEventSchema,
  LeadEventSchema,
  OpportunityEventSchema,
];
type Streams = (typeof streams)[number];
type Event =
  | RecordedEventOf<typeof FormSubmissionEventSchema>
  | RecordedEventOf<typeof ActivityEventSchema>
  | RecordedEventOf<typeof TaskEventSchema>
  | RecordedEventOf<typeof ContactEventSchema>
  | RecordedEventOf<typeof AccountEventSchema>
  | RecordedEventOf<typeof LeadEventSchema>
  | RecordedEventOf<typeof OpportunityEventSchema>;

export const timeline: View<TimelineRow, Streams> = {
  name: 'timeline',
  version: 3,
  entity: TimelineRow,
  streams,
  indexes: ['CREATE INDEX ON {table} USING gin (about)', 'CREATE INDEX ON {table} (tenant, at DESC, id)'],
  // What was logged can be corrected and removed, so its row is the activity's; every other fact stands for itself.
  keys: (event) => (isActivity(event.type) ? [event.stream.id] : entryOf(event as Event) ? [event.id] : []),
  project(row, event) {
    const { type, data } = event as Event;
    switch (type) {
      case 'ActivityLogged':
        return {
          kind: ActivityKind[data.kind],
          title: data.subject || titles[ActivityKind[data.kind] as keyof typeof titles],
          body: data.body || null,
          at: data.at,
          revision: event.revision,
          actor: event.meta.actor,
          about: data.about,
          recordIds: [],
        };
      case 'ActivityCorrected':
        return (
          row && {
            ...row,
            title: data.subject || titles[row.kind as keyof typeof titles] || row.kind,
            body: data.body || null,
            at: data.at,
            about: data.about,
          }
        );
      case 'ActivityRemoved':
        return null;
      default: {
        const entry = entryOf(event as Event);
        return (
          entry && {
            at: event.meta.occurredAt,
            revision: event.revision,
            actor: event.meta.actor,
            body: null,
            recordIds: [event.stream.id],
            ...entry,
          }
        );
      }
    }
  },
};

const isActivity = (type: string): boolean => type.startsWith('Activity');
const titles = { CALL: 'Call', MEETING: 'Meeting', EMAIL: 'E-mail', NOTE: 'Note' } as const;

type Entry = Pick<RowData<TimelineRow>, 'kind' | 'title' | 'about'> & Partial<RowData<TimelineRow>>;

/** The line an event is on the timeline; none where it would say nothing to a person. */
function entryOf(event: Event): Entry | null {
  const { type, data, stream } = event;
  const line = (kind: string, title: string, body?: string): Entry => ({ kind, title, body: body || null, about: [stream.id] });
  const seat = (contactId: string, kind: string, title: string): Entry => {
    const both = [stream.id, contactId];
    return { ...line(kind, title), about: both, recordIds: both };
  };
  switch (type) {
    case 'FormSubmitted': {
      const title = data.utmSource ? `Posted the form "${data.formName}" from ${data.utmSource}` : `Posted the form "${data.formName}"`;
      const words = data.values.map(({ label, value }) => `${label}: ${value}`).join('\n');
      // A visitor's post is no record of its own: it is seen with the lead it became.
      return { ...line('FORM_SUBMITTED', title, words), recordIds: [] };
    }

    case 'LeadCreated':
      return line('LEAD_CREATED', data.source ? `Became a lead from ${data.source}` : 'Became a lead', data.note);
    case 'LeadAssigned':
      return data.ownerId ? line('LEAD_ASSIGNED', 'The lead got an owner') : line('LEAD_ASSIGNED', 'The lead has no owner any more');
    case 'LeadQualified':
      return line('LEAD_QUALIFIED', 'Qualified');
    case 'LeadDisqualified':
      return line('LEAD_DISQUALIFIED', 'Disqualified', data.reason);
    case 'LeadReopened':
      return line('LEAD_REOPENED', 'Opened again');
    case 'LeadConverted':
      return line('LEAD_CONVERTED', 'The lead was converted');
    case 'LeadArchived':
      return line('LEAD_ARCHIVED', 'The lead was archived');
    case 'LeadRestored':
      return line('LEAD_RESTORED', 'The lead was restored');
    case 'LeadRenamed':
    case 'LeadReachChanged':
    case 'LeadOriginChanged':
    case 'LeadNoteChanged':
      return line('LEAD_CHANGED', leadChanges[type]);
    // What they posted stands there itself.
    case 'LeadSubmittedAgain':
    case 'LeadFollowUpRequested':
      return null;

    case 'OpportunityOpened':
      return line('OPPORTUNITY_OPENED', `Deal opened: ${data.name}`, data.amount && `${data.amount.amount} ${data.amount.currency}`);
    case 'OpportunityMovedToStage':
      return line('OPPORTUNITY_MOVED', `Moved to "${data.to?.name ?? ''}"`);
    case 'OpportunityWon':
      return line('OPPORTUNITY_WON', `Won: ${data.name}`, data.amount && `${data.amount.amount} ${data.amount.currency}`);
    case 'OpportunityLost':
      return line('OPPORTUNITY_LOST', 'Lost', data.reason);
    case 'OpportunityReopened':
      return line('OPPORTUNITY_REOPENED', 'Opened again');
    case 'OpportunityAmountChanged':
      return line(
        'OPPORTUNITY_AMOUNT_CHANGED',
        data.amount ? `Amount is now ${data.amount.amount} ${data.amount.currency}` : 'The amount was taken away',
      );
    case 'OpportunityCloseDateChanged':
      return line(
        'OPPORTUNITY_CLOSE_DATE_CHANGED',
        data.closeDate ? `Expected to close on ${data.closeDate}` : 'The close date was taken away',
      );
    case 'OpportunityNextStepChanged':
      return line('OPPORTUNITY_NEXT_STEP_CHANGED', data.nextStep ? 'Next step' : 'The next step was taken away', data.nextStep);
    case 'OpportunityAssigned':
      return line('OPPORTUNITY_ASSIGNED', data.ownerId ? 'The deal got another owner' : 'The deal has no owner any more');
    case 'OpportunityArchived':
      return line('OPPORTUNITY_ARCHIVED', 'The deal was archived');
    case 'OpportunityRestored':
      return line('OPPORTUNITY_RESTORED', 'The deal was restored');
    case 'OpportunityRenamed':
      return line('OPPORTUNITY_CHANGED', `Renamed to ${data.name}`);
    case 'OpportunityAccountChanged':
      return line('OPPORTUNITY_CHANGED', 'The account changed');
    case 'OpportunityContactsChanged':
      return line('OPPORTUNITY_CHANGED', 'The contacts changed');
    case 'OpportunityProductsChanged':
      return line('OPPORTUNITY_CHANGED', 'The products changed');
    case 'OpportunityCompetitorsChanged':
      return line('OPPORTUNITY_CHANGED', 'The competitors changed', data.competitors.join(', '));
    // Stays within sales.
    case 'OpportunityMarginChanged':
      return null;

    case 'TaskCreated':
      return { ...line('TASK_CREATED', `Task: ${data.title}`, data.body), about: [stream.id, ...data.about] };
    case 'TaskCompleted':
    case 'TaskReopened':
    case 'TaskReassigned':
    case 'TaskRescheduled':
    case 'TaskDescribed':
    case 'TaskArchived':
    case 'TaskRestored':
      return line(taskChanges[type].kind, taskChanges[type].title);
    case 'TaskEscalated':
      return line('TASK_ESCALATED', `Escalated: overdue for ${data.daysOverdue === 1 ? '1 day' : `${data.daysOverdue} days`}`);
    case 'TaskFellDue':
      return null;

    case 'ContactCreated':
      return line('CONTACT_CREATED', 'The contact was created');
    case 'ContactJoinedAccount':
      return {
        ...line('CONTACT_JOINED_ACCOUNT', data.until ? 'Worked there' : 'Works there', data.title),
        about: [stream.id, data.accountId],
      };
    case 'ContactLeftAccount':
      return { ...line('CONTACT_LEFT_ACCOUNT', `Left on ${data.until}`), about: [stream.id, data.accountId] };
    case 'ContactAssigned':
      return line('CONTACT_ASSIGNED', data.ownerId ? 'The contact got another owner' : 'The contact has no owner any more');
    case 'ContactArchived':
      return line('CONTACT_ARCHIVED', 'The contact was archived');
    case 'ContactRestored':
      return line('CONTACT_RESTORED', 'The contact was restored');
    case 'ContactRenamed':
    case 'ContactEmailsChanged':
    case 'ContactPhonesChanged':
    case 'ContactAddressesChanged':
    case 'ContactTitleChanged':
    case 'ContactLanguageChanged':
    case 'ContactHandlesChanged':
    case 'ContactNoteChanged':
    case 'ContactTagsChanged':
    case 'ContactPositionChanged':
    case 'ContactPositionRemoved':
    case 'ContactPrimaryAccountChanged':
      return line('CONTACT_CHANGED', contactChanges[type]);

    case 'AccountCreated':
      return line('ACCOUNT_CREATED', 'The account was created');
    case 'AccountAssigned':
      return line('ACCOUNT_ASSIGNED', data.ownerId ? 'The account got another owner' : 'The account has no owner any more');
    case 'AccountArchived':
      return line('ACCOUNT_ARCHIVED', 'The account was archived');
    case 'AccountRestored':
      return line('ACCOUNT_RESTORED', 'The account was restored');
    case 'AccountRenamed':
      return line('ACCOUNT_CHANGED', `Renamed from ${data.previous} to ${data.name}`);
    case 'AccountDomainChanged':
      return line('ACCOUNT_CHANGED', `The domain is now ${data.domain || 'not known'}`);
    case 'AccountMovedUnder':
    case 'AccountFirmographicsChanged':
    case 'AccountPhoneChanged':
    case 'AccountAddressChanged':
    case 'AccountTagsChanged':
      return line('ACCOUNT_CHANGED', accountChanges[type]);
    case 'AccountCommitteeMemberAdded':
      return seat(data.contactId, 'COMMITTEE_MEMBER_ADDED', `Joined the buying committee as ${spelled(CommitteeRole[data.role])}`);
    case 'AccountCommitteeRoleChanged':
      return seat(
        data.contactId,
        'COMMITTEE_ROLE_CHANGED',
        `On the buying committee now ${spelled(CommitteeRole[data.role])}, not ${spelled(CommitteeRole[data.previous])}`,
      );
    case 'AccountCommitteeStanceChanged':
      return seat(data.contactId, 'COMMITTEE_STANCE_CHANGED', `On the buying committee: ${stances[data.stance]}`);
    case 'AccountCommitteeMemberRemoved':
      return seat(data.contactId, 'COMMITTEE_MEMBER_REMOVED', `Left the buying committee, was ${spelled(CommitteeRole[data.role])}`);

    case 'ActivityLogged':
    case 'ActivityCorrected':
    case 'ActivityRemoved':
      return null;
  }
}

const leadChanges = {
  LeadRenamed: 'The name changed',
  LeadReachChanged: 'E-mail or phone changed',
  LeadOriginChanged: 'Source, campaign, country or industry changed',
  LeadNoteChanged: 'The note changed',
};

const taskChanges = {
  TaskCompleted: { kind: 'TASK_COMPLETED', title: 'The task was completed' },
  TaskReopened: { kind: 'TASK_REOPENED', title: 'The task was opened again' },
  TaskReassigned: { kind: 'TASK_REASSIGNED', title: 'The task was given to somebody else' },
  TaskRescheduled: { kind: 'TASK_RESCHEDULED', title: 'The due time changed' },
  TaskDescribed: { kind: 'TASK_CHANGED', title: 'The task was described anew' },
  TaskArchived: { kind: 'TASK_ARCHIVED', title: 'The task was archived' },
  TaskRestored: { kind: 'TASK_RESTORED', title: 'The task was restored' },
};

const contactChanges = {
  ContactRenamed: 'The name changed',
  ContactEmailsChanged: 'The e-mails changed',
  ContactPhonesChanged: 'The phones changed',
  ContactAddressesChanged: 'The addresses changed',
  ContactTitleChanged: 'The job title changed',
  ContactLanguageChanged: 'The language changed',
  ContactHandlesChanged: 'The social handles changed',
  ContactNoteChanged: 'The note changed',
  ContactTagsChanged: 'The tags changed',
  ContactPositionChanged: 'A position changed',
  ContactPositionRemoved: 'A position was taken back',
  ContactPrimaryAccountChanged: 'The main account changed',
};

const accountChanges = {
  AccountMovedUnder: 'Its place in the tree of accounts changed',
  AccountFirmographicsChanged: 'Industry, size or revenue changed',
  AccountPhoneChanged: 'The phone changed',
  AccountAddressChanged: 'The address changed',
  AccountTagsChanged: 'The tags changed',
};

const stances: Readonly<Record<CommitteeStance, string>> = {
  [CommitteeStance.UNSPECIFIED]: 'the stance is not known any more',
  [CommitteeStance.SUPPORTS]: 'supports us',
  [CommitteeStance.NEUTRAL]: 'is neutral',
  [CommitteeStance.OPPOSES]: 'opposes us',
};

/** `decision maker` of `DECISION_MAKER`. */
const spelled = (name: string | undefined): string => (name ?? '').toLowerCase().replaceAll('_', ' ');
