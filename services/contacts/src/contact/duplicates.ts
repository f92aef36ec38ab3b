import { Injectable } from '@nestjs/common';
import { emailKey, nameKey, phoneKey } from '@throughline/domain';
import type { Filter, RowSql, Viewer } from '@throughline/records';
import { Records } from '@throughline/service-kit';
import { contactSource } from './contact.source.js';
import type { Facts } from './contact.js';
import type { ContactRow } from './contact.view.js';

export interface Entered {
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly emails?: Facts['emails'] | null;
  readonly phones?: Facts['phones'] | null;
  readonly accountIds?: readonly string[];
}

/** How many are told at most: a warning, not a report. */
const told = 20;

/** People who are likely the one that is being entered: the same e-mail address or phone number, or a close name at the same account. */
@Injectable()
export class ContactDuplicates {
  constructor(private readonly records: Records) {}

  /** Of those the viewer may see, the likeliest first; `except` is the id of the one entered. */
  async of({ givenName, familyName, emails, phones, accountIds = [] }: Entered, viewer: Viewer, except?: string) {
    const emailKeys = (emails ?? []).map(({ address }) => emailKey(address));
    const phoneKeys = (phones ?? []).map(phoneKey);
    const name = [givenName, familyName].filter(Boolean).join(' ');
    const [reached, colleagues] = await Promise.all([
      emailKeys.length + phoneKeys.length > 0
        ? this.find(viewer, except, told, (row) =>
            [
              ...(emailKeys.length > 0 ? [`${row.column('emailKeys')} && ${row.param(emailKeys, 'text[]')}`] : []),
              ...(phoneKeys.length > 0 ? [`${row.column('phoneKeys')} && ${row.param(phoneKeys, 'text[]')}`] : []),
            ].join(' OR '),
          )
        : [],
      accountIds.length > 0 && name ? this.find(viewer, except, 500, { accountIds: { in: accountIds } }) : [],
    ]);
    const byReach = reached.map((contact) => ({
      contact,
      reason: contact.emailKeys.some((key) => emailKeys.includes(key)) ? ('SAME_EMAIL' as const) : ('SAME_PHONE' as const),
    }));
    const known = new Set(reached.map(({ id }) => id));
    const byName = colleagues
      .filter((contact) => !known.has(contact.id) && isCloseName(name, [contact.givenName, contact.familyName].filter(Boolean).join(' ')))
      .map((contact) => ({ contact, reason: 'CLOSE_NAME' as const }));
    const rank = { SAME_EMAIL: 0, SAME_PHONE: 1, CLOSE_NAME: 2 };
    return [...byReach, ...byName].sort((a, b) => rank[a.reason] - rank[b.reason]).slice(0, told);
  }

  private async find(
    viewer: Viewer,
    except: string | undefined,
    first: number,
    like: Filter | ((row: RowSql) => string),
  ): Promise<ContactRow[]> {
    const others = (row: RowSql) => `${row.column('id')} <> ${row.param(except ?? '', 'text')}`;
    const { edges } = await this.records.list(contactSource, {
      viewer,
      first,
      ...(typeof like === 'function' ? { scope: (row) => `(${like(row)}) AND ${others(row)}` } : { filter: like, scope: others }),
    });
    return edges.map(({ node }) => node);
  }
}

/** The same but for accents and case, the order of the parts, an initial or a typing slip (one in short names, two in long ones). */
export function isCloseName(a: string, b: string): boolean {
  const [one, other] = [parts(a), parts(b)];
  if (one.length === 0 || other.length === 0) return false;
  const [x, y] = [one.toSorted().join(' '), other.toSorted().join(' ')];
  if (distance(x, y) <= (Math.min(x.length, y.length) >= 10 ? 2 : Math.min(x.length, y.length) >= 5 ? 1 : 0)) return true;
  // "J. Doe" is close to "Jane Doe": the last parts agree, and one first part begins the other.
  const [first, second] = [one[0]!, other[0]!];
  return one.length > 1 && other.length > 1 && one.at(-1) === other.at(-1) && (first.startsWith(second) || second.startsWith(first));
}

const parts = (name: string): string[] => name.split(/[\s.,]+/).map(nameKey).filter(Boolean); // prettier-ignore

/** Levenshtein's, with a swap of neighbours as one slip. */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
