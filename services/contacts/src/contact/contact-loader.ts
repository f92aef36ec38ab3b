import { Injectable } from '@nestjs/common';
import type { Viewer } from '@throughline/records';
import { Records } from '@throughline/service-kit';
import { contactSource } from './contact.source.js';

/** For `RequestContext.load`: the people of sixty committees are one query. */
@Injectable()
export class ContactLoader {
  constructor(private readonly records: Records) {}

  readonly load = (ids: readonly string[], viewer: Viewer) => this.records.findAll(contactSource, ids, viewer);
}
