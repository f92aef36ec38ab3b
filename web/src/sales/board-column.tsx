import { useDroppable } from '@dnd-kit/core';
import { Skeleton, Text, Title } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { fieldsByKey, useRecordList, type ListQuery } from '../records/queries';
import { Failed } from '../records/notice';
import type { ColumnTotals } from './board';
import classes from './board.module.css';
import { cardFields, DealCard, MovableDeal, type Deal } from './deal-card';
import { opportunity } from './opportunity';
import type { Stage } from './pipelines';

export interface ColumnProps {
  readonly stage: Stage;
  /** All of the pipeline, for the menu of a card. */
  readonly stages: readonly Stage[];
  readonly query: ListQuery;
  readonly totals: ColumnTotals | undefined;
  readonly moved: ReadonlyMap<string, { readonly deal: Deal; readonly stageId: string }>;
  readonly put: (deal: Deal, stageId: string) => void;
  readonly readOnly: boolean;
}

const fields = fieldsByKey(opportunity, cardFields);

/** The deals of a stage, as the list's filter narrows them and its order puts them, a page at a time. */
export function useDealsIn({ stage, query, moved }: Pick<ColumnProps, 'stage' | 'query' | 'moved'>) {
  const inStage = useMemo(
    (): ListQuery => ({ ...query, filter: { and: [{ stageId: { eq: stage.id } }, ...(query.filter ? [query.filter] : [])] } }),
    [query, stage.id],
  );
  const rows = useRecordList(opportunity, fields, inStage);
  const loaded = useMemo(() => rows.data?.pages.flatMap(({ edges }) => edges.map(({ node }) => node as Deal)), [rows.data]);
  const deals = useMemo(() => {
    if (moved.size === 0) return loaded;
    const arrived = [...moved.values()].flatMap(({ deal, stageId }) => (stageId === stage.id ? [deal] : []));
    return [...arrived, ...(loaded ?? []).filter(({ id }) => !moved.has(id))];
  }, [loaded, moved, stage.id]);
  return { deals, rows };
}

export const BoardColumn = memo(function BoardColumn(props: ColumnProps) {
  const { stage, stages, totals, put, readOnly } = props;
  const { t } = useTranslation('sales');
  const { setNodeRef, isOver } = useDroppable({ id: stage.id });
  const { deals, rows } = useDealsIn(props);
  const scroll = useRef<HTMLDivElement>(null);
  const shown = deals?.length ?? 0;
  const virtual = useVirtualizer({
    count: shown,
    getScrollElement: () => scroll.current,
    estimateSize: () => 104,
    getItemKey: (at) => deals![at]!.id,
    overscan: 4,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = rows;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= shown - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, shown]);
  return (
    <section ref={setNodeRef} className={classes['column']} data-over={isOver || undefined} aria-label={stage.name}>
      <ColumnHead stage={stage} totals={totals} />
      <div ref={scroll} className={classes['cards']}>
        {rows.error && !deals ? (
          <Failed error={rows.error} again={() => void rows.refetch()} />
        ) : !deals ? (
          [1, 2, 3].map((line) => <Skeleton key={line} h={88} mb={8} />)
        ) : (
          <div className={classes['run']} style={{ height: virtual.getTotalSize() }} role="list">
            {items.map(({ index, key, start }) => (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                role="listitem"
                className={classes['place']}
                style={{ transform: `translateY(${start}px)` }}
              >
                {readOnly ? <DealCard deal={deals[index]!} /> : <MovableDeal deal={deals[index]!} stages={stages} put={put} />}
              </div>
            ))}
          </div>
        )}
        {deals?.length === 0 && (
          <Text size="xs" c="dimmed" ta="center" py="md">
            {t('noDealsHere')}
          </Text>
        )}
      </div>
    </section>
  );
});

/** What the stage is called, how many deals stand in it, what they are worth, and what of that is likely. */
export function ColumnHead({ stage, totals }: Pick<ColumnProps, 'stage' | 'totals'>) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const others = totals?.otherTotals.map((money) => formats.money(money)) ?? [];
  return (
    <header className={classes['head']}>
      <div className={classes['headLine']}>
        <Title order={2} size="sm" lineClamp={1} title={stage.name}>
          {stage.name}
        </Title>
        <Text size="sm" c="dimmed" aria-label={totals && t('dealCount', { count: totals.count })}>
          {totals ? formats.number(totals.count) : '…'}
        </Text>
      </div>
      {totals && (
        <>
          <Text size="sm" fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
            {[formats.money(totals.total), ...others].join(' + ')}
          </Text>
          {stage.category === 'OPEN' && (
            <Text size="xs" truncate style={{ fontVariantNumeric: 'tabular-nums' }}>
              {t('weightedTotal', { amount: formats.money(totals.weighted), probability: formats.percent(stage.probability) })}
            </Text>
          )}
        </>
      )}
    </header>
  );
}
