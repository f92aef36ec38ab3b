export { bulkEditing } from './bulk-editing.js';
export { retagged, target, type BulkEditKind, type Values } from './bulk-edit-kind.js';
export { BulkEditRow, bulkEditsView } from './bulk-edit.view.js';
