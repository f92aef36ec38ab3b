import { Args, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Type } from '@nestjs/common';
import type { StreamSchema } from '@throughline/contracts';
import { InvalidInput } from '@throughline/decider';
import { commonFields, hiddenFields, knownReferences, maxPage, type Field, type Viewer } from '@throughline/records';
import type { ViewRow } from '@throughline/views';
import { DataSource } from 'typeorm';
import { Directory } from './directory/directory.js';
import { Records, type PastEvent, type RecordSource } from './records.js';
import { CurrentViewer } from './request.js';

/** `FieldChange` of the graph: what one event did to one field of a record. */
export interface FieldChange {
  /** Key of the record's field. */
  readonly field: string;
  /**
   * As the field's kind has it: text, a number, `{ amount, currency }`, `{ kind, id }` for a reference, a list of these; null where there is none, or where it
   * is an id that the reader may not know.
   */
  readonly from: unknown;
  readonly to: unknown;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly by: { readonly id: string; readonly name: string };
  /** The import or bulk edit that it belongs to. */
  readonly operation: string | null;
  /** The name of the command (`updateContact`), or of the rule (`policy:assign-lead`). */
  readonly cause: string;
}

interface ChangesQuery {
  readonly field?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/**
 * Resolvers of the field `changes` of records, by their type in the graph. What changed is what differs between the rows that an event found and left, so that
 * a field needs nothing but its line in the record's description. Rules of fields hold; what was sealed for somebody who was erased is not told.
 */
export function recordChanges(kinds: Readonly<Record<string, RecordSource<ViewRow, StreamSchema>>>): Type[] {
  return Object.entries(kinds).map(([type, source]) => {
    @Resolver(type)
    class RecordChangesResolver {
      constructor(
        private readonly records: Records,
        private readonly database: DataSource,
        private readonly directory: Directory,
      ) {}

      @ResolveField('changes')
      async changes(@Parent() { id }: { id: string }, @Args() query: ChangesQuery, @CurrentViewer() viewer: Viewer) {
        const first = query.first ?? 50;
        if (!Number.isInteger(first) || first < 1 || first > maxPage) throw new InvalidInput({ first: `must be from 1 to ${maxPage}` });
        const past = await this.records.past(source, viewer.tenant, id);
        const differences = differencesOf(readable(source, query.field, viewer, past.at(-1)?.after), past).reverse();
        const begin = query.after == null ? 0 : differences.findIndex(({ cursor }) => cursor === query.after) + 1;
        if (query.after != null && begin === 0) throw new InvalidInput({ after: 'is not a cursor of these changes' });
        const page = differences.slice(begin, begin + first);
        const [directory, known] = await Promise.all([
          this.directory.of(viewer.tenant),
          knownReferences(
            this.database,
            { record: source.record, viewer },
            page.map(({ field }) => field),
            page.flatMap(({ step: { before, after } }) => [before ?? {}, after ?? {}]) as Record<string, unknown>[],
          ),
        ]);
        const edges = page.map(({ field, step: { event, before, after }, cursor }) => {
          const { actor, batch, cause, operation } = event.meta;
          const node: FieldChange = {
            field: field.key,
            from: shown(field, before, known),
            to: shown(field, after, known),
            at: event.recordedAt,
            by: directory.actor(actor),
            operation: batch ?? null,
            cause: cause ? `policy:${cause.policy}` : operation,
          };
          return { node, cursor };
        });
        const pageInfo = { hasNextPage: begin + first < differences.length, endCursor: edges.at(-1)?.cursor ?? null };
        return { edges, pageInfo, totalCount: differences.length };
      }
    }
    Object.defineProperty(RecordChangesResolver, 'name', { value: `${type}ChangesResolver` });
    return RecordChangesResolver;
  });
}

/** The fields that are asked for and that the viewer may know, as the record now is. */
function readable(
  { record }: RecordSource<ViewRow, StreamSchema>,
  key: string | null | undefined,
  viewer: Viewer,
  now: ViewRow | null | undefined,
): Field[] {
  const told = record.fields.filter((field) => !field.elsewhere && !commonFields.some((common) => common.key === field.key));
  if (key != null && !told.some((field) => field.key === key))
    throw new InvalidInput({ field: `${record.name} has no field ${key}: there are ${told.map((field) => field.key).join(', ')}` });
  const hidden = hiddenFields(record, viewer, now ?? {});
  return told.filter((field) => (key == null || field.key === key) && !hidden.includes(field));
}

function differencesOf(fields: readonly Field[], past: readonly PastEvent<ViewRow>[]) {
  return past.flatMap((step) =>
    fields
      .filter((field) => JSON.stringify(valueOf(field, step.before)) !== JSON.stringify(valueOf(field, step.after)))
      .map((field) => ({ field, step, cursor: `${step.event.revision}:${field.key}` })),
  );
}

/** A field's value in a row: null for none, money with its currency. */
export function valueOf({ key, property = key, kind }: Field, row: object | null): unknown {
  const values = (row ?? {}) as Record<string, unknown>;
  const value = values[property] ?? null;
  if (value === null || (Array.isArray(value) && value.length === 0)) return null;
  return kind === 'money' ? { amount: value, currency: values[`${property}Currency`] } : value;
}

function shown(field: Field, row: object | null, known: (field: Field, value: unknown) => unknown): unknown {
  const value = valueOf(field, row);
  if (field.kind !== 'reference' && field.kind !== 'references') return value;
  const reference = (id: unknown) => ({ kind: field.of ?? null, id });
  const seen = known(field, value);
  return Array.isArray(seen) ? seen.map(reference) : seen === null ? null : reference(seen);
}
