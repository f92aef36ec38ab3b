import { expect } from '@jest/globals';
import {
  serviceOf,
  toEvent,
  type EventInitOf,
  type EventOf,
  type Recorded,
  type RecordedEventOf,
  type StreamSchema,
} from '@throughline/contracts';
import { rowKey, type Opened } from '../fold.js';
import type { RowData, View, ViewRow } from '../view.js';
import type { Row } from '../view-table.js';

/** An event of the stream `id`; what is left out is made up: revision and position count up, a minute passes from one to the next. */
export interface Happened<S extends StreamSchema = StreamSchema> {
  readonly schema: S;
  readonly id: string;
  readonly event: EventInitOf<S>;
  readonly recorded: Partial<Recorded>;
}

/** `on(OpportunityEventSchema, 'o1', { type: 'OpportunityWon', data }, { meta: { actor: 'ann' } })` */
export function on<S extends StreamSchema>(
  schema: S,
  id: string,
  event: EventInitOf<S>,
  recorded: Partial<Omit<Recorded, 'meta'>> & { readonly meta?: Partial<Recorded['meta']> } = {},
): Happened<S> {
  return { schema, id, event, recorded: recorded as Partial<Recorded> };
}

export interface GivenRows<R extends ViewRow> {
  /** The rows there are then, by id; properties that are not named are not looked at. */
  then(rows: Readonly<Record<string, Partial<RowData<R>>>>): void;
  /** The rows there are then, whole. */
  readonly rows: Readonly<Record<string, RowData<R>>>;
}

/** `const given = givenOf(pipelineBoard)`, then `given(on(...), on(...)).then({ o1: { stage: 'won' } })`. Fails where an event would be parked. */
export function givenOf<R extends ViewRow, S extends StreamSchema>(
  view: View<R, S>,
): (...happened: readonly Happened<S>[]) => GivenRows<R> {
  return (...happened) => {
    const revisions = new Map<string, number>();
    const events = happened.map(({ schema, id, event, recorded }, i) => {
      const revision = (revisions.get(id) ?? 0) + 1;
      revisions.set(id, revision);
      return recordedOf(schema, id, event, recorded, revision, i);
    });
    const touched = events.map((event) => ({
      event,
      ids: [...new Set(view.keys ? view.keys(event as unknown as RecordedEventOf<S>) : [event.stream.id])],
    }));
    const rows = new Map<string, Row | null>();
    for (const one of touched) {
      // One by one and not by `fold` alone, so that an error is thrown and not kept as a reason; rows go through JSON as through the database.
      for (const id of one.ids) {
        const key = rowKey(one.event.stream.tenant, id);
        const row = view.project((rows.get(key) as RowData<R> | null | undefined) ?? null, one.event as unknown as RecordedEventOf<S>, id);
        rows.set(key, row && (JSON.parse(JSON.stringify({ ...row, tenant: one.event.stream.tenant, id })) as Row));
      }
    }
    const found = Object.fromEntries(
      [...rows.values()].filter((row) => row !== null).map(({ tenant: _, id, ...data }) => [id, data as unknown as RowData<R>]),
    );
    return {
      rows: found,
      then(expected) {
        expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
        expect(found).toMatchObject(expected as Record<string, object>);
      },
    };
  };
}

function recordedOf<S extends StreamSchema>(
  schema: S,
  id: string,
  init: EventInitOf<S>,
  recorded: Partial<Recorded>,
  revision: number,
  index: number,
): Opened {
  const { type, data } = toEvent(schema, init) as EventOf<S> & { type: string; data: unknown };
  const recordedAt = recorded.recordedAt ?? new Date(Date.UTC(2026, 2, 2, 9, index)).toISOString();
  return {
    id: `00000000-0000-5000-8000-${String(index + 1).padStart(12, '0')}`,
    stream: {
      tenant: 'acme',
      category: schema.typeName
        .split('.')
        .at(-1)!
        .replace(/Event$/, '')
        .toLowerCase(),
      id,
    },
    revision,
    source: serviceOf(schema),
    position: BigInt(index + 1),
    ...recorded,
    recordedAt,
    meta: {
      actor: 'ann',
      operation: 'test',
      commandId: String(index),
      correlationId: String(index),
      occurredAt: recordedAt,
      public: true,
      ...recorded.meta,
    },
    type,
    data,
  };
}
