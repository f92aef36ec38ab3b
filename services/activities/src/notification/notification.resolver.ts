import { Args, Context, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { InvalidInput } from '@throughline/decider';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { Commands, CurrentViewer, requireRole, type CommandInput, type Proposal, type RequestContext } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { Registry } from '../record/registry.js';
import type { QueryNotificationsArgs } from '../schema.types.js';
import { decodeCursor, encodeCursor } from '../timeline/cursor.js';
import { inbox, type InboxCommand } from './inbox.js';
import { InboxRow, NotificationRow } from './notification.view.js';

type Notification = Pick<NotificationRow, 'id' | 'kind' | 'at' | 'recordId' | 'days'> & { readonly read: boolean };

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
      `SELECT id, kind, record_id AS "recordId", days, read, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at FROM (${this.inbox}) told
        WHERE ($3::boolean IS NULL OR read <> $3) AND ($4::timestamptz IS NULL OR (at, id) < ($4, $5)) ORDER BY told.at DESC, id DESC LIMIT $6`,
      [viewer.tenant, viewer.actor, unread ?? null, place?.at ?? null, place?.id ?? null, first + 1],
    );
    const edges = rows.slice(0, first).map((node) => ({ node, cursor: encodeCursor(node) }));
    return { edges, pageInfo: { hasNextPage: rows.length > first, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Query('unreadNotifications')
  async unread(@CurrentViewer() viewer: Viewer): Promise<number> {
    const rows = await this.database.query<{ count: number }[]>(`SELECT count(*)::int AS count FROM (${this.inbox}) told WHERE NOT read`, [
      viewer.tenant,
      viewer.actor,
    ]);
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

  @ResolveField('title')
  async title(@Parent() { kind, recordId, days }: Notification, @Context() request: RequestContext): Promise<string> {
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

  /** What the viewer was told, and whether it was read. $1 the tenant, $2 the viewer. */
  private get inbox(): string {
    const [notifications, inboxes] = [NotificationRow, InboxRow].map((entity) => this.database.getMetadata(entity).tablePath);
    return `SELECT notification.*, EXISTS (SELECT FROM ${inboxes} own WHERE own.tenant = $1 AND own.user_id = $2
                     AND (own.read_id = notification.id OR own.read_until >= notification.at)) AS read
              FROM ${notifications} notification WHERE notification.tenant = $1 AND notification.user_id = $2`;
  }
}
