import { Args, Mutation, Query, Resolver } from '@nestjs/graphql';
import { bulkEditing, BulkEditRow } from '@throughline/bulk-edits';
import { ActivitiesBulkEditEventSchema } from '@throughline/contracts/activities';
import { ContactsBulkEditEventSchema } from '@throughline/contracts/contacts';
import { SalesBulkEditEventSchema } from '@throughline/contracts/sales';
import { Forbidden, newId, NotFound, RuleViolated } from '@throughline/decider';
import { findRecord, type RecordType, type Viewer } from '@throughline/records';
import { Commands, CurrentViewer, Sources, type CommandInput } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import { TaskBulkEdit } from '../task/task.bulk-edit.js';
import { bulkEditUndo, type RequestUndo } from './bulk-edit-undo.js';

/** Every department's bulk edits in one view: a new department that has them adds its events here. */
export const bulkEdits = bulkEditing({
  events: ActivitiesBulkEditEventSchema,
  alsoShown: [ContactsBulkEditEventSchema, SalesBulkEditEventSchema],
  kinds: { updateTasks: TaskBulkEdit },
});

/** A bulk edit is seen by who asked for it, and by those who see all. */
const record: RecordType = {
  name: 'BulkEdit',
  access: { owner: 'createdBy', creator: 'createdBy' },
  fields: [{ key: 'id', label: 'Id', kind: 'id' }],
};

/** How long a bulk edit can be taken back after its end. */
const undoableDays = 30;

@Resolver()
export class BulkEditResolver {
  constructor(
    private readonly database: DataSource,
    private readonly commands: Commands,
    private readonly sources: Sources,
  ) {}

  @Query('bulkEdit')
  one(@Args('id') id: string, @CurrentViewer() viewer: Viewer): Promise<BulkEditRow | undefined> {
    return this.sources.look(
      ['contacts', 'sales'],
      async () => (await this.find(id, viewer)) ?? (await this.toBegin(id, viewer)),
      (found) => found !== undefined,
    );
  }

  /** Answers the edit that takes the other one back, the same however often it is asked for. */
  @Mutation('undoBulkEdit')
  async undo(@Args('input') input: CommandInput & { readonly id: string }, @CurrentViewer() viewer: Viewer) {
    const { tenant, actor: requestedBy } = viewer;
    const undoId = newId({ tenant, actor: '', operation: 'undoBulkEdit', commandId: input.id });
    const request = async (): Promise<RequestUndo> => {
      const edit = await this.one(input.id, viewer);
      if (!edit) throw new NotFound('bulk edit', input.id);
      if (edit.createdBy !== requestedBy && viewer.role !== 'ADMIN')
        throw new Forbidden('It can be taken back by whoever asked for it, and by an administrator.');
      if (!edit.finishedAt) throw new RuleViolated('bulkEdit.running', 'It is still under way: it can be taken back when it has ended.');
      if (Date.parse(edit.finishedAt) < Date.now() - undoableDays * 86_400_000)
        throw new RuleViolated('bulkEdit.old', `It ended more than ${undoableDays} days ago: it cannot be taken back any more.`);
      return { bulkEditId: edit.id, requestedBy };
    };
    const executed = await this.commands.execute(bulkEditUndo, undoId, request, { viewer, operation: 'undoBulkEdit', input });
    return { bulkEdit: (await this.find(executed.id, viewer)) ?? (await this.toBegin(executed.id, viewer)) };
  }

  private find(id: string, viewer: Viewer): Promise<BulkEditRow | undefined> {
    const own: Viewer = { ...viewer, sees: viewer.sees === 'all' ? 'all' : [viewer.actor] };
    return findRecord(this.database, { record, entity: BulkEditRow, viewer: own }, id);
  }

  /** One that takes another back, and that the service whose records they are has not heard of yet. */
  private async toBegin(id: string, viewer: Viewer): Promise<BulkEditRow | undefined> {
    const requested = (await this.commands.handler.load(bulkEditUndo, viewer.tenant, id))?.state;
    const undone = requested && (await this.find(requested.bulkEditId, viewer));
    if (!undone) return undefined;
    const counts = { changed: 0, unchanged: 0, failed: 0 };
    const { requestedBy: createdBy, bulkEditId: undoes } = requested;
    return { ...undone, ...counts, id, status: 'QUEUED', refused: [], problem: null, undoes, undoneBy: null, createdBy, finishedAt: null };
  }
}
