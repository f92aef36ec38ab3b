import { Alert, Badge, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { encodings, openFile, type ChosenFile } from './chosen-file';
import classes from './imports.module.css';
import { fieldLabel, type ImportKind } from './kinds';
import { misfits, samples, type ImportPlan } from './mapping';
import { Rules } from './rules';

export interface StepProps {
  readonly kind: ImportKind;
  readonly chosen: ChosenFile;
  readonly plan: ImportPlan;
  readonly change: (change: Partial<ImportPlan>) => void;
}

interface Props extends StepProps {
  readonly kinds: readonly ImportKind[];
  readonly onKind: (name: string) => void;
  readonly onChosen: (chosen: ChosenFile) => void;
  readonly next: () => void;
}

/** Which column is which field, with what is in it. */
export function ColumnsStep({ kinds, kind, chosen, plan, change, onKind, onChosen, next }: Props) {
  const { t } = useTranslation();
  const mapped = Object.keys(plan.mapping).length;
  return (
    <Stack gap="lg">
      <Select
        label={t('imports:kind')}
        maw={260}
        allowDeselect={false}
        data={kinds.map(({ name, type }) => ({ value: name, label: t(type.plural) }))}
        value={kind.name}
        onChange={(name) => name && onKind(name)}
      />
      {chosen.guessed && <Encoding chosen={chosen} onChosen={onChosen} />}
      <section aria-labelledby="import-columns">
        <Group justify="space-between" mb="xs">
          <Title order={2} size="h5" id="import-columns">
            {t('imports:columns')}
          </Title>
          <Text size="sm" role="status">
            {t('imports:mapped', { mapped, count: chosen.header.length })}
          </Text>
        </Group>
        <table className={classes['columns']}>
          <thead>
            <tr>
              <th scope="col">{t('imports:column')}</th>
              <th scope="col">{t('imports:examples')}</th>
              <th scope="col">{t('imports:field')}</th>
            </tr>
          </thead>
          <tbody>
            {chosen.header.map((name, at) => (
              <Column key={at} name={name} at={at} kind={kind} chosen={chosen} plan={plan} change={change} />
            ))}
          </tbody>
        </table>
      </section>
      <Rules kind={kind} chosen={chosen} plan={plan} change={change} />
      <Group justify="end" className={classes['foot']!}>
        <Button onClick={next} disabled={mapped === 0}>
          {t('imports:check')}
        </Button>
      </Group>
    </Stack>
  );
}

function Column({ name, at, kind, chosen, plan, change }: StepProps & { readonly name: string; readonly at: number }) {
  const { t } = useTranslation('imports');
  const cells = samples(chosen.rows, at);
  const field = kind.fields.find(({ key }) => key === plan.mapping[name]);
  const twice = chosen.header.indexOf(name) !== chosen.header.lastIndexOf(name);
  const elsewhere = new Set(Object.entries(plan.mapping).flatMap(([column, key]) => (column === name ? [] : [key])));
  const wrong = field ? misfits(field, cells, plan) : [];
  const set = (key: string | null) => {
    const { [name]: _, ...others } = plan.mapping;
    change({ mapping: key === null ? others : { ...others, [name]: key } });
  };
  return (
    <tr>
      <th scope="row">
        <Text size="sm" fw={500} className={classes['cell']!}>
          {name || t('unnamed', { number: at + 1 })}
        </Text>
      </th>
      <td>
        <Text size="sm" className={classes['cell']!}>
          {[...new Set(cells)].slice(0, 3).join(' · ') || t('nothing')}
        </Text>
      </td>
      <td>
        {twice ? (
          <Badge color="gray" variant="light">
            {t('twice')}
          </Badge>
        ) : (
          <Select
            aria-label={t('fieldOf', { column: name || at + 1 })}
            placeholder={t('notImported')}
            size="sm"
            searchable
            clearable
            clearButtonProps={{ 'aria-label': t('leaveOut', { column: name }) }}
            nothingFoundMessage={t('records:nothingFound', { ns: 'records' })}
            data={kind.fields.map((one) => ({
              value: one.key,
              label: fieldLabel(kind, one),
              disabled: elsewhere.has(one.key),
            }))}
            value={field?.key ?? null}
            onChange={set}
          />
        )}
        {wrong.length > 0 && (
          <Text size="xs" className={classes['wrong']!}>
            {t(field!.kind === 'date' ? 'notDates' : 'misfits', {
              count: wrong.length,
              example: wrong[0]!.slice(0, 40),
              format: plan.dateFormat,
            })}
          </Text>
        )}
      </td>
    </tr>
  );
}

/** Of a file that does not say what it is in. */
function Encoding({ chosen, onChosen }: { readonly chosen: ChosenFile; readonly onChosen: (chosen: ChosenFile) => void }) {
  const { t } = useTranslation('imports');
  const [reading, setReading] = useState(false);
  const read = async (encoding: string) => {
    setReading(true);
    onChosen(await openFile(chosen.file, encoding));
    setReading(false);
  };
  return (
    <Alert variant="default" icon={<IconAlertTriangle />} title={t('notUtf8')}>
      <Text size="sm">{t('notUtf8Text')}</Text>
      <Select
        mt="xs"
        maw={320}
        label={t('encoding')}
        allowDeselect={false}
        disabled={reading}
        data={encodings.map((encoding) => ({ value: encoding, label: t(`encoding_${encoding}`) }))}
        value={chosen.encoding}
        onChange={(encoding) => encoding && void read(encoding)}
      />
    </Alert>
  );
}
