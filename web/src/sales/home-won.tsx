import { Group, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { IconArrowDownRight, IconArrowUpRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats, type Money } from '../app/formats';
import { spanDays, type Span } from '../records/filter';
import { Failed } from '../records/notice';
import { Drill, moneyText } from './figures';
import { WonAndLost, type OpportunityFilter, type OpportunityStatus } from './sales.graphql';

/** What was won and lost this month, against the month before. */
export default function WonThisMonth() {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const today = formats.day();
  const { data, error, refetch } = useQuery({
    queryKey: ['records', 'OPPORTUNITY', 'won and lost', today],
    queryFn: ({ signal }) => {
      const closed = (status: OpportunityStatus, span: Span): OpportunityFilter => {
        const [gte, lte] = spanDays(span, today);
        return { status: { eq: status }, closedOn: { gte, lte } };
      };
      const filters = {
        won: closed('WON', 'thisMonth'),
        wonBefore: closed('WON', 'lastMonth'),
        lost: closed('LOST', 'thisMonth'),
        lostBefore: closed('LOST', 'lastMonth'),
      };
      return ask(WonAndLost, filters, { signal });
    },
  });
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Skeleton h={120} />;
  const own = (amounts: readonly Money[]) => Number(amounts.find(({ currency }) => currency === formats.currency)?.amount ?? 0);
  const [now, before] = [own(data.won.amounts), own(data.wonBefore.amounts)];
  const where = (status: OpportunityStatus, value: Span) =>
    [
      { field: 'status', is: 'anyOf', value: [status] },
      { field: 'closedOn', is: 'within', value },
    ] as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <div>
        <Text size="sm">{t('wonThisMonth')}</Text>
        <Text size="xl" fw={700} style={{ fontVariantNumeric: 'tabular-nums' }}>
          <Drill to="/deals" where={where('WON', 'thisMonth')}>
            {moneyText(data.won.amounts, formats)}
          </Drill>
        </Text>
        <Text size="sm">{t('dealCount', { count: data.won.count })}</Text>
        {before > 0 && (
          <Group gap={4}>
            {now >= before ? <IconArrowUpRight size={16} aria-hidden /> : <IconArrowDownRight size={16} aria-hidden />}
            <Text size="sm">{t('againstLastMonth', { percent: formats.percent(Math.round((now / before - 1) * 100)) })}</Text>
          </Group>
        )}
        <Text size="sm" mt={6}>
          <Drill to="/deals" where={where('LOST', 'thisMonth')}>
            {t('lostThisMonth', { count: data.lost.count })}
          </Drill>
        </Text>
      </div>
      <div>
        <Text size="sm">{t('wonLastMonth')}</Text>
        <Text size="xl" fw={700} style={{ fontVariantNumeric: 'tabular-nums' }}>
          <Drill to="/deals" where={where('WON', 'lastMonth')}>
            {moneyText(data.wonBefore.amounts, formats)}
          </Drill>
        </Text>
        <Text size="sm">{t('dealCount', { count: data.wonBefore.count })}</Text>
        <Text size="sm" mt={6}>
          <Drill to="/deals" where={where('LOST', 'lastMonth')}>
            {t('lostThisMonth', { count: data.lostBefore.count })}
          </Drill>
        </Text>
      </div>
    </SimpleGrid>
  );
}
