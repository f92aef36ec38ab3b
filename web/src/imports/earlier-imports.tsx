import { Anchor, Badge, Button, Skeleton, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { Failed } from '../records/record-page';
import { errorsPath } from './checking';
import classes from './imports.module.css';
import { Imports } from './imports.graphql';
import type { ImportKind } from './kinds';

const colors = { QUEUED: 'gray', RUNNING: 'blue', DONE: 'green', FAILED: 'red' } as const;

/** Imports that were, the last one first; those that are still under way go on by themselves. */
export function EarlierImports({ kinds }: { readonly kinds: readonly ImportKind[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['imports', 'list'],
    queryFn: async ({ pageParam, signal }) => (await ask(Imports, { after: pageParam }, { signal })).imports,
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.edges.some(({ node }) => node.status === 'QUEUED' || node.status === 'RUNNING') ? 2_000 : false,
  });
  const imports = data?.pages.flatMap(({ edges }) => edges.map(({ node }) => node)).filter(({ dryRun }) => !dryRun);
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
      {hasNextPage && (
        <Button variant="subtle" size="compact-sm" mt="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t('imports:more')}
        </Button>
      )}
    </div>
  );
}
