import { Inject, Injectable } from '@nestjs/common';
import { commandsFor, target, type BulkEditKind, type Values } from '@throughline/bulk-edits';
import type { CommandHandler } from '@throughline/decider';
import { Check } from '@throughline/domain';
import type { Viewer } from '@throughline/records';
import { COMMAND_HANDLER } from '@throughline/service-kit';
import { Registry } from '../record/registry.js';
import type { TaskValues } from '../schema.types.js';
import { task, type TaskCommand } from './task.js';
import { checkKind, words } from './task.input.js';
import { taskSource } from './task.source.js';
import type { TaskRow } from './task.view.js';

@Injectable()
export class TaskBulkEdit implements BulkEditKind<TaskRow> {
  readonly name = 'tasks';
  readonly target = target(taskSource, task);

  constructor(
    private readonly registry: Registry,
    @Inject(COMMAND_HANDLER) private readonly handler: CommandHandler,
  ) {}

  async prepare(values: Values, viewer: Viewer, undoing?: TaskRow) {
    const { dueAt, assigneeId, open, ...set } = values as TaskValues;
    const check = new Check();
    const changes = { ...words(check, set), dueAt, assigneeId };
    if (assigneeId) await this.registry.checkUsers(check, viewer, { assigneeId });
    // A kind may have left the list since: what had it gets it back.
    if (!undoing) await checkKind(check, this.handler, viewer.tenant, changes.kind);
    check.done();
    const standing: TaskCommand[] = open == null ? [] : [{ type: open ? 'Reopen' : 'Complete' }];
    return ({ id }: TaskRow): readonly TaskCommand[] => commandsFor<TaskCommand>(values, { type: 'Update', changes, id }, ...standing);
  }
}
