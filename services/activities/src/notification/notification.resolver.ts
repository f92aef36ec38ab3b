import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, requireRole, type CommandInput, type Proposal, type RequestContext } from '@throughline/service-kit';
import { DataSource, In } from 'typeorm';
import { RecordRow } from '../record/record.view.js';
import { Registry } from '../record/registry.js';
import type { QueryNotificationsArgs } from '../schema.types.js';
import { decodeCursor, encodeCursor } from '../timeline/cursor.js';
import { seenBy, utc } from '../timeline/timeline.resolver.js';
import { TimelineRow } from '../timeline/timeline.view.js';
import { inbox, type InboxCommand } from './inbox.js';
import { NewsRow } from './news.view.js';
import { InboxRow, NotificationRow } from './notification.view.js';

interface Notification extends Pick<NotificationRow, 'id' | 'at' | 'recordId' | 'days'> {
  readonly kind: NotificationRow['kind'] | 'FOLLOWED';
  readonly entryId: string | null;
  readonly read: boolean;
}

@Resolver('Notification')
export class NotificationResolver {
  constructor(
    private readonly database: DataSource,
    private readonly commands: Commands,
    private readonly registry: Registry,
  ) {}

  @Query('notifications')
  async list(@Args() { unread, first: wanted, after }: QueryNotificationsArgs, @CurrentViewer() viewer: Viewer) {
    const first = wanted ?? 50;
    if (first < 1 || first > 500) throw new InvalidInput({ first: 'must be from 1 to 500' });
    const place = after ? decodeCursor(after) : null;
    const rows = await this.database.query<Notification[]>(
      `SELECT id, kind, record_id AS "recordId", entry_id AS "entryId", days, read, ${utc('told.at')} AS at FROM (${this.inbox}) told
        WHERE ($4::boolean IS NULL OR read <> $4) AND ($5::timestamptz IS NULL OR (at, id) < ($5, $6)) ORDER BY told.at DESC, id DESC LIMIT $7`,
      [...inboxOf(viewer), unread ?? null, place?.at ?? null, place?.id ?? null, first + 1],
    );
    const edges = rows.slice(0, first).map((node) => ({ node, cursor: encodeCursor(node) }));
    return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Query('unreadNotifications')
  async unread(@CurrentViewer() viewer: Viewer): Promise<number> {
    const rows = await this.database.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM (${this.inbox}) told WHERE NOT read`,
      inboxOf(viewer),
    );
    return rows[0]!.count;
  }

  @Query('following')
  async following(@CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    const rows = await this.database.getRepository(InboxRow).findBy({ tenant: viewer.tenant, userId: viewer.actor });
    return this.registry.visible(
      request,
      rows.flatMap(({ followedId }) => followedId ?? []),
    );
  }

  @Mutation('markNotificationRead')
  read(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'markNotificationRead', input, { type: 'Read', notificationId: input.id }, () => this.counted(viewer));
  }

  @Mutation('markAllNotificationsRead')
  readAll(@Args('input') input: CommandInput, @CurrentViewer() viewer: Viewer) {
    return this.execute(viewer, 'markAllNotificationsRead', input, { type: 'ReadAll' }, () => this.counted(viewer));
  }

  @Mutation('followRecord')
  async follow(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    requireRole(viewer, 'MEMBER');
    const command = async (): Promise<InboxCommand> => {
      const check = new Check();
      if (!(await this.registry.await(viewer, [input.id])).has(input.id)) check.refuse('id', 'is not a record you can see');
      check.done();
      return { type: 'Follow', recordId: input.id };
    };
    const following = async () => ({ following: await this.following(viewer, request) });
    return this.execute(viewer, 'followRecord', input, command, following);
  }

  @Mutation('unfollowRecord')
  unfollow(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer, @Context() request: RequestContext) {
    const following = async () => ({ following: await this.following(viewer, request) });
    return this.execute(viewer, 'unfollowRecord', input, { type: 'Unfollow', recordId: input.id }, following);
  }

  @ResolveField('about')
  about(@Parent() { recordId }: Notification, @Context() request: RequestContext) {
    return recordId && request.load(this.registry.load, recordId);
  }

  @ResolveField('entry')
  entry(@Parent() { entryId }: Notification, @Context() request: RequestContext) {
    return entryId && request.load(this.entries, entryId);
  }

  @ResolveField('title')
  async title(@Parent() { kind, recordId, entryId, days }: Notification, @Context() request: RequestContext): Promise<string> {
    const record = recordId ? await request.load(this.registry.load, recordId) : null;
    const what = record ? `: ${record.title}` : '';
    switch (kind) {
      case 'ASSIGNED':
        return `Assigned to you${what}`;
      case 'MENTIONED':
        return `You were mentioned${what}`;
      case 'DUE':
        return `Due${what}`;
      case 'ESCALATED':
        return `Overdue for ${days === 1 ? '1 day' : `${days} days`}${what}`;
      case 'IMPORT_FINISHED':
        return 'Your import is finished';
      case 'FOLLOWED': {
        const entry = entryId ? await request.load(this.entries, entryId) : null;
        return [record?.title, entry?.title].filter(Boolean).join(': ');
      }
    }
  }

  private async counted(viewer: Viewer) {
    return { unreadNotifications: await this.unread(viewer) };
  }

  /** What one has read, and that one does not want to be told any more, is a person's own business: a READ_ONLY user says so as well. */
  private async execute<T>(
    viewer: Viewer,
    operation: string,
    input: CommandInput & object,
    command: Proposal<InboxCommand>,
    answer: () => Promise<T>,
  ): Promise<T> {
    await this.commands.execute(inbox, viewer.actor, command, { viewer: { ...viewer, role: 'MEMBER' }, operation, input });
    return answer();
  }

  private readonly entries = (ids: readonly string[], { tenant }: Viewer) =>
    this.database.getRepository(TimelineRow).findBy({ tenant, id: In([...ids]) });

  /** What the viewer was told, and what happened to records that they follow, not by themselves; and whether it was read. See {@link inboxOf}. */
  private get inbox(): string {
    const [notifications, inboxes, news, timeline, records] = [NotificationRow, InboxRow, NewsRow, TimelineRow, RecordRow].map(
      (entity) => this.database.getMetadata(entity).tablePath,
    );
    return `SELECT told.*, EXISTS (SELECT FROM ${inboxes} own WHERE own.tenant = $1 AND own.user_id = $2
                     AND (own.read_id = told.id OR own.read_until >= told.at)) AS read
              FROM (SELECT id, kind, at, record_id, days, NULL AS entry_id FROM ${notifications} WHERE tenant = $1 AND user_id = $2
                    UNION ALL
                    (SELECT DISTINCT ON (event_id) event_id, 'FOLLOWED', news.at, record_id, NULL, entry_id
                       FROM ${inboxes} own JOIN ${news} news ON news.tenant = $1 AND news.record_id = own.followed_id AND news.at >= own.followed_at
                       JOIN ${records} record ON record.tenant = $1 AND record.id = news.record_id AND ($3::text[] IS NULL OR record.access_id = ANY($3))
                      WHERE own.tenant = $1 AND own.user_id = $2 AND news.actor <> $2
                        AND EXISTS (SELECT FROM ${timeline} entry WHERE entry.tenant = $1 AND entry.id = news.entry_id)
                        AND NOT EXISTS (SELECT FROM ${notifications} same WHERE same.tenant = $1 AND same.id = concat(event_id, ' ', $2::text))
                      ORDER BY event_id, record_id)) told`;
  }
}

const inboxOf = (viewer: Viewer) => [viewer.tenant, viewer.actor, seenBy(viewer)];
