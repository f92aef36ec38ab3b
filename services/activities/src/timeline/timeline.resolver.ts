import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvalidInput, NotFound } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer, Directory, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { Registry, type RecordReference } from '../record/registry.js';
import { RecordRow } from '../record/record.view.js';
import type { QueryTimelineArgs } from '../schema.types.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { EmploymentRow, employedSql } from './employment.view.js';
import { LinkRow } from './link.view.js';
import { TimelineRow } from './timeline.view.js';

/** How far a story is followed: a submission, its lead, the person, their account, the account's deal. */
const depth = 5;
/** Records whose story is told on one timeline; the closest ones, where there are more. */
const breadth = 2000;

@Resolver('TimelineEntry')
export class TimelineResolver {
  constructor(
    private readonly database: DataSource,
    private readonly registry: Registry,
    private readonly directory: Directory,
  ) {}

  @Query('timeline')
  async timeline(@Args() { about, kinds, first: wanted, after }: QueryTimelineArgs, @CurrentViewer() viewer: Viewer) {
    const first = wanted ?? 50;
    if (first < 1 || first > 500) throw new InvalidInput({ first: 'must be from 1 to 500' });
    if (!(await this.registry.await(viewer, [about])).has(about)) throw new NotFound('record', about);

    const place = after ? decodeCursor(after) : null;
    const table = (entity: new () => object) => this.database.getMetadata(entity).tablePath;
    const { organisation } = await this.directory.of(viewer.tenant);
    const sees = viewer.sees === 'all' ? null : viewer.sees;
    const entries = (which: string, from: string) => `
       (SELECT ${which} entry.id, entry.kind, entry.title, entry.body, entry.actor, entry.about, entry.at, entry.revision FROM ${from}
         WHERE ($3::text[] IS NULL OR NOT EXISTS (
                SELECT FROM unnest(entry.record_ids) needed (id)
                  LEFT JOIN ${table(RecordRow)} record ON record.tenant = $1 AND record.id = needed.id
                 WHERE record.access_id IS NULL OR record.access_id <> ALL($3)))
           AND ($4::text[] IS NULL OR entry.kind = ANY($4))
           AND ($5::timestamptz IS NULL OR (entry.at, entry.revision, entry.id) < ($5, $9, $6))
         ORDER BY entry.at DESC, entry.revision DESC, entry.id DESC LIMIT $7)`;
    const rows = await this.database.query<TimelineRow[]>(
      `WITH RECURSIVE ${employedSql(table(EmploymentRow))}, story(id, depth, since, until) AS (
         SELECT $2::text, 0, '-infinity'::timestamptz, 'infinity'::timestamptz
         UNION
         SELECT next.id, story.depth + 1, greatest(story.since, next.since), least(story.until, next.until)
           FROM story CROSS JOIN LATERAL (
                  SELECT link.id, link.submission, '-infinity'::timestamptz AS since, 'infinity'::timestamptz AS until
                    FROM ${table(LinkRow)} link WHERE link.tenant = $1 AND link."to" @> ARRAY[story.id]
                  UNION ALL
                  SELECT employed.id, false, employed.since, employed.until FROM employed WHERE employed.account_id = story.id) next
           LEFT JOIN ${table(RecordRow)} record ON record.tenant = $1 AND record.id = next.id
          WHERE story.depth < ${depth} AND ($3::text[] IS NULL OR next.submission OR record.access_id = ANY($3))
       ), always AS (
         SELECT array_agg(id) AS ids FROM (
           SELECT id FROM story WHERE (since, until) = ('-infinity', 'infinity') GROUP BY id ORDER BY min(depth) LIMIT ${breadth}) nearest
       ), while_there AS (
         SELECT id, since, until FROM story, always WHERE id <> ALL (always.ids) ORDER BY depth LIMIT ${breadth}
       )
       SELECT id, kind, title, body, actor, about, revision, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM (
       ${entries('', `always JOIN ${table(TimelineRow)} entry ON entry.tenant = $1 AND entry.about && always.ids`)}
       UNION
       ${entries(
         'DISTINCT',
         `while_there there JOIN ${table(TimelineRow)} entry
            ON entry.tenant = $1 AND entry.about @> ARRAY[there.id] AND entry.at >= there.since AND entry.at < there.until`,
       )}) entry
       ORDER BY entry.at DESC, entry.revision DESC, entry.id DESC LIMIT $7`,
      [
        viewer.tenant,
        about,
        sees,
        kinds?.length ? kinds : null,
        place?.at ?? null,
        place?.id ?? null,
        first + 1,
        organisation.timeZone,
        place?.revision ?? null,
      ],
    );
    const edges = rows
      .slice(0, first)
      .map((node) => ({ node: { ...node, tenant: viewer.tenant, story: about }, cursor: encodeCursor(node) }));
    return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @ResolveField('actor')
  actor(@Parent() { tenant, actor }: TimelineRow) {
    return this.registry.actorName(tenant, actor);
  }

  @ResolveField('about')
  async about(@Parent() { about, story }: TimelineRow & { story: string }, @Context() request: RequestContext): Promise<RecordReference[]> {
    const named = await this.registry.visible(request, about);
    // A form's submission is no record of its own: it stands on what became of it.
    return named.length > 0 ? named : this.registry.visible(request, [story]);
  }
}

/** The timelines that other departments' records get. */
function timelineOf(kind: string) {
  @Resolver(kind)
  class RecordTimelineResolver {
    constructor(readonly timelines: TimelineResolver) {}

    @ResolveField('timeline')
    timeline(@Parent() { id }: { id: string }, @Args() query: Omit<QueryTimelineArgs, 'about'>, @CurrentViewer() viewer: Viewer) {
      return this.timelines.timeline({ ...query, about: id }, viewer);
    }
  }
  Object.defineProperty(RecordTimelineResolver, 'name', { value: `${kind}TimelineResolver` });
  return RecordTimelineResolver;
}

export const recordTimelines = ['Contact', 'Account', 'Lead', 'Opportunity'].map(timelineOf);
