import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { localDate, type Check } from '@throughline/domain';
import { findRecords, type RecordType, type Viewer } from '@throughline/records';
import { Directory } from '@throughline/service-kit';
import type { View } from '@throughline/views';
import { DataSource } from 'typeorm';
import { customerAccounts, customerContacts } from './customers/customers.view.js';
import { productRecord, products } from './product/product.view.js';

const accountRecord: RecordType = { name: 'Account', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };
const contactRecord: RecordType = { name: 'Contact', fields: [{ key: 'id', label: 'Id', kind: 'id' }] };

/** What another service has just acknowledged may still be on its way to our copy. */
const patienceMs = 10_000;

/** Holds the ids that an input names against what this service knows and the viewer sees. */
@Injectable()
export class References {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
  ) {}

  /** Notes the problem of each reference that names nothing. A reference that already stands on the record is not asked about again. */
  async check(check: Check, viewer: Viewer, given: GivenReferences): Promise<void> {
    const { ownerId, accountId, contactIds = [], productIds = [] } = given;
    const [accounts, contacts, known] = await Promise.all([
      this.known(viewer, accountRecord, customerAccounts, accountId ? [accountId] : [], true),
      this.known(viewer, contactRecord, customerContacts, contactIds, true),
      this.known(viewer, productRecord, products, productIds, false),
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

  private async known(viewer: Viewer, record: RecordType, { entity }: View<any, any>, ids: readonly string[], elsewhere: boolean): Promise<Map<string, unknown>> {
    const until = Date.now() + (elsewhere ? patienceMs : 0);
    for (let pause = 10; ; pause = Math.min(pause * 2, 500)) {
      const found = await findRecords(this.database, { record, entity, viewer }, ids);
      if (found.size === new Set(ids).size || Date.now() >= until) return found;
      await sleep(pause);
    }
  }
}

export interface GivenReferences {
  readonly ownerId?: string | null;
  readonly accountId?: string | null;
  readonly contactIds?: readonly string[];
  readonly productIds?: readonly string[];
}
