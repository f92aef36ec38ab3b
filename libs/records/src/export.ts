import { InvalidInput } from '@throughline/decider';
import type { DataSource } from 'typeorm';
import { type Connection, findRecords, listRecords, maxPage, type Selection } from './list.js';
import type { Field, OrderBy, RecordType } from './record-type.js';
import { fieldOf, propertyOf } from './row-sql.js';

export interface ExportQuery<R> extends Selection<R> {
  readonly orderBy?: readonly OrderBy[] | OrderBy | null;
  /** Keys of the fields to export, in order; default all. */
  readonly columns?: readonly string[];
  /** Begins with a byte order mark, by which spreadsheets know UTF-8. */
  readonly bom?: boolean;
}

/**
 * What the viewer may see, as CSV by RFC 4180 with a header of field keys, a page at a time. Money takes two columns, `amount` and
 * `amountCurrency`. A list is joined by `; `. Text that a spreadsheet would run as a formula is prefixed with an apostrophe.
 */
export async function* exportCsv<R>(dataSource: DataSource, query: ExportQuery<R>): AsyncGenerator<string> {
  const fields = query.columns?.map((key) => asked(query.record, key)) ?? query.record.fields.filter((field) => field.exported !== false);
  const columns = fields.flatMap((field) =>
    field.kind === 'money'
      ? [
          { field, name: field.key, property: propertyOf(field) },
          { field: { ...field, kind: 'enum' as const }, name: `${field.key}Currency`, property: `${propertyOf(field)}Currency` },
        ]
      : [{ field, name: field.key, property: propertyOf(field) }],
  );
  yield (query.bom ? '\uFEFF' : '') + csvLine(columns.map(({ name }) => name));
  let after: string | null = null;
  do {
    const { edges, pageInfo }: Connection<R> = await listRecords(dataSource, { ...query, first: maxPage, after });
    const nodes = edges.map(({ node }) => node as Record<string, unknown>);
    const known = await knownReferences(dataSource, query, fields, nodes);
    const lines = nodes.map((node) => csvLine(columns.map(({ field, property }) => cell(field, known(field, node[property])))));
    if (lines.length > 0) yield lines.join('');
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after);
}

function asked(record: RecordType, key: string): Field {
  const field = fieldOf(record, key);
  if (field) return field;
  const keys = record.fields.filter(({ exported }) => exported !== false).map((other) => other.key);
  throw new InvalidInput({ columns: `${record.name} has no field ${key}: there are ${keys.join(', ')}` });
}

/** What the viewer may know of the values of references in these rows: only ids of records that the viewer sees. */
export async function knownReferences(
  dataSource: DataSource,
  { record, viewer }: Pick<Selection<unknown>, 'record' | 'viewer'>,
  fields: readonly Field[],
  nodes: readonly Record<string, unknown>[],
): Promise<(field: Field, value: unknown) => unknown> {
  const seen = new Map<Field, ReadonlyMap<unknown, unknown>>();
  if (viewer.sees !== 'all') {
    for (const field of fields) {
      const referred = field.of === undefined ? undefined : record.refersTo?.()[field.of];
      if (!referred) continue;
      const ids = nodes.flatMap((node) => node[propertyOf(field)] as string | readonly string[] | null).filter((id) => id !== null);
      seen.set(field, await findRecords(dataSource, { ...referred, viewer }, ids));
    }
  }
  return (field, value) => {
    const known = seen.get(field);
    if (!known) return value;
    return Array.isArray(value) ? value.filter((id) => known.has(id)) : known.has(value) ? value : null;
  };
}

/** Quotes what any reader could take for a delimiter: a header full of semicolons would be guessed to be parted by them. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((text) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\r\n`;
}

const computed: readonly Field['kind'][] = ['boolean', 'integer', 'decimal', 'money', 'date', 'dateTime', 'id', 'reference', 'references'];

function cell(field: Field, value: unknown): string {
  const text = cellText(field, value);
  return computed.includes(field.kind) ? text : withoutFormula(text);
}

function cellText(field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map((item) => cellText(field, item)).join('; ');
  if (typeof value === 'object') {
    const { address, number } = value as { address?: unknown; number?: unknown };
    return field.kind === 'email' ? String(address) : field.kind === 'phone' ? String(number) : JSON.stringify(value);
  }
  return String(value);
}

/** A number with its punctuation, such as a phone's, cannot run anything. */
export function withoutFormula(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s()./;+-]*\d$/.test(text) ? `'${text}` : text;
}
