import type { RecordedEventOf } from '@throughline/contracts';
import { ActivityEventSchema, TaskEventSchema } from '@throughline/contracts/activities';
import { AccountEventSchema, ContactEventSchema } from '@throughline/contracts/contacts';
import { LeadEventSchema, OpportunityEventSchema } from '@throughline/contracts/sales';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/** That something happened to a record which those who follow it want to know: what, its timeline tells. A row a record. */
@Entity()
export class NewsRow extends ViewRow {
  @Column('text') recordId!: string;
  @Column('text') eventId!: string;
  /** On timelines. */
  @Column('text') entryId!: string;
  @Column('timestamptz') at!: string;
  @Column('text') actor!: string;
}

const streams = [ContactEventSchema, AccountEventSchema, LeadEventSchema, OpportunityEventSchema, TaskEventSchema, ActivityEventSchema];
type Streams = (typeof streams)[number];
export type NewsEvent =
  | RecordedEventOf<typeof ContactEventSchema>
  | RecordedEventOf<typeof AccountEventSchema>
  | RecordedEventOf<typeof LeadEventSchema>
  | RecordedEventOf<typeof OpportunityEventSchema>
  | RecordedEventOf<typeof TaskEventSchema>
  | RecordedEventOf<typeof ActivityEventSchema>;

export const news: View<NewsRow, Streams> = {
  name: 'news',
  version: 1,
  entity: NewsRow,
  streams,
  indexes: ['CREATE INDEX ON {table} (tenant, record_id, at)'],
  keys: (event) => newsOf(event as NewsEvent).map((recordId) => `${event.id} ${recordId}`),
  project: (_row, { id: eventId, type, stream, recordedAt, meta }, id) => ({
    recordId: id.split(' ')[1] ?? '',
    eventId,
    entryId: type === 'ActivityLogged' ? stream.id : eventId,
    at: recordedAt,
    actor: meta.actor,
  }),
};

/** The records that an event is news of: where a deal stands, whose a record is, what was said. A field that is corrected is none. */
export function newsOf({ type, data, stream }: NewsEvent): readonly string[] {
  switch (type) {
    case 'OpportunityMovedToStage':
    case 'OpportunityWon':
    case 'OpportunityLost':
    case 'OpportunityReopened':
    case 'OpportunityAssigned':
    case 'OpportunityArchived':
    case 'LeadQualified':
    case 'LeadDisqualified':
    case 'LeadReopened':
    case 'LeadConverted':
    case 'LeadAssigned':
    case 'LeadArchived':
    case 'ContactAssigned':
    case 'ContactArchived':
    case 'AccountAssigned':
    case 'AccountArchived':
    case 'TaskCompleted':
    case 'TaskReopened':
    case 'TaskReassigned':
      return [stream.id];
    case 'ActivityLogged':
      return data.about;
    default:
      return [];
  }
}
