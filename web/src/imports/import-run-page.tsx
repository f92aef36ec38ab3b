import { Alert, Anchor, Button, Group, Progress, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { translated } from '../app/messages';
import { Failed, Notice } from '../records/notice';
import { recordTypes } from '../slices';
import { errorsPath, type ImportRun } from './checking';
import { Counts } from './counts';
import classes from './imports.module.css';
import { ImportById } from './imports.graphql';

const isOver = (run: ImportRun | null | undefined): boolean => run?.status === 'DONE' || run?.status === 'FAILED';

/** Where an import stands, as it goes on. */
export default function ImportRunPage() {
  const { t } = useTranslation();
  const { id } = useParams({ strict: false }) as { id: string };
  const { data, error, refetch } = useQuery({
    queryKey: ['imports', 'one', id],
    queryFn: async ({ signal }) => (await ask(ImportById, { id }, { signal })).import ?? null,
    refetchInterval: ({ state }) => (isOver(state.data) ? false : 1_000),
  });
  return (
    <div className={classes['page']}>
      {data ? (
        <Run run={data} />
      ) : data === null ? (
        <Notice title={t('records:notFound')} text={t('records:notFoundText')}>
          <Button component={Link} to="/import" variant="default">
            {t('imports:imports')}
          </Button>
        </Notice>
      ) : error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : (
        <Skeleton h={200} />
      )}
    </div>
  );
}

function Run({ run }: { readonly run: ImportRun }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const client = useQueryClient();
  const { rows: total } = useSearch({ strict: false }) as { rows?: number };
  const type = recordTypes.find(({ files }) => files === run.kind);
  const over = isOver(run);
  useEffect(() => {
    if (!over || !type) return;
    void client.invalidateQueries({ queryKey: ['records', type.kind] });
    void client.invalidateQueries({ queryKey: ['imports', 'list'] });
  }, [over, type, client]);
  const known = total !== undefined && total > 0;
  return (
    <Stack gap="lg">
      <div>
        <Title order={1} size="h3">
          {t('imports:importOf', { kind: type ? t(type.plural) : run.kind })}
        </Title>
        {run.startedAt && <Text size="sm">{t('imports:startedAt', { when: formats.dateTime(run.startedAt) })}</Text>}
      </div>
      <div>
        <Text size="sm" fw={500} mb={6} role="status">
          {t(run.dryRun ? 'imports:status_CHECK' : `imports:status_${run.status}`)}
          {!over && known && ` ${t('imports:rowsDone', { rows: formats.number(run.rows), total: formats.number(total) })}`}
        </Text>
        {!over && (
          <Progress
            value={known ? Math.min(100, (run.rows / total) * 100) : 100}
            animated={!known}
            aria-label={t(`imports:status_${run.status}`)}
          />
        )}
      </div>
      {run.problem && (
        <Alert color="red" role="alert" title={t('imports:cannotBeRead')}>
          {translated(run.problem)}
        </Alert>
      )}
      <Counts run={run} />
      {!over && <Text size="sm">{t('imports:goesOn')}</Text>}
      <Group>
        {run.failed > 0 && (
          <Button component="a" href={errorsPath(run.id)} download="errors.csv" variant="default" leftSection={<IconDownload size={16} />}>
            {t('imports:errorFile', { count: run.failed })}
          </Button>
        )}
        {type && run.status === 'DONE' && (
          <Button component={Link} to={type.path as string}>
            {t('imports:toRecords', { kind: t(type.plural) })}
          </Button>
        )}
        <Anchor component={Link} to="/import" size="sm">
          {t('imports:another')}
        </Anchor>
      </Group>
      {run.failed > 0 && <Text size="sm">{t('imports:errorFileText')}</Text>}
    </Stack>
  );
}
