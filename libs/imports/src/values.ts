import type { ImportField, ImportValue } from './import-kind.js';
import type { Columns, ImportOptions } from './options.js';

export type Conversion = (cells: readonly string[]) => { values: Record<string, ImportValue | undefined> } | { refuse: string };

/** From the cells of a row to the values of its fields, or why it cannot be taken. */
export function conversion(fields: readonly ImportField[], columns: Columns, options: ImportOptions, width: number): Conversion {
  const date = dateReader(options.dateFormat)!;
  const indexes = new Map(columns.map(({ field, index }) => [field.key, index]));
  const wanted = fields.filter(({ key }) => indexes.has(key) || key in options.defaults);
  return (cells) => {
    if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== '')) {
      return { refuse: `has ${cells.length} cells, the header has ${width}` };
    }
    const values: Record<string, ImportValue | undefined> = {};
    const wrong: string[] = [];
    for (const field of wanted) {
      const index = indexes.get(field.key);
      const typed = index === undefined ? '' : unescaped(cells[index]!.trim());
      const cell = options.values[field.key]?.[typed] ?? (typed === '' ? (options.defaults[field.key] ?? '') : typed);
      if (cell === '') continue;
      const value = convert(field, cell, date);
      if (value === undefined) wrong.push(`${field.key}: ${JSON.stringify(cell.slice(0, 100))} is not ${expected(field, options)}`);
      values[field.key] = value;
    }
    return wrong.length > 0 ? { refuse: wrong.join('; ') } : { values };
  };
}

/** Exports put an apostrophe before what a spreadsheet would take for a formula. */
function unescaped(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell;
}

function convert(field: ImportField, cell: string, date: (text: string) => string | undefined): ImportValue | undefined {
  switch (field.kind) {
    case 'text':
      return cell;
    case 'tags':
      return [...new Set(cell.split(/[;,]/).map((tag) => tag.trim()))].filter((tag) => tag !== '');
    case 'integer': {
      const number = Number(withoutThousands(cell));
      return /^[+-]?[\d,]+$/.test(cell) && Number.isSafeInteger(number) ? number : undefined;
    }
    case 'decimal': {
      const plain = withoutThousands(cell);
      return /^[+-]?(\d{1,30}(\.\d{1,20})?|\.\d{1,20})$/.test(plain) ? plain.replace(/^\+/, '').replace(/^(-?)\./, '$10.') : undefined;
    }
    case 'date':
      return date(cell);
    case 'boolean':
      return { true: true, yes: true, '1': true, false: false, no: false, '0': false }[cell.toLowerCase()];
    case 'enum':
      return field.values?.find((value) => value.toLowerCase() === cell.toLowerCase().replaceAll(' ', '_'));
  }
}

function withoutThousands(text: string): string {
  return /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text;
}

function expected(field: ImportField, { dateFormat }: ImportOptions): string {
  switch (field.kind) {
    case 'date':
      return `a date such as ${dateFormat}`;
    case 'enum':
      return `one of ${field.values?.join(', ')}`;
    case 'boolean':
      return 'true or false';
    default:
      return field.kind === 'integer' ? 'a whole number' : 'a decimal number';
  }
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const tokens: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MMM: '(?<name>[A-Za-z]{3})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
};

/** Reads days written as `MM/DD/YYYY`, `D.M.YYYY`, `DD MMM YYYY` (English names), to `2026-11-23`. Undefined where the format lacks year, month or day. */
export function dateReader(format: string): ((text: string) => string | undefined) | undefined {
  const parts = format.match(/YYYY|MMM|MM|M|DD|D|[^YMD]+/g) ?? [];
  const kinds = parts.map((part) => part[0]).filter((letter) => 'YMD'.includes(letter!));
  if (parts.join('') !== format || kinds.toSorted().join('') !== 'DMY') return undefined;
  // Where something stands between them, a leading zero may be left out: files that say MM/DD/YYYY hold 3/1/2017.
  const loose = (part: string): string => (parts.length === 5 ? part.replace(/^(MM|DD)$/, (both) => both[0]!) : part);
  const expression = parts.map((part) => tokens[loose(part)] ?? part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  const pattern = new RegExp(`^${expression}$`);
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return undefined;
    const month = groups['name'] ? months.indexOf(groups['name'].toLowerCase()) + 1 : Number(groups['month']);
    const day = `${groups['year']}-${String(month).padStart(2, '0')}-${groups['day']!.padStart(2, '0')}`;
    const time = new Date(`${day}T00:00:00Z`);
    return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day) ? day : undefined;
  };
}
