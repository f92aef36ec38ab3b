import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { RecordRow } from '../record/record.view.js';
import { Registry } from '../record/registry.js';
import type { QueryLoggedArgs, QueryLoggedCountsArgs } from '../schema.types.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { seenBy, utc } from './timeline.resolver.js';
import { TimelineRow } from './timeline.view.js';

const kindsLogged = ['CALL', 'MEETING', 'EMAIL', 'NOTE'];

interface Counted {
  readonly tenant: string;
  readonly actor: string;
}

/** What people wrote down, across all records. */
@Resolver('LoggedCount')
export class LoggedResolver {
  constructor(
    private readonly database: DataSource,
    private readonly registry: Registry,
  ) {}

  @Query('logged')
  async logged(@Args() { by, kinds, since, until, first: wanted, after }: QueryLoggedArgs, @CurrentViewer() viewer: Viewer) {
    const first = wanted ?? 50;
    if (first < 1 || first > 500) throw new InvalidInput({ first: 'must be from 1 to 500' });
    const place = after ? decodeCursor(after) : null;
    const rows = await this.database.query<TimelineRow[]>(
      `SELECT entry.id, kind, title, body, actor, about, entry.revision, ${utc('entry.at')} AS at FROM ${this.table(TimelineRow)} entry
        WHERE ${this.seen} AND kind = ANY ($3) AND ($4::text IS NULL OR actor = $4)
          AND entry.at >= coalesce($5, '-infinity'::timestamptz) AND entry.at < coalesce($6, 'infinity'::timestamptz)
          AND ($7::timestamptz IS NULL OR (entry.at, revision, id) < ($7, $8, $9))
        ORDER BY entry.at DESC, revision DESC, id DESC LIMIT $10`,
      [
        viewer.tenant,
        seenBy(viewer),
        kinds?.length ? kinds : kindsLogged,
        by ?? null,
        since ?? null,
        until ?? null,
        place?.at ?? null,
        place?.revision ?? null,
        place?.id ?? null,
        first + 1,
      ],
    );
    const edges = rows.slice(0, first).map((node) => ({ node: { ...node, tenant: viewer.tenant }, cursor: encodeCursor(node) }));
    return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Query('loggedCounts')
  counts(@Args() { since, until }: QueryLoggedCountsArgs, @CurrentViewer() viewer: Viewer): Promise<Counted[]> {
    const of = (kind: string) => `count(*) FILTER (WHERE kind = '${kind}')::int`;
    return this.database.query(
      `SELECT tenant, actor, ${of('CALL')} AS calls, ${of('MEETING')} AS meetings, ${of('EMAIL')} AS emails, ${of('NOTE')} AS notes
         FROM ${this.table(TimelineRow)} entry WHERE ${this.seen} AND kind = ANY ($3) AND at >= $4 AND at < $5
        GROUP BY tenant, actor ORDER BY count(*) DESC, actor`,
      [viewer.tenant, seenBy(viewer), kindsLogged, since, until],
    );
  }

  @ResolveField('by')
  by(@Parent() { tenant, actor }: Counted) {
    return this.registry.actorName(tenant, actor);
  }

  /** Who sees one of the records it is about sees it. $1 the tenant, $2 whose records are seen. */
  private get seen(): string {
    return `entry.tenant = $1 AND ($2::text[] IS NULL OR EXISTS (
              SELECT FROM ${this.table(RecordRow)} record WHERE record.tenant = $1 AND record.id = ANY (entry.about) AND record.access_id = ANY ($2)))`;
  }

  private table(entity: new () => object): string {
    return this.database.getMetadata(entity).tablePath;
  }
}
