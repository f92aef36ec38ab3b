import { emptyFilter, isGroup, type Condition, type FilterGroup } from './filter';

/** What a list shows, as its address holds it, so that a link and the back button show it again. */
export interface ListSearch {
  readonly filter?: FilterGroup;
  /** The quick search. */
  readonly q?: string;
  readonly order?: { readonly field: string; readonly direction: 'ASC' | 'DESC' };
  /** Keys of fields, in their order. */
  readonly columns?: readonly string[];
  /** The key of the field whose values make the groups. */
  readonly group?: string;
  /** The saved view that this began with. */
  readonly view?: string;
  /** The record in the side peek. */
  readonly peek?: string;
  readonly archived?: boolean;
  readonly asOf?: string;
}

/** Of an address that anybody may have typed: what does not hold is left out. */
export function parseListSearch(search: Readonly<Record<string, unknown>>): ListSearch {
  const { filter, q, order, columns, group, view, peek, archived, asOf } = search;
  return {
    ...(isFilter(filter) && { filter }),
    ...(q !== undefined && q !== '' && { q: String(q) }),
    ...(isOrder(order) && { order }),
    ...(Array.isArray(columns) && columns.every((key) => typeof key === 'string') && { columns: columns as string[] }),
    ...(typeof group === 'string' && { group }),
    ...(typeof view === 'string' && { view }),
    ...(typeof peek === 'string' && { peek }),
    ...(archived === true && { archived }),
    ...(typeof asOf === 'string' && { asOf }),
  };
}

/** What a saved view keeps of a list. */
export function definitionOf({ filter, order, columns, group, archived }: ListSearch): ListSearch {
  return parseListSearch({ filter, order, columns, group, archived });
}

/** Of what a saved view keeps, which others may have written. */
export function fromDefinition(definition: unknown): ListSearch {
  return typeof definition === 'object' && definition !== null ? definitionOf(parseListSearch(definition as Record<string, unknown>)) : {};
}

export function sameDefinition(one: ListSearch, other: ListSearch): boolean {
  return canonical(definitionOf(one)) === canonical(definitionOf(other));
}

/** The store gives keys back in its own order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => one.localeCompare(other)))
      : part,
  );
}

export const filterOf = ({ filter = emptyFilter }: ListSearch): FilterGroup => filter;

function isFilter(value: unknown): value is FilterGroup {
  const { op, of } = (value ?? {}) as Partial<FilterGroup>;
  return (op === 'and' || op === 'or') && Array.isArray(of) && of.every(isPart);
}

function isPart(value: unknown): value is FilterGroup | Condition {
  if (typeof value !== 'object' || value === null) return false;
  const part = value as FilterGroup | Condition;
  return isGroup(part) ? isFilter(part) : typeof part.field === 'string' && typeof part.is === 'string';
}

function isOrder(value: unknown): value is NonNullable<ListSearch['order']> {
  const { field, direction } = (value ?? {}) as Partial<NonNullable<ListSearch['order']>>;
  return typeof field === 'string' && (direction === 'ASC' || direction === 'DESC');
}
