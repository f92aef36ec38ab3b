import { createHash } from 'node:crypto';
import { setImmediate as others } from 'node:timers/promises';
import type { StreamSchema } from '@throughline/contracts';
import { DomainError, InvalidInput, newId, Unavailable, type CommandContext, type CommandHandler } from '@throughline/decider';
import type { EventStore } from '@throughline/event-store';
import { csvLine, type Viewer } from '@throughline/records';
import { eachBesidePeople, pace, persistently } from '@throughline/service-kit';
import type { BlobStore } from './blob-store.js';
import { type CsvRow, readCsv, UnreadableFile } from './csv.js';
import type { ImportDecider, Progress } from './import.js';
import { nothingDone } from './import.js';
import type { ImportJob, ImportKind, ImportPlanner, ImportRow, RowPlan, Step } from './import-kind.js';
import { columnsOf, type ImportOptions } from './options.js';
import { Recent } from './recent.js';
import { type Conversion, conversion } from './values.js';

/** Beside the file while the import is on its way. */
export interface ImportRequest {
  readonly id: string;
  readonly kind: string;
  readonly viewer: Viewer;
  readonly options: ImportOptions;
  readonly startedAt: string;
}

export interface ImportResources {
  readonly handler: CommandHandler;
  readonly store: EventStore;
  readonly views: { waitFor(position: bigint, options?: { readonly timeoutMs?: number }): Promise<boolean> };
  /** Where an import has its file and what was refused of it. */
  readonly blobsOf: (tenant: string, id: string) => BlobStore;
  readonly decider: ImportDecider<StreamSchema>;
}

type Outcome = 'created' | 'updated' | 'unchanged';

/**
 * One import, from its first row or from where it stood when its process died. A row's commands have ids made from the import's id and the
 * row's number, so that what was done is done once. Stops between two chunks when `signal` says so, to be gone on with later.
 */
export class ImportRun {
  private readonly recent = new Recent();
  private conversion!: Conversion;
  private planner!: ImportPlanner;
  private progress: Progress;
  private readonly blobs: BlobStore;
  /** The chunk that was under way when a process died: parts of it may be done. */
  private resuming: boolean;

  constructor(
    private readonly resources: ImportResources,
    private readonly request: ImportRequest,
    private readonly file: string,
    private readonly kind: ImportKind,
    progress: Progress | undefined,
    private readonly signal: AbortSignal,
  ) {
    this.blobs = resources.blobsOf(request.viewer.tenant, request.id);
    this.progress = progress ?? nothingDone;
    this.resuming = progress !== undefined;
  }

  /** Resolves when the import has finished or failed. */
  async run(): Promise<void> {
    try {
      await this.persistently(() =>
        this.record({ type: 'Progress', progress: this.progress }, `start:${this.progress.rows}:${this.progress.linked}`),
      );
      await this.persistently(() => this.shown());
      this.planner = await this.persistently(() => this.open());
      const toLink = await this.survey();
      if (this.progress.linked === 0) await this.pass(this.progress.rows, (rows) => this.plan(rows));
      if (toLink > 0 && !this.request.options.dryRun && this.planner.link) {
        await this.persistently(() => this.shown());
        await this.pass(this.progress.linked, (rows) => this.link(rows));
      }
      await this.persistently(() => this.shown());
      await this.persistently(() => this.record({ type: 'Finish', progress: this.progress }, 'finish'));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      await this.persistently(() => this.record({ type: 'Fail', reason: error.message }, 'fail'));
    }
  }

  private async open(): Promise<ImportPlanner> {
    const { id, viewer, options, startedAt } = this.request;
    for await (const { cells } of readCsv(await this.content())) {
      const columns = this.columns(cells);
      this.conversion = conversion(this.kind.fields, columns, options, cells.length);
      const mapped = [...columns.map(({ field }) => field.key), ...Object.keys(options.defaults)];
      const job: ImportJob = {
        id,
        tenant: viewer.tenant,
        viewer,
        matchOn: options.matchOn ?? this.kind.matchOn.find((key) => mapped.includes(key)),
        onMatch: options.onMatch,
        createMissing: options.createMissing,
        startedAt,
        recent: this.recent,
        newId: (of) => newId(typeof of === 'string' ? this.onceContext(of) : this.rowContext(of.number)),
      };
      return this.kind.open(job);
    }
    throw new UnreadableFile('The file is empty.');
  }

  private columns(header: readonly string[]) {
    try {
      return columnsOf(this.kind, this.request.options, header);
    } catch (error) {
      throw error instanceof InvalidInput ? new UnreadableFile(error.message) : error;
    }
  }

  /** Reads the whole file before anything is done, so that one that cannot be read to its end leaves nothing behind. Counts the rows to link. */
  private async survey(): Promise<number> {
    let toLink = 0;
    for await (const chunk of this.chunks(0)) {
      const rows = chunk.flatMap((row) => this.converted(row).row ?? []);
      this.planner.survey?.(rows);
      if (this.planner.links) toLink += rows.filter((row) => this.planner.links!(row)).length;
    }
    return toLink;
  }

  /** Rows in portions; the header and the first `skip` rows are left out. */
  private async *chunks(skip: number): AsyncGenerator<CsvRow[]> {
    let chunk: CsvRow[] = [];
    for await (const row of readCsv(await this.content())) {
      if (row.number <= skip + 1) continue;
      chunk.push(row);
      if (chunk.length < pace().portion) continue;
      yield chunk;
      chunk = [];
      await others();
      this.signal.throwIfAborted();
    }
    if (chunk.length > 0) yield chunk;
  }

  private async pass(skip: number, work: (rows: readonly CsvRow[]) => Promise<Refused[]>): Promise<void> {
    for await (const rows of this.chunks(skip)) {
      this.signal.throwIfAborted();
      const before = this.progress;
      await this.persistently(async () => {
        this.progress = before;
        if (this.resuming) {
          // What an attempt before this one has made must be known to the planner, and what it has only planned must not.
          this.recent.reset();
          await this.shown();
        }
        const refused = await work(rows);
        if (refused.length > 0) {
          const inOrder = refused.toSorted((a, b) => a.number - b.number);
          const lines = inOrder.map(({ cells, reason }) => csvLine([...cells, reason])).join('');
          const from = String(rows[0]!.number).padStart(10, '0');
          await this.blobs.put(`${folderOf(this.request.id)}/errors/${this.progress.linked > 0 ? 2 : 1}-${from}.csv`, lines);
        }
        const position = await this.record({ type: 'Progress', progress: this.progress }, `${this.progress.rows}:${this.progress.linked}`);
        this.recent.close(position);
      });
      this.resuming = false;
      await this.notTooFarAhead();
    }
  }

  private async plan(rows: readonly CsvRow[]): Promise<Refused[]> {
    const refused: Refused[] = [];
    const outcomes: Outcome[] = [];
    const done = this.resuming ? await this.doneBefore(rows.map(({ number }) => this.rowContext(number))) : [];
    const todo: { row: ImportRow; cells: readonly string[] }[] = [];
    rows.forEach((csv, index) => {
      const { row, refuse } = this.converted(csv);
      if (done[index]) outcomes.push(done[index]);
      else if (row) todo.push({ row, cells: csv.cells });
      else refused.push({ number: csv.number, cells: csv.cells, reason: refuse! });
    });
    const plans = todo.length > 0 ? await this.planner.plan(todo.map(({ row }) => row)) : [];
    await eachBesidePeople(
      todo,
      (index) => recordOf(plans[index]),
      async ({ row, cells }, index) => {
        const result = await this.carryOut(plans[index]!, row.number, '');
        if (typeof result === 'string') outcomes.push(result);
        else refused.push({ number: row.number, cells, reason: result.refuse });
      },
    );
    const count = (outcome: Outcome): number => outcomes.filter((each) => each === outcome).length;
    const { rows: before, created, updated, unchanged, failed } = this.progress;
    this.progress = {
      ...this.progress,
      rows: before + rows.length,
      created: created + count('created'),
      updated: updated + count('updated'),
      unchanged: unchanged + count('unchanged'),
      failed: failed + refused.length,
    };
    return refused;
  }

  private async link(rows: readonly CsvRow[]): Promise<Refused[]> {
    const refused: Refused[] = [];
    const todo = rows.flatMap((csv) => {
      const { row } = this.converted(csv);
      return row && this.planner.links!(row) ? [{ row, cells: csv.cells }] : [];
    });
    const known = await Promise.all(todo.map(({ row }) => this.resources.store.findCommand(keyOf(this.rowContext(row.number)))));
    const linkable = todo.flatMap((each, index) => (known[index] ? [{ ...each, recordId: known[index].result.stream.id }] : []));
    const plans = linkable.length > 0 ? await this.planner.link!(linkable.map(({ row, recordId }) => ({ ...row, recordId }))) : [];
    let { updated, unchanged, failed } = this.progress;
    await eachBesidePeople(
      linkable,
      (index) => recordOf(plans[index]),
      async ({ row, cells }, index) => {
        const result = await this.carryOut(plans[index]!, row.number, '.link');
        if (typeof result !== 'string') {
          failed++;
          const [first] = await this.doneBefore([this.rowContext(row.number)]);
          if (first === 'unchanged') unchanged--;
          else if (first === 'updated') updated--;
          refused.push({ number: row.number, cells, reason: result.refuse });
        } else if (result === 'updated') {
          const [first] = await this.doneBefore([this.rowContext(row.number)]);
          if (first === 'unchanged') [updated, unchanged] = [updated + 1, unchanged - 1];
        }
      },
    );
    this.progress = { ...this.progress, updated, unchanged, failed, linked: this.progress.linked + rows.length };
    return refused;
  }

  private async carryOut(plan: RowPlan, number: number, pass: '' | '.link'): Promise<Outcome | { refuse: string }> {
    if ('refuse' in plan) return plan;
    if ('keep' in plan) return 'unchanged';
    let changed = false;
    try {
      for (const [index, step] of plan.steps.entries()) {
        const own = index === plan.steps.length - 1;
        const context = step.once !== undefined ? this.onceContext(step.once) : this.rowContext(number, own ? pass : `${pass}.${index}`);
        if (this.request.options.dryRun) changed = (await this.wouldChange(step, context)) || changed;
        else if (step.once === undefined) changed = (await this.execute(step, context, plan.creates && own)) || changed;
        else await this.execute(step, context, true);
      }
    } catch (error) {
      if (!(error instanceof DomainError) || error instanceof Unavailable) throw error;
      return { refuse: error.message };
    }
    return plan.creates ? 'created' : changed ? 'updated' : 'unchanged';
  }

  /** Whether it changed anything. */
  private async execute({ decider, id, command }: Step, context: CommandContext, creates: boolean): Promise<boolean> {
    const { handler, store } = this.resources;
    const before = creates ? 0 : (await handler.load(decider, context.tenant, id))?.revision;
    // The row and not what was made of it: after a crash the same row may be planned otherwise, and the first plan stands.
    const request = { import: context.batch, commandId: context.commandId };
    const executed = await handler.execute(decider, id, command as never, context, { request });
    if (!executed.repeated && before !== undefined) return executed.revision > before;
    const events = await store.readStream({ tenant: context.tenant, category: decider.category, id: executed.id });
    return events.some(({ meta }) => meta.commandId === context.commandId && meta.operation === context.operation);
  }

  private async wouldChange({ decider, id, command }: Step, context: CommandContext): Promise<boolean> {
    const folded = await this.resources.handler.load(decider, context.tenant, id);
    // Planned as a change of what an earlier row would have made.
    if (!folded && id !== newId(context)) return true;
    return decider.decide(command as never, (folded?.state ?? decider.initialState) as never, context).length > 0;
  }

  /** What these commands did, where they were executed before. */
  private async doneBefore(contexts: readonly CommandContext[]): Promise<(Outcome | undefined)[]> {
    const { store } = this.resources;
    return Promise.all(
      contexts.map(async (context) => {
        const known = await store.findCommand(keyOf(context));
        if (!known) return undefined;
        const { stream } = known.result;
        if (stream.id === newId(context)) return 'created';
        const events = await store.readStream(stream);
        return events.some(({ meta }) => meta.commandId === context.commandId && meta.operation === context.operation)
          ? 'updated'
          : 'unchanged';
      }),
    );
  }

  private converted({ number, cells }: CsvRow): { row: ImportRow; refuse?: undefined } | { row?: undefined; refuse: string } {
    const result = this.conversion(cells);
    return 'refuse' in result ? result : { row: { number, values: result.values } };
  }

  private rowContext(number: number, part = ''): CommandContext {
    return this.context(`import.${this.request.kind}${part}`, `${this.request.id}:${number}`);
  }

  private onceContext(once: string): CommandContext {
    return this.context(`import.${this.request.kind}.once`, `${this.request.id}:${createHash('sha256').update(once).digest('hex')}`);
  }

  private context(operation: string, commandId: string): CommandContext {
    const { id, viewer } = this.request;
    return {
      tenant: viewer.tenant,
      actor: viewer.actor,
      operation,
      commandId,
      correlationId: id,
      batch: id,
      now: new Date().toISOString(),
    };
  }

  private async record(command: Parameters<ImportDecider<StreamSchema>['decide']>[0], what: string): Promise<bigint> {
    const { handler, decider } = this.resources;
    const { id } = this.request;
    const context = this.context(operationOf(this.request), `${id}:${what}`);
    return (await handler.execute(decider, id, command, context, { request: { what } })).position;
  }

  private async content() {
    const content = await this.blobs.get(this.file);
    if (!content) throw new UnreadableFile('The file is not there any more.');
    return content;
  }

  /** Waits until the views show everything there is. */
  private async shown(): Promise<void> {
    const { position } = await this.resources.store.head();
    while (!(await this.resources.views.waitFor(position, { timeoutMs: 5_000 }))) this.signal.throwIfAborted();
    this.recent.forget(position);
  }

  private async notTooFarAhead(): Promise<void> {
    for (let position; (position = this.recent.waitingFor(pace().ahead)) !== undefined;) {
      if (await this.resources.views.waitFor(position, { timeoutMs: 5_000 })) this.recent.forget(position);
      this.signal.throwIfAborted();
    }
  }

  private persistently<T>(work: () => Promise<T>): Promise<T> {
    return persistently(work, this.signal, () => (this.resuming = true));
  }
}

interface Refused {
  readonly number: number;
  readonly cells: readonly string[];
  readonly reason: string;
}

/** Of what an import tells of itself; by it a reader of events knows that nothing was done. */
export const dryRunOperation = 'import.dryRun';

export const operationOf = ({ options }: ImportRequest): string => (options.dryRun ? dryRunOperation : 'import');

export function folderOf(id: string): string {
  return `imports/${id}`;
}

function keyOf({ tenant, actor, operation, commandId }: CommandContext) {
  return { tenant, actor, operation, commandId };
}

/** The record that a row is about. */
function recordOf(plan: RowPlan | undefined): string | undefined {
  return plan && 'steps' in plan ? plan.steps.at(-1)?.id : undefined;
}
