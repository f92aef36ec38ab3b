import type { Viewer } from './viewer.js';

/**
 * One description of a record's fields, from which come: filters and orders of the graph, columns of lists and exports, import mapping,
 * and (in the web app) facts, forms and labels.
 */
export interface RecordType {
  /** `Opportunity`: the type's name in the graph. */
  readonly name: string;
  readonly fields: readonly Field[];
}

export type FieldKind =
  | 'id' | 'text' | 'longText' | 'email' | 'phone' | 'url' | 'tags' | 'enum' | 'boolean'
  | 'integer' | 'decimal' | 'money' | 'date' | 'dateTime' | 'reference' | 'references';

export interface Field {
  /** As on the record in the graph; a relation as `<name>Id`. */
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** Property of the view's entity; default: the key. A money field names its amount, with `<property>Currency` beside it. */
  readonly property?: string;
  /** For `enum`. */
  readonly values?: readonly string[];
  /** For references: the kind referred to (`account`). */
  readonly of?: string;
  /** Default true. */
  readonly filterable?: boolean;
  /** Default false. Has an index (tenant, field, id); nulls are ordered last by a coalesced key, never dropped from pages. */
  readonly sortable?: boolean;
  /**
   * The field rule: for a viewer and a row, may the value be known? As SQL over the row, since the same rule holds in reading, filter, order,
   * totals, search and export. Absent: everyone who sees the record.
   */
  readonly readableBy?: (viewer: Viewer) => 'all' | 'none' | { readonly ownerIs: string };
}
