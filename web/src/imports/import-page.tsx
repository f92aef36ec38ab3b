import { Button, Skeleton, Stepper, Text, Title } from '@mantine/core';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../records/queries';
import { Failed, Notice } from '../records/notice';
import { ChooseFile } from './choose-file';
import type { ChosenFile } from './chosen-file';
import { CheckStep } from './check-step';
import { ColumnsStep } from './columns-step';
import { EarlierImports } from './earlier-imports';
import classes from './imports.module.css';
import { fieldLabel, useImportKinds, type ImportKind } from './kinds';
import { guessPlan } from './mapping';
import { usePlan } from './use-plan';

/** Brings a file of records in: the file, its columns, a check, and off it goes. */
export default function ImportPage() {
  const { t } = useTranslation('imports');
  const role = useMe()?.role;
  const kinds = useImportKinds();
  return (
    <div className={classes['page']}>
      <Title order={1} size="h3">
        {t('imports')}
      </Title>
      {role === 'READ_ONLY' ? (
        <Notice title={t('readOnly')} text={t('readOnlyText')} />
      ) : kinds.error ? (
        <Failed error={kinds.error} again={() => void kinds.refetch()} />
      ) : kinds.data ? (
        <Steps kinds={kinds.data} />
      ) : (
        <Skeleton h={220} mt="md" />
      )}
    </div>
  );
}

function Steps({ kinds }: { readonly kinds: readonly ImportKind[] }) {
  const { t } = useTranslation('imports');
  const { kind: wanted } = useSearch({ strict: false }) as { kind?: string };
  const asked = kinds.find(({ name }) => name === wanted)?.name;
  const [chosen, setChosen] = useState<ChosenFile>();
  const [name, setName] = useState<string | undefined>(asked);
  const [step, setStep] = useState(0);
  const choose = (file: ChosenFile) => {
    setChosen(file);
    setName(asked ?? likeliest(kinds, file).name);
    setStep(1);
  };
  const again = () => {
    setChosen(undefined);
    setStep(0);
  };
  const kind = kinds.find((one) => one.name === name) ?? kinds[0]!;
  return (
    <>
      <Stepper active={step} onStepClick={(to) => (to === 0 ? again() : setStep(to))} size="xs" my="md" maw={620} aria-label={t('steps')}>
        <Stepper.Step label={t('step_file')} />
        <Stepper.Step label={t('step_columns')} allowStepSelect={chosen !== undefined && step > 1} />
        <Stepper.Step label={t('step_check')} allowStepSelect={false} />
      </Stepper>
      {chosen ? (
        <Planned
          key={`${kind.name} ${chosen.file.name} ${chosen.encoding}`}
          {...{ kinds, kind, chosen, step, setStep, setName, setChosen }}
          again={again}
        />
      ) : (
        <>
          <ChooseFile onChosen={choose} />
          <EarlierImports kinds={kinds} />
        </>
      )}
    </>
  );
}

interface PlannedProps {
  readonly kinds: readonly ImportKind[];
  readonly kind: ImportKind;
  readonly chosen: ChosenFile;
  readonly step: number;
  readonly setStep: (step: number) => void;
  readonly setName: (kind: string) => void;
  readonly setChosen: (chosen: ChosenFile) => void;
  readonly again: () => void;
}

function Planned({ kinds, kind, chosen, step, setStep, setName, setChosen, again }: PlannedProps) {
  const { t } = useTranslation('imports');
  const [plan, change] = usePlan(kind, chosen);
  const shared = { kind, chosen, plan, change };
  return (
    <>
      <div className={classes['chosen']}>
        <Text size="sm" fw={600} truncate>
          {chosen.file.name}
        </Text>
        <Text size="sm">{t('rowsOf', { count: chosen.total })}</Text>
        <Button size="compact-sm" variant="subtle" onClick={again}>
          {t('otherFile')}
        </Button>
      </div>
      {step === 1 ? (
        <ColumnsStep {...shared} kinds={kinds} onKind={setName} onChosen={setChosen} next={() => setStep(2)} />
      ) : (
        <CheckStep {...shared} back={() => setStep(1)} />
      )}
    </>
  );
}

/** The kind that most of the file's columns are known of. */
function likeliest(kinds: readonly ImportKind[], file: ChosenFile): ImportKind {
  const known = (kind: ImportKind) => Object.keys(guessPlan(kind.fields, file, (field) => [fieldLabel(kind, field)], 'en').mapping).length;
  return kinds.reduce((best, kind) => (known(kind) > known(best) ? kind : best));
}
