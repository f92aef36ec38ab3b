import { Args, Context, Mutation, Parent, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { Forbidden, newId, NotFound } from '@throughline/decider';
import { Check, parseLine, parseText } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import {
  Commands,
  CurrentViewer,
  Records,
  identified,
  requireRole,
  type CommandInput,
  type RequestContext,
} from '@throughline/service-kit';
import { Registry, type RecordReference } from '../record/registry.js';
import type { LogActivityInput, UpdateActivityInput } from '../schema.types.js';
import { activity, type ActivityCommand, ActivityKind } from './activity.js';
import { activities, activityRecord, type ActivityRow } from './activity.view.js';

const activitySource = { record: activityRecord, view: activities, events: activity };

@Resolver('Activity')
export class ActivityResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly registry: Registry,
  ) {}

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.load, id);
  }

  @Mutation('logActivity')
  async log(@Args('input') input: LogActivityInput, @CurrentViewer() viewer: Viewer) {
    const check = new Check();
    if (input.about.length === 0) check.refuse('about', 'needs at least one record');
    const facts = {
      about: [...new Set(input.about)],
      subject: check.optional('subject', input.subject, parseLine) ?? '',
      body: check.optional('body', input.body, parseText) ?? '',
      at: input.at ?? new Date().toISOString(),
      durationMinutes: duration(check, input.durationMinutes) ?? 0,
      mentions: mentionsOf(input),
    };
    const options = { viewer, operation: 'logActivity', input: identified(input) };
    const command = async (): Promise<ActivityCommand> => {
      await this.checkReferences(check, viewer, facts);
      check.done();
      const about = await this.registry.peopleFirst(viewer, facts.about);
      const id = newId(this.commands.contextOf(options));
      return { type: 'Log', kind: ActivityKind[input.kind], facts: { ...facts, about }, id };
    };
    const executed = await this.commands.execute(activity, undefined, command, options);
    return { activity: await this.records.changed(activitySource, executed, viewer) };
  }

  @Mutation('updateActivity')
  async update(@Args('input') input: UpdateActivityInput, @CurrentViewer() viewer: Viewer) {
    const row = await this.own(input.id, viewer);
    const check = new Check();
    if (input.about?.length === 0) check.refuse('about', 'needs at least one record');
    const text = (value: string | null | undefined) => (value === undefined ? undefined : (value ?? ''));
    const changes = {
      subject: text(check.optional('subject', input.subject, parseLine)),
      body: text(check.optional('body', input.body, parseText)),
      at: input.at ?? undefined,
      durationMinutes: input.durationMinutes === undefined ? undefined : (duration(check, input.durationMinutes) ?? 0),
      mentions: input.mentions || input.body ? mentionsOf({ mentions: input.mentions ?? row.mentions, body: input.body }) : undefined,
    };
    const command = async (): Promise<ActivityCommand> => {
      const about = input.about ? await this.registry.replace(check, viewer, 'about', row.about, input.about) : undefined;
      const mentions = (changes.mentions ?? []).filter((id) => !row.mentions.includes(id));
      await this.checkReferences(check, viewer, { about: [], mentions });
      check.done();
      return { type: 'Correct', changes: { ...changes, about }, id: input.id };
    };
    const executed = await this.commands.execute(activity, input.id, command, { viewer, operation: 'updateActivity', input });
    return { activity: await this.records.changed(activitySource, executed, viewer) };
  }

  @Mutation('removeActivity')
  async remove(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    // Removed already is well; what is not (yet) to be seen is nobody's to remove.
    const removed = (await this.commands.handler.load(activity, viewer.tenant, input.id))?.state.status === 'removed';
    if (!removed) await this.own(input.id, viewer);
    const executed = await this.commands.execute(activity, input.id, { type: 'Remove' }, { viewer, operation: 'removeActivity', input });
    return { id: executed.id };
  }

  @ResolveField('about')
  about(@Parent() { about }: ActivityRow, @Context() request: RequestContext): Promise<RecordReference[]> {
    return this.registry.visible(request, about);
  }

  @ResolveField('mentions')
  mentions(@Parent() { mentions }: ActivityRow) {
    return mentions.map((id) => ({ __typename: 'User', id }));
  }

  @ResolveField('actor')
  actor(@Parent() { tenant, createdBy }: ActivityRow) {
    return this.registry.actorName(tenant, createdBy);
  }

  /** What somebody wrote is corrected by them, or by a manager who sees it. */
  private async own(id: string, viewer: Viewer): Promise<ActivityRow> {
    const [row] = await this.load([id], viewer);
    if (!row) throw new NotFound('activity', id);
    requireRole(viewer, 'MEMBER');
    if (row.createdBy !== viewer.actor && viewer.role === 'MEMBER')
      throw new Forbidden('Only who wrote it, a manager or an administrator may change it.');
    return row;
  }

  private async checkReferences(
    check: Check,
    viewer: Viewer,
    { about, mentions }: { about: readonly string[]; mentions: readonly string[] },
  ) {
    await this.registry.check(check, viewer, 'about', about);
    await this.registry.checkUsers(check, viewer, Object.fromEntries(mentions.map((id, i) => [`mentions.${i}`, id])));
  }

  /** For `RequestContext.load`: who sees one of the records it is about sees it. */
  readonly load = async (ids: readonly string[], viewer: Viewer): Promise<ActivityRow[]> => {
    const rows = await this.records.findAll(activitySource, ids, viewer);
    const seen = await this.registry.find(
      viewer,
      rows.flatMap(({ about }) => about),
    );
    return rows.filter(({ about }) => about.some((id) => seen.has(id)));
  };
}

/** Those named beside the text and those in it: `@[user id]`. */
function mentionsOf({ mentions, body }: Pick<LogActivityInput, 'mentions' | 'body'>): string[] {
  const inText = [...(body ?? '').matchAll(/@\[([0-9a-f-]{36})\]/g)].map(([, id]) => id!);
  return [...new Set([...(mentions ?? []), ...inText])];
}

function duration(check: Check, minutes: number | null | undefined): number | undefined {
  if (minutes === null || minutes === undefined) return undefined;
  if (minutes < 0 || minutes > 7 * 24 * 60) check.refuse('durationMinutes', 'must be from 0 to a week');
  return minutes;
}
