import { Injectable } from '@nestjs/common';
import { localDate, type Check } from '@throughline/domain';
import { findRecords, type RecordType, type Viewer } from '@throughline/records';
import { Directory, Sources, Users } from '@throughline/service-kit';
import type { ViewRow } from '@throughline/views';
import { DataSource } from 'typeorm';
import { customerAccountSource, customerContactSource } from './customers/customers.view.js';
import { leadRecord } from './lead/lead.record.js';
import { LeadRow } from './lead/lead.view.js';
import { priceBookRecord, PriceBookRow } from './price-book/price-book.view.js';
import { productRecord, ProductRow } from './product/product.view.js';

/** Holds the ids that an input names against what this service knows and the viewer sees. */
@Injectable()
export class References {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly sources: Sources,
    private readonly users: Users,
  ) {}

  /** Notes the problem of each reference that names nothing. A reference that already stands on the record is not asked about again. */
  async check(check: Check, viewer: Viewer, given: GivenReferences): Promise<void> {
    const { ownerId, accountId, contactIds = [], productIds = [], priceBookId, leadId } = given;
    const [accounts, contacts, known, books, leadsSeen] = await Promise.all([
      this.known(viewer, customerAccountSource, listOf(accountId), ['contacts']),
      this.known(viewer, customerContactSource, contactIds, ['contacts']),
      this.known(viewer, { record: productRecord, entity: ProductRow }, productIds, []),
      this.known(viewer, { record: priceBookRecord, entity: PriceBookRow }, listOf(priceBookId), []),
      this.known(viewer, { record: leadRecord, entity: LeadRow }, listOf(leadId), []),
      ownerId && this.checkUsers(check, viewer, { ownerId }),
    ]);
    if (accountId && !accounts.has(accountId)) check.refuse('accountId', 'is not an account you can see');
    contactIds.forEach((id, i) => contacts.has(id) || check.refuse(`contactIds.${i}`, 'is not a contact you can see'));
    productIds.forEach((id, i) => known.has(id) || check.refuse(`productIds.${i}`, 'is not a product'));
    const book = books.get(priceBookId ?? '') as PriceBookRow | undefined;
    if (priceBookId && book?.archived !== false) check.refuse('priceBookId', book ? 'is archived' : 'is not a price book');
    if (leadId && !leadsSeen.has(leadId)) check.refuse('leadId', 'is not a lead you can see');
  }

  async checkReferrers(
    check: Check,
    viewer: Viewer,
    {
      referringContactId,
      referringAccountId,
    }: { readonly referringContactId?: string | null; readonly referringAccountId?: string | null },
  ): Promise<void> {
    const [accounts, contacts] = await Promise.all([
      this.known(viewer, customerAccountSource, listOf(referringAccountId), ['contacts']),
      this.known(viewer, customerContactSource, listOf(referringContactId), ['contacts']),
    ]);
    if (referringAccountId && !accounts.has(referringAccountId)) check.refuse('referringAccountId', 'is not an account you can see');
    if (referringContactId && !contacts.has(referringContactId)) check.refuse('referringContactId', 'is not a contact you can see');
  }

  /** Waits, within bounds, until contacts has made what a converted lead names, so that the answer can show it. */
  async arrived(viewer: Viewer, accountIds: readonly string[], contactIds: readonly string[]): Promise<void> {
    await Promise.all([
      this.known(viewer, customerAccountSource, accountIds, ['contacts']),
      this.known(viewer, customerContactSource, contactIds, ['contacts']),
    ]);
  }

  /** Notes each id, by its path in the input, that is not an active user's. */
  checkUsers(check: Check, viewer: Viewer, ids: Readonly<Record<string, string>>): Promise<void> {
    return this.users.check(check, viewer, ids);
  }

  /** The calendar day at a moment, where the organisation is. */
  async today(tenant: string, now = new Date().toISOString()): Promise<string> {
    return localDate(now, (await this.directory.of(tenant)).organisation.timeZone);
  }

  private known(
    viewer: Viewer,
    source: { readonly record: RecordType; readonly entity: new () => ViewRow },
    ids: readonly string[],
    services: readonly string[],
  ): Promise<Map<string, unknown>> {
    const find = () => findRecords(this.database, { ...source, viewer }, ids);
    if (services.length === 0) return find();
    return this.sources.look(services, find, (found) => found.size === new Set(ids).size);
  }
}

export interface GivenReferences {
  readonly ownerId?: string | null;
  readonly accountId?: string | null;
  readonly contactIds?: readonly string[];
  readonly productIds?: readonly string[];
  readonly priceBookId?: string | null;
  readonly leadId?: string | null;
}

const listOf = (id: string | null | undefined): string[] => (id ? [id] : []);
