import type { Field, FieldKind, RecordType } from './record-type';

/** A filter as a person builds it, and as the address and saved views hold it. */
export interface FilterGroup {
  readonly op: 'and' | 'or';
  readonly of: readonly (FilterGroup | Condition)[];
}

export interface Condition {
  /** A field's key. */
  readonly field: string;
  readonly is: Operator;
  /** As the operator's {@link operatorInput} takes it. */
  readonly value?: unknown;
}

export type Operator =
  | 'contains'
  | 'containsNot'
  | 'equals'
  | 'equalsNot'
  | 'startsWith'
  | 'atLeast'
  | 'atMost'
  | 'above'
  | 'below'
  | 'anyOf'
  | 'noneOf'
  | 'on'
  | 'before'
  | 'after'
  | 'within'
  | 'yes'
  | 'no'
  | 'empty'
  | 'notEmpty';

const ofText = ['contains', 'containsNot', 'equals', 'equalsNot', 'startsWith', 'empty', 'notEmpty'] as const;
const ofNumbers = ['equals', 'atLeast', 'atMost', 'above', 'below', 'empty', 'notEmpty'] as const;
const ofTimes = ['within', 'on', 'before', 'after', 'empty', 'notEmpty'] as const;
const ofChoices = ['anyOf', 'noneOf', 'empty', 'notEmpty'] as const;

/** What may be asked of a field of each kind, the usual first. */
export const operators: Readonly<Record<FieldKind, readonly Operator[]>> = {
  text: ofText,
  longText: ofText,
  url: ofText,
  email: ofText,
  emails: ofText,
  phone: ofText,
  phones: ofText,
  address: ofText,
  number: ofNumbers,
  percent: ofNumbers,
  money: ofNumbers,
  date: ofTimes,
  dateTime: ofTimes,
  yesNo: ['yes', 'no'],
  choice: ofChoices,
  tags: ofChoices,
  reference: ofChoices,
};

/** Spans of time that move with the day, the usual first. */
export const spans = [
  'today',
  'yesterday',
  'tomorrow',
  'thisWeek',
  'lastWeek',
  'nextWeek',
  'thisMonth',
  'lastMonth',
  'nextMonth',
  'thisQuarter',
  'lastQuarter',
  'nextQuarter',
  'thisYear',
  'lastYear',
  'last7',
  'last30',
  'last90',
  'next7',
  'next30',
] as const;
export type Span = (typeof spans)[number];

/** What an operator asks for: nothing, one value, or several. */
export function operatorInput(is: Operator): 'none' | 'one' | 'many' | 'span' {
  if (is === 'empty' || is === 'notEmpty' || is === 'yes' || is === 'no') return 'none';
  if (is === 'anyOf' || is === 'noneOf') return 'many';
  return is === 'within' ? 'span' : 'one';
}

/** In a reference's values: whoever looks. So a shared view of "my accounts" is everybody's own. */
export const ME = '@me';

export interface FilterContext {
  /** The reader's id. */
  readonly me: string | undefined;
  /** Their day, `2026-11-23`. */
  readonly today: string;
  /** The moment at which a day begins for them. */
  readonly startOf: (day: string) => string;
}

export const emptyFilter: FilterGroup = { op: 'and', of: [] };

export const isGroup = (part: FilterGroup | Condition): part is FilterGroup => 'of' in part;

export const filterName = (field: Field): string | undefined =>
  field.filter === false ? undefined : (field.filter ?? (field.kind === 'reference' ? `${field.key}Id` : field.key));

/** Whether enough is told to ask by it: a condition that is being written filters nothing yet. */
export function isComplete({ is, value }: Condition): boolean {
  const input = operatorInput(is);
  if (input === 'none') return true;
  return input === 'many' ? Array.isArray(value) && value.length > 0 : value !== undefined && value !== null && value !== '';
}

/** The graph's filter, undefined where it lets everything through. Conditions on fields that are no more are left out. */
export function graphFilter(type: RecordType, filter: FilterGroup, context: FilterContext): Record<string, unknown> | undefined {
  const parts = filter.of.flatMap((part): Record<string, unknown>[] => {
    const asked = isGroup(part) ? graphFilter(type, part, context) : graphCondition(type, part, context);
    return asked ? [asked] : [];
  });
  return parts.length > 1 ? { [filter.op]: parts } : parts[0];
}

function graphCondition(type: RecordType, condition: Condition, context: FilterContext): Record<string, unknown> | undefined {
  const field = type.fields.find(({ key }) => key === condition.field);
  const name = field && filterName(field);
  if (!name || !isComplete(condition)) return undefined;
  const asks = (test: Record<string, unknown>) => ({ [name]: test });
  const { is, value } = condition;
  switch (is) {
    case 'contains':
    case 'startsWith':
      return asks({ [is]: value });
    case 'containsNot':
      return { not: asks({ contains: value }) };
    case 'equals':
      return asks({ eq: value });
    case 'equalsNot':
      return { not: asks({ eq: value }) };
    case 'atLeast':
      return asks({ gte: value });
    case 'atMost':
      return asks({ lte: value });
    case 'above':
      return asks({ gt: value });
    case 'below':
      return asks({ lt: value });
    case 'anyOf':
      return asks({ in: withMe(value, context) });
    case 'noneOf':
      return { not: asks({ in: withMe(value, context) }) };
    case 'on':
      return asks(between(field, String(value), String(value), context));
    case 'before':
      return asks({ lt: edge(field, String(value), context) });
    case 'after':
      return asks({ gte: edge(field, addDays(String(value), 1), context) });
    case 'within':
      return asks(between(field, ...spanDays(value as Span, context.today), context));
    case 'yes':
      return asks({ eq: true });
    case 'no':
      return asks({ eq: false });
    case 'empty':
      return asks({ isNull: true });
    case 'notEmpty':
      return asks({ isNull: false });
  }
}

const withMe = (value: unknown, { me }: FilterContext): unknown[] => (value as string[]).map((one) => (one === ME ? (me ?? ME) : one));

const edge = ({ kind }: Field, day: string, { startOf }: FilterContext): string => (kind === 'dateTime' ? startOf(day) : day);

function between(field: Field, from: string, to: string, context: FilterContext): Record<string, unknown> {
  return { gte: edge(field, from, context), lt: edge(field, addDays(to, 1), context) };
}

export function addDays(day: string, days: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The first and the last day of a span. Weeks begin on Monday. */
export function spanDays(span: Span, today: string): [string, string] {
  const [year, month] = today.split('-').map(Number) as [number, number];
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(today, -weekday);
  const months = (first: number, count: number): [string, string] => {
    const start = (at: number) => new Date(Date.UTC(year, at, 1)).toISOString().slice(0, 10);
    return [start(first), addDays(start(first + count), -1)];
  };
  const quarter = Math.floor((month - 1) / 3) * 3;
  switch (span) {
    case 'today':
      return [today, today];
    case 'yesterday':
      return [addDays(today, -1), addDays(today, -1)];
    case 'tomorrow':
      return [addDays(today, 1), addDays(today, 1)];
    case 'thisWeek':
      return [monday, addDays(monday, 6)];
    case 'lastWeek':
      return [addDays(monday, -7), addDays(monday, -1)];
    case 'nextWeek':
      return [addDays(monday, 7), addDays(monday, 13)];
    case 'thisMonth':
      return months(month - 1, 1);
    case 'lastMonth':
      return months(month - 2, 1);
    case 'nextMonth':
      return months(month, 1);
    case 'thisQuarter':
      return months(quarter, 3);
    case 'lastQuarter':
      return months(quarter - 3, 3);
    case 'nextQuarter':
      return months(quarter + 3, 3);
    case 'thisYear':
      return months(0, 12);
    case 'lastYear':
      return months(-12, 12);
    case 'last7':
      return [addDays(today, -6), today];
    case 'last30':
      return [addDays(today, -29), today];
    case 'last90':
      return [addDays(today, -89), today];
    case 'next7':
      return [today, addDays(today, 6)];
    case 'next30':
      return [today, addDays(today, 29)];
  }
}
