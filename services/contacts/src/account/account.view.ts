import type { RecordedEventOf } from '@throughline/contracts';
import { AccountEventSchema, CommitteeRole, CommitteeStance } from '@throughline/contracts/contacts';
import { phoneKey, type Address, type Phone } from '@throughline/domain';
import { recordIndexes } from '@throughline/records';
import { ViewRow, type RowData, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';
import { address, firmographics, phone } from './account.js';
import { accountRecord } from './account.record.js';
import { companyKey } from './company-key.js';

/** As the graph spells it. */
export interface CommitteeSeat {
  readonly contactId: string;
  readonly role: Exclude<keyof typeof CommitteeRole, 'UNSPECIFIED'>;
  readonly stance: Exclude<keyof typeof CommitteeStance, 'UNSPECIFIED'> | null;
  /** Since when the person has had the role. */
  readonly since: string;
}

@Entity()
export class AccountRow extends ViewRow {
  @Column('int') revision!: number;
  @Column('timestamptz') createdAt!: string;
  @Column('timestamptz') updatedAt!: string;
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('text') name!: string;
  @Column('text', { nullable: true }) domain!: string | null;
  @Column('text', { nullable: true }) parentId!: string | null;
  @Column('text', { nullable: true }) industry!: string | null;
  @Column('int', { nullable: true }) employees!: number | null;
  @Column('numeric', { nullable: true }) annualRevenue!: string | null;
  @Column('text', { nullable: true }) annualRevenueCurrency!: string | null;
  @Column('int', { nullable: true }) founded!: number | null;
  /** As typed. */
  @Column('text', { nullable: true }) phone!: string | null;
  @Column('text', { nullable: true }) phoneE164!: string | null;
  @Column('text', { nullable: true }) street!: string | null;
  @Column('text', { nullable: true }) postalCode!: string | null;
  @Column('text', { nullable: true }) city!: string | null;
  @Column('text', { nullable: true }) region!: string | null;
  @Column('text', { nullable: true }) country!: string | null;
  @Column('text', { array: true }) tags!: string[];
  /** In the order in which they joined. */
  @Column('jsonb') committee!: readonly CommitteeSeat[];
  @Column('text', { array: true }) committeeContactIds!: readonly string[];
  /** What finds a likely duplicate: see `duplicates.ts`. */
  @Column('text') nameKey!: string;
  @Column('text', { nullable: true }) phoneKey!: string | null;
  @Column('text', { nullable: true }) leadId!: string | null;
  @Column('text', { nullable: true }) externalId!: string | null;
  @Column('boolean') archived!: boolean;
}

type Row = RowData<AccountRow>;
type Event = RecordedEventOf<typeof AccountEventSchema>;

export const accounts: View<AccountRow, typeof AccountEventSchema> = {
  name: 'accounts',
  version: 3,
  entity: AccountRow,
  streams: [AccountEventSchema],
  indexes: [
    ...recordIndexes(accountRecord, AccountRow),
    'CREATE INDEX ON {table} (tenant, name_key)',
    // Few accounts have one.
    "CREATE INDEX ON {table} (tenant) WHERE committee <> '[]'",
    'CREATE INDEX ON {table} (tenant, domain) WHERE domain IS NOT NULL',
    'CREATE INDEX ON {table} (tenant, external_id) WHERE external_id IS NOT NULL',
  ],
  project(row, event) {
    const seen = { revision: event.revision, updatedAt: event.recordedAt };
    if (event.type === 'AccountCreated') return { ...created(event), ...seen };
    return row && { ...row, ...changed(row, event), ...seen };
  },
};

function created(event: Extract<Event, { type: 'AccountCreated' }>): Omit<Row, 'revision' | 'updatedAt'> {
  const { data } = event;
  return {
    createdAt: event.recordedAt,
    createdBy: event.meta.actor,
    ownerId: data.ownerId || null,
    ...nameColumns(data.name),
    domain: data.domain || null,
    parentId: data.parentId || null,
    ...firmographicColumns(firmographics(data)),
    ...phoneColumns(phone(data)),
    ...addressColumns(address(data.address)),
    tags: data.tags,
    ...committeeColumns([]),
    leadId: data.leadId || null,
    externalId: data.externalId || null,
    archived: false,
  };
}

function changed(row: Row, { type, data, recordedAt }: Exclude<Event, { type: 'AccountCreated' }>): Partial<Row> {
  const seat = (contactId: string, change: Partial<CommitteeSeat>) =>
    committeeColumns(row.committee.map((each) => (each.contactId === contactId ? { ...each, ...change } : each)));
  switch (type) {
    case 'AccountRenamed':
      return nameColumns(data.name);
    case 'AccountDomainChanged':
      return { domain: data.domain || null };
    case 'AccountMovedUnder':
      return { parentId: data.parentId || null };
    case 'AccountFirmographicsChanged':
      return firmographicColumns(firmographics(data));
    case 'AccountPhoneChanged':
      return phoneColumns(phone(data));
    case 'AccountAddressChanged':
      return addressColumns(address(data.address));
    case 'AccountTagsChanged':
      return { tags: data.tags };
    case 'AccountAssigned':
      return { ownerId: data.ownerId || null };
    case 'AccountCommitteeMemberAdded': {
      const { contactId, role, stance } = data;
      return committeeColumns([...row.committee, { contactId, role: roleOf(role), stance: stanceOf(stance), since: recordedAt }]);
    }
    case 'AccountCommitteeRoleChanged':
      return seat(data.contactId, { role: roleOf(data.role), since: recordedAt });
    case 'AccountCommitteeStanceChanged':
      return seat(data.contactId, { stance: stanceOf(data.stance) });
    case 'AccountCommitteeMemberRemoved':
      return committeeColumns(row.committee.filter(({ contactId }) => contactId !== data.contactId));
    case 'AccountArchived':
      return { archived: true };
    case 'AccountRestored':
      return { archived: false };
  }
}

const nameColumns = (name: string) => ({ name, nameKey: companyKey(name) });

const firmographicColumns = ({ industry, employees, annualRevenue, founded }: ReturnType<typeof firmographics>) => ({
  industry: industry ?? null,
  employees: employees ?? null,
  annualRevenue: annualRevenue?.amount ?? null,
  annualRevenueCurrency: annualRevenue?.currency ?? null,
  founded: founded ?? null,
});

const phoneColumns = (phone: Phone | undefined) => ({
  phone: phone?.number ?? null,
  phoneE164: phone?.e164 ?? null,
  phoneKey: phone ? phoneKey(phone) : null,
});

const addressColumns = (address: Address | undefined) => {
  const { street = null, postalCode = null, city = null, region = null, country = null } = address ?? {};
  return { street, postalCode, city, region, country };
};

const committeeColumns = (committee: readonly CommitteeSeat[]) => ({
  committee,
  committeeContactIds: committee.map(({ contactId }) => contactId),
});

export const committeeRoles = Object.keys(CommitteeRole).filter((role) => Number(CommitteeRole[role as keyof typeof CommitteeRole]) > 0);
const roleOf = (role: CommitteeRole) => CommitteeRole[role] as CommitteeSeat['role'];
const stanceOf = (stance: CommitteeStance) => (stance ? (CommitteeStance[stance] as CommitteeSeat['stance']) : null);
