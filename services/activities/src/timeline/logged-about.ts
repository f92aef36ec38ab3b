import type { DataSource } from 'typeorm';
import { LinkRow } from './link.view.js';
import { TimelineRow } from './timeline.view.js';

/** Calls, meetings, mails and notes about any of the records, or about what is linked with them; oldest first, the last hundred. */
export async function loggedAbout(
  database: DataSource,
  tenant: string,
  ids: readonly string[],
): Promise<{ title: string; body: string | null; at: string }[]> {
  const table = (entity: new () => object) => database.getMetadata(entity).tablePath;
  const rows = await database.query<{ title: string; body: string | null; at: Date }[]>(
    `WITH story AS (
       SELECT unnest($2::text[]) AS id UNION SELECT "to" FROM ${table(LinkRow)} WHERE tenant = $1 AND "from" = ANY($2)
     )
     SELECT title, body, at FROM ${table(TimelineRow)}
      WHERE tenant = $1 AND kind IN ('CALL', 'MEETING', 'EMAIL', 'NOTE') AND about && (SELECT array_agg(id) FROM story)
      ORDER BY at DESC LIMIT 100`,
    [tenant, ids],
  );
  return rows.reverse().map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}
