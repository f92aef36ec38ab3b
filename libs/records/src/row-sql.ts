import type { DataSource, EntityMetadata } from 'typeorm';
import type { Field, RecordType, Referred } from './record-type.js';
import type { Viewer } from './viewer.js';

/** People's words in the order that people expect; deterministic, so that equality is still equality of bytes. */
export const wordOrder = 'COLLATE "und-x-icu"';
const byteOrder = 'COLLATE "C"';

export interface RowSource<R> {
  readonly record: RecordType;
  /** The view's entity; its table is looked up at each call, since a rebuilt view may have moved. */
  readonly entity: new () => R;
  readonly viewer: Viewer;
}

/**
 * SQL over one row of a view, for one viewer: identifiers come from the entity's metadata, everything else is a bound parameter.
 * `values` are the parameters of all fragments made so far, in order.
 */
export class RowSql {
  readonly table: string;
  private readonly metadata: EntityMetadata;

  constructor(
    private readonly dataSource: DataSource,
    private readonly source: RowSource<unknown>,
    readonly alias = 't',
    readonly values: unknown[] = [],
  ) {
    this.metadata = dataSource.getMetadata(source.entity);
    this.table = `${this.metadata.tablePath.split('.').map(quoted).join('.')} ${alias}`;
  }

  /** A placeholder for a value: `$3::text`. */
  param(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }

  /** The column of an entity's property. */
  column(property: string): string {
    return `${this.alias}.${quoted(this.columnOf(property).databaseName)}`;
  }

  /** Its type in PostgreSQL: `numeric`, `text[]`. */
  typeOf(property: string): string {
    const column = this.columnOf(property);
    return this.dataSource.driver.normalizeType(column) + (column.isArray ? '[]' : '');
  }

  has(property: string): boolean {
    return this.metadata.findColumnWithPropertyName(property) !== undefined;
  }

  nullable(field: Field): boolean {
    return field.readableBy !== undefined || this.columnOf(propertyOf(field)).isNullable;
  }

  /** A field's value as far as the viewer may know it: null where not. */
  value(field: Field, property = propertyOf(field)): string {
    return this.masked(field, this.column(property), this.typeOf(property));
  }

  /** The value as it is ordered and compared. */
  key(field: Field): string {
    const collation = this.typeOf(propertyOf(field)) !== 'text' ? '' : hasWords(field) ? ` ${wordOrder}` : ` ${byteOrder}`;
    return `(${this.value(field)}${collation})`;
  }

  get idKey(): string {
    return `(${this.alias}."id" ${byteOrder})`;
  }

  /** The rows of the viewer's tenant that the viewer may see. */
  visible(): string {
    const { viewer, record } = this.source;
    if (viewer.sees === 'all' || record.access === 'everyone') return this.ofTenant();
    return `${this.ofTenant()} AND ${this.accessKey()} = ANY(${this.param(viewer.sees, 'text[]')})`;
  }

  /** The rows of the viewer's tenant, whether the viewer may see them or not. */
  ofTenant(): string {
    return `${this.alias}.tenant = ${this.param(this.source.viewer.tenant, 'text')}`;
  }

  /** Those whose records the viewer sees, as a table `alias` with the column `owner`. */
  owners(alias: string): string {
    return `unnest(${this.param([...new Set(this.source.viewer.sees)], 'text[]')}) ${alias}(owner)`;
  }

  /** The rows of the viewer's tenant that are of one owner. */
  ownedBy(owner: string): string {
    return `${this.ofTenant()} AND ${this.accessKey()} = ${owner}`;
  }

  /** In place of the table: the rows that the viewer sees, found before anything else is asked of them. */
  visibleRows(): string {
    return `(SELECT * FROM ${this.table} WHERE ${this.visible()} OFFSET 0) ${this.alias}`;
  }

  /** Whose record it is: its owner's, or its creator's where it has none. */
  accessKey(): string {
    const { owner, creator } = accessOf(this.source.record);
    const columns = [owner, creator].filter((property) => this.has(property)).map((property) => this.column(property));
    if (columns.length === 0) throw new Error(`${this.source.record.name} has neither ${owner} nor ${creator}: nobody could see it.`);
    return columns.length === 1 ? columns[0]! : `COALESCE(${columns.join(', ')})`;
  }

  /**
   * Whether the viewer sees a record that the field refers to and whose id `holds`. Undefined where there is nothing to ask: the viewer sees all of
   * them, or the service does not have them.
   */
  seesReferred(field: Field, holds: (id: string) => string): string | undefined {
    const { record, viewer } = this.source;
    const referred = field.of === undefined ? undefined : record.refersTo?.()[field.of];
    if (!referred || viewer.sees === 'all' || referred.record.access === 'everyone') return undefined;
    const other = this.beside(referred, `${this.alias}_${field.of}`);
    return `EXISTS (SELECT FROM ${other.table} WHERE ${other.visible()} AND ${holds(other.column('id'))})`;
  }

  /** Rows of other records for the same viewer, to ask about in the same statement. */
  beside(other: Referred, alias: string): RowSql {
    return new RowSql(this.dataSource, { ...other, viewer: this.source.viewer }, alias, this.values);
  }

  /** All columns as JSON values, named as the entity's properties; fields the viewer may not know are null. */
  row(): string {
    return this.metadata.columns
      .map(({ propertyName }) => {
        const rule = this.source.record.fields.find((field) => field.readableBy && isPropertyOf(field, propertyName));
        const type = this.typeOf(propertyName);
        const value = rule ? this.masked(rule, this.column(propertyName), type) : this.column(propertyName);
        return `${asJsonValue(value, type)} AS ${quoted(propertyName)}`;
      })
      .join(', ');
  }

  private masked(field: Field, value: string, type: string): string {
    const readable = field.readableBy?.(this.source.viewer) ?? 'all';
    if (readable === 'all') return value;
    if (readable === 'none') return `NULL::${type}`;
    return `CASE WHEN ${this.column(accessOf(this.source.record).owner)} = ${this.param(readable.ownerIs, 'text')} THEN ${value} END`;
  }

  private columnOf(property: string): EntityMetadata['columns'][number] {
    const column = this.metadata.findColumnWithPropertyName(property);
    if (!column) throw new Error(`${this.metadata.name} has no property ${property}.`);
    return column;
  }
}

export function propertyOf(field: Field): string {
  return field.property ?? field.key;
}

export function fieldOf(record: RecordType, key: string): Field | undefined {
  return record.fields.find((field) => field.key === key);
}

export function accessOf(record: RecordType): { owner: string; creator: string } {
  return { owner: 'ownerId', creator: 'createdBy', ...(record.access === 'everyone' ? {} : record.access) };
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

function isPropertyOf(field: Field, property: string): boolean {
  return property === propertyOf(field) || (field.kind === 'money' && property === `${propertyOf(field)}Currency`);
}

export function hasWords(field: Field): boolean {
  return ['text', 'longText', 'email', 'phone', 'url', 'tags'].includes(field.kind);
}

/** Times as ISO 8601 in UTC, dates as days, decimals and 64-bit integers as strings: as view rows are. */
function asJsonValue(value: string, type: string): string {
  if (type === 'timestamp with time zone') return `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  if (type === 'date' || type === 'date[]') return `${value}::text${type.endsWith('[]') ? '[]' : ''}`;
  return value;
}

/** With what precision the database has it, so that a cursor misses no row. */
export function asKeyText(value: string, type: string): string {
  return type === 'timestamp with time zone' ? `to_char(${value} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : `${value}::text`;
}
