import type { RowSql } from './row-sql.js';
import type { Viewer } from './viewer.js';

/**
 * One description of a record's fields, from which come: filters and orders of the graph, columns of lists and exports, import mapping,
 * and (in the web app) facts, forms and labels.
 *
 * A record with a boolean field `archived` is left out of lists while that is true, unless the filter names the field.
 */
export interface RecordType {
  /** `Opportunity`: the type's name in the graph. */
  readonly name: string;
  readonly fields: readonly Field[];
  /**
   * Properties of the view's entity that decide who sees a row: its owner, or its creator where it has none. Default: `ownerId`, `createdBy`.
   * `everyone`: the whole tenant sees it (pipelines, users).
   */
  readonly access?: { readonly owner?: string; readonly creator?: string } | 'everyone';
  /**
   * Where the records are read from that fields refer to, by the field's `of`, as far as the service has them: an id of one that the viewer does
   * not see is as good as none, in filters and exports. A function, since records refer to one another.
   */
  readonly refersTo?: () => Readonly<Record<string, Referred>>;
  /** How a list is ordered that asks for nothing else. Default: the newest first, where `createdAt` is sortable. */
  readonly defaultOrder?: readonly OrderBy[];
}

export interface Referred {
  readonly record: RecordType;
  readonly entity: new () => object;
}

export interface OrderBy {
  readonly field: string;
  /** Default ASC. A record without a value comes last in either direction. */
  readonly direction?: 'ASC' | 'DESC' | null;
}

export type FieldKind =
  | 'id' | 'text' | 'longText' | 'email' | 'phone' | 'url' | 'tags' | 'enum' | 'boolean'
  | 'integer' | 'decimal' | 'money' | 'date' | 'dateTime' | 'reference' | 'references'; // prettier-ignore

export interface Field {
  /** As on the record in the graph; a relation as `<name>Id`. */
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /**
   * Property of the view's entity; default: the key. A money field names its amount, with `<property>Currency` beside it. Tags and references
   * are `text[]` or a jsonb array of strings; e-mails and phones are text, `text[]`, or a jsonb array of `{ address }` or `{ number, e164 }`.
   */
  readonly property?: string;
  /** For `enum`. */
  readonly values?: readonly string[];
  /** For references: the kind referred to (`account`). */
  readonly of?: string;
  /** What is kept of text that a person types, where that differs: what is compared as a whole is read in the same way. Never throws. */
  readonly kept?: (typed: string) => string;
  /**
   * For values that stand in other rows, many or none of them: the condition that one of those that the viewer sees `matches`. Such a field is filtered by and
   * nothing else: `isNull` is that there is none.
   */
  readonly elsewhere?: (row: RowSql, matches: (value: string) => string) => string;
  /** Default true. */
  readonly filterable?: boolean;
  /** Default false. {@link recordIndexes} gives it an index (tenant, field, id). Not for lists of values. */
  readonly sortable?: boolean;
  /** Default true: a column of the CSV export. */
  readonly exported?: boolean;
  /**
   * The field rule: for a viewer and a row, may the value be known? Where it may not, the field is null: in reading, filter, order,
   * totals, search and export alike. `ownerIs`: on the rows that this user owns. Absent: everyone who sees the record.
   */
  readonly readableBy?: (viewer: Viewer) => 'all' | 'none' | { readonly ownerIs: string };
}

/** What every record has. */
export const commonFields: readonly Field[] = [
  { key: 'id', label: 'Id', kind: 'id' },
  { key: 'createdAt', label: 'Created', kind: 'dateTime', sortable: true },
  { key: 'updatedAt', label: 'Changed', kind: 'dateTime', sortable: true },
];
