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

/** Of a saved view: what it keeps of a list, as text, and back. */
export function toDefinition({ filter, order, columns, group, archived }: ListSearch): string {
  return JSON.stringify({ filter, order, columns, group, archived });
}

export function fromDefinition(definition: unknown): ListSearch {
  try {
    const parsed: unknown = typeof definition === 'string' ? JSON.parse(definition) : definition;
    return typeof parsed === 'object' && parsed !== null ? parseListSearch(parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
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
