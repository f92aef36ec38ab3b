export * from './record-type.js';
export * from './viewer.js';
export { hiddenFields } from './field-rules.js';
export { RowSql, type RowSource } from './row-sql.js';
export type { Filter } from './filter.js';
export { aggregate, countRecords, findRecord, findRecords, listRecords, maxPage, selected } from './list.js';
export type { Connection, ListQuery, Selection, Total } from './list.js';
export { csvLine, exportCsv, type ExportQuery, knownReferences, withoutFormula } from './export.js';
export { recordIndexes } from './indexes.js';
