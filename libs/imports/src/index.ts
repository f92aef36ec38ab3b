export { importing } from './importing.js';
export {
  step,
  type ImportField,
  type ImportJob,
  type ImportKind,
  type ImportPlanner,
  type ImportRow,
  type ImportValue,
  type RowPlan,
  type Step,
  type ValuesOf,
} from './import-kind.js';
export { ImportRow as ImportRecord, importsView } from './import.view.js';
export { dryRunOperation } from './import-run.js';
export { FolderBlobStore, type Blob, type BlobStore } from './blob-store.js';
export { readCsv, UnreadableFile, type CsvRow } from './csv.js';
