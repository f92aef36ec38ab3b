import i18next from 'i18next';
import { recordTypes } from '../slices';
import { inputName } from './values';

/**
 * What a field of an input is called, by its path: of `set.emails.0.address` what all records that have `emails` call it. Undefined where they differ, or
 * where no record has it.
 */
export function fieldLabel(path: string): string | undefined {
  const [name] = path.replace(/^set\./, '').split('.');
  const fields = recordTypes.flatMap((type) => type.fields.filter((field) => field.key === name || inputName(field) === name));
  const labels = new Set(fields.map(({ label }) => i18next.t(label)));
  if (labels.size > 0) return labels.size === 1 ? [...labels][0] : undefined;
  const word = `imports:field_${name}`;
  return i18next.exists(word) ? i18next.t(word) : undefined;
}
