import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient, type InfiniteData, type QueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask, type TypedOperation } from '../app/graph';
import { useMe } from '../app/me';
import { useFormats } from '../app/formats';
import { filterOf, type ListSearch } from './list-search';
import { graphFilter, type FilterContext } from './filter';
import type { Field, RecordType, RecordValues } from './record-type';
import { fieldOf, selectOf } from './values';

export interface ListPage {
  readonly edges: readonly { readonly node: RecordValues }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

export interface Count {
  readonly totalCount: number;
  readonly totalCountExact: boolean;
}

/** What a list asks for: the graph's filter and order. */
export interface ListQuery {
  readonly filter: Readonly<Record<string, unknown>> | undefined;
  readonly orderBy: readonly { readonly field: string; readonly direction: 'ASC' | 'DESC' }[];
}

type Operation<Result> = TypedOperation<Result, Record<string, unknown>>;

export { useMe };

export const upper = (name: string): string => name[0]!.toUpperCase() + name.slice(1);

export function selection(type: RecordType, fields: readonly Field[]): string {
  return ['id', 'revision', 'archived', type.titleSelect, ...fields.map(selectOf)].join(' ');
}

/** Every field of a record. Undefined data: still loading; null: there is none that the reader may see. */
export function useRecord(type: RecordType, id: string, asOf?: string) {
  const client = useQueryClient();
  return useQuery<RecordValues | null>({
    queryKey: ['record', type.kind, id, 'fields', { asOf }],
    queryFn: ({ signal }) => askRecord(type, id, { signal, ...(asOf !== undefined && { asOf }) }),
    placeholderData: () => listed(client, type, id),
  });
}

async function askRecord(
  type: RecordType,
  id: string,
  options: { signal?: AbortSignal; asOf?: string } = {},
): Promise<RecordValues | null> {
  const operation = `query Record($id: ID!) { record: ${type.one}(id: $id) { ${selection(type, type.fields)} } }`;
  return (await ask(operation as Operation<{ record: RecordValues | null }>, { id }, options)).record;
}

export async function freshRecord(client: QueryClient, type: RecordType, id: string): Promise<RecordValues | null> {
  const record = await askRecord(type, id);
  client.setQueriesData({ queryKey: ['record', type.kind, id, 'fields'] }, record);
  return record;
}

/** What a list already knows of it, so that a page opens at once. */
function listed(client: QueryClient, type: RecordType, id: string): RecordValues | undefined {
  for (const [, data] of client.getQueriesData<InfiniteData<ListPage>>({ queryKey: ['records', type.kind, 'rows'] })) {
    for (const { edges } of data?.pages ?? []) {
      const found = edges.find(({ node }) => node.id === id);
      if (found) return found.node;
    }
  }
  return undefined;
}

/** Where the reader is in time, and who they are, for filters that say "today" and "mine". */
export function useFilterContext(): FilterContext {
  const formats = useFormats();
  const me = useMe()?.id;
  const today = formats.day();
  return useMemo(() => ({ me, today, startOf: (day: string) => formats.fromWall(`${day} 00:00:00`) }), [formats, me, today]);
}

export function useListQuery(type: RecordType, search: ListSearch): ListQuery {
  const context = useFilterContext();
  const { q, order, archived } = search;
  const filter = filterOf(search);
  return useMemo(() => {
    const words = q?.trim().split(/\s+/).filter(Boolean) ?? [];
    const parts = [
      graphFilter(type, filter, context),
      ...words.map((word) => ({ or: type.quick.map((name) => ({ [name]: { contains: word } })) })),
      archived ? { archived: { eq: true } } : undefined,
    ].filter((part) => part !== undefined);
    return {
      filter: parts.length > 1 ? { and: parts } : parts[0],
      orderBy: [order && ordered(type, order) ? order : type.order],
    };
  }, [type, filter, q, order, archived, context]);
}

const ordered = (type: RecordType, { field }: { field: string }): boolean => type.fields.some(({ order }) => order === field);

const PAGE = 100;

/** The rows of a list, a page at a time. */
export function useRecordList(type: RecordType, fields: readonly Field[], query: ListQuery, { asOf, enabled = true }: ListOptions = {}) {
  const selected = selection(type, fields);
  return useInfiniteQuery({
    queryKey: ['records', type.kind, 'rows', query, selected, { asOf }],
    queryFn: async ({ pageParam, signal }) => {
      const operation = listOperation(type, selected);
      const variables = { ...query, first: PAGE, after: pageParam };
      return (await ask(operation, variables, { signal, ...(asOf !== undefined && { asOf }) })).records;
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
    placeholderData: keepPreviousData,
    enabled,
  });
}

interface ListOptions {
  readonly asOf?: string | undefined;
  readonly enabled?: boolean;
}

function listOperation(type: RecordType, selected: string): Operation<{ records: ListPage }> {
  const variables = `$filter: ${type.type}Filter, $orderBy: [${type.type}OrderBy!], $first: Int, $after: String`;
  const given = 'filter: $filter, orderBy: $orderBy, first: $first, after: $after';
  return `query List(${variables}) { records: ${type.many}(${given}) { edges { node { ${selected} } } pageInfo { hasNextPage endCursor } } }` as Operation<{
    records: ListPage;
  }>;
}

/** The first rows alone, such as those of one group. */
export async function askRows(type: RecordType, fields: readonly Field[], query: ListQuery, first: number, signal?: AbortSignal) {
  const { records } = await ask(listOperation(type, selection(type, fields)), { ...query, first }, { ...(signal && { signal }) });
  return records.edges.map(({ node }) => node);
}

export function useCount(type: RecordType, filter: ListQuery['filter'], asOf?: string) {
  return useQuery({
    queryKey: ['records', type.kind, 'count', filter, { asOf }],
    queryFn: async ({ signal }) => (await askCounts(type, [filter], signal))[0]!,
    placeholderData: keepPreviousData,
  });
}

/** How many records each filter lets through. */
export async function askCounts(
  type: RecordType,
  filters: readonly ListQuery['filter'][],
  signal?: AbortSignal,
): Promise<readonly Count[]> {
  const variables = filters.map((_, at) => `$f${at}: ${type.type}Filter`).join(', ');
  const counts = filters.map((_, at) => `c${at}: ${type.many}(filter: $f${at}, first: 1) { totalCount totalCountExact }`).join(' ');
  const answer = await ask(
    `query Counts(${variables}) { ${counts} }` as Operation<Record<string, Count>>,
    Object.fromEntries(filters.map((filter, at) => [`f${at}`, filter])),
    { ...(signal && { signal }) },
  );
  return filters.map((_, at) => answer[`c${at}`]!);
}

/** Shows at once, wherever the record stands, what it will be. Answers how to take that back. */
export function patchRecord(client: QueryClient, type: RecordType, id: string, values: Readonly<Record<string, unknown>>): void {
  const patch = <R extends RecordValues>(record: R): R => (record.id === id ? { ...record, ...values } : record);
  client.setQueriesData<RecordValues | null>({ queryKey: ['record', type.kind, id, 'fields'] }, (record) => record && patch(record));
  client.setQueriesData<InfiniteData<ListPage>>(
    { queryKey: ['records', type.kind, 'rows'] },
    (data) =>
      data && {
        ...data,
        pages: data.pages.map((page) => ({ ...page, edges: page.edges.map((edge) => ({ ...edge, node: patch(edge.node) })) })),
      },
  );
  client.setQueriesData<readonly RecordValues[]>({ queryKey: ['records', type.kind, 'group'] }, (rows) => rows?.map(patch));
}

/** Runs a mutation that answers the record, and shows what it answered. */
export async function mutateRecord(
  client: QueryClient,
  type: RecordType,
  mutation: string,
  input: Readonly<Record<string, unknown>>,
): Promise<RecordValues> {
  const operation = `mutation Change($input: ${upper(mutation)}Input!) { done: ${mutation}(input: $input) { record: ${type.one} { ${selection(type, type.fields)} } } }`;
  const { done } = await ask(operation as Operation<{ done: { record: RecordValues } }>, { input });
  patchRecord(client, type, done.record.id, done.record);
  return done.record;
}

/** After a change that lists cannot show by themselves: another place in the order, another group, another count. */
export function refreshLists(client: QueryClient, type: RecordType): void {
  void client.invalidateQueries({ queryKey: ['records', type.kind] });
}

export function fieldsByKey(type: RecordType, keys: readonly string[]): readonly Field[] {
  return keys.map((key) => fieldOf(type, key)).filter((field) => field !== undefined);
}
