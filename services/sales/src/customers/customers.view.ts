import { AccountEventSchema, ContactEventSchema } from '@throughline/contracts/contacts';
import type { RecordType } from '@throughline/records';
import { ViewRow, type View } from '@throughline/views';
import { Column, Entity } from 'typeorm';

/**
 * Sales' own copy of what it needs from contacts: which accounts and people there are, what an account is called, and whose they are. A deal
 * that names one is held against it; nobody asks contacts.
 */
@Entity()
export class CustomerAccountRow extends ViewRow {
  @Column('text') name!: string;
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('boolean') archived!: boolean;
}

export const customerAccounts: View<CustomerAccountRow, typeof AccountEventSchema> = {
  name: 'customer_accounts',
  version: 1,
  entity: CustomerAccountRow,
  streams: [AccountEventSchema],
  indexes: ['CREATE INDEX ON {table} (tenant, lower(name))'],
  project(row, { type, data, meta }) {
    if (type === 'AccountCreated') return { name: data.name, createdBy: meta.actor, ownerId: data.ownerId || null, archived: false };
    if (!row) return null;
    switch (type) {
      case 'AccountRenamed':
        return { ...row, name: data.name };
      case 'AccountAssigned':
        return { ...row, ownerId: data.ownerId || null };
      case 'AccountArchived':
        return { ...row, archived: true };
      case 'AccountRestored':
        return { ...row, archived: false };
      case 'AccountDomainChanged':
      case 'AccountMovedUnder':
      case 'AccountFirmographicsChanged':
      case 'AccountPhoneChanged':
      case 'AccountAddressChanged':
      case 'AccountTagsChanged':
      case 'AccountCommitteeMemberAdded':
      case 'AccountCommitteeRoleChanged':
      case 'AccountCommitteeStanceChanged':
      case 'AccountCommitteeMemberRemoved':
        return row;
    }
  },
};

@Entity()
export class CustomerContactRow extends ViewRow {
  @Column('text') createdBy!: string;
  @Column('text', { nullable: true }) ownerId!: string | null;
  @Column('boolean') archived!: boolean;
}

export const customerContacts: View<CustomerContactRow, typeof ContactEventSchema> = {
  name: 'customer_contacts',
  version: 1,
  entity: CustomerContactRow,
  streams: [ContactEventSchema],
  project(row, { type, data, meta }) {
    if (type === 'ContactCreated') return { createdBy: meta.actor, ownerId: data.ownerId || null, archived: false };
    if (!row) return null;
    if (type === 'ContactAssigned') return { ...row, ownerId: data.ownerId || null };
    if (type === 'ContactArchived') return { ...row, archived: true };
    if (type === 'ContactRestored') return { ...row, archived: false };
    return row;
  },
};

const reference = (name: string): RecordType => ({ name, fields: [{ key: 'id', label: 'Id', kind: 'id' }] });

/** To find out which of them a viewer sees. */
export const customerAccountSource = { record: reference('Account'), entity: CustomerAccountRow };
export const customerContactSource = { record: reference('Contact'), entity: CustomerContactRow };
