import { Inject, Injectable } from '@nestjs/common';
import { serviceOf, type EventCodec, type Recorded, type StreamSchema } from '@throughline/contracts';
import { NotFound, type Executed } from '@throughline/decider';
import type { EventStore } from '@throughline/event-store';
import {
  findRecord,
  findRecords,
  hiddenFields,
  listRecords,
  type Connection,
  type ListQuery,
  type RecordType,
  type Viewer,
} from '@throughline/records';
import type { View, ViewRow } from '@throughline/views';
import { DataSource } from 'typeorm';
import { CODEC, EVENT_STORE } from './tokens.js';

/** A kind of record as a service keeps it: what its fields mean, and the view it is read from. */
export interface RecordSource<R extends ViewRow, S extends StreamSchema> {
  readonly record: RecordType;
  readonly view: View<R, S>;
  readonly events: { readonly category: string };
}

export interface PastEvent<R> {
  readonly event: Recorded;
  readonly before: R | null;
  readonly after: R | null;
}

/** Reads records as one viewer sees them. */
@Injectable()
export class Records {
  constructor(
    private readonly database: DataSource,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(CODEC) private readonly codec: EventCodec,
  ) {}

  /** Undefined where there is none, or the viewer may not see it. */
  find<R extends ViewRow, S extends StreamSchema>(
    { record, view }: RecordSource<R, S>,
    id: string,
    viewer: Viewer,
  ): Promise<R | undefined> {
    return findRecord(this.database, { record, entity: view.entity, viewer }, id);
  }

  /** For `RequestContext.load`: the records of these ids that the viewer sees, in any order. */
  async findAll<R extends ViewRow, S extends StreamSchema>(
    { record, view }: RecordSource<R, S>,
    ids: readonly string[],
    viewer: Viewer,
  ): Promise<R[]> {
    return [...(await findRecords(this.database, { record, entity: view.entity, viewer }, ids)).values()];
  }

  list<R extends ViewRow, S extends StreamSchema>(
    { record, view }: RecordSource<R, S>,
    query: Omit<ListQuery<R>, 'record' | 'entity'>,
  ): Promise<Connection<R>> {
    return listRecords(this.database, { ...query, record, entity: view.entity });
  }

  /** The record a mutation is about to change; NOT_FOUND where there is none, or the viewer may not see it. */
  async visible<R extends ViewRow, S extends StreamSchema>(source: RecordSource<R, S>, id: string, viewer: Viewer): Promise<R> {
    const row = await this.find(source, id, viewer);
    if (!row) throw new NotFound(source.record.name.toLowerCase(), id);
    return row;
  }

  /**
   * The record as a mutation left it: from the view, or, where the view is late, from the record's own events. It is shown to the one who made
   * the change even if it has just left their sight; a repeat of the command shows it only to those who see it now.
   */
  async changed<R extends ViewRow, S extends StreamSchema>(
    source: RecordSource<R, S>,
    executed: Executed<unknown>,
    viewer: Viewer,
  ): Promise<R> {
    const row = await this.find(source, executed.id, executed.repeated ? viewer : { ...viewer, sees: 'all' });
    if (row && (row as { revision?: number }).revision! >= executed.revision) return row;
    if (executed.repeated) throw new NotFound(source.record.name.toLowerCase(), executed.id);
    return this.fromEvents(source, executed.id, viewer);
  }

  /** What happened to a record, oldest first, with the row as each event found it and left it. Nothing is hidden from anybody here. */
  async past<R extends ViewRow, S extends StreamSchema>(
    { view, events }: RecordSource<R, S>,
    tenant: string,
    id: string,
  ): Promise<PastEvent<R>[]> {
    const recorded = await this.store.readStream({ tenant, category: events.category, id });
    const decoded = await this.codec.decode(view.streams, serviceOf(view.streams[0]!), recorded);
    let before: R | null = null;
    return decoded.map((event) => {
      const data = view.project(before, event, id);
      const step = { event, before, after: data && ({ ...data, id, tenant } as unknown as R) };
      before = step.after;
      return step;
    });
  }

  private async fromEvents<R extends ViewRow, S extends StreamSchema>(source: RecordSource<R, S>, id: string, viewer: Viewer): Promise<R> {
    const { record } = source;
    const last = (await this.past(source, viewer.tenant, id)).at(-1)?.after;
    if (!last) throw new NotFound(record.name.toLowerCase(), id);
    const row = { ...last } as Record<string, unknown>;
    for (const { key, property = key } of hiddenFields(record, viewer, row)) {
      row[property] = null;
      if (`${property}Currency` in row) row[`${property}Currency`] = null;
    }
    return row as unknown as R;
  }
}
