import type { RecordedEventOf } from '@throughline/contracts';
import { ActivityEventSchema, InboxEventSchema, TaskEventSchema } from '@throughline/contracts/activities';
import { AccountEventSchema, ContactEventSchema, ContactsImportEventSchema } from '@throughline/contracts/contacts';
import { LeadEventSchema, OpportunityEventSchema, SalesImportEventSchema } from '@throughline/contracts/sales';
import { dryRunOperation } from '@throughline/imports';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/** What one person is told; the record's own words are asked for when it is read, so that nobody is told of what they may not see. */
@Entity()
export class NotificationRow extends ViewRow {
  @Column('text') userId!: string;
  @Column('text') kind!: 'ASSIGNED' | 'MENTIONED' | 'DUE' | 'ESCALATED' | 'IMPORT_FINISHED';
  @Column('timestamptz') at!: string;
  @Column('text', { nullable: true }) recordId!: string | null;
  /** Of what is overdue: for how many days it was. */
  @Column('int', { nullable: true }) days!: number | null;
}

const streams = [
  TaskEventSchema,
  ContactEventSchema,
  AccountEventSchema,
  LeadEventSchema,
  OpportunityEventSchema,
  ActivityEventSchema,
  ContactsImportEventSchema,
  SalesImportEventSchema,
];
type Event =
  | RecordedEventOf<typeof TaskEventSchema>
  | RecordedEventOf<typeof ContactEventSchema>
  | RecordedEventOf<typeof AccountEventSchema>
  | RecordedEventOf<typeof LeadEventSchema>
  | RecordedEventOf<typeof OpportunityEventSchema>
  | RecordedEventOf<typeof ActivityEventSchema>
  | RecordedEventOf<typeof ContactsImportEventSchema>
  | RecordedEventOf<typeof SalesImportEventSchema>;

export const notifications: View<NotificationRow, (typeof streams)[number]> = {
  name: 'notifications',
  version: 2,
  entity: NotificationRow,
  streams,
  indexes: ['CREATE INDEX ON {table} (tenant, user_id, at DESC, id)'],
  keys: (event) => told(event as Event).users.map((user) => `${event.id} ${user}`),
  project(_row, event, id): RowData<NotificationRow> | null {
    const { kind, recordId, days = null } = told(event as Event);
    return { userId: id.split(' ')[1] ?? '', kind, at: event.recordedAt, recordId, days };
  },
};

/** Whom an event concerns. Nobody is told what they did themselves. */
function told(event: Event): { kind: NotificationRow['kind']; users: readonly string[]; recordId: string | null; days?: number } {
  const others = (...users: readonly string[]) => [...new Set(users)].filter((user) => user && user !== event.meta.actor);
  const { type, data, stream } = event;
  switch (type) {
    case 'TaskCreated':
    case 'TaskReassigned':
      return { kind: 'ASSIGNED', users: others(data.assigneeId), recordId: stream.id };
    case 'TaskFellDue':
      return { kind: 'DUE', users: others(data.assigneeId), recordId: stream.id };
    case 'TaskEscalated':
      return { kind: 'ESCALATED', users: data.toIds, recordId: stream.id, days: data.daysOverdue };
    // A record that comes with an import is not handed to anybody today.
    case 'ContactAssigned':
    case 'AccountAssigned':
    case 'LeadAssigned':
    case 'OpportunityAssigned':
    case 'OpportunityOpened':
      return { kind: 'ASSIGNED', users: event.meta.batch ? [] : others(data.ownerId), recordId: stream.id };
    case 'ActivityLogged':
      return { kind: 'MENTIONED', users: others(...data.mentions), recordId: data.about[0] ?? null };
    case 'ActivityCorrected':
      return { kind: 'MENTIONED', users: others(...data.newlyMentioned), recordId: data.about[0] ?? null };
    // What a rule makes of somebody's lead is not news to them.
    case 'ContactCreated':
    case 'AccountCreated': {
      const handed = !event.meta.batch && !event.meta.actor.startsWith('policy:');
      return { kind: 'ASSIGNED', users: handed ? others(data.ownerId) : [], recordId: stream.id };
    }
    // Whoever waits for it is told, though they started it.
    case 'ContactsImportFinished':
    case 'ContactsImportFailed':
    case 'SalesImportFinished':
    case 'SalesImportFailed':
      return { kind: 'IMPORT_FINISHED', users: event.meta.operation === dryRunOperation ? [] : [event.meta.actor], recordId: null };
    default:
      return { kind: 'ASSIGNED', users: [], recordId: null };
  }
}

/** What a person follows and has read: a row a record, a notification, and `until` for all that came before. */
@Entity()
export class InboxRow extends ViewRow {
  @Column('text') userId!: string;
  @Column('text', { nullable: true }) followedId!: string | null;
  @Column('timestamptz', { nullable: true }) followedAt!: string | null;
  @Column('text', { nullable: true }) readId!: string | null;
  @Column('timestamptz', { nullable: true }) readUntil!: string | null;
}

export const inboxes: View<InboxRow, typeof InboxEventSchema> = {
  name: 'inboxes',
  version: 2,
  entity: InboxRow,
  streams: [InboxEventSchema],
  indexes: ['CREATE INDEX ON {table} (tenant, user_id)', 'CREATE INDEX ON {table} (tenant, followed_id) WHERE followed_id IS NOT NULL'],
  keys({ type, data, stream }) {
    switch (type) {
      case 'RecordFollowed':
      case 'RecordUnfollowed':
        return [`${stream.id} follows ${data.recordId}`];
      case 'NotificationRead':
        return [`${stream.id} read ${data.notificationId}`];
      case 'AllNotificationsRead':
        return [`${stream.id} read all`];
    }
  },
  project(_row, { type, data, stream, recordedAt }) {
    const nothing = { userId: stream.id, followedId: null, followedAt: null, readId: null, readUntil: null };
    switch (type) {
      case 'RecordFollowed':
        return { ...nothing, followedId: data.recordId, followedAt: recordedAt };
      case 'RecordUnfollowed':
        return null;
      case 'NotificationRead':
        return { ...nothing, readId: data.notificationId };
      case 'AllNotificationsRead':
        return { ...nothing, readUntil: data.until };
    }
  },
};
