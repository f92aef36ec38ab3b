import { Injectable } from '@nestjs/common';
import type { Viewer } from '@throughline/records';
import { Records, type RequestContext } from '@throughline/service-kit';
import { accountSource } from './account.source.js';

/** For `RequestContext.load`: sixty people with their accounts are two queries. */
@Injectable()
export class AccountLoader {
  constructor(private readonly records: Records) {}

  readonly load = (ids: readonly string[], viewer: Viewer) => this.records.findAll(accountSource, ids, viewer);

  /** The id as far as the reader may know it: null where the account is hidden. */
  async known(request: RequestContext, id: string | null): Promise<string | null> {
    if (id === null || (await request.viewer()).sees === 'all') return id;
    return (await request.load(this.load, id))?.id ?? null;
  }
}
