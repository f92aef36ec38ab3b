import { Args, Context, Mutation, Parent, Query, ResolveField, ResolveReference, Resolver } from '@nestjs/graphql';
import { newId } from '@throughline/decider';
import { Check, parseLine } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import {
  Commands,
  CurrentViewer,
  Records,
  identified,
  type CommandInput,
  type Proposal,
  type RequestContext,
} from '@throughline/service-kit';
import { Registry, type RecordReference } from '../record/registry.js';
import type { CreateTaskInput, QueryTasksArgs, ReassignTaskInput, UpdateTaskInput } from '../schema.types.js';
import { task, type TaskCommand } from './task.js';
import { checkKind, words } from './task.input.js';
import { taskSource } from './task.source.js';
import type { TaskRow } from './task.view.js';

@Resolver('Task')
export class TaskResolver {
  constructor(
    private readonly commands: Commands,
    private readonly records: Records,
    private readonly registry: Registry,
  ) {}

  @Query('task')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer) {
    return this.records.find(taskSource, id, viewer);
  }

  @Query('tasks')
  list(@Args() query: QueryTasksArgs, @CurrentViewer() viewer: Viewer) {
    return this.records.list(taskSource, { ...query, viewer });
  }

  @ResolveReference()
  reference({ id }: { id: string }, request: RequestContext) {
    return request.load(this.load, id);
  }

  @Mutation('createTask')
  async create(@Args('input') input: CreateTaskInput, @CurrentViewer() viewer: Viewer) {
    const options = { viewer, operation: 'createTask', input: identified(input) };
    const command = async (): Promise<TaskCommand> => {
      const check = new Check();
      const title = check.required('title', input.title, parseLine);
      const { body, kind } = words(check, input);
      const about = [...new Set(input.about ?? [])];
      if (input.assigneeId) await this.registry.checkUsers(check, viewer, { assigneeId: input.assigneeId });
      await this.registry.check(check, viewer, 'about', about);
      await checkKind(check, this.commands.handler, viewer.tenant, kind);
      check.done();
      const mine = input.assigneeId === undefined && !viewer.actor.includes(':') ? viewer.actor : '';
      const facts = {
        title,
        about: await this.registry.peopleFirst(viewer, about),
        body: body ?? '',
        kind: kind ?? '',
        dueAt: input.dueAt ?? '',
        assigneeId: input.assigneeId ?? mine,
      };
      return { type: 'Create', facts, id: newId(this.commands.contextOf(options)) };
    };
    const executed = await this.commands.execute(task, undefined, command, options);
    return { task: await this.records.changed(taskSource, executed, viewer) };
  }

  @Mutation('updateTask')
  async update(@Args('input') input: UpdateTaskInput, @CurrentViewer() viewer: Viewer) {
    const row = await this.records.visible(taskSource, input.id, viewer);
    return this.execute(viewer, 'updateTask', input, async () => {
      const check = new Check();
      const title = input.title === undefined ? undefined : check.required('title', input.title, parseLine);
      const about =
        input.about === undefined ? undefined : await this.registry.replace(check, viewer, 'about', row.about, input.about ?? []);
      const changes = { title, ...words(check, input), dueAt: input.dueAt, assigneeId: input.assigneeId, about };
      if (input.assigneeId && input.assigneeId !== row.assigneeId)
        await this.registry.checkUsers(check, viewer, { assigneeId: input.assigneeId });
      if (changes.kind !== row.kind) await checkKind(check, this.commands.handler, viewer.tenant, changes.kind);
      check.done();
      return { type: 'Update', changes, id: input.id };
    });
  }

  @Mutation('completeTask')
  complete(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'completeTask', input, { type: 'Complete' });
  }

  @Mutation('reopenTask')
  reopen(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'reopenTask', input, { type: 'Reopen' });
  }

  @Mutation('reassignTask')
  reassign(@Args('input') input: ReassignTaskInput, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'reassignTask', input, async () => {
      const check = new Check();
      await this.registry.checkUsers(check, viewer, { assigneeId: input.assigneeId });
      check.done();
      return { type: 'Reassign', assigneeId: input.assigneeId };
    });
  }

  @Mutation('archiveTask')
  archive(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'archiveTask', input, { type: 'Archive' });
  }

  @Mutation('restoreTask')
  restore(@Args('input') input: CommandInput & { id: string }, @CurrentViewer() viewer: Viewer) {
    return this.change(viewer, 'restoreTask', input, { type: 'Restore' });
  }

  @ResolveField('assignee')
  assignee(@Parent() { assigneeId }: TaskRow) {
    return assigneeId && { __typename: 'User', id: assigneeId };
  }

  @ResolveField('createdBy')
  createdBy(@Parent() { tenant, createdBy }: TaskRow) {
    return this.registry.actorName(tenant, createdBy);
  }

  @ResolveField('about')
  about(@Parent() { about }: TaskRow, @Context() request: RequestContext): Promise<RecordReference[]> {
    return this.registry.visible(request, about);
  }

  private async change(viewer: Viewer, operation: string, input: CommandInput & { readonly id: string }, command: Proposal<TaskCommand>) {
    await this.records.visible(taskSource, input.id, viewer);
    return this.execute(viewer, operation, input, command);
  }

  private async execute(viewer: Viewer, operation: string, input: CommandInput & { readonly id: string }, command: Proposal<TaskCommand>) {
    const executed = await this.commands.execute(task, input.id, command, { viewer, operation, input });
    return { task: await this.records.changed(taskSource, executed, viewer) };
  }

  private readonly load = (ids: readonly string[], viewer: Viewer) => this.records.findAll(taskSource, ids, viewer);
}

/** The tasks that other departments' records get. */
function tasksOf(kind: string) {
  @Resolver(kind)
  class RecordTasksResolver {
    constructor(readonly records: Records) {}

    @ResolveField('tasks')
    tasks(@Parent() { id }: { id: string }, @Args() query: QueryTasksArgs, @CurrentViewer() viewer: Viewer) {
      return this.records.list(taskSource, { ...query, viewer, scope: (row) => `${row.column('about')} @> ${row.param([id], 'text[]')}` });
    }
  }
  Object.defineProperty(RecordTasksResolver, 'name', { value: `${kind}TasksResolver` });
  return RecordTasksResolver;
}

export const recordTasks = ['Contact', 'Account', 'Lead', 'Opportunity'].map(tasksOf);
