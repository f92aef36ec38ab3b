import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { RecordLink } from '../records/record-link';
import { Failed } from '../records/notice';
import { StuckDeals as Stuck } from './sales.graphql';
import { whyStuck } from './stuck';

/** Open deals that do not move, those that stand longest first. */
export default function StuckDeals() {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const { data, error, refetch } = useQuery({
    queryKey: ['records', 'OPPORTUNITY', 'stuck'],
    queryFn: async ({ signal }) => (await ask(Stuck, {}, { signal })).stuckOpportunities,
  });
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton h={120} />;
  return (
    <Stack gap="xs">
      {data.edges.map(({ node: { id, name, amount, owner, ...deal } }) => (
        <div key={id}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <RecordLink kind="OPPORTUNITY" id={id} fw={500}>
              {name}
            </RecordLink>
            <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
              {amount && formats.money(amount)}
            </Text>
          </Group>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {[owner?.name, whyStuck(deal).join('; ')].filter(Boolean).join(' · ')}
          </Text>
        </div>
      ))}
      <Text size="sm">{data.totalCount === 0 ? t('nothingStuck') : t('stuckCount', { count: data.totalCount })}</Text>
    </Stack>
  );
}
