import type { RecordedEventOf } from '@throughline/contracts';
import { ContactEventSchema } from '@throughline/contracts/contacts';
import { emailKey, nameKey, phoneKey } from '@throughline/domain';
import { recordIndexes } from '@throughline/records';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { address, email, handle, phone, position, type Facts, type Position } from './contact.js';
import { contactRecord } from './contact.record.js';

@Entity()
export class ContactRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) ownerId!: string | null;
  /** Given and family name; without them the e-mail address or phone number. */
  @Column('text') name!: string;
  @Column('text', { nullable: true }) givenName!: string | null;
  @Column('text', { nullable: true }) familyName!: string | null;
  @Column('text', { nullable: true }) title!: string | null;
  /** The primary address. */
  @Column('text', { nullable: true }) email!: string | null;
  @Column('jsonb') emails!: Facts['emails'];
  /** The first number. */
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('jsonb') phones!: Facts['phones'];
  @Column('jsonb') addresses!: Facts['addresses'];
  /** Of the first address. */
  @Column('text', { nullable: true }) street!: string | null;
  @Column('text', { nullable: true }) postalCode!: string | null;
  @Column('text', { nullable: true }) city!: string | null;
  @Column('text', { nullable: true }) region!: string | null;
  @Column('text', { nullable: true }) country!: string | null;
  @Column('text', { nullable: true }) language!: string | null;
  @Column('jsonb') handles!: Facts['handles'];
  @Column('text', { nullable: true }) note!: string | null;
  @Column('text', { array: true }) tags!: string[];
  /** The account the person is shown with. */
  @Column('text', { nullable: true }) accountId!: string | null;
  /** Of all positions, past ones too. */
  @Column('text', { array: true }) accountIds!: string[];
  @Column('jsonb') positions!: Position[];
  @Column('text', { nullable: true }) primaryPosition!: string | null;
  /** What finds a likely duplicate: see `duplicates.ts`. */
  @Column('text', { array: true }) emailKeys!: string[];
  @Column('text', { array: true }) phoneKeys!: string[];
  @Column('text') nameKey!: string;
  @Column('text', { nullable: true }) leadId!: string | null;
  @Column('text', { nullable: true }) externalId!: string | null;
  @Column('boolean') archived!: boolean;
}

type Row = RowData<ContactRow>;
type Event = RecordedEventOf<typeof ContactEventSchema>;

export const contacts: View<ContactRow, typeof ContactEventSchema> = {
  name: 'contacts',
  version: 1,
  entity: ContactRow,
  streams: [ContactEventSchema],
  indexes: [
    ...recordIndexes(contactRecord, ContactRow),
    // Without the list of entries still to be put in place, which every lookup would read from end to end.
    'CREATE INDEX ON {table} USING gin (email_keys) WITH (fastupdate = off)',
    'CREATE INDEX ON {table} USING gin (phone_keys) WITH (fastupdate = off)',
    'CREATE INDEX ON {table} (tenant, external_id) WHERE external_id IS NOT NULL',
  ],
  project(row, event) {
    const seen = { revision: event.revision, updatedAt: event.recordedAt };
    if (event.type === 'ContactCreated') return { ...created(event), ...seen };
    return row && { ...row, ...changed(row, event), ...seen };
  },
};

function created(event: Extract<Event, { type: 'ContactCreated' }>): Omit<Row, 'revision' | 'updatedAt'> {
  const { data } = event;
  const { givenName, familyName } = data;
  const reach = { ...emailColumns(data.emails.map(email)), ...phoneColumns(data.phones.map(phone)) };
  return {
    createdAt: event.recordedAt,
    createdBy: event.meta.actor,
    ownerId: data.ownerId || null,
    ...reach,
    ...nameColumns({ ...reach, givenName, familyName }),
    ...addressColumns(data.addresses.map(address)),
    title: data.title || null,
    language: data.language || null,
    handles: data.handles.map(handle),
    note: data.note || null,
    tags: data.tags,
    ...positionColumns([], null),
    leadId: data.leadId || null,
    externalId: data.externalId || null,
    archived: false,
  };
}

function changed(row: Row, { type, data }: Exclude<Event, { type: 'ContactCreated' }>): Partial<Row> {
  switch (type) {
    case 'ContactRenamed':
      return nameColumns({ ...row, ...data });
    case 'ContactEmailsChanged': {
      const emails = emailColumns(data.emails.map(email));
      return { ...emails, ...nameColumns({ ...row, ...emails }) };
    }
    case 'ContactPhonesChanged': {
      const phones = phoneColumns(data.phones.map(phone));
      return { ...phones, ...nameColumns({ ...row, ...phones }) };
    }
    case 'ContactAddressesChanged':
      return addressColumns(data.addresses.map(address));
    case 'ContactTitleChanged':
      return { title: data.title || null };
    case 'ContactLanguageChanged':
      return { language: data.language || null };
    case 'ContactHandlesChanged':
      return { handles: data.handles.map(handle) };
    case 'ContactNoteChanged':
      return { note: data.note || null };
    case 'ContactTagsChanged':
      return { tags: data.tags };
    case 'ContactAssigned':
      return { ownerId: data.ownerId || null };
    case 'ContactJoinedAccount':
      return positionColumns([...row.positions, position(data)], data.primary ? data.positionId : row.primaryPosition);
    case 'ContactPositionChanged':
      return positionColumns(
        row.positions.map((each) => (each.id === data.positionId ? position(data) : each)),
        row.primaryPosition,
      );
    case 'ContactLeftAccount':
      return positionColumns(
        row.positions.map((each) => (each.id === data.positionId ? { ...each, until: data.until } : each)),
        row.primaryPosition,
      );
    case 'ContactPositionRemoved':
      return positionColumns(
        row.positions.filter(({ id }) => id !== data.positionId),
        row.primaryPosition,
      );
    case 'ContactPrimaryAccountChanged':
      return positionColumns(row.positions, data.positionId || null);
    case 'ContactArchived':
      return { archived: true };
    case 'ContactRestored':
      return { archived: false };
  }
}

type NameSource = { givenName: string | null; familyName: string | null; email: string | null; phone: string | null };

const nameColumns = ({ givenName, familyName, email, phone }: NameSource) => {
  const full = [givenName, familyName].filter(Boolean).join(' ');
  return { givenName: givenName || null, familyName: familyName || null, name: full || email || phone || '', nameKey: nameKey(full) };
};

const emailColumns = (emails: Facts['emails']) => ({
  emails,
  email: (emails.find(({ primary }) => primary) ?? emails[0])?.address ?? null,
  emailKeys: [...new Set(emails.map(({ address }) => emailKey(address)))],
});

const phoneColumns = (phones: Facts['phones']) => ({
  phones,
  phone: phones[0]?.number ?? null,
  phoneKeys: [...new Set(phones.map(phoneKey))],
});

const addressColumns = (addresses: Facts['addresses']) => {
  const { street = null, postalCode = null, city = null, region = null, country = null } = addresses[0] ?? {};
  return { addresses, street, postalCode, city, region, country };
};

const positionColumns = (positions: Position[], primary: string | null) => ({
  positions,
  primaryPosition: primary,
  accountId: positions.find(({ id }) => id === primary)?.accountId ?? null,
  accountIds: [...new Set(positions.map(({ accountId }) => accountId))],
});
