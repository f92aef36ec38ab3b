import { Injectable } from '@nestjs/common';
import { findRecords, type Viewer } from '@throughline/records';
import { Records, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { customerAccountSource, customerContactSource } from './customers/customers.view.js';
import { leadSource } from './lead/lead.source.js';
import { opportunitySource } from './opportunity/opportunity.source.js';
import { pipelineSource } from './pipeline/pipelines.js';
import { priceBookSource } from './price-book/price-book.source.js';
import { productSource } from './product/product.source.js';

/** For `RequestContext.load`: records of this service by id, one query for all that a request asks of a kind. */
@Injectable()
export class Loaders {
  constructor(
    private readonly records: Records,
    private readonly database: DataSource,
  ) {}

  readonly leads = (ids: readonly string[], viewer: Viewer) => this.records.findAll(leadSource, ids, viewer);
  readonly opportunities = (ids: readonly string[], viewer: Viewer) => this.records.findAll(opportunitySource, ids, viewer);
  readonly pipelines = (ids: readonly string[], viewer: Viewer) => this.records.findAll(pipelineSource, ids, viewer);
  readonly products = (ids: readonly string[], viewer: Viewer) => this.records.findAll(productSource, ids, viewer);
  readonly priceBooks = (ids: readonly string[], viewer: Viewer) => this.records.findAll(priceBookSource, ids, viewer);

  /** A reference to an account of contacts'; null where the viewer does not see it, or it is not there yet. */
  async account(request: RequestContext, id: string | null): Promise<Reference | null> {
    return id && (await request.load(this.customerAccounts, id)) ? { __typename: 'Account', id } : null;
  }

  /** As {@link account}, for a person. */
  async contact(request: RequestContext, id: string | null): Promise<Reference | null> {
    return id && (await request.load(this.customerContacts, id)) ? { __typename: 'Contact', id } : null;
  }

  private readonly customerAccounts = async (ids: readonly string[], viewer: Viewer) => [
    ...(await findRecords(this.database, { ...customerAccountSource, viewer }, ids)).values(),
  ];
  private readonly customerContacts = async (ids: readonly string[], viewer: Viewer) => [
    ...(await findRecords(this.database, { ...customerContactSource, viewer }, ids)).values(),
  ];
}

interface Reference {
  readonly __typename: string;
  readonly id: string;
}
