import { Injectable } from '@nestjs/common';
import type { Viewer } from '@throughline/records';
import { Records } from '@throughline/service-kit';
import { leadSource } from './lead/lead.source.js';
import { opportunitySource } from './opportunity/opportunity.source.js';
import { pipelineSource } from './pipeline/pipelines.js';
import { priceBookSource } from './price-book/price-book.source.js';
import { productSource } from './product/product.source.js';

/** For `RequestContext.load`: records of this service by id, one query for all that a request asks of a kind. */
@Injectable()
export class Loaders {
  constructor(private readonly records: Records) {}

  readonly leads = (ids: readonly string[], viewer: Viewer) => this.records.findAll(leadSource, ids, viewer);
  readonly opportunities = (ids: readonly string[], viewer: Viewer) => this.records.findAll(opportunitySource, ids, viewer);
  readonly pipelines = (ids: readonly string[], viewer: Viewer) => this.records.findAll(pipelineSource, ids, viewer);
  readonly products = (ids: readonly string[], viewer: Viewer) => this.records.findAll(productSource, ids, viewer);
  readonly priceBooks = (ids: readonly string[], viewer: Viewer) => this.records.findAll(priceBookSource, ids, viewer);
}
