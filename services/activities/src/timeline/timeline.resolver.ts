import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ActivityKind } from '@throughline/contracts/activities';
import { InvalidInput, NotFound } from '@throughline/decider';
import type { Viewer } from '@throughline/records';
import { CurrentViewer, Directory, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { ActivityResolver } from '../activity/activity.resolver.js';
import { Registry, type RecordReference } from '../record/registry.js';
import { RecordRow } from '../record/record.view.js';
import type { QueryTimelineArgs } from '../schema.types.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { employed, EmploymentRow, type Span } from './employment.view.js';
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
    private readonly activities: ActivityResolver,
  ) {}

  @Query('timeline')
  async timeline(@Args() { about, kinds, first: wanted, after }: QueryTimelineArgs, @CurrentViewer() viewer: Viewer) {
    const first = wanted ?? 50;
    if (first < 1 || first > 500) throw new InvalidInput({ first: 'must be from 1 to 500' });
    if (!(await this.registry.await(viewer, [about])).has(about)) throw new NotFound('record', about);

    const place = after ? decodeCursor(after) : null;
    const story = await this.story(viewer, about);
    const newest = 'ORDER BY at DESC, revision DESC, id DESC';
    // Each id on its own: PostgreSQL compares lists of ids one by one, which for a thousand people takes seconds. Who may see an entry is asked
    // from the newest on, until there are enough.
    const rows = await this.database.query<TimelineRow[]>(
      `SELECT entry.id, kind, title, body, actor, about, entry.revision, ${utc('entry.at')} AS at
         FROM (SELECT DISTINCT place.* FROM unnest($7::text[], $8::timestamptz[], $9::timestamptz[]) part (id, since, until)
                CROSS JOIN LATERAL (
                  SELECT at, revision, id FROM ${this.table(TimelineRow)} entry
                   WHERE tenant = $1 AND about @> ARRAY[part.id] AND at >= part.since AND at < part.until
                     AND ($3::text[] IS NULL OR kind = ANY($3))
                     AND ($4::timestamptz IS NULL OR (at, revision, id) < ($4, $5, $6))
                ) place ${newest}) place
        CROSS JOIN LATERAL (
          SELECT * FROM ${this.table(TimelineRow)} entry
           WHERE tenant = $1 AND id = place.id
             AND ($2::text[] IS NULL OR NOT EXISTS (
                  SELECT FROM unnest(record_ids) needed (id)
                    LEFT JOIN ${this.table(RecordRow)} record ON record.tenant = $1 AND record.id = needed.id
                   WHERE record.access_id IS NULL OR record.access_id <> ALL($2)))
           LIMIT 1
        ) entry ORDER BY place.at DESC, place.revision DESC, place.id DESC LIMIT $10`,
      [
        viewer.tenant,
        seenBy(viewer),
        kinds?.length ? kinds : null,
        place?.at ?? null,
        place?.revision ?? null,
        place?.id ?? null,
        ...(['id', 'since', 'until'] as const).map((key) => story.map((span) => span[key])),
        first + 1,
      ],
    );
    const edges = rows
      .slice(0, first)
      .map((node) => ({ node: { ...node, tenant: viewer.tenant, story: about }, cursor: encodeCursor(node) }));
    return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  /** The record and whatever is part of its story, as far as the viewer sees it; the closest first. */
  private async story(viewer: Viewer, about: string): Promise<Span[]> {
    const whole: Span = { id: about, since: '-infinity', until: 'infinity' };
    const story = new Map([[about, [whole]]]);
    const add = ({ id, since, until }: Span): Span[] => {
      const known = story.get(id) ?? [];
      if (since >= until || known.some((span) => span.since <= since && span.until >= until)) return [];
      if (!story.has(id) && story.size >= breadth) return [];
      story.set(id, [...known, { id, since, until }]);
      return [{ id, since, until }];
    };
    let latest = [whole];
    for (let step = 0; step < depth && latest.length > 0; step++) {
      const spansOf = Map.groupBy(latest, ({ id }) => id);
      const links = await this.linkedTo(viewer, [...spansOf.keys()]);
      const people = step === 0 ? await this.peopleOf(viewer, about) : [];
      const parts = links.flatMap(({ id, of }) => spansOf.get(of)!.map((span) => ({ ...span, id })));
      latest = [...parts, ...people].flatMap(add);
    }
    return [...story.values()].flat();
  }

  /** What links to each of the records. */
  private linkedTo(viewer: Viewer, ids: readonly string[]): Promise<{ readonly id: string; readonly of: string }[]> {
    return this.database.query(
      `SELECT link.id, linked.id AS of FROM unnest($2::text[]) linked (id)
        CROSS JOIN LATERAL (SELECT * FROM ${this.table(LinkRow)} WHERE "to" @> ARRAY[linked.id] OFFSET 0) link
         LEFT JOIN ${this.table(RecordRow)} record ON record.tenant = $1 AND record.id = link.id
        WHERE link.tenant = $1 AND ($3::text[] IS NULL OR link.submission OR record.access_id = ANY($3))
        ORDER BY link.id LIMIT ${breadth}`,
      [viewer.tenant, ids, seenBy(viewer)],
    );
  }

  /** When who worked there, if it is an account. */
  private async peopleOf(viewer: Viewer, accountId: string): Promise<Span[]> {
    const employments = this.table(EmploymentRow);
    const positions = await this.database.query<EmploymentRow[]>(
      `SELECT contact_id AS "contactId", position, account_id AS "accountId", since::text, until::text, ${utc('told_at')} AS "toldAt", ${utc('end_told_at')} AS "endToldAt"
         FROM ${employments} WHERE tenant = $1 AND contact_id = ANY (ARRAY(
              SELECT employment.contact_id FROM ${employments} employment JOIN ${this.table(RecordRow)} record ON record.tenant = $1 AND record.id = contact_id
               WHERE employment.tenant = $1 AND account_id = $2 AND ($3::text[] IS NULL OR record.access_id = ANY($3))
               ORDER BY told_at DESC LIMIT ${breadth}))`,
      [viewer.tenant, accountId, seenBy(viewer)],
    );
    const { organisation } = await this.directory.of(viewer.tenant);
    return employed(positions, accountId, organisation.timeZone);
  }

  private table(entity: new () => object): string {
    return this.database.getMetadata(entity).tablePath;
  }

  @ResolveField('actor')
  actor(@Parent() { tenant, actor }: TimelineRow) {
    return this.registry.actorName(tenant, actor);
  }

  @ResolveField('about')
  async about(
    @Parent() { about, story }: TimelineRow & { story?: string },
    @Context() request: RequestContext,
  ): Promise<RecordReference[]> {
    const named = await this.registry.visible(request, about);
    // A form's submission is no record of its own: it stands on what became of it.
    return named.length > 0 || story === undefined ? named : this.registry.visible(request, [story]);
  }

  @ResolveField('activity')
  activity(@Parent() { id, kind }: TimelineRow, @Context() request: RequestContext) {
    return kind in ActivityKind ? request.load(this.activities.load, id) : null;
  }
}

export const seenBy = ({ sees }: Viewer): readonly string[] | null => (sees === 'all' ? null : sees);
export const utc = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

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
