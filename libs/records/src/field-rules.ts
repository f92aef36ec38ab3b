import type { Field, RecordType } from './record-type.js';
import { accessOf } from './row-sql.js';
import type { Viewer } from './viewer.js';

/** The fields that the viewer may not know of a record that they see, by the properties of its row. */
export function hiddenFields(record: RecordType, viewer: Viewer, row: object): readonly Field[] {
  const owner = (row as Record<string, unknown>)[accessOf(record).owner];
  return record.fields.filter(({ readableBy }) => {
    const readable = readableBy?.(viewer) ?? 'all';
    return readable !== 'all' && (readable === 'none' || readable.ownerIs !== owner);
  });
}
