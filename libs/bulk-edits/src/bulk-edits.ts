import { randomUUID } from 'node:crypto';
import { InvalidInput, newId, RuleViolated, Unavailable } from '@throughline/decider';
import { KeysUnavailable, type SubjectKeys } from '@throughline/keys';
import { maxPage, type Connection, type Filter, type Viewer } from '@throughline/records';
import { Background, Commands, Directory, people, persistently, requireRole, type CommandInput, type Log } from '@throughline/service-kit';
import type { ViewRow } from '@throughline/views';
import { DataSource, In } from 'typeorm';
import type { BulkEditCommand } from './bulk-edit.js';
import type { Offered, Target, Values } from './bulk-edit-kind.js';
import { BulkEditRun, type BulkEditResources, type StartedEdit } from './bulk-edit-run.js';
import { BulkEditRow } from './bulk-edit.view.js';

/** The input of a mutation such as `updateContacts`. */
export interface BulkEditInput extends Omit<CommandInput, 'expectedRevision'> {
  readonly ids?: readonly string[] | null;
  readonly filter?: Filter | null;
  readonly set?: object | null;
  readonly addTags?: readonly string[] | null;
  readonly removeTags?: readonly string[] | null;
  readonly archive?: boolean | null;
}

/** How many records one edit may be about. */
export const mostRecords = 10_000;

/** The bulk edits of one service: carried on one after the other, and gone on with when the service starts again. */
export class BulkEdits {
  private readonly background: Background<BulkEditRow>;

  constructor(
    private readonly resources: BulkEditResources & {
      readonly commands: Commands;
      readonly directory: Directory;
      readonly keys: SubjectKeys;
    },
    private readonly dataSource: DataSource,
    private readonly offered: readonly Offered[],
    private readonly log: Log,
  ) {
    this.background = new Background(
      'bulk edit',
      dataSource,
      log,
      () => this.waiting(),
      (row, signal) => this.runOne(row, signal),
    );
  }

  /**
   * Answers the edit when it is safe and before its work begins. Throws {@link InvalidInput} for what no record could take, for more than
   * {@link mostRecords} records, and where both or none of `ids` and `filter` are given.
   */
  async start(viewer: Viewer, { mutation, kind }: Offered, input: BulkEditInput): Promise<BulkEditRow> {
    requireRole(viewer, 'MEMBER');
    const { commandId: _, ...request } = input;
    const { handler, decider, commands } = this.resources;
    const context = commands.contextOf({ viewer, operation: mutation, input });
    // The key that its values were sealed with may have gone since, so that it could not even be tried once more.
    const first = input.commandId ? await handler.firstResult(decider, context, { request }) : undefined;
    if (first) return this.row(viewer.tenant, first.id);
    const values = valuesOf(input);
    if (Object.keys(values).length === 0) throw new InvalidInput({ set: 'says nothing that is to change' });
    await asGiven(() => kind.prepare(values, viewer));
    const recordIds = await this.recordIds(viewer, kind.target.source, input);
    const fields = [...new Set(Object.keys(values).map((key) => (key === 'addTags' || key === 'removeTags' ? 'tags' : key)))];
    const { id, position } = await people.served(() =>
      handler.execute(
        decider,
        newId(context),
        { type: 'Start', kind: kind.name, recordIds, values: JSON.stringify(values), fields, requestedBy: viewer.actor },
        { ...context, batch: newId(context) },
        { request },
      ),
    );
    await commands.settled(position);
    this.rouse();
    return this.row(viewer.tenant, id);
  }

  /** There is a new one. */
  rouse(): void {
    this.background.rouse();
  }

  /** Begins to work on what there is. */
  begin(): void {
    this.background.begin();
  }

  /** Stops between two portions of an edit; it goes on at the next start. */
  stop(): Promise<void> {
    return this.background.stop();
  }

  private async recordIds(viewer: Viewer, source: Target['source'], { ids, filter }: BulkEditInput): Promise<string[]> {
    if (Boolean(ids) === Boolean(filter)) throw new InvalidInput({ ids: 'or a filter says which records are meant: give one of them' });
    const tooMany = (by: string) => new InvalidInput({ [by]: `names more than 10,000 records: change them in several goes` });
    if (ids) {
      const unique = [...new Set(ids)];
      if (unique.length > mostRecords) throw tooMany('ids');
      return unique;
    }
    const found: string[] = [];
    for (let after: string | null = null; ;) {
      const { edges, pageInfo }: Connection<ViewRow> = await this.resources.records.list(source, { viewer, filter, first: maxPage, after });
      found.push(...edges.map(({ node }) => node.id));
      if (found.length > mostRecords) throw tooMany('filter');
      if (!pageInfo.hasNextPage) return found;
      after = pageInfo.endCursor;
    }
  }

  private async row(tenant: string, id: string): Promise<BulkEditRow> {
    const row = await this.dataSource.getRepository(BulkEditRow).findOneBy({ tenant, id });
    if (row) return row;
    // The views are late: it has only just begun.
    const loaded = await this.resources.handler.load(this.resources.decider, tenant, id);
    const { kind, recordIds, requestedBy } = loaded!.state as StartedEdit;
    const nothing = { changed: 0, unchanged: 0, failed: 0, refused: [], problem: null, undoes: null, undoneBy: null, finishedAt: null };
    return {
      tenant,
      id,
      kind,
      status: 'QUEUED',
      total: recordIds.length,
      createdBy: requestedBy,
      createdAt: new Date().toISOString(),
      ...nothing,
    };
  }

  /** Those of this service: the view may show others' as well. */
  private waiting(): Promise<BulkEditRow[]> {
    const kind = In(this.offered.map(({ kind }) => kind.name));
    return this.dataSource
      .getRepository(BulkEditRow)
      .find({ where: { kind, status: In(['QUEUED', 'RUNNING']) }, order: { createdAt: 'ASC', id: 'ASC' } });
  }

  private async runOne({ tenant, id, kind }: BulkEditRow, signal: AbortSignal): Promise<void> {
    const { handler, decider, directory } = this.resources;
    const loaded = await handler.load(decider, tenant, id);
    const offered = this.offered.find((each) => each.kind.name === kind);
    if (!offered || loaded?.state.status !== 'started') return;
    const edit = loaded.state;
    const viewer = (await directory.of(tenant)).viewerOf(edit.requestedBy);
    let outcome: BulkEditCommand = { type: 'Finish' };
    if (!viewer || viewer.role === 'READ_ONLY')
      outcome = { type: 'Fail', reason: 'Whoever asked for it may not change anything any more.' };
    else {
      try {
        // What is taken back was seen by whoever did it; they see it again although it may have left their sight by that.
        const sight = edit.undoes ? { ...viewer, sees: 'all' as const } : viewer;
        await new BulkEditRun(this.resources, id, edit, offered, sight, signal).run();
      } catch (error) {
        if (signal.aborted) return;
        outcome = { type: 'Fail', reason: `${this.reasonFor(error as Error)} What was changed stays.` };
      }
    }
    await persistently(() => this.end(tenant, id, edit, outcome), signal);
  }

  private reasonFor(error: Error): string {
    if (error instanceof InvalidInput || error instanceof RuleViolated) return error.message;
    const reference = randomUUID().slice(0, 8);
    this.log.error({ reference, error: error.constructor.name, at: error.stack?.split('\n').slice(1, 8) }, 'a bulk edit failed');
    return `Something went wrong on our side (${reference}).`;
  }

  private async end(tenant: string, id: string, { requestedBy, values }: StartedEdit, outcome: BulkEditCommand): Promise<void> {
    const { handler, decider, keys } = this.resources;
    // What was to be set may be somebody's data, and nobody needs it any more. Its key goes first, so that it goes for certain.
    if (values) await keys.destroy(tenant, id).catch(inWords);
    const context = { tenant, actor: requestedBy, operation: 'bulkEdit', commandId: `${id}:end`, correlationId: id, batch: id };
    await handler.execute(decider, id, outcome, { ...context, now: new Date().toISOString() }, { request: { what: 'end' } });
  }
}

function inWords(error: unknown): never {
  throw error instanceof KeysUnavailable ? new Unavailable('The keys are away.') : error;
}

/** `{ set: { title }, archive: true }` → `{ title, archived: true }`. What is absent, and tags that are null, change nothing. */
function valuesOf({ set, addTags, removeTags, archive }: BulkEditInput): Values {
  const given = Object.entries(set ?? {}).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(given),
    ...(addTags?.length && { addTags }),
    ...(removeTags?.length && { removeTags }),
    ...(archive != null && { archived: archive }),
  };
}

/** What is wrong with a value is told by its path in the input: `set.title`. */
async function asGiven<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const path = (field: string): string => (/^(add|remove)Tags/.test(field) ? field : `set.${field}`);
    throw new InvalidInput(Object.fromEntries(Object.entries(error.fields).map(([field, problem]) => [path(field), problem])));
  }
}
