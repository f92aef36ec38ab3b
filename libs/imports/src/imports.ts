import { createHash, randomUUID } from 'node:crypto';
import { text as textOf } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { InvalidInput, newId, NotFound, type CommandContext } from '@throughline/decider';
import { csvLine, type Viewer } from '@throughline/records';
import { Background, requireRole, type Log } from '@throughline/service-kit';
import { DataSource } from 'typeorm';
import type { BlobStore } from './blob-store.js';
import { readCsv, UnreadableFile } from './csv.js';
import { folderOf, operationOf, type ImportRequest, type ImportResources, ImportRun } from './import-run.js';
import { ImportRow } from './import.view.js';
import type { ImportField, ImportKind } from './import-kind.js';
import { columnsOf, importOptions } from './options.js';

/** A file as it comes in: options before or after it. */
export interface Upload {
  readonly file: Readable;
  /** JSON; read when the file has been. */
  readonly options: () => Promise<string | undefined> | string | undefined;
}

/** What a file of a kind may bring: what `mapping`, `matchOn` and `createMissing` may name. */
export interface ImportDescription {
  readonly fields: readonly ImportField[];
  readonly matchOn: readonly string[];
  readonly creatable: readonly string[];
}

/** The imports of one service: takes files in, works on them one after the other, and goes on with them when the service starts again. */
export class Imports {
  private readonly background: Background<ImportRow>;

  constructor(
    private readonly resources: ImportResources,
    private readonly dataSource: DataSource,
    private readonly kinds: readonly ImportKind[],
    private readonly log: Log,
  ) {
    this.background = new Background(
      'import',
      dataSource,
      log,
      () => this.waiting(),
      (row, signal) => this.runOne(row, signal),
    );
  }

  /** Throws {@link NotFound} for a kind that is not imported here. */
  describe(viewer: Viewer, kindName: string): ImportDescription {
    const { fields, matchOn, creatable = [] } = this.kind(kindName);
    requireRole(viewer, 'MEMBER');
    return { fields, matchOn, creatable };
  }

  /**
   * Answers the import's id when file and options are safe. The same file with the same key is the same import. Throws {@link NotFound} for a kind that is not
   * imported here, {@link InvalidInput} naming the option, Conflict for another file with the same key.
   */
  async start(viewer: Viewer, kindName: string, upload: Upload, idempotencyKey: string | undefined): Promise<string> {
    const kind = this.kind(kindName);
    requireRole(viewer, 'MEMBER');
    const { blobsOf, handler, decider } = this.resources;
    const commandId = idempotencyKey ?? randomUUID();
    if (commandId.length > 200) throw new InvalidInput({ 'Idempotency-Key': 'must have 1 to 200 characters' });
    const startedAt = new Date().toISOString();
    const context: CommandContext = {
      tenant: viewer.tenant,
      actor: viewer.actor,
      operation: `import.${kind.name}.start`,
      commandId,
      correlationId: commandId,
      now: startedAt,
    };
    const id = newId(context);
    const blobs = blobsOf(viewer.tenant, id);
    const arriving = `${folderOf(id)}/${randomUUID()}.csv`;
    const { sha256 } = await blobs.put(arriving, upload.file);
    let position: bigint;
    try {
      const optionsText = await upload.options();
      const options = importOptions(kind, optionsText);
      await this.checkHeader(kind, blobs, arriving, options);
      const fingerprint = createHash('sha256')
        .update(JSON.stringify([sha256, options]))
        .digest('hex');
      const file = `${folderOf(id)}/${fingerprint.slice(0, 32)}.csv`;
      const request: ImportRequest = { id, kind: kind.name, viewer, options, startedAt };
      await blobs.move(arriving, file);
      await blobs.put(requestOf(file), JSON.stringify(request));
      const started = await handler.execute(decider, id, { type: 'Start', kind: kind.name, file, dryRun: options.dryRun }, context, {
        request: { kind: kind.name, fingerprint },
      });
      ({ position } = started);
      // A repeat after the end has brought back what is not needed any more.
      if (started.repeated && (await this.ended(viewer.tenant, id))) await this.forget(blobs, file);
    } catch (error) {
      await blobs.delete(arriving);
      throw error;
    }
    await this.resources.views.waitFor(position);
    this.background.rouse();
    return id;
  }

  private kind(name: string): ImportKind {
    const kind = this.kinds.find((one) => one.name === name);
    if (!kind) throw new NotFound('import of', name);
    return kind;
  }

  private async checkHeader(kind: ImportKind, blobs: BlobStore, file: string, options: ReturnType<typeof importOptions>): Promise<void> {
    try {
      for await (const { cells } of readCsv((await blobs.get(file))!)) {
        columnsOf(kind, options, cells);
        return;
      }
    } catch (error) {
      // The rest of the file is read later, and its import fails with this reason; a file that does not even begin is refused at once.
      throw error instanceof UnreadableFile ? new InvalidInput({ file: error.message }) : error;
    }
  }

  /** The refused rows as they were, with a reason each, as far as the import has come. For its sender and administrators. */
  async *errors(viewer: Viewer, id: string): AsyncGenerator<string> {
    const row = await this.dataSource.getRepository(ImportRow).findOneBy({ tenant: viewer.tenant, id });
    if (!row || (row.createdBy !== viewer.actor && viewer.role !== 'ADMIN')) throw new NotFound('import', id);
    const blobs = this.resources.blobsOf(row.tenant, id);
    const header = await blobs.get(`${folderOf(id)}/header.csv`);
    if (header) yield await textOf(header);
    else yield csvLine(['error']);
    for (const name of await blobs.list(`${folderOf(id)}/errors`)) yield await textOf((await blobs.get(name))!);
  }

  /** Begins to work on what there is. */
  begin(): void {
    this.background.begin();
  }

  /** Stops between two portions of an import; it goes on at the next start. */
  stop(): Promise<void> {
    return this.background.stop();
  }

  private waiting(): Promise<ImportRow[]> {
    return this.dataSource
      .getRepository(ImportRow)
      .find({ where: [{ status: 'QUEUED' }, { status: 'RUNNING' }], order: { createdAt: 'ASC', id: 'ASC' } });
  }

  private async runOne({ tenant, id }: ImportRow, signal: AbortSignal): Promise<void> {
    const { handler, decider, blobsOf } = this.resources;
    const blobs = blobsOf(tenant, id);
    const loaded = await handler.load(decider, tenant, id);
    if (!loaded || loaded.state.status !== 'started') return;
    const { file, kind: kindName, progress } = loaded.state;
    const kind = this.kinds.find(({ name }) => name === kindName);
    const stored = await blobs.get(requestOf(file));
    if (!kind || !stored) return;
    const request = JSON.parse(await textOf(stored)) as ImportRequest;
    if (!progress) await this.keepHeader(blobs, id, file);
    try {
      await new ImportRun(this.resources, request, file, kind, progress, signal).run();
    } catch (error) {
      if (signal.aborted) return;
      const reference = randomUUID().slice(0, 8);
      this.log.error(
        { reference, error: (error as Error).constructor.name, at: (error as Error).stack?.split('\n').slice(1, 8) },
        'an import failed',
      );
      const context = {
        tenant,
        actor: request.viewer.actor,
        operation: operationOf(request),
        commandId: `${id}:fail`,
        correlationId: id,
        batch: id,
        now: new Date().toISOString(),
      };
      const reason = `Something went wrong on our side (${reference}). What was imported stays; the same file can be sent again.`;
      await handler.execute(decider, id, { type: 'Fail', reason }, context, { request: { what: 'fail' } });
    }
    await this.forget(blobs, file);
  }

  private async keepHeader(blobs: BlobStore, id: string, file: string): Promise<void> {
    try {
      for await (const { cells } of readCsv((await blobs.get(file))!)) {
        await blobs.put(`${folderOf(id)}/header.csv`, csvLine([...cells, 'error']));
        return;
      }
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
    }
  }

  private async ended(tenant: string, id: string): Promise<boolean> {
    const loaded = await this.resources.handler.load(this.resources.decider, tenant, id);
    return loaded !== undefined && loaded.state.status !== 'started';
  }

  private async forget(blobs: BlobStore, file: string): Promise<void> {
    await blobs.delete(requestOf(file));
    await blobs.delete(file);
  }
}

function requestOf(file: string): string {
  return file.replace(/\.csv$/, '.json');
}
