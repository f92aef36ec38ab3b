import type { Recorded } from '@throughline/contracts';
import type { AnyView } from './view.js';
import type { Row } from './view-table.js';

/** Any event, opened. */
export type Opened = Recorded & { readonly type: string; readonly data: unknown };

export interface Touch {
  readonly event: Opened;
  readonly ids: readonly string[];
}

export interface Failure {
  readonly event: Pick<Opened, 'position' | 'id' | 'type' | 'stream'>;
  readonly ids: readonly string[];
  readonly reason: string;
}

/** The rows that a view's events touch, in the order of the events. Ids twice in one answer count once. */
export function touches(view: AnyView, events: readonly Opened[]): { touched: Touch[]; failed: Failure[] } {
  const touched: Touch[] = [];
  const failed: Failure[] = [];
  for (const event of events) {
    try {
      const ids = view.keys ? view.keys(event as never) : [event.stream.id];
      if (ids.length > 0) touched.push({ event, ids: ids.length > 1 ? [...new Set(ids)] : ids });
    } catch (error) {
      failed.push({ event, ids: [], reason: reasonOf(error) });
    }
  }
  return { touched, failed };
}

/**
 * Folds events over rows, keyed by {@link rowKey}; null is no row. All rows of an event change, or, where `project` throws for one of
 * them, none. Changes `rows`, and answers the keys whose row is another than before. `held`: the rows that wait for a parked event, where
 * the view holds them; changed too.
 */
export function fold(
  view: AnyView,
  touched: readonly Touch[],
  rows: Map<string, Row | null>,
  held?: Set<string>,
): { changed: Set<string>; failed: Failure[] } {
  const changed = new Set<string>();
  const failed: Failure[] = [];
  for (const { event, ids } of touched) {
    const { tenant } = event.stream;
    const keys = ids.map((id) => rowKey(tenant, id));
    const fail = (reason: string) => {
      failed.push({ event, ids, reason });
      for (const key of keys) held?.add(key);
    };
    if (held && keys.some((key) => held.has(key))) {
      fail('waits for a parked event of its row');
      continue;
    }
    try {
      const next = keys.map((key, i) => {
        const before = rows.get(key) ?? null;
        const after = view.project(before, event as never, ids[i]!);
        return after === before ? before : after && rowOf(after, tenant, ids[i]!);
      });
      keys.forEach((key, i) => {
        if ((rows.get(key) ?? null) === next[i]) return;
        rows.set(key, next[i] ?? null);
        changed.add(key);
      });
    } catch (error) {
      fail(reasonOf(error));
    }
  }
  return { changed, failed };
}

/** What was projected from the row itself has its key already. */
function rowOf(projected: Partial<Row>, tenant: string, id: string): Row {
  return projected.tenant === tenant && projected.id === id ? (projected as Row) : { ...projected, tenant, id };
}

export function rowKey(tenant: string, id: string): string {
  return `${tenant}\n${id}`;
}

/** FNV-1a of the row's key: which lane it belongs to. */
export function laneOf(tenant: string, id: string, lanes: number): number {
  if (lanes === 1) return 0;
  const key = rowKey(tenant, id);
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % lanes;
}

/** Kind and place, never the message: it may quote a value. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'a value was thrown that is not an Error';
  const { code, column, constraint, table } = error as { code?: unknown; column?: unknown; constraint?: unknown; table?: unknown };
  const place = /^\s+at (.*)$/m
    .exec(error.stack?.replace(`${error.name}: ${error.message}`, '') ?? '')?.[1]
    ?.replace(/\(?(file:\/\/)?[^()\s]*\//, '(');
  const parts = [
    error.constructor.name,
    code && `code ${String(code)}`,
    table && `table ${String(table)}`,
    column && `column ${String(column)}`,
    constraint && `constraint ${String(constraint)}`,
  ];
  return [...parts.filter(Boolean), !code && place && `at ${place}`].filter(Boolean).join(', ');
}
