import type { RecordedEventOf } from '@throughline/contracts';
import { LeadEventSchema } from '@throughline/contracts/sales';
import { recordIndexes } from '@throughline/records';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { leadRecord } from './lead.record.js';
import type { Touch } from './lead.js';

@Entity()
export class LeadRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('text', { nullable: true }) givenName!: string | null;
  @Column('text', { nullable: true }) familyName!: string | null;
  @Column('text', { nullable: true }) company!: string | null;
  @Column('text', { nullable: true }) email!: string | null;
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) phoneE164!: string | null;
  @Column('text', { nullable: true }) source!: string | null;
  @Column('text', { nullable: true }) campaign!: string | null;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('text', { nullable: true }) country!: string | null;
  @Column('text', { nullable: true }) industry!: string | null;
  @Column('jsonb', { nullable: true }) firstTouch!: TouchData | null;
  @Column('jsonb', { nullable: true }) lastTouch!: TouchData | null;
  /** The lead's own source where no touch is known. */
  @Column('text', { nullable: true }) firstTouchSource!: string | null;
  @Column('text', { nullable: true }) lastTouchSource!: string | null;
  @Column('text') status!: 'NEW' | 'QUALIFIED' | 'DISQUALIFIED' | 'CONVERTED';
  @Column('text', { nullable: true }) disqualifiedReason!: string | null;
  @Column('text', { nullable: true }) referringContactId!: string | null;
  @Column('text', { nullable: true }) referringAccountId!: string | null;
  @Column('text', { nullable: true }) submissionId!: string | null;
  @Column('text', { nullable: true }) accountId!: string | null;
  @Column('text', { nullable: true }) contactId!: string | null;
  @Column('text', { nullable: true }) opportunityId!: string | null;
  @Column('text', { nullable: true }) externalId!: string | null;
  @Column('boolean') archived!: boolean;
}

export type TouchData = { readonly [key in keyof Touch]: Touch[key] | null };
type Row = RowData<LeadRow>;
type Event = RecordedEventOf<typeof LeadEventSchema>;

export const leads: View<LeadRow, typeof LeadEventSchema> = {
  name: 'leads',
  version: 3,
  entity: LeadRow,
  streams: [LeadEventSchema],
  indexes: [
    ...recordIndexes(leadRecord, LeadRow),
    'CREATE INDEX ON {table} (tenant, lower(email)) WHERE email IS NOT NULL',
    'CREATE INDEX ON {table} (tenant, external_id) WHERE external_id IS NOT NULL',
  ],
  project(row, event) {
    const seen = { revision: event.revision, updatedAt: event.recordedAt };
    if (event.type === 'LeadCreated') return touched({ ...created(event), ...seen });
    return row && touched({ ...row, ...changed(event), ...seen });
  },
};

const touched = (row: Omit<Row, 'firstTouchSource' | 'lastTouchSource'>): Row => ({
  ...row,
  firstTouchSource: row.firstTouch?.source ?? row.source,
  lastTouchSource: row.lastTouch?.source ?? row.source,
});

function created(
  event: Extract<Event, { type: 'LeadCreated' }>,
): Omit<Row, 'revision' | 'updatedAt' | 'firstTouchSource' | 'lastTouchSource'> {
  const { data } = event;
  const firstTouch = touchData(data.firstTouch);
  return {
    createdAt: event.recordedAt,
    createdBy: event.meta.actor,
    ownerId: null,
    givenName: data.givenName || null,
    familyName: data.familyName || null,
    company: data.company || null,
    email: data.email || null,
    phone: data.phone || null,
    phoneE164: data.phoneE164 || null,
    source: data.source || null,
    campaign: data.campaign || null,
    note: data.note || null,
    country: data.country || null,
    industry: data.industry || null,
    firstTouch,
    lastTouch: firstTouch,
    status: 'NEW',
    disqualifiedReason: null,
    referringContactId: data.referringContactId || null,
    referringAccountId: data.referringAccountId || null,
    submissionId: data.submissionId || null,
    accountId: null,
    contactId: null,
    opportunityId: null,
    externalId: data.externalId || null,
    archived: false,
  };
}

function changed(event: Exclude<Event, { type: 'LeadCreated' }>): Partial<Row> {
  const { type, data } = event;
  switch (type) {
    case 'LeadRenamed':
      return { givenName: data.givenName || null, familyName: data.familyName || null, company: data.company || null };
    case 'LeadReachChanged':
      return { email: data.email || null, phone: data.phone || null, phoneE164: data.phoneE164 || null };
    case 'LeadOriginChanged': {
      const { source, campaign, country, industry, lastTouch } = data;
      const facts = { source: source || null, campaign: campaign || null, country: country || null, industry: industry || null };
      return lastTouch ? { ...facts, lastTouch: touchData(lastTouch) } : facts;
    }
    case 'LeadNoteChanged':
      return { note: data.note || null };
    case 'LeadSubmittedAgain':
      return { lastTouch: touchData(data.touch) };
    case 'LeadAssigned':
      return { ownerId: data.ownerId || null };
    case 'LeadFollowUpRequested':
      return {};
    case 'LeadQualified':
      return { status: 'QUALIFIED', disqualifiedReason: null };
    case 'LeadDisqualified':
      return { status: 'DISQUALIFIED', disqualifiedReason: data.reason || null };
    case 'LeadReopened':
      return { status: 'NEW', disqualifiedReason: null };
    case 'LeadConverted':
      return {
        status: 'CONVERTED',
        accountId: data.accountId || null,
        contactId: data.contactId || null,
        opportunityId: data.opportunityId || null,
      };
    case 'LeadArchived':
      return { archived: true };
    case 'LeadRestored':
      return { archived: false };
  }
}

export const touchData = (touch: Touch | undefined): TouchData | null =>
  touch
    ? {
        source: touch.source || null,
        medium: touch.medium || null,
        campaign: touch.campaign || null,
        term: touch.term || null,
        content: touch.content || null,
        referrer: touch.referrer || null,
        at: touch.at || null,
      }
    : null;
