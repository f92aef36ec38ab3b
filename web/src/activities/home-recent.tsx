import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Logged } from './activities.graphql';
import { Entries } from './entries';

/** Of the start page: what was written down last, by whomever. */
export default function HomeRecent() {
  const { t } = useTranslation('activities');
  const { data, error } = useQuery({
    queryKey: ['timeline', 'logged', 'recent'],
    queryFn: async ({ signal }) => (await ask(Logged, { first: 8, until: null }, { signal })).logged.edges.map(({ node }) => node),
  });
  if (!data) return error ? <Text size="sm">{error.message}</Text> : <Skeleton h={160} />;
  if (data.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('nothingLogged')}
      </Text>
    );
  return (
    <Stack gap="xs">
      <Entries entries={data} order={3} />
      <Anchor component={Link} to="/activities" size="xs">
        {t('allLogged')}
      </Anchor>
    </Stack>
  );
}
