import { Anchor, Badge, Group, Text } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { MouseEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats, type Formats, type Money } from '../app/formats';
import { recordType } from '../slices';
import { useOfferToLog } from './offer-to-log';
import type { Choice, Field, FieldKind, RecordType, RecordValues } from './record-type';
import { RecordLink } from './record-link';
import { isEmpty, isHidden, referenceTitle, valueOf, type ReferenceValue } from './values';

export interface Email {
  readonly address: string;
  readonly kind: string | null;
  readonly primary: boolean;
}

export interface Phone {
  readonly number: string;
  readonly e164?: string | null;
  readonly kind: string | null;
}

export interface Address {
  readonly street?: string | null;
  readonly postalCode?: string | null;
  readonly city?: string | null;
  readonly region?: string | null;
  readonly country?: string | null;
  readonly kind?: string | null;
}

export interface ShowProps {
  readonly field: Field;
  readonly value: unknown;
  /** Whose value it is, where that is known: its links then offer to log. */
  readonly type?: RecordType;
  readonly record?: RecordValues;
  /** In a cell: one line, and of several values the first. */
  readonly compact?: boolean;
}

/** A record's field as people read it. Nothing where there is no value; of what the reader may not know, that. */
export function FieldValue({ type, record, field, compact }: Omit<ShowProps, 'value'> & { type: RecordType; record: RecordValues }) {
  const { t } = useTranslation('records');
  if (isHidden(field, record))
    return (
      <Text size="sm" c="dimmed">
        {t('hidden')}
      </Text>
    );
  return <Value field={field} value={valueOf(field, record)} type={type} record={record} {...(compact && { compact })} />;
}

export function Value(props: ShowProps): ReactNode {
  const Show = shows[props.field.kind];
  return isEmpty(props.value) ? null : <Show {...props} />;
}

const shows: Readonly<Record<FieldKind, (props: ShowProps) => ReactNode>> = {
  text: Plain,
  longText: ({ value, compact }) =>
    compact ? (
      Line(value)
    ) : (
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {String(value)}
      </Text>
    ),
  number: Formatted,
  percent: Formatted,
  money: Formatted,
  date: Formatted,
  dateTime: Formatted,
  yesNo: YesNo,
  choice: ChoiceBadge,
  tags: ({ value }) => (
    <Group gap={4} wrap="wrap">
      {(value as string[]).map((tag) => (
        <Badge key={tag} variant="light" color="gray" tt="none" fw={500}>
          {tag}
        </Badge>
      ))}
    </Group>
  ),
  email: ({ value, ...props }) => <Emails {...props} value={[{ address: String(value), kind: null, primary: true }]} />,
  emails: Emails,
  phone: ({ value, ...props }) => <Phones {...props} value={[{ number: String(value), kind: null }]} />,
  phones: Phones,
  url: ({ value }) => {
    const address = String(value);
    const href = /^https?:\/\//i.test(address) ? address : `https://${address}`;
    return (
      <Anchor href={href} target="_blank" rel="noreferrer" size="sm" truncate onClick={stay}>
        {address.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '')}
      </Anchor>
    );
  },
  address: ({ value, compact }) => {
    const text = addressLines(value as Address);
    return compact ? (
      Line(text.join(', '))
    ) : (
      <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
        {text.join('\n')}
      </Text>
    );
  },
  reference: References,
};

const stay = (event: MouseEvent): void => event.stopPropagation();

function Line(value: unknown) {
  return (
    <Text size="sm" truncate title={String(value)}>
      {String(value)}
    </Text>
  );
}

function Plain({ value, compact }: ShowProps) {
  return compact ? (
    Line(value)
  ) : (
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {String(value)}
    </Text>
  );
}

function Formatted({ field, value, compact }: ShowProps) {
  const formats = useFormats();
  const title = field.kind === 'dateTime' ? formats.dateTime(String(value)) : undefined;
  return (
    <Text size="sm" title={title} {...(compact && { truncate: true })} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {asText(field, value, formats)}
    </Text>
  );
}

function YesNo({ value }: ShowProps) {
  const { t } = useTranslation('records');
  return value === true ? (
    <Group gap={4} wrap="nowrap">
      <IconCheck size={16} aria-hidden />
      <Text size="sm">{t('yes')}</Text>
    </Group>
  ) : (
    <Text size="sm">{t('no')}</Text>
  );
}

function ChoiceBadge({ field, value, record }: ShowProps) {
  const choices = useChoicesOf(field, record);
  const { t } = useTranslation();
  const choice = choices.find((one) => one.value === value);
  return (
    <Badge variant="light" color={choice?.color ?? 'gray'} tt="none" fw={600} autoContrast>
      {choice ? choiceText(choice, t) : String(value)}
    </Badge>
  );
}

const none: readonly Choice[] = [];

/** The choices of a field; hooks of a field are always the same ones. */
export function useChoicesOf(field: Field, record?: RecordValues): readonly Choice[] {
  return field.useChoices?.(record) ?? field.choices ?? none;
}

export function choiceText({ text, label, value }: Choice, t: (word: string) => string): string {
  return text ?? (label ? t(label) : value);
}

function Emails({ value, type, record, compact }: ShowProps) {
  const emails = [...(value as readonly Email[])].sort((one, other) => Number(other.primary) - Number(one.primary));
  const offer = useOfferToLog(type, record);
  return (
    <Contacts more={compact ? emails.length - 1 : 0}>
      {emails.slice(0, compact ? 1 : undefined).map(({ address, kind }) => (
        <Group key={address} gap={6} wrap="nowrap">
          <Anchor
            size="sm"
            href={`mailto:${encodeURIComponent(address).replace('%40', '@')}`}
            truncate
            title={address}
            onClick={(event) => (stay(event), offer('EMAIL'))}
          >
            {address}
          </Anchor>
          {!compact && kind && <Kind>{kind}</Kind>}
        </Group>
      ))}
    </Contacts>
  );
}

function Phones({ value, type, record, compact }: ShowProps) {
  const phones = value as readonly Phone[];
  const offer = useOfferToLog(type, record);
  return (
    <Contacts more={compact ? phones.length - 1 : 0}>
      {phones.slice(0, compact ? 1 : undefined).map(({ number, e164, kind }) => (
        <Group key={number} gap={6} wrap="nowrap">
          <Anchor
            size="sm"
            href={`tel:${e164 ?? number.replace(/[^\d+]/g, '')}`}
            truncate
            onClick={(event) => (stay(event), offer('CALL'))}
          >
            {number}
          </Anchor>
          {!compact && kind && <Kind>{kind}</Kind>}
        </Group>
      ))}
    </Contacts>
  );
}

function Kind({ children }: { readonly children: string }) {
  return (
    <Text size="xs" c="dimmed">
      {children.toLowerCase()}
    </Text>
  );
}

function Contacts({ children, more }: { readonly children: ReactNode; readonly more: number }) {
  return more > 0 ? (
    <Group gap={6} wrap="nowrap">
      {children}
      <Text size="xs" c="dimmed">
        +{more}
      </Text>
    </Group>
  ) : (
    <div>{children}</div>
  );
}

function References({ field, value, compact }: ShowProps) {
  const all = (Array.isArray(value) ? value : [value]) as readonly ReferenceValue[];
  return (
    <Contacts more={compact ? all.length - 1 : 0}>
      {all.slice(0, compact ? 1 : undefined).map((one) => (
        <Reference key={one.id} field={field} value={one} />
      ))}
    </Contacts>
  );
}

function Reference({ field, value }: { readonly field: Field; readonly value: ReferenceValue }) {
  const title = referenceTitle(field, value);
  return field.of && recordType(field.of) ? (
    <RecordLink kind={field.of} id={value.id}>
      {title}
    </RecordLink>
  ) : (
    <Text size="sm" truncate>
      {title}
    </Text>
  );
}

export function addressLines({ street, postalCode, city, region, country }: Address): readonly string[] {
  return [street, [postalCode, city].filter(Boolean).join(' '), [region, country].filter(Boolean).join(', ')].filter(
    (line): line is string => !!line,
  );
}

/** A value as plain text: in tooltips, questions and what is read aloud. */
export function asText(field: Field, value: unknown, formats: Formats, t?: (word: string) => string): string {
  if (isEmpty(value)) return '';
  if (Array.isArray(value)) return value.map((one) => asText(field, one, formats, t)).join(', ');
  switch (field.kind) {
    case 'number':
      return field.plain ? String(value) : formats.number(value as number);
    case 'percent':
      return formats.percent(value as number);
    case 'money':
      return formats.money(value as Money);
    case 'date':
      return formats.date(String(value));
    case 'dateTime':
      return formats.relative(String(value));
    case 'emails':
      return (value as Email).address;
    case 'phones':
      return (value as Phone).number;
    case 'address':
      return addressLines(value as Address).join(', ');
    case 'reference':
      return referenceTitle(field, value as ReferenceValue);
    case 'yesNo':
      return t ? t(value === true ? 'records:yes' : 'records:no') : String(value);
    case 'choice': {
      const choice = field.choices?.find((one) => one.value === value);
      return choice && t ? choiceText(choice, t) : String(value);
    }
    default:
      return String(value);
  }
}
