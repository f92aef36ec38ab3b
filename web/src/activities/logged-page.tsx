import { Anchor, Group, SegmentedControl, Skeleton, Stack, Text, Title } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { Failed } from '../records/notice';
import { More, usePages } from '../records/pages';
import { Logged, type ActivityKind } from './activities.graphql';
import { Entries } from './entries';
import { activityKinds, isActivity } from './kinds';
import classes from './tasks-page.module.css';

/** What people wrote down, of whichever record; the address says by whom, of which kind and when. */
export default function LoggedPage() {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const text = (key: string) => (typeof search[key] === 'string' ? search[key] : undefined);
  const [by, who, since, until] = [text('by'), text('who'), moment(text('since')), moment(text('until'))];
  const kind = text('kind');
  const kinds: readonly ActivityKind[] = kind !== undefined && isActivity(kind) ? [kind] : [];
  const {
    nodes: entries,
    error,
    refetch,
    ...pages
  } = usePages(
    ['timeline', 'logged', by, kinds, since, until],
    async (after, signal) => (await ask(Logged, { by, kinds, since, until, first: 50, after }, { signal })).logged,
    { placeholderData: keepPreviousData },
  );
  return (
    <div className={classes['page']}>
      <Title order={1} size="h3">
        {t('logged_title')}
      </Title>
      <Group justify="space-between" mt="xs">
        <Text size="sm" c="dimmed">
          {[who, since && until && t('fromTo', { from: formats.dateTime(since), to: formats.dateTime(until) })].filter(Boolean).join(' · ')}
        </Text>
        {(by || since) && (
          <Anchor component={Link} to="/activities" size="sm">
            {t('allLogged')}
          </Anchor>
        )}
      </Group>
      <SegmentedControl
        mt="xs"
        size="xs"
        aria-label={t('kindOfActivity')}
        value={kinds[0] ?? 'all'}
        onChange={(next) => {
          const { kind: _, ...rest } = search;
          void navigate({ to: '/activities', search: { ...rest, ...(next !== 'all' && { kind: next }) } as object });
        }}
        data={[{ value: 'all', label: t('allKinds') }, ...activityKinds.map((one) => ({ value: one, label: t(`kind_${one}`) }))]}
      />
      {!entries && (error ? <Failed error={error} again={() => void refetch()} /> : <Loading />)}
      {entries?.length === 0 && (
        <Text size="sm" c="dimmed" ta="center" py="xl" role="status">
          {t('nothingLogged')}
        </Text>
      )}
      {entries && <Entries entries={entries} />}
      <More pages={pages} />
    </div>
  );
}

const moment = (text: string | undefined): string | undefined => (text !== undefined && !Number.isNaN(Date.parse(text)) ? text : undefined);

function Loading() {
  return (
    <Stack gap="xs" mt="md">
      {[1, 2, 3, 4].map((line) => (
        <Skeleton key={line} h={44} />
      ))}
    </Stack>
  );
}
