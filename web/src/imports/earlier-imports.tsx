import { Anchor, Badge, Skeleton, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { Failed } from '../records/notice';
import { More, usePages } from '../records/pages';
import { errorsPath } from './checking';
import classes from './imports.module.css';
import { Imports } from './imports.graphql';
import type { ImportKind } from './kinds';

const isUnderWay = (status: string): boolean => status === 'QUEUED' || status === 'RUNNING';

const colors = { QUEUED: 'gray', RUNNING: 'blue', DONE: 'green', FAILED: 'red' } as const;

/** Imports that were, the last one first; those that are still under way go on by themselves. */
export function EarlierImports({ kinds }: { readonly kinds: readonly ImportKind[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { nodes, error, refetch, ...pages } = usePages(
    ['imports', 'list'],
    async (after, signal) => (await ask(Imports, { after }, { signal })).imports,
    { refetchInterval: ({ state }) => (state.data?.pages[0]?.edges.some(({ node }) => isUnderWay(node.status)) ? 2_000 : false) },
  );
  const imports = nodes?.filter(({ dryRun }) => !dryRun);
  const label = (kind: string) => {
    const found = kinds.find(({ name }) => name === kind);
    return found ? t(found.type.plural) : kind;
  };
  return (
    <div>
      <Title order={2} size="h5" mt="xl" mb="xs" id="import-earlier">
        {t('imports:earlier')}
      </Title>
      {error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : !imports ? (
        <Skeleton h={80} />
      ) : imports.length === 0 ? (
        <Text size="sm">{t('imports:noneYet')}</Text>
      ) : (
        <div className={classes['scroll']} tabIndex={0} role="region" aria-labelledby="import-earlier">
          <table className={classes['preview']}>
            <thead>
              <tr>
                <th scope="col">{t('imports:kind')}</th>
                <th scope="col">{t('imports:when')}</th>
                <th scope="col">{t('imports:status')}</th>
                {(['rows', 'created', 'updated', 'unchanged', 'failed'] as const).map((key) => (
                  <th key={key} scope="col" data-number>
                    {t(`imports:${key}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {imports.map((run) => (
                <tr key={run.id}>
                  <th scope="row">
                    <Anchor component={Link} to={`/import/${run.id}` as string} size="sm">
                      {label(run.kind)}
                    </Anchor>
                  </th>
                  <td>{run.startedAt ? formats.dateTime(run.startedAt) : '–'}</td>
                  <td>
                    <Badge variant="light" color={colors[run.status]} className={classes['status']!}>
                      {t(`imports:status_${run.status}`)}
                    </Badge>
                  </td>
                  {(['rows', 'created', 'updated', 'unchanged'] as const).map((key) => (
                    <td key={key} data-number>
                      {formats.number(run[key])}
                    </td>
                  ))}
                  <td data-number>
                    {run.failed > 0 ? (
                      <Anchor
                        href={errorsPath(run.id)}
                        download="errors.csv"
                        size="sm"
                        aria-label={t('imports:errorFile', { count: run.failed })}
                      >
                        {formats.number(run.failed)}
                      </Anchor>
                    ) : (
                      formats.number(0)
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <More pages={pages} />
    </div>
  );
}
