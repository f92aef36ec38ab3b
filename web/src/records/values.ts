import { recordType } from '../slices';
import type { Field, RecordType, RecordValues } from './record-type';

/** What a reference holds: the record's id with what names it; `$title` where it was picked, until the graph has answered. */
export type ReferenceValue = RecordValues & { readonly $title?: string };

export function fieldOf(type: RecordType, key: string): Field | undefined {
  return type.fields.find((field) => field.key === key);
}

export function valueOf(field: Field, record: RecordValues): unknown {
  return field.value ? field.value(record) : record[field.key];
}

/** The field's name in the inputs of create and update; undefined where it cannot be set. */
export function inputName(field: Field): string | undefined {
  if (field.input === false || field.value) return undefined;
  return field.input ?? (field.kind === 'reference' ? `${field.key}${field.many ? 'Ids' : 'Id'}` : field.key);
}

/** The reader may not know it of this record, which is not the same as that there is nothing. */
export function isHidden(field: Field, record: RecordValues): boolean {
  return field.restricted === true && (record['hiddenFields'] as readonly string[] | undefined)?.includes(field.key) === true;
}

export function isEditable(type: RecordType, field: Field, record?: RecordValues): boolean {
  if (field.once || (record && isHidden(field, record))) return false;
  return type.mutations.update !== undefined && inputName(field) !== undefined;
}

export function orderName(field: Field): string | undefined {
  return field.order === false ? undefined : field.order;
}

/** What is asked of the graph for a field. */
export function selectOf(field: Field): string {
  return field.restricted ? `${valueSelect(field)} hiddenFields` : valueSelect(field);
}

function valueSelect(field: Field): string {
  if (field.select !== undefined) return field.select;
  switch (field.kind) {
    case 'money':
      return `${field.key} { amount currency }`;
    case 'emails':
      return `${field.key} { address kind primary }`;
    case 'phones':
      return `${field.key} { number e164 kind }`;
    case 'address':
      return `${field.key} { street postalCode city region country kind }`;
    case 'reference':
      return `${field.key} { id ${(field.of && recordType(field.of)?.titleSelect) ?? 'name'} }`;
    default:
      return field.key;
  }
}

/** The value as the graph's inputs take it; null clears. */
export function toInput(field: Field, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => inputOf(field, one)).filter((one) => one !== null);
  return inputOf(field, value) ?? null;
}

function inputOf({ kind }: Field, value: unknown): unknown {
  if (value === undefined || value === null || value === '') return null;
  switch (kind) {
    case 'reference':
      return (value as ReferenceValue).id;
    case 'money': {
      const { amount, currency } = value as { amount: string; currency: string };
      return amount === '' ? null : { amount, currency };
    }
    case 'emails': {
      const { address, kind: of, primary } = value as { address: string; kind: string | null; primary: boolean };
      return address.trim() === '' ? null : { address: address.trim(), kind: of, primary };
    }
    case 'phones': {
      const { number, kind: of } = value as { number: string; kind: string | null };
      return number.trim() === '' ? null : { number: number.trim(), kind: of };
    }
    case 'address': {
      const parts = Object.entries(value).map(([key, part]) => [key, String(part ?? '').trim() || null] as const);
      return parts.some(([key, part]) => key !== 'kind' && part !== null) ? Object.fromEntries(parts) : null;
    }
    case 'text':
    case 'longText':
    case 'url':
    case 'email':
    case 'phone':
      return String(value).trim() || null;
    default:
      return value;
  }
}

export function sameValue(field: Field, one: unknown, other: unknown): boolean {
  return JSON.stringify(toInput(field, one)) === JSON.stringify(toInput(field, other));
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

export function referenceTitle(field: Field, value: ReferenceValue): string {
  if (value.$title !== undefined) return value.$title;
  const type = field.of === undefined ? undefined : recordType(field.of);
  return type?.title(value) ?? String(value['name'] ?? value.id);
}
