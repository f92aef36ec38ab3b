import { InvalidInput } from '@throughline/decider';
import type { ImportField, ImportKind } from './import-kind.js';
import { dateReader } from './values.js';

/** The `options` of `POST /imports/{kind}`, checked. */
export interface ImportOptions {
  /** From the file's columns to fields; absent: guessed from the header. */
  readonly mapping?: Readonly<Record<string, string>>;
  readonly matchOn?: string;
  readonly onMatch: 'UPDATE' | 'SKIP';
  readonly dateFormat: string;
  /** By field: what stands for what. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By field: what an empty cell stands for. */
  readonly defaults: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
  readonly createMissing: readonly string[];
}

/** Throws {@link InvalidInput} naming what is wrong: `options.mapping.Name`. */
export function importOptions(kind: ImportKind, text: string | undefined): ImportOptions {
  const wrong: Record<string, string> = {};
  const keys = kind.fields.map(({ key }) => key);
  const given = parsed(text);
  const known = ['mapping', 'matchOn', 'onMatch', 'dateFormat', 'values', 'defaults', 'dryRun', 'createMissing'];
  for (const key of Object.keys(given)) if (!known.includes(key)) wrong[`options.${key}`] = `is no option: there are ${known.join(', ')}`;

  const field = (key: string, path: string): void => {
    if (!keys.includes(key)) wrong[path] = `${JSON.stringify(key)} is no field of ${kind.name}: there are ${keys.join(', ')}`;
  };
  const texts = (value: unknown, path: string): Record<string, string> => {
    if (value === undefined || value === null) return {};
    if (!isObject(value)) wrong[path] = 'must be an object';
    else for (const [key, item] of Object.entries(value)) if (typeof item !== 'string') wrong[`${path}.${key}`] = 'must be text';
    return isObject(value) ? (value as Record<string, string>) : {};
  };

  const mapping = given['mapping'] == null ? undefined : texts(given['mapping'], 'options.mapping');
  const columnOf = new Map<string, string>();
  for (const [column, key] of Object.entries(mapping ?? {})) {
    if (typeof key !== 'string') continue;
    field(key, `options.mapping.${column}`);
    const other = columnOf.get(key);
    if (other !== undefined) wrong[`options.mapping.${column}`] = `${key} is mapped already, from ${other}`;
    columnOf.set(key, column);
  }

  const asked = given['matchOn'];
  const matchOn = (Array.isArray(asked) && asked.length === 1 ? asked[0] : asked) ?? undefined;
  if (matchOn !== undefined && !kind.matchOn.includes(matchOn as string))
    wrong['options.matchOn'] = `must be one of ${kind.matchOn.join(', ')}`;
  const onMatch = given['onMatch'] ?? 'UPDATE';
  if (onMatch !== 'UPDATE' && onMatch !== 'SKIP') wrong['options.onMatch'] = 'must be UPDATE or SKIP';
  const dateFormat = given['dateFormat'] ?? 'YYYY-MM-DD';
  if (typeof dateFormat !== 'string' || !dateReader(dateFormat))
    wrong['options.dateFormat'] = 'must have YYYY, MM and DD, such as MM/DD/YYYY';
  const dryRun = given['dryRun'] ?? false;
  if (typeof dryRun !== 'boolean') wrong['options.dryRun'] = 'must be true or false';

  const values: Record<string, Record<string, string>> = {};
  if (given['values'] != null && !isObject(given['values'])) wrong['options.values'] = 'must be an object';
  else
    for (const [key, table] of Object.entries(given['values'] ?? {})) {
      field(key, `options.values.${key}`);
      values[key] = texts(table, `options.values.${key}`);
    }
  const defaults = texts(given['defaults'], 'options.defaults');
  for (const key of Object.keys(defaults)) field(key, `options.defaults.${key}`);

  const createMissing = given['createMissing'] ?? [];
  const creatable = kind.creatable ?? [];
  if (!Array.isArray(createMissing)) wrong['options.createMissing'] = 'must be a list of fields';
  else
    createMissing.forEach((key, index) => {
      if (!creatable.includes(key as string))
        wrong[`options.createMissing.${index}`] =
          creatable.length > 0 ? `must be one of ${creatable.join(', ')}` : 'there is nothing that can be made';
    });

  if (Object.keys(wrong).length > 0) throw new InvalidInput(wrong);
  return { mapping, matchOn, onMatch, dateFormat, values, defaults, dryRun, createMissing } as ImportOptions;
}

function parsed(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new InvalidInput({ options: 'is not JSON' });
  }
  if (!isObject(given)) throw new InvalidInput({ options: 'must be a JSON object' });
  return given;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Which column of the file holds which field. */
export type Columns = readonly { readonly field: ImportField; readonly index: number }[];

/** Throws {@link InvalidInput} for a mapping that does not fit the header, or a header of which nothing is known. */
export function columnsOf(kind: ImportKind, { mapping, defaults, matchOn }: ImportOptions, header: readonly string[]): Columns {
  const wrong: Record<string, string> = {};
  const names = header.map((name) => name.trim());
  const columns: { field: ImportField; index: number }[] = [];
  const take = (field: ImportField, name: string, path: string): void => {
    const index = names.indexOf(name);
    if (index === -1)
      wrong[path] = `the file has no column ${JSON.stringify(name)}: it has ${names.map((each) => JSON.stringify(each)).join(', ')}`;
    else if (names.lastIndexOf(name) !== index) wrong[path] = `the file has two columns ${JSON.stringify(name)}`;
    else columns.push({ field, index });
  };
  if (mapping) {
    for (const [column, key] of Object.entries(mapping))
      take(
        kind.fields.find((field) => field.key === key)!,
        column.trim(),
        `options.mapping.${column}`,
      );
  } else {
    for (const field of kind.fields) {
      const known = [field.key, field.label, ...(field.aliases ?? [])].map(plain);
      const [name, other] = new Set(names.filter((each) => known.includes(plain(each))));
      if (other !== undefined)
        wrong['options.mapping'] = `both ${JSON.stringify(name)} and ${JSON.stringify(other)} could be ${field.key}: say which is which`;
      else if (name !== undefined) take(field, name, 'file');
    }
    if (columns.length === 0) wrong['options.mapping'] ??= 'none of the file’s columns has the name of a field: say which is which';
  }
  if (matchOn && !columns.some(({ field }) => field.key === matchOn) && !(matchOn in defaults))
    wrong['options.matchOn'] = `no column is mapped to ${matchOn}`;
  if (Object.keys(wrong).length > 0) throw new InvalidInput(wrong);
  return columns;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
