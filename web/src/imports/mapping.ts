import type { ChosenFile } from './chosen-file';
import type { Rows } from './csv';
import type { ImportField } from './kinds';

/** How a file is taken: the `options` of `POST /imports/<kind>`. */
export interface ImportPlan {
  /** From the file's columns to fields. */
  readonly mapping: Readonly<Record<string, string>>;
  /** By field: what an empty cell stands for, or every row where no column is mapped. */
  readonly defaults: Readonly<Record<string, string>>;
  /** By field: what stands for what. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly dateFormat: string;
  readonly matchOn?: string | undefined;
  readonly onMatch: 'UPDATE' | 'SKIP';
  readonly createMissing: readonly string[];
}

export const dateFormats = [
  'YYYY-MM-DD',
  'MM/DD/YYYY',
  'DD/MM/YYYY',
  'DD.MM.YYYY',
  'DD-MM-YYYY',
  'YYYY/MM/DD',
  'DD MMM YYYY',
  'YYYYMMDD',
] as const;

export type FieldNames = (field: ImportField) => readonly string[];

/**
 * What the header and the first rows say by themselves. `names`: how pages call a field. `locale` decides whether 3/4 is in March or in April, where
 * nothing in the file does.
 */
export function guessPlan(
  fields: readonly ImportField[],
  { header, rows }: Pick<ChosenFile, 'header' | 'rows'>,
  names: FieldNames,
  locale: string,
): ImportPlan {
  const mapping = guessMapping(fields, header, rows, names);
  const dates = Object.entries(mapping).flatMap(([column, key]) =>
    fields.some((field) => field.key === key && field.kind === 'date') ? samples(rows, header.indexOf(column)) : [],
  );
  return { mapping, defaults: {}, values: {}, dateFormat: guessDateFormat(dates, locale), onMatch: 'UPDATE', createMissing: [] };
}

function guessMapping(
  fields: readonly ImportField[],
  header: readonly string[],
  rows: Rows,
  called: FieldNames,
): Readonly<Record<string, string>> {
  const mapping: Record<string, string> = {};
  const taken = new Set<string>();
  const names = header.filter((name) => header.indexOf(name) === header.lastIndexOf(name));
  const take = (matches: (name: string, field: ImportField) => boolean) => {
    for (const name of names) {
      const field = name in mapping ? undefined : fields.find((one) => !taken.has(one.key) && matches(name, one));
      if (!field) continue;
      mapping[name] = field.key;
      taken.add(field.key);
    }
  };
  const known = new Map(fields.map((field) => [field, namesOf(field, called(field))]));
  take((name, field) => known.get(field)!.has(plain(name)));
  // `Contact first name`, `E-mail 1`.
  take((name, field) => known.get(field)!.has(plain(name.replace(/\s*\b(1|work|business|geschäftlich)\b.*$/i, ''))));
  const prefix = /^(contact|person|account|company|lead|deal|opportunity|kontakt|firmen?|kunden?|deal)[\s_-]+/i;
  take((name, field) => known.get(field)!.has(plain(name.replace(prefix, ''))));
  take((name, { key }) => key === 'email' && mostly(samples(rows, header.indexOf(name)), isEmail));
  return mapping;
}

function namesOf(field: ImportField, called: readonly string[]): ReadonlySet<string> {
  return new Set([field.key, field.label, ...called, ...(field.aliases ?? []), ...(synonyms[field.key] ?? [])].map(plain));
}

export const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** How exports of other systems and people's own files call things, in English and German, beside what the service knows already. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  externalId: ['id', 'record id', 'contact id', 'account id', 'company id', 'kundennummer', 'kontakt-id', 'externe id', 'nr'],
  givenName: ['given name', 'forename', 'vorname', 'rufname'],
  familyName: ['family name', 'nachname', 'familienname', 'name nachname'],
  email: ['mail', 'e-mail', 'e-mail address', 'e-mail-adresse', 'mailadresse', 'work email'],
  phone: ['tel', 'phone', 'telefon', 'telefonnummer', 'mobile phone', 'mobil', 'handy', 'rufnummer', 'durchwahl'],
  title: ['job title', 'jobtitle', 'position', 'funktion', 'titel', 'stelle'],
  accountName: [
    'account',
    'company',
    'company name',
    'employer',
    'organization name',
    'firma',
    'firmenname',
    'unternehmen',
    'kunde',
    'customer',
  ],
  company: ['company name', 'firma', 'firmenname', 'unternehmen', 'employer'],
  name: ['full name', 'bezeichnung', 'firma', 'firmenname', 'unternehmen', 'deal', 'opportunity', 'organization', 'organisation', 'chance'],
  domain: ['website', 'web', 'url', 'homepage', 'webseite', 'internet', 'company domain name'],
  parentName: ['parent', 'parent account', 'muttergesellschaft', 'konzern', 'mutterfirma'],
  industry: ['branche', 'sector'],
  employees: ['mitarbeiter', 'mitarbeiterzahl', 'anzahl mitarbeiter', 'headcount', 'company size', 'size'],
  annualRevenue: ['revenue', 'turnover', 'umsatz', 'jahresumsatz'],
  founded: ['gründungsjahr', 'gegründet', 'year founded'],
  address: ['adresse', 'anschrift'],
  street: ['street address', 'address line 1', 'straße', 'strasse', 'straße und hausnummer', 'billing street', 'mailing street'],
  postalCode: ['zip', 'zip code', 'postcode', 'plz', 'postleitzahl', 'billing zip'],
  city: ['town', 'ort', 'stadt', 'billing city', 'mailing city'],
  region: ['state', 'province', 'state/region', 'county', 'bundesland', 'kanton'],
  country: ['country/region', 'land', 'staat', 'billing country', 'office location'],
  language: ['sprache', 'preferred language'],
  note: ['notes', 'description', 'comment', 'comments', 'notiz', 'notizen', 'bemerkung', 'beschreibung', 'anmerkung', 'message'],
  tags: ['labels', 'schlagworte', 'tags', 'stichworte'],
  ownerEmail: ['owner email', 'contact owner email', 'e-mail des betreuers', 'betreuer-e-mail'],
  ownerName: [
    'owner',
    'contact owner',
    'account owner',
    'deal owner',
    'lead owner',
    'assigned to',
    'rep',
    'sales rep',
    'betreuer',
    'inhaber',
    'verkäufer',
    'zuständig',
    'account manager',
  ],
  source: ['lead source', 'original source', 'quelle', 'herkunft'],
  campaign: ['utm campaign', 'kampagne'],
  productName: ['product', 'product name', 'produkt', 'artikel'],
  pipelineName: ['pipeline'],
  stageName: ['stage', 'deal stage', 'phase', 'stufe', 'status'],
  amount: ['value', 'deal value', 'close value', 'price', 'betrag', 'wert', 'auftragswert', 'volumen'],
  margin: ['marge', 'deckungsbeitrag'],
  currency: ['währung', 'currency code', 'deal currency'],
  createdOn: ['create date', 'created', 'created date', 'created at', 'engage date', 'erstellt', 'erstellt am', 'angelegt am'],
  stageEnteredOn: ['stage since', 'last stage change date', 'in phase seit'],
  closeDate: ['expected close', 'abschluss erwartet', 'voraussichtlicher abschluss', 'expected close date'],
  closedOn: ['close date', 'closed', 'closed date', 'won date', 'abgeschlossen am', 'abschlussdatum'],
  outcome: ['result', 'won/lost', 'ergebnis'],
  lostReason: ['lost reason', 'closed lost reason', 'reason lost', 'verlustgrund'],
  competitors: ['competitor', 'wettbewerber', 'mitbewerber'],
  nextStep: ['next step', 'nächster schritt'],
};

/** Cells of a column that hold something, as they are trimmed. */
export const samples = (rows: Rows, column: number, limit = 200): readonly string[] =>
  rows
    .slice(0, limit)
    .map((row) => row[column]?.trim() ?? '')
    .filter((cell) => cell !== '');

const mostly = (cells: readonly string[], holds: (cell: string) => boolean): boolean =>
  cells.length > 0 && cells.filter(holds).length >= cells.length * 0.8;

const isEmail = (cell: string): boolean => /^[^\s@;,]+@[^\s@;,]+\.[^\s@;,]+$/.test(cell);

/** The first format that fits all of them. */
export function guessDateFormat(dates: readonly string[], locale: string): string {
  const monthFirst = /^en(-US|-CA|-PH)?$/.test(locale);
  const inOrder = dateFormats.toSorted(
    (one, other) => Number(one.startsWith('MM') !== monthFirst) - Number(other.startsWith('MM') !== monthFirst),
  );
  return (dates.length > 0 ? inOrder.find((format) => dates.every((date) => isDate(date, format))) : undefined) ?? 'YYYY-MM-DD';
}

const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

export function isDate(text: string, format: string): boolean {
  const separated = /[^YMD]/.test(format);
  const pattern = format
    .replace(/[./]/g, '\\$&')
    .replace('YYYY', '(?<year>\\d{4})')
    .replace('MMM', '(?<name>[A-Za-z]{3})')
    .replace('MM', `(?<month>\\d{${separated ? '1,2' : '2'}})`)
    .replace('DD', `(?<day>\\d{${separated ? '1,2' : '2'}})`);
  const parts = new RegExp(`^${pattern}$`).exec(text)?.groups;
  if (!parts) return false;
  const month = parts['name'] ? months.indexOf(parts['name'].toLowerCase()) + 1 : Number(parts['month']);
  const date = new Date(Date.UTC(Number(parts['year']), month - 1, Number(parts['day'])));
  return month >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === Number(parts['day']);
}

/** Whether a cell can be what its field holds, as far as the browser can tell. */
export function fits({ key, kind, values }: ImportField, cell: string, dateFormat: string): boolean {
  switch (kind) {
    case 'date':
      return isDate(cell, dateFormat);
    case 'integer':
      return /^[+-]?[\d,]+$/.test(cell);
    case 'decimal':
      return /^[+-]?(\d+|\d{1,3}(,\d{3})+)?(\.\d+)?$/.test(cell);
    case 'boolean':
      return /^(true|false|yes|no|1|0)$/i.test(cell);
    case 'enum':
      return values?.some((value) => value.toLowerCase() === cell.toLowerCase().replaceAll(' ', '_')) ?? true;
    default:
      return !/^emails?$|^ownerEmail$/.test(key) || cell.split(/[;,]/).every((one) => isEmail(one.trim()));
  }
}

/** Cells of the first rows that cannot be what their field holds, after what is replaced. */
export function misfits(field: ImportField, cells: readonly string[], { values, dateFormat }: ImportPlan): readonly string[] {
  return [...new Set(cells.filter((cell) => !fits(field, values[field.key]?.[cell] ?? cell, dateFormat)))];
}

/** What is sent. */
export function optionsOf({ matchOn, ...plan }: ImportPlan, dryRun: boolean): string {
  const there = matchOn !== undefined && (Object.values(plan.mapping).includes(matchOn) || matchOn in plan.defaults);
  return JSON.stringify({ ...plan, ...(there && { matchOn }), dryRun });
}
