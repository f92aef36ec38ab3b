import { Injectable } from '@nestjs/common';
import type { Viewer } from '@throughline/records';
import { Records } from '@throughline/service-kit';
import { accountSource } from './account.source.js';

/** For `RequestContext.load`: sixty people with their accounts are two queries. */
@Injectable()
export class AccountLoader {
  constructor(private readonly records: Records) {}

  readonly load = (ids: readonly string[], viewer: Viewer) => this.records.findAll(accountSource, ids, viewer);
}
