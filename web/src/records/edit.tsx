import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  Input,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { DateInput, DateTimePicker } from '@mantine/dates';
import { IconPlus, IconStar, IconStarFilled, IconX } from '@tabler/icons-react';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats, type Money } from '../app/formats';
import type { Field, FieldKind, RecordValues } from './record-type';
import { ReferencePicker } from './reference-picker';
import { choiceText, useChoicesOf, type Address, type Email, type Phone } from './show';
import type { ReferenceValue } from './values';

export interface EditProps {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
  /** A choice that is made in one go is done with: inline editing then saves. */
  readonly onPick?: ((value: unknown) => void) | undefined;
  /** In a form the label is seen; inline it is only read aloud. */
  readonly inline?: boolean;
  readonly autoFocus?: boolean;
  /** What is wrong, by path under the field: `''` for the whole, `0.address` for a part. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly record?: RecordValues | undefined;
}

/** The input for a field of any kind. */
export function FieldEdit(props: EditProps): ReactNode {
  const Edit = edits[props.field.kind];
  return <Edit {...props} />;
}

/** Kinds of several inputs are edited in a small form of their own, that is saved as a whole. */
export const isCompound = ({ kind, many }: Field): boolean =>
  ['emails', 'phones', 'address', 'longText', 'money', 'tags', 'dateTime'].includes(kind) || many === true;

const edits: Readonly<Record<FieldKind, (props: EditProps) => ReactNode>> = {
  text: Text,
  url: Text,
  email: Text,
  phone: Text,
  longText: LongText,
  number: Numeric,
  percent: Numeric,
  money: MoneyEdit,
  date: DateEdit,
  dateTime: DateTimeEdit,
  yesNo: YesNo,
  choice: ChoiceEdit,
  tags: Tags,
  emails: Emails,
  phones: Phones,
  address: AddressEdit,
  reference: ReferenceEdit,
};

/** Here one begins to type: React sees to it in a page, Mantine in a dialog. */
const focused = { autoFocus: true, 'data-autofocus': true } as const;

function useLabel({ field, inline, autoFocus, errors }: EditProps) {
  const { t } = useTranslation();
  const label = t(field.label);
  return {
    ...(inline ? { 'aria-label': label } : { label, ...(field.help && { description: t(field.help) }) }),
    ...(autoFocus && focused),
    required: field.required ?? false,
    error: errors?.[''],
    size: 'sm',
  } as const;
}

function Text(props: EditProps) {
  const type = ({ email: 'email', phone: 'tel' } as Partial<Record<FieldKind, string>>)[props.field.kind];
  return (
    <TextInput
      {...useLabel(props)}
      {...(type && { type })}
      value={String(props.value ?? '')}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function LongText(props: EditProps) {
  return (
    <Textarea
      {...useLabel(props)}
      autosize
      minRows={2}
      maxRows={12}
      value={String(props.value ?? '')}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function Numeric(props: EditProps) {
  const { decimalSeparator, thousandSeparator } = useFormats();
  return (
    <NumberInput
      {...useLabel(props)}
      hideControls
      decimalSeparator={decimalSeparator}
      thousandSeparator={props.field.plain ? '' : thousandSeparator}
      {...(props.field.kind === 'percent' && { suffix: ' %' })}
      value={(props.value as number | string | null) ?? ''}
      onChange={(value) => props.onChange(value === '' ? null : value)}
    />
  );
}

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK', 'NOK', 'DKK', 'PLN', 'CZK', 'JPY', 'CAD', 'AUD'];

function MoneyEdit(props: EditProps) {
  const { decimalSeparator, thousandSeparator, currency } = useFormats();
  const { t } = useTranslation('records');
  const money = props.value as Money | null | undefined;
  const code = money?.currency ?? currency;
  const set = (amount: string, of: string) => props.onChange(amount === '' ? null : { amount, currency: of });
  return (
    <Group gap={6} wrap="nowrap" align="end">
      <NumberInput
        {...useLabel(props)}
        error={Object.values(props.errors ?? {})[0]}
        style={{ flex: 1 }}
        hideControls
        decimalScale={2}
        decimalSeparator={decimalSeparator}
        thousandSeparator={thousandSeparator}
        value={money?.amount ?? ''}
        onChange={(value) => set(String(value), code)}
      />
      <Select
        aria-label={t('currency')}
        w={88}
        size="sm"
        allowDeselect={false}
        data={[...new Set([code, currency, ...currencies])]}
        value={code}
        comboboxProps={{ withinPortal: false }}
        onChange={(of) => of && set(money?.amount ?? '', of)}
      />
    </Group>
  );
}

function DateEdit(props: EditProps) {
  // A day that is picked is meant; one that is being typed may not be whole yet.
  const picked = useRef(true);
  return (
    <div onClickCapture={() => (picked.current = true)} onInputCapture={() => (picked.current = false)}>
      <DateInput
        {...useLabel(props)}
        clearable={!props.field.required}
        value={(props.value as string | null) ?? null}
        onChange={(day) => {
          props.onChange(day);
          if (picked.current) props.onPick?.(day);
        }}
      />
    </div>
  );
}

function DateTimeEdit(props: EditProps) {
  const { fromWall, toWall } = useFormats();
  const value = props.value as string | null | undefined;
  return (
    <DateTimePicker
      {...useLabel(props)}
      clearable={!props.field.required}
      value={value ? toWall(value) : null}
      onChange={(wall) => props.onChange(wall ? fromWall(wall) : null)}
    />
  );
}

function YesNo(props: EditProps) {
  const { required: _, ...label } = useLabel(props);
  return (
    <Switch
      {...label}
      checked={props.value === true}
      onChange={(event) => {
        props.onChange(event.currentTarget.checked);
        props.onPick?.(event.currentTarget.checked);
      }}
    />
  );
}

function ChoiceEdit(props: EditProps) {
  const { t } = useTranslation();
  const choices = useChoicesOf(props.field, props.record);
  return (
    <Select
      {...useLabel(props)}
      searchable={choices.length > 7}
      clearable={!props.field.required}
      allowDeselect={false}
      data={choices.map((choice) => ({ value: choice.value, label: choiceText(choice, t) }))}
      value={(props.value as string | null) ?? null}
      {...(props.inline && { defaultDropdownOpened: true })}
      onChange={(value) => {
        props.onChange(value);
        props.onPick?.(value);
      }}
    />
  );
}

function Tags(props: EditProps) {
  const { t } = useTranslation('records');
  return (
    <TagsInput
      {...useLabel(props)}
      placeholder={t('addTag')}
      splitChars={[',', ';']}
      value={(props.value as string[] | null) ?? []}
      onChange={props.onChange}
    />
  );
}

interface Part<T> {
  readonly props: EditProps;
  readonly items: readonly T[];
  readonly empty: T;
  readonly add: string;
  readonly row: (item: T, set: (item: T) => void, at: number, extra: { focus: Partial<typeof focused>; label: string }) => ReactNode;
}

function Several<T>({ props, items, empty, add, row }: Part<T>) {
  const { t } = useTranslation();
  const shown = items.length > 0 ? items : [empty];
  const replace = (at: number, item: T) => props.onChange(shown.map((one, index) => (index === at ? item : one)));
  const label = t(props.field.label);
  return (
    <Fieldset variant="unstyled" legend={props.inline ? undefined : <Input.Label component="span">{label}</Input.Label>} aria-label={label}>
      <Stack gap={6}>
        {shown.map((item, at) => (
          <Group key={at} gap={6} wrap="nowrap" align="start">
            {row(item, (next) => replace(at, next), at, { focus: props.autoFocus && at === 0 ? focused : {}, label: `${label} ${at + 1}` })}
            <ActionIcon
              size="lg"
              aria-label={t('records:remove', { what: `${label} ${at + 1}` })}
              onClick={() => props.onChange(shown.filter((_, index) => index !== at))}
            >
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'start' }}
          onClick={() => props.onChange([...shown, empty])}
        >
          {add}
        </Button>
      </Stack>
    </Fieldset>
  );
}

function Emails(props: EditProps) {
  const { t } = useTranslation('records');
  const emails = (props.value as readonly Email[] | null) ?? [];
  const makePrimary = (at: number) => props.onChange(emails.map((email, index) => ({ ...email, primary: index === at })));
  return (
    <Several<Email>
      props={props}
      items={emails}
      empty={{ address: '', kind: null, primary: emails.length === 0 }}
      add={t('addEmail')}
      row={(email, set, at, { focus, label }) => (
        <>
          <TextInput
            aria-label={label}
            type="email"
            style={{ flex: 1 }}
            {...focus}
            placeholder="name@example.com"
            value={email.address}
            error={props.errors?.[`${at}.address`] ?? (at === 0 && props.errors?.[''])}
            onChange={(event) => set({ ...email, address: event.currentTarget.value })}
          />
          <ActionIcon
            size="lg"
            color={email.primary ? 'yellow' : 'gray'}
            aria-label={t('makePrimary')}
            aria-pressed={email.primary}
            onClick={() => makePrimary(at)}
          >
            {email.primary ? <IconStarFilled size={16} /> : <IconStar size={16} />}
          </ActionIcon>
        </>
      )}
    />
  );
}

function Phones(props: EditProps) {
  const { t } = useTranslation('records');
  return (
    <Several<Phone>
      props={props}
      items={(props.value as readonly Phone[] | null) ?? []}
      empty={{ number: '', kind: null }}
      add={t('addPhone')}
      row={(phone, set, at, { focus, label }) => (
        <TextInput
          aria-label={label}
          type="tel"
          style={{ flex: 1 }}
          {...focus}
          placeholder="+49 30 1234567"
          value={phone.number}
          error={props.errors?.[`${at}.number`] ?? (at === 0 && props.errors?.[''])}
          onChange={(event) => set({ ...phone, number: event.currentTarget.value })}
        />
      )}
    />
  );
}

const addressParts = ['street', 'postalCode', 'city', 'region', 'country'] as const;

function AddressEdit(props: EditProps) {
  const { t } = useTranslation();
  const address = (props.value ?? {}) as Address;
  const label = t(props.field.label);
  return (
    <Fieldset variant="unstyled" legend={props.inline ? undefined : <Input.Label component="span">{label}</Input.Label>} aria-label={label}>
      <Stack gap={6}>
        {addressParts.map((part, at) => (
          <TextInput
            key={part}
            aria-label={t(`records:${part}`)}
            placeholder={t(`records:${part}`)}
            {...(props.autoFocus && at === 0 && focused)}
            value={address[part] ?? ''}
            error={props.errors?.[part]}
            onChange={(event) => props.onChange({ ...address, [part]: event.currentTarget.value })}
          />
        ))}
      </Stack>
    </Fieldset>
  );
}

function ReferenceEdit(props: EditProps) {
  const choices = useChoicesOf(props.field, props.record);
  const label = useLabel(props);
  const { t } = useTranslation();
  if (props.field.useChoices) {
    const pick = (value: string | null) => {
      const choice = choices.find((one) => one.value === value);
      const picked = choice ? { id: choice.value, name: choiceText(choice, t) } : null;
      props.onChange(picked);
      props.onPick?.(picked);
    };
    return (
      <Select
        {...label}
        searchable
        clearable={!props.field.required}
        allowDeselect={false}
        data={choices.map((choice) => ({ value: choice.value, label: choiceText(choice, t) }))}
        value={(props.value as ReferenceValue | null)?.id ?? null}
        {...(props.inline && { defaultDropdownOpened: true })}
        onChange={pick}
      />
    );
  }
  return (
    <ReferencePicker
      {...label}
      of={props.field.of!}
      many={props.field.many ?? false}
      value={props.value as ReferenceValue | readonly ReferenceValue[] | null}
      opened={props.inline ?? false}
      onChange={(value) => {
        props.onChange(value);
        if (!props.field.many) props.onPick?.(value);
      }}
    />
  );
}
