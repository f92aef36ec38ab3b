import { Accordion, Button, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed } from '../records/notice';
import type { ColumnTotals } from './board';
import { ColumnHead, useDealsIn, type ColumnProps } from './board-column';
import { DealCard, MoveMenu } from './deal-card';
import type { Stage } from './pipelines';

interface Props extends Omit<ColumnProps, 'stage' | 'totals'> {
  readonly totalsOf: (stageId: string) => ColumnTotals | undefined;
}

/** The board where there is no room for columns: stage under stage, with the deals of those that are opened. */
export function BoardStages({ totalsOf, ...column }: Props) {
  const [open, setOpen] = useState<string | null>(column.stages[0]?.id ?? null);
  return (
    <Accordion value={open} onChange={setOpen} order={2} keepMounted={false}>
      {column.stages.map((stage: Stage) => (
        <Accordion.Item key={stage.id} value={stage.id}>
          <Accordion.Control>
            <ColumnHead stage={stage} totals={totalsOf(stage.id)} />
          </Accordion.Control>
          <Accordion.Panel>
            <Deals {...column} stage={stage} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Deals(props: Omit<ColumnProps, 'totals'>) {
  const { t } = useTranslation('sales');
  const { deals, rows } = useDealsIn(props);
  if (rows.error && !deals) return <Failed error={rows.error} again={() => void rows.refetch()} />;
  if (!deals) return <Skeleton h={88} />;
  return (
    <Stack gap="xs">
      {deals.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noDealsHere')}
        </Text>
      )}
      {deals.map((deal) => (
        <DealCard key={deal.id} deal={deal} handle={!props.readOnly && <MoveMenu deal={deal} stages={props.stages} put={props.put} />} />
      ))}
      {rows.hasNextPage && (
        <Button variant="default" loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
          {t('moreDeals')}
        </Button>
      )}
    </Stack>
  );
}
