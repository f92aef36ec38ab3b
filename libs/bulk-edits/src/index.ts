export { bulkEditing } from './bulk-editing.js';
export { commandsFor, tagsBy, target, type BulkEditKind, type Values } from './bulk-edit-kind.js';
export { BulkEditRow, bulkEditsView } from './bulk-edit.view.js';
