import { Injectable } from '@nestjs/common';
import { phoneKey, type Phone } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Records } from '@throughline/service-kit';
import { accountSource } from './account.source.js';
import { companyKey } from './company-key.js';

export interface EnteredAccount {
  readonly name?: string | null;
  readonly domain?: string | null;
  readonly phone?: Phone | null;
}

/** Accounts that are likely the one that is being entered: the same domain, name or phone number. */
@Injectable()
export class AccountDuplicates {
  constructor(private readonly records: Records) {}

  /** Of those the viewer may see, the likeliest first; `except` is the id of the one entered. */
  async of({ name, domain, phone }: EnteredAccount, viewer: Viewer, except = '') {
    const wanted = {
      domain: domain || null,
      nameKey: companyKey(name ?? '') || null,
      phoneKey: phone ? phoneKey(phone) : null,
    };
    const asked = (['domain', 'nameKey', 'phoneKey'] as const).filter((property) => wanted[property] !== null);
    if (asked.length === 0) return [];
    const { edges } = await this.records.list(accountSource, {
      viewer,
      first: 20,
      scope: (row) => {
        const same = asked.map((property) => `${row.column(property)} = ${row.param(wanted[property], 'text')}`);
        return `(${same.join(' OR ')}) AND ${row.column('id')} <> ${row.param(except, 'text')}`;
      },
    });
    const rank = { SAME_DOMAIN: 0, SAME_NAME: 1, SAME_PHONE: 2 };
    return edges
      .map(({ node: account }) => ({
        account,
        reason:
          wanted.domain && account.domain === wanted.domain
            ? ('SAME_DOMAIN' as const)
            : wanted.nameKey && account.nameKey === wanted.nameKey
              ? ('SAME_NAME' as const)
              : ('SAME_PHONE' as const),
      }))
      .sort((a, b) => rank[a.reason] - rank[b.reason]);
  }
}
