import type { DataSource } from 'typeorm';
import { LinkRow } from './link.view.js';
import { TimelineRow } from './timeline.view.js';

export interface Logged {
  readonly title: string;
  readonly body: string | null;
  readonly at: string;
}

/**
 * What was said on the way to a deal: calls, meetings, mails and notes about the deal or its lead, and what the deal's owner logged about its
 * people; oldest first, the last hundred. Others may have written about the same people what is not the deal's business.
 */
export async function loggedOnTheWay(
  database: DataSource,
  tenant: string,
  { dealId, leadId, ownerId }: { readonly dealId: string; readonly leadId: string; readonly ownerId: string },
): Promise<{ readonly said: readonly Logged[]; readonly people: readonly string[] }> {
  const links = await database.getRepository(LinkRow).findOneBy({ tenant, id: dealId });
  const people = links?.contacts ?? [];
  const rows = await database.query<{ title: string; body: string | null; at: Date }[]>(
    `SELECT title, body, at FROM ${database.getMetadata(TimelineRow).tablePath}
      WHERE tenant = $1 AND kind IN ('CALL', 'MEETING', 'EMAIL', 'NOTE') AND (about && $2 OR (about && $3 AND actor = $4))
      ORDER BY at DESC LIMIT 100`,
    [tenant, [dealId, leadId].filter(Boolean), people, ownerId],
  );
  return { people, said: rows.reverse().map(({ at, ...row }) => ({ ...row, at: at.toISOString() })) };
}
