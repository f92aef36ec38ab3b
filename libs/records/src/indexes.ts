import { getMetadataArgsStorage } from 'typeorm';
import type { RecordType } from './record-type.js';
import { accessOf, fieldOf, hasWords, propertyOf, wordOrder } from './row-sql.js';

/**
 * The indexes that a record's lists need, for `View.indexes`; `{table}` stands for the view's table. For each sortable field one (tenant, field, id),
 * read in both directions, the same for each owner's rows, and one for the beginnings of its words; one for each reference; and one by whose
 * record it is, which holds all that counting asks, so that it is counted without the rows.
 */
export function recordIndexes(record: RecordType, entity: new () => object): string[] {
  const columns = columnsOf(entity);
  const { owner, creator } = accessOf(record);
  const access = record.access === 'everyone' ? [] : [owner, creator].filter((property) => columns.has(property)).map(columnName);
  const accessKey = access.length > 1 ? `COALESCE(${access.join(', ')})` : access[0];
  const indexes = record.fields.flatMap((field) => {
    const property = propertyOf(field);
    const column = columnName(property);
    const { isText, isArray } = columns.get(property) ?? { isText: false, isArray: false };
    const collation = isText && hasWords(field) ? ` ${wordOrder}` : '';
    if (field.sortable) {
      // `startsWith` ignores case, and finds its rows by their lower case.
      const beginning = collation && !field.readableBy ? [`(tenant, lower(${column} COLLATE pg_c_utf8) text_pattern_ops)`] : [];
      const ordered = `${column}${collation}, id COLLATE "C"`;
      return [`(tenant, ${ordered})`, ...(accessKey ? [`(tenant, ${accessKey}, ${ordered})`] : []), ...beginning];
    }
    if (field.filterable === false) return [];
    if (field.kind === 'reference') return [`(tenant, ${column})`];
    if (field.kind === 'references' && isArray) return [`USING gin (${column})`];
    return [];
  });
  const archived = fieldOf(record, 'archived');
  const counted = [accessKey, archived && columnName(propertyOf(archived)), ...(access.length > 1 ? access : [])].filter(Boolean);
  if (counted.length > 0) indexes.push(`(tenant, ${counted.join(', ')})`);
  return indexes.map((index) => `CREATE INDEX ON {table} ${index}`);
}

function columnsOf(entity: new () => object): Map<string, { isText: boolean; isArray: boolean }> {
  const classes: unknown[] = [];
  for (let prototype = entity.prototype; prototype; prototype = Object.getPrototypeOf(prototype)) classes.push(prototype.constructor);
  return new Map(
    getMetadataArgsStorage()
      .columns.filter(({ target }) => classes.includes(target))
      .map(({ propertyName, options }) => [
        propertyName,
        { isText: options.type === 'text' && !options.array, isArray: options.array === true },
      ]),
  );
}

/** As the views' naming strategy has it. */
function columnName(property: string): string {
  return property.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
