import { Alert, Button, Group, Loader, Progress, Stack, Text, TextInput, Title } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { translated } from '../app/messages';
import { Failed } from '../records/notice';
import { problemsOf, wouldDo, type Checked, type Problem } from './checking';
import type { StepProps } from './columns-step';
import { Counts } from './counts';
import classes from './imports.module.css';
import { fieldLabel } from './kinds';
import { PreviewTable } from './preview-table';
import { CreateMissing, replacing } from './rules';
import { checksWhole, upload } from './upload';
import { newId } from '../app/new-id';

/** What would happen, before it does. */
export function CheckStep({ kind, chosen, plan, change, back }: StepProps & { readonly back: () => void }) {
  const { t } = useTranslation();
  const [asked, setAsked] = useState(plan);
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['imports', 'check', kind.name, chosen.file.name, chosen.file.size, chosen.file.lastModified, chosen.encoding, asked],
    queryFn: ({ signal }) => wouldDo(kind, chosen, asked, signal),
    staleTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
  const changed = asked !== plan;
  const fresh = data !== undefined && !isFetching && !error && !changed;
  return (
    <Stack gap="lg">
      <div role="status">
        {isFetching && (
          <Group gap="xs">
            <Loader size="xs" />
            <Text size="sm">{t('imports:checking')}</Text>
          </Group>
        )}
      </div>
      {error && <Refused error={error} again={() => void refetch()} />}
      {data && !error && <Outcome {...{ kind, chosen, plan, change, data }} stale={isFetching} />}
      <Group justify="space-between" className={classes['foot']!}>
        <Button variant="default" onClick={back}>
          {t('imports:back')}
        </Button>
        {changed || error ? (
          <Button onClick={() => (changed ? setAsked(plan) : void refetch())} loading={isFetching}>
            {t('imports:checkAgain')}
          </Button>
        ) : (
          <Send {...{ kind, chosen, plan }} disabled={!fresh || data.run.status === 'FAILED' || data.run.failed === data.run.rows} />
        )}
      </Group>
    </Stack>
  );
}

/** Of options that the import does not take, each in its words. */
function Refused({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { t } = useTranslation('imports');
  if (!(error instanceof GraphProblem) || error.code !== 'BAD_USER_INPUT') return <Failed error={error} again={again} />;
  const lines = Object.entries(error.fields);
  return (
    <Alert color="red" role="alert" title={t('notTaken')}>
      {lines.length === 0
        ? error.message
        : lines.map(([path, text]) => (
            <Text key={path} size="sm">
              {path.replace(/^options\./, '')}: {text}
            </Text>
          ))}
    </Alert>
  );
}

function Outcome({ kind, chosen, plan, change, data, stale }: StepProps & { readonly data: Checked; readonly stale: boolean }) {
  const { t } = useTranslation('imports');
  const problems = useMemo(() => problemsOf(data.refused, chosen.header, plan), [data.refused, chosen.header, plan]);
  if (data.run.status === 'FAILED')
    return (
      <Alert color="red" role="alert" title={t('cannotBeRead')}>
        {translated(data.run.problem ?? '')}
      </Alert>
    );
  return (
    <Stack gap="lg" style={stale ? { opacity: 0.6 } : {}}>
      <section aria-labelledby="import-outcome">
        <Title order={2} size="h5" mb="xs" id="import-outcome">
          {t('outcome')}
        </Title>
        {!checksWhole(chosen) && (
          <Text size="sm" mb="xs">
            {t('checkedFirst', { count: chosen.rows.length, total: chosen.total })}
          </Text>
        )}
        <Counts run={data.run} />
      </section>
      {problems.length > 0 && (
        <section aria-labelledby="import-problems">
          <Title order={2} size="h5" mb={4} id="import-problems">
            {t('problems')}
          </Title>
          <Text size="sm" mb="xs">
            {t('problemsText')}
          </Text>
          <Stack gap="xs">
            {problems.slice(0, 20).map((problem) => (
              <ProblemLine key={problem.reason} {...{ kind, chosen, plan, change, problem }} />
            ))}
            {problems.length > 20 && <Text size="sm">{t('moreProblems', { count: problems.length - 20 })}</Text>}
          </Stack>
        </section>
      )}
      <PreviewTable {...{ kind, chosen, plan }} refused={data.refused} />
    </Stack>
  );
}

function ProblemLine({ kind, chosen, plan, change, problem }: StepProps & { readonly problem: Problem }) {
  const { t } = useTranslation('imports');
  const { reason, rows, spelled } = problem;
  const field = kind.fields.find(({ key }) => key === problem.field);
  const numbers = rows
    .slice(0, 8)
    .map(({ cells }) => chosen.rows.findIndex((row) => row.join('\t') === cells.join('\t')) + 2)
    .filter((number) => number > 1);
  const listed = [...new Set(numbers)].join(', ');
  return (
    <div className={classes['problem']}>
      <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
        {field ? `${fieldLabel(kind, field)}: ${reason}` : reason}
      </Text>
      <Text size="xs">{t('inRows', { count: rows.length, numbers: rows.length > numbers.length ? `${listed} …` : listed })}</Text>
      {field && spelled !== undefined && (
        <TextInput
          mt={6}
          size="xs"
          maw={360}
          label={t('takeAs', { field: fieldLabel(kind, field), from: spelled })}
          value={plan.values[field.key]?.[spelled] ?? ''}
          onChange={(event) => change({ values: replacing(plan.values, field.key, spelled, event.currentTarget.value) })}
        />
      )}
      {field && kind.creatable.includes(field.key) && <CreateMissing {...{ kind, plan, change, field }} />}
    </div>
  );
}

function Send({ kind, chosen, plan, disabled }: Omit<StepProps, 'change'> & { readonly disabled: boolean }) {
  const { t } = useTranslation('imports');
  const navigate = useNavigate();
  const client = useQueryClient();
  const [part, setPart] = useState<number>();
  const [error, setError] = useState<Error>();
  // The same press again, after an answer that never came, starts no second import.
  const key = useMemo(() => newId(), [kind, chosen, plan]);
  const sending = part !== undefined;
  useEffect(() => {
    if (!sending) return;
    const stay = (event: Event) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [sending]);
  const send = async () => {
    setPart(0);
    setError(undefined);
    try {
      const id = await upload({ kind, chosen, plan, key, onProgress: setPart });
      void client.invalidateQueries({ queryKey: ['imports', 'list'] });
      await navigate({ to: `/import/${id}`, search: { rows: chosen.total } } as never);
    } catch (problem) {
      setError(problem as Error);
      setPart(undefined);
    }
  };
  return (
    <Stack gap={6} align="end">
      {error && (
        <Alert color="red" role="alert" maw={420}>
          {error instanceof GraphProblem && error.code === 'OFFLINE' ? t('offline') : error.message}
        </Alert>
      )}
      {sending ? (
        <div style={{ width: 260 }}>
          <Text size="sm" role="status">
            {t('sending')}
          </Text>
          <Progress value={part * 100} aria-label={t('sending')} />
        </div>
      ) : (
        <Button onClick={() => void send()} disabled={disabled}>
          {t('import', { count: chosen.total })}
        </Button>
      )}
    </Stack>
  );
}
