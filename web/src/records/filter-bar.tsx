import {
  ActionIcon,
  Button,
  CloseButton,
  Group,
  NumberInput,
  Popover,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
  MultiSelect,
} from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { IconFilter, IconPlus, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import classes from './filter-bar.module.css';
import {
  emptyFilter,
  filterName,
  isComplete,
  isGroup,
  ME,
  operatorInput,
  operators,
  spans,
  type Condition,
  type FilterGroup,
  type Operator,
} from './filter';
import type { Field, RecordType } from './record-type';
import { ReferencePicker } from './reference-picker';
import { choiceText, useChoicesOf } from './show';
import { useTitles } from './titles';
import { useTyping } from './typing';
import { fieldOf } from './values';

interface Props {
  readonly type: RecordType;
  readonly filter: FilterGroup;
  readonly onChange: (filter: FilterGroup) => void;
}

type Part = FilterGroup | Condition;

/** What the list is narrowed to, a chip for each condition; a group within is one chip, and opens to be edited as a whole. */
export function FilterBar({ type, filter, onChange }: Props) {
  const { t } = useTranslation('records');
  const [open, setOpen] = useState<number>();
  const replace = (at: number, part: Part | undefined) =>
    onChange({ ...filter, of: filter.of.flatMap((one, index) => (index === at ? (part ? [part] : []) : [one])) });
  return (
    <Group gap={6} role="group" aria-label={t('filters')}>
      {filter.of.map((part, at) => (
        <Group key={at} gap={6} wrap="nowrap">
          {at > 0 && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              aria-label={t('joinedBy', { by: t(filter.op) })}
              onClick={() => onChange({ ...filter, op: filter.op === 'and' ? 'or' : 'and' })}
            >
              {t(filter.op)}
            </Button>
          )}
          <Popover
            opened={open === at}
            onChange={(opened) => setOpen(opened ? at : undefined)}
            trapFocus
            returnFocus
            position="bottom-start"
            shadow="md"
            closeOnClickOutside
            withinPortal
          >
            <div className={classes['chip']}>
              <Popover.Target>
                <button type="button" className={classes['text']} onClick={() => setOpen(open === at ? undefined : at)}>
                  <PartText type={type} part={part} />
                </button>
              </Popover.Target>
              <CloseButton size={24} iconSize={14} aria-label={t('removeFilter')} onClick={() => replace(at, undefined)} />
            </div>
            <Popover.Dropdown p="sm" maw="calc(100vw - 24px)">
              {isGroup(part) ? (
                <GroupEditor type={type} group={part} onChange={(group) => replace(at, group)} />
              ) : (
                <ConditionEditor
                  type={type}
                  condition={part}
                  onChange={(condition) => replace(at, condition)}
                  onDone={() => setOpen(undefined)}
                />
              )}
            </Popover.Dropdown>
          </Popover>
        </Group>
      ))}
      <AddFilter
        type={type}
        onAdd={(part) => {
          onChange({ ...filter, of: [...filter.of, part] });
          setOpen(filter.of.length);
        }}
      />
      {filter.of.length > 1 && (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => onChange(emptyFilter)}>
          {t('clearFilters')}
        </Button>
      )}
    </Group>
  );
}

export const filterable = (type: RecordType): readonly Field[] => type.fields.filter((field) => filterName(field) !== undefined);

const fresh = (field: Field): Condition => ({ field: field.key, is: operators[field.kind][0]! });

function AddFilter({ type, onAdd }: { readonly type: RecordType; readonly onAdd: (part: Part) => void }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const add = (part: Part) => {
    setOpened(false);
    onAdd(part);
  };
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus position="bottom-start" shadow="md" withinPortal>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" leftSection={<IconFilter size={14} />} onClick={() => setOpened(!opened)}>
          {t('records:addFilter')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap={6}>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={() => add({ op: 'or', of: [fresh(filterable(type)[0]!)] })}>
            {t('records:addGroup')}
          </Button>
          <FieldSelect type={type} value={null} opened onChange={(field) => add(fresh(field))} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

interface FieldSelectProps {
  readonly type: RecordType;
  readonly value: string | null;
  readonly opened?: boolean;
  readonly onChange: (field: Field) => void;
}

function FieldSelect({ type, value, opened = false, onChange }: FieldSelectProps) {
  const { t } = useTranslation();
  return (
    <Select
      size="xs"
      aria-label={t('records:field')}
      placeholder={t('records:field')}
      searchable
      allowDeselect={false}
      defaultDropdownOpened={opened}
      comboboxProps={{ withinPortal: false, width: 220, position: 'bottom-start' }}
      maxDropdownHeight={280}
      data={filterable(type).map(({ key, label }) => ({ value: key, label: t(label) }))}
      value={value}
      {...(opened && { 'data-autofocus': true })}
      onChange={(key) => key && onChange(fieldOf(type, key)!)}
    />
  );
}

function GroupEditor({
  type,
  group,
  onChange,
}: {
  readonly type: RecordType;
  readonly group: FilterGroup;
  readonly onChange: (group: FilterGroup | undefined) => void;
}) {
  const { t } = useTranslation('records');
  const replace = (at: number, part: Part | undefined) => {
    const of = group.of.flatMap((one, index) => (index === at ? (part ? [part] : []) : [one]));
    onChange(of.length > 0 ? { ...group, of } : undefined);
  };
  const add = (part: Part) => onChange({ ...group, of: [...group.of, part] });
  const first = fresh(filterable(type)[0]!);
  return (
    <Stack gap="xs" className={classes['group']}>
      <SegmentedControl
        size="xs"
        aria-label={t('matching')}
        data={[
          { value: 'and', label: t('matchAll') },
          { value: 'or', label: t('matchAny') },
        ]}
        value={group.op}
        onChange={(op) => onChange({ ...group, op })}
        style={{ alignSelf: 'start' }}
      />
      {group.of.map((part, at) => (
        <Group key={at} gap={6} wrap="nowrap" align="start">
          {isGroup(part) ? (
            <div className={classes['nested']}>
              <GroupEditor type={type} group={part} onChange={(next) => replace(at, next)} />
            </div>
          ) : (
            <ConditionEditor type={type} condition={part} onChange={(next) => replace(at, next)} row />
          )}
          <ActionIcon aria-label={t('removeFilter')} onClick={() => replace(at, undefined)}>
            <IconX size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Group gap="xs">
        <Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={12} />} onClick={() => add(first)}>
          {t('addCondition')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          leftSection={<IconPlus size={12} />}
          onClick={() => add({ op: group.op === 'and' ? 'or' : 'and', of: [first] })}
        >
          {t('addGroup')}
        </Button>
      </Group>
    </Stack>
  );
}

interface ConditionProps {
  readonly type: RecordType;
  readonly condition: Condition;
  readonly onChange: (condition: Condition) => void;
  readonly onDone?: () => void;
  /** Side by side, as in a group. */
  readonly row?: boolean;
}

function ConditionEditor({ type, condition, onChange, onDone, row = false }: ConditionProps) {
  const { t } = useTranslation();
  const field = fieldOf(type, condition.field);
  if (!field) return <Text size="sm">{t('records:unknownField')}</Text>;
  const parts = (
    <>
      <FieldSelect type={type} value={field.key} onChange={(next) => onChange(fresh(next))} />
      <Select
        size="xs"
        aria-label={t('records:operator')}
        allowDeselect={false}
        comboboxProps={{ withinPortal: false }}
        data={operators[field.kind].map((is) => ({ value: is, label: t(`records:is_${is}`) }))}
        value={condition.is}
        onChange={(is) => {
          const next = is as Operator;
          const keeps = operatorInput(next) === operatorInput(condition.is);
          onChange({ field: field.key, is: next, ...(keeps && condition.value !== undefined && { value: condition.value }) });
        }}
      />
      <ConditionValue field={field} condition={condition} onChange={(value) => onChange({ ...condition, value })} />
    </>
  );
  return row ? (
    <div className={classes['row']}>{parts}</div>
  ) : (
    <Stack
      gap="xs"
      w={280}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.defaultPrevented && (event.target as HTMLElement).tagName === 'INPUT') onDone?.();
      }}
    >
      {parts}
    </Stack>
  );
}

interface ValueProps {
  readonly field: Field;
  readonly condition: Condition;
  readonly onChange: (value: unknown) => void;
}

function ConditionValue({ field, condition: { is, value }, onChange }: ValueProps) {
  const { t } = useTranslation();
  const { decimalSeparator, thousandSeparator } = useFormats();
  const choices = useChoicesOf(field);
  const typing = useTyping(String(value ?? ''), (text) =>
    onChange(text !== '' && field.kind === 'number' ? Number(text) : text || undefined),
  );
  const common = { size: 'xs', 'aria-label': t('records:value'), placeholder: t('records:value') } as const;
  const list = { ...common, comboboxProps: { withinPortal: false } } as const;
  switch (operatorInput(is)) {
    case 'none':
      return null;
    case 'span':
      return (
        <Select
          {...list}
          data={spans.map((span) => ({ value: span, label: t(`records:span_${span}`) }))}
          allowDeselect={false}
          maxDropdownHeight={240}
          value={(value as string) ?? null}
          onChange={onChange}
          data-autofocus
        />
      );
    case 'many':
      if (field.kind === 'tags') return <TagsInput {...list} data-autofocus value={(value as string[]) ?? []} onChange={onChange} />;
      if (choices.length > 0 || field.choices || field.useChoices)
        return (
          <MultiSelect
            {...list}
            data-autofocus
            data={choices.map((choice) => ({ value: choice.value, label: choiceText(choice, t) }))}
            value={(value as string[]) ?? []}
            onChange={onChange}
          />
        );
      return <ReferenceValues field={field} ids={(value as string[]) ?? []} onChange={onChange} />;
    case 'one':
      if (field.kind === 'date' || field.kind === 'dateTime') {
        return (
          <DateInput
            {...common}
            data-autofocus
            popoverProps={{ withinPortal: false }}
            value={(value as string) ?? null}
            onChange={onChange}
          />
        );
      }
      if (field.kind === 'number' || field.kind === 'percent' || field.kind === 'money')
        return (
          <NumberInput
            {...common}
            ref={typing.ref}
            data-autofocus
            hideControls
            {...{ decimalSeparator, thousandSeparator }}
            value={typing.text}
            onChange={(number) => typing.type(String(number))}
          />
        );
      return (
        <TextInput
          {...common}
          ref={typing.ref}
          data-autofocus
          value={typing.text}
          onChange={(event) => typing.type(event.currentTarget.value)}
        />
      );
  }
}

function ReferenceValues({
  field,
  ids,
  onChange,
}: {
  readonly field: Field;
  readonly ids: readonly string[];
  readonly onChange: (ids: unknown) => void;
}) {
  const { t } = useTranslation('records');
  const titles = useTitles(field.of ?? '', ids);
  return (
    <ReferencePicker
      of={field.of!}
      many
      withinPortal={false}
      aria-label={t('value')}
      placeholder={t('value')}
      {...(field.of === 'USER' && { first: [{ id: ME, title: t('me') }] })}
      value={ids.map((id) => ({ id, $title: titles.get(id) ?? '…' }))}
      onChange={(chosen) => onChange((chosen as readonly { id: string }[]).map(({ id }) => id))}
    />
  );
}

/** A condition as it is read aloud: "Owner is any of Ines Duarte". */
function PartText({ type, part }: { readonly type: RecordType; readonly part: Part }) {
  const { t } = useTranslation();
  if (isGroup(part))
    return part.of.map((one, at) => (
      <span key={at}>
        {at > 0 && ` ${t(`records:${part.op}`)} `}
        {isGroup(one) ? '(' : ''}
        <PartText type={type} part={one} />
        {isGroup(one) ? ')' : ''}
      </span>
    ));
  const field = fieldOf(type, part.field);
  if (!field) return t('records:unknownField');
  return (
    <>
      <b>{t(field.label)}</b> {t(`records:is_${part.is}`)} <ValueText field={field} condition={part} />
    </>
  );
}

function ValueText({ field, condition }: { readonly field: Field; readonly condition: Condition }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const choices = useChoicesOf(field);
  const { is, value } = condition;
  const input = operatorInput(is);
  const ids = input === 'many' && field.kind === 'reference' && !field.useChoices ? ((value as string[]) ?? []) : [];
  const titles = useTitles(field.of ?? '', ids);
  if (input === 'none') return null;
  if (!isComplete(condition)) return <>…</>;
  if (input === 'span') return <>{t(`records:span_${String(value)}`)}</>;
  if (input === 'many')
    return (
      <>
        {(value as string[])
          .map((one) => {
            const choice = choices.find((other) => other.value === one);
            return choice ? choiceText(choice, t) : (titles.get(one) ?? (ids.length > 0 ? '…' : one));
          })
          .join(', ')}
      </>
    );
  if (field.kind === 'date' || field.kind === 'dateTime') return <>{formats.date(String(value))}</>;
  if (field.kind === 'number' || field.kind === 'money' || field.kind === 'percent') return <>{formats.number(value as number)}</>;
  return <>“{String(value)}”</>;
}
