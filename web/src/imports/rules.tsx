import { ActionIcon, Autocomplete, Button, Checkbox, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { StepProps } from './columns-step';
import classes from './imports.module.css';
import { fieldLabel, type ImportField } from './kinds';
import { dateFormats, samples } from './mapping';

/** What else is said of a file: how rows find their records, what stands in every row, what stands for what. */
export function Rules(props: StepProps) {
  const { kind, plan, change } = props;
  const { t } = useTranslation('imports');
  const mapped = kind.fields.filter(({ key }) => Object.values(plan.mapping).includes(key) || key in plan.defaults);
  const label = (key: string) =>
    fieldLabel(
      kind,
      kind.fields.find((field) => field.key === key)!,
    );
  const matchable = kind.matchOn.filter((key) => mapped.some((field) => field.key === key));
  const creatable = mapped.filter(({ key }) => kind.creatable.includes(key));
  return (
    <section aria-labelledby="import-rules">
      <Title order={2} size="h5" mb="xs" id="import-rules">
        {t('rules')}
      </Title>
      <Stack gap="md">
        <div className={classes['rules']}>
          {matchable.length > 0 && (
            <Select
              label={t('matchOn')}
              allowDeselect={false}
              data={matchable.map((key) => ({ value: key, label: label(key) }))}
              value={plan.matchOn !== undefined && matchable.includes(plan.matchOn) ? plan.matchOn : matchable[0]!}
              onChange={(key) => change({ matchOn: key ?? undefined })}
            />
          )}
          <Select
            label={t('onMatch')}
            allowDeselect={false}
            data={(['UPDATE', 'SKIP'] as const).map((value) => ({ value, label: t(`onMatch_${value}`) }))}
            value={plan.onMatch}
            onChange={(value) => change({ onMatch: value as 'UPDATE' | 'SKIP' })}
          />
          {mapped.some((field) => field.kind === 'date') && (
            <Select
              label={t('dateFormat')}
              allowDeselect={false}
              data={[...new Set([plan.dateFormat, ...dateFormats])]}
              value={plan.dateFormat}
              onChange={(dateFormat) => dateFormat && change({ dateFormat })}
            />
          )}
        </div>
        {creatable.map((field) => (
          <CreateMissing key={field.key} {...{ kind, plan, change, field }} />
        ))}
        <Constants {...props} label={label} />
        <Replacements {...props} label={label} />
      </Stack>
    </section>
  );
}

interface CreateMissingProps extends Omit<StepProps, 'chosen'> {
  readonly field: ImportField;
}

export function CreateMissing({ kind, plan: { createMissing }, change, field }: CreateMissingProps) {
  const { t } = useTranslation('imports');
  return (
    <Checkbox
      mt={6}
      size="sm"
      label={t('createMissing', { field: fieldLabel(kind, field) })}
      checked={createMissing.includes(field.key)}
      onChange={(event) =>
        change({
          createMissing: event.currentTarget.checked ? [...createMissing, field.key] : createMissing.filter((key) => key !== field.key),
        })
      }
    />
  );
}

interface PartProps {
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Part({ title, text, children }: PartProps) {
  return (
    <div>
      <Text size="sm" fw={500}>
        {title}
      </Text>
      <Text size="xs" c="dimmed" mb={6}>
        {text}
      </Text>
      <Stack gap={6}>{children}</Stack>
    </div>
  );
}

type LabelledProps = StepProps & { readonly label: (key: string) => string };

function Constants({ kind, plan, change, label }: LabelledProps) {
  const { t } = useTranslation('imports');
  const constants = Object.entries(plan.defaults);
  const free = kind.fields.filter(({ key }) => !(key in plan.defaults));
  return (
    <Part title={t('constants')} text={t('constantsHelp')}>
      {constants.map(([key, value]) => (
        <Group key={key} gap={6} wrap="nowrap" align="end" maw={560}>
          <TextInput
            size="sm"
            flex={1}
            label={label(key)}
            value={value}
            onChange={(event) => change({ defaults: { ...plan.defaults, [key]: event.currentTarget.value } })}
          />
          <ActionIcon
            size={36}
            aria-label={t('records:remove', { what: label(key) })}
            onClick={() => change({ defaults: without(plan.defaults, key) })}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Select
        size="sm"
        maw={260}
        searchable
        aria-label={t('addConstant')}
        placeholder={t('addConstant')}
        data={free.map(({ key }) => ({ value: key, label: label(key) }))}
        value={null}
        onChange={(key) => key && change({ defaults: { ...plan.defaults, [key]: '' } })}
      />
    </Part>
  );
}

function Replacements({ kind, chosen, plan, change, label }: LabelledProps) {
  const { t } = useTranslation('imports');
  const mapped = kind.fields.filter(({ key }) => Object.values(plan.mapping).includes(key));
  const [field, setField] = useState<string | null>(null);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const pairs = Object.entries(plan.values).flatMap(([key, table]) => Object.entries(table).map((pair) => [key, ...pair] as const));
  const column = Object.entries(plan.mapping).find(([, key]) => key === field)?.[0];
  const there = column === undefined ? [] : [...new Set(samples(chosen.rows, chosen.header.indexOf(column), 1_000))].slice(0, 100);
  const add = () => {
    if (field === null || from.trim() === '') return;
    change({ values: replacing(plan.values, field, from.trim(), to.trim()) });
    setFrom('');
    setTo('');
  };
  return (
    <Part title={t('replacements')} text={t('replacementsHelp')}>
      {pairs.map(([key, one, other]) => (
        <Group key={`${key} ${one}`} gap={6} wrap="nowrap">
          <Text size="sm">{t('replaces', { field: label(key), from: one, to: other })}</Text>
          <ActionIcon
            aria-label={t('records:remove', { what: `${one} → ${other}` })}
            onClick={() => change({ values: { ...plan.values, [key]: without(plan.values[key]!, one) } })}
          >
            <IconX size={16} />
          </ActionIcon>
        </Group>
      ))}
      <div className={classes['replacement']}>
        <Select
          size="sm"
          label={t('field')}
          data={mapped.map(({ key }) => ({ value: key, label: label(key) }))}
          value={field}
          onChange={setField}
        />
        <Autocomplete size="sm" label={t('inFile')} data={there} limit={20} value={from} onChange={setFrom} disabled={field === null} />
        <TextInput
          size="sm"
          label={t('instead')}
          value={to}
          disabled={field === null}
          onChange={(event) => setTo(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && add()}
        />
        <Button variant="default" leftSection={<IconPlus size={14} />} disabled={field === null || from.trim() === ''} onClick={add}>
          {t('addReplacement')}
        </Button>
      </div>
    </Part>
  );
}

export const replacing = (values: StepProps['plan']['values'], field: string, from: string, to: string): StepProps['plan']['values'] => ({
  ...values,
  [field]: { ...values[field], [from]: to },
});

function without<Value>(record: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}
