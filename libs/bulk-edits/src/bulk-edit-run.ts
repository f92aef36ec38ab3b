import { setImmediate as others } from 'node:timers/promises';
import type { StreamSchema } from '@throughline/contracts';
import { Conflict, DomainError, NotFound, Unavailable, type CommandContext, type CommandHandler } from '@throughline/decider';
import type { EventStore } from '@throughline/event-store';
import type { Viewer } from '@throughline/records';
import { eachBesidePeople, pace, persistently, valueOf, type Records, type ServiceViews } from '@throughline/service-kit';
import type { ViewRow } from '@throughline/views';
import type { BulkEditCommand, BulkEditDecider, BulkEditState, Progress, Refusal } from './bulk-edit.js';
import type { BulkEditKind, Offered, Plan, Values } from './bulk-edit-kind.js';

export interface BulkEditResources {
  readonly handler: CommandHandler;
  readonly store: EventStore;
  readonly views: Pick<ServiceViews, 'waitFor'>;
  readonly records: Records;
  readonly decider: BulkEditDecider<StreamSchema>;
}

type Outcome = 'changed' | 'unchanged';
export type StartedEdit = Exclude<BulkEditState, { readonly status: 'none' }>;

/** How often a record that others change at the same time is looked at again. */
const attempts = 5;

/**
 * One bulk edit, from its first record or from where it stood when its process died. A record's commands are one command, whose id is made from the edit's and the
 * record's, so that what was done is done once.
 */
export class BulkEditRun {
  private readonly kind: BulkEditKind;
  private progress: Progress;
  /** The portion that was under way when a process died: parts of it may be done. */
  private resuming = true;
  private plan!: Plan;

  constructor(
    private readonly resources: BulkEditResources,
    private readonly id: string,
    private readonly edit: StartedEdit,
    private readonly offered: Offered,
    private readonly viewer: Viewer,
    private readonly signal: AbortSignal,
  ) {
    this.progress = edit.progress;
    this.kind = offered.kind;
  }

  /** Resolves when every record has been tried. */
  async run(): Promise<void> {
    const { recordIds, values, undoes } = this.edit;
    await this.persistently(() => this.shown());
    if (!undoes && this.progress.done < recordIds.length)
      this.plan = await this.persistently(() => this.kind.prepare(JSON.parse(values) as Values, this.viewer));
    while (this.progress.done < recordIds.length) {
      this.signal.throwIfAborted();
      const before = this.progress;
      await this.persistently(() => this.portion(before));
      this.resuming = false;
      await others();
    }
    await this.persistently(() => this.shown());
  }

  private async portion(before: Progress): Promise<void> {
    const ids = this.edit.recordIds.slice(before.done, before.done + pace().portion);
    const refused: Refusal[] = [];
    const outcomes: Outcome[] = [];
    const rows = this.edit.undoes ? new Map<string, ViewRow>() : await this.visible(ids);
    await eachBesidePeople(
      ids,
      (index) => ids[index],
      async (recordId) => {
        const done = this.resuming ? await this.doneBefore(recordId) : undefined;
        const result = done ?? (await this.one(recordId, rows.get(recordId)));
        if (typeof result === 'string') outcomes.push(result);
        else refused.push({ recordId, message: result.refuse });
      },
    );
    const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
    const progress = {
      done: before.done + ids.length,
      changed: before.changed + count('changed'),
      unchanged: before.unchanged + count('unchanged'),
      failed: before.failed + refused.length,
    };
    const inOrder = refused.toSorted((a, b) => ids.indexOf(a.recordId) - ids.indexOf(b.recordId));
    const position = await this.record({ type: 'Progress', progress, refused: inOrder }, String(progress.done));
    this.progress = progress;
    // Beside people the views are not left behind.
    if (pace().ahead === 1) await this.resources.views.waitFor(position);
  }

  private async visible(ids: readonly string[]): Promise<Map<string, ViewRow>> {
    const rows = await this.resources.records.findAll(this.kind.target.source, ids, this.viewer);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** `row`: as the views showed it. Where somebody was quicker, the record is looked at again. */
  private async one(recordId: string, row: ViewRow | undefined): Promise<Outcome | { readonly refuse: string }> {
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return this.edit.undoes ? await this.undo(recordId, this.edit.undoes) : await this.change(recordId, row);
        } catch (error) {
          if (!(error instanceof Conflict) || attempt === attempts) throw error;
          await this.shown();
          row = (await this.visible([recordId])).get(recordId);
        }
      }
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof Unavailable) throw error;
      return { refuse: error.message };
    }
  }

  private async change(recordId: string, row: ViewRow | undefined): Promise<Outcome> {
    if (!row) throw new NotFound(this.kind.target.source.record.name.toLowerCase(), recordId);
    return this.execute(row, await this.plan(row));
  }

  /** Gives the record the values that it had before the edit `undone`, unless one of them has changed since. */
  private async undo(recordId: string, undone: string): Promise<Outcome | { readonly refuse: string }> {
    const { source } = this.kind.target;
    const past = await this.resources.records.past(source, this.viewer.tenant, recordId);
    const first = past.find(({ event }) => event.meta.batch === undone);
    const last = past.findLast(({ event }) => event.meta.batch === undone);
    const now = past.at(-1)?.after;
    if (!first?.before || !last?.after || !now) return 'unchanged';
    const [before, after, current] = [this.held(first.before), this.held(last.after), this.held(now)];
    const touched = this.edit.fields.filter((field) => !equal(before[field], after[field]));
    const since = touched.filter((field) => !equal(after[field], current[field]));
    if (since.length > 0) return { refuse: `Changed since, and left as it is: ${since.map((field) => this.labelOf(field)).join(', ')}.` };
    if (touched.length === 0) return 'unchanged';
    const former = Object.fromEntries(touched.map((field) => [field, before[field]]));
    const plan = await this.kind.prepare(former, this.viewer, first.before);
    return this.execute(now, await plan(now));
  }

  private execute(row: ViewRow, commands: readonly unknown[]): Promise<Outcome> {
    const execute = (commands: readonly unknown[]) => this.executeAt(row.id, commands, revisionOf(row));
    return this.kind.executing ? this.kind.executing(row, commands, execute) : execute(commands);
  }

  private async executeAt(recordId: string, commands: readonly unknown[], expectedRevision: number): Promise<Outcome> {
    const context = this.contextOf(recordId);
    // The edit and not what was made of it: after a crash the same record may be planned otherwise, and the first plan stands.
    const request = { bulkEdit: this.id, recordId };
    const executed = await this.resources.handler.execute(this.kind.target.decider, recordId, commands, context, {
      request,
      expectedRevision,
    });
    if (executed.repeated) return (await this.doneBefore(recordId)) ?? 'unchanged';
    return executed.revision > expectedRevision ? 'changed' : 'unchanged';
  }

  private async doneBefore(recordId: string): Promise<Outcome | undefined> {
    const { tenant, actor, operation, commandId } = this.contextOf(recordId);
    const known = await this.resources.store.findCommand({ tenant, actor, operation, commandId });
    if (!known) return undefined;
    const events = await this.resources.store.readStream(known.result.stream);
    return events.some(({ meta }) => meta.commandId === commandId && meta.operation === operation) ? 'changed' : 'unchanged';
  }

  /** The row's values by the names that `prepare` knows them by; nothing is null. */
  private held(row: ViewRow): Values {
    const fields = this.kind.target.source.record.fields.map((field) => [field.key, valueOf(field, row)]);
    return { ...Object.fromEntries(fields), ...this.kind.held?.(row) };
  }

  private labelOf(field: string): string {
    return this.kind.target.source.record.fields.find(({ key }) => key === field)?.label ?? field;
  }

  private contextOf(recordId: string): CommandContext {
    return this.context(this.edit.undoes ? 'undoBulkEdit' : this.offered.mutation, `${this.id}:${recordId}`);
  }

  private context(operation: string, commandId: string): CommandContext {
    const { tenant, actor } = this.viewer;
    return { tenant, actor, operation, commandId, correlationId: this.id, batch: this.id, now: new Date().toISOString() };
  }

  private async record(command: BulkEditCommand, what: string): Promise<bigint> {
    const context = this.context('bulkEdit', `${this.id}:${what}`);
    return (await this.resources.handler.execute(this.resources.decider, this.id, command, context, { request: { what } })).position;
  }

  /** Waits until the views show everything there is. */
  private async shown(): Promise<void> {
    const { position } = await this.resources.store.head();
    while (!(await this.resources.views.waitFor(position, { timeoutMs: 5_000 }))) this.signal.throwIfAborted();
  }

  private persistently<T>(work: () => Promise<T>): Promise<T> {
    return persistently(work, this.signal, () => (this.resuming = true));
  }
}

const revisionOf = (row: ViewRow): number => (row as ViewRow & { readonly revision: number }).revision;

const equal = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
