import { Injectable } from '@nestjs/common';
import { localDate, type Check } from '@throughline/domain';
import { findRecords, type RecordType, type Viewer } from '@throughline/records';
import { Directory, Sources } from '@throughline/service-kit';
import type { AnyView } from '@throughline/views';
import { DataSource } from 'typeorm';
import { customerAccounts, customerContacts } from './customers/customers.view.js';
import { productRecord, products } from './product/product.view.js';

const accountRecord: RecordType = { name: 'Account', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };
const contactRecord: RecordType = { name: 'Contact', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };

/** Holds the ids that an input names against what this service knows and the viewer sees. */
@Injectable()
export class References {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly sources: Sources,
  ) {}

  /** Notes the problem of each reference that names nothing. A reference that already stands on the record is not asked about again. */
  async check(check: Check, viewer: Viewer, given: GivenReferences): Promise<void> {
    const { ownerId, accountId, contactIds = [], productIds = [] } = given;
    const [accounts, contacts, known] = await Promise.all([
      this.known(viewer, accountRecord, customerAccounts, accountId ? [accountId] : [], ['contacts']),
      this.known(viewer, contactRecord, customerContacts, contactIds, ['contacts']),
      this.known(viewer, productRecord, products, productIds, []),
    ]);
    if (ownerId) await this.checkUsers(check, viewer, { ownerId });
    if (accountId && !accounts.has(accountId)) check.refuse('accountId', 'is not an account you can see');
    contactIds.forEach((id, i) => contacts.has(id) || check.refuse(`contactIds.${i}`, 'is not a contact you can see'));
    productIds.forEach((id, i) => known.has(id) || check.refuse(`productIds.${i}`, 'is not a product'));
  }

  /** Notes each id, by its path in the input, that is not an active user's. */
  async checkUsers(check: Check, { tenant }: Viewer, ids: Readonly<Record<string, string>>): Promise<void> {
    const { users } = await this.directory.of(tenant);
    for (const [path, id] of Object.entries(ids)) if (!users.get(id)?.active) check.refuse(path, 'is not a user who may sign in');
  }

  /** The calendar day at a moment, where the organisation is. */
  async today(tenant: string, now = new Date().toISOString()): Promise<string> {
    return localDate(now, (await this.directory.of(tenant)).organisation.timeZone);
  }

  private known(
    viewer: Viewer,
    record: RecordType,
    { entity }: AnyView,
    ids: readonly string[],
    services: readonly string[],
  ): Promise<Map<string, unknown>> {
    const find = () => findRecords(this.database, { record, entity, viewer }, ids);
    if (services.length === 0) return find();
    return this.sources.look(services, find, (found) => found.size === new Set(ids).size);
  }
}

export interface GivenReferences {
  readonly ownerId?: string | null;
  readonly accountId?: string | null;
  readonly contactIds?: readonly string[];
  readonly productIds?: readonly string[];
}
