import {
  closestCenter,
  DndContext,
  DragOverlay,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
  type Announcements,
  type CollisionDetection,
  type DragEndEvent,
  type KeyboardCoordinateGetter,
  type UniqueIdentifier,
} from '@dnd-kit/core';
import { useMediaQuery } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useMe, type ListQuery } from '../records/queries';
import { Failed } from '../records/notice';
import { BoardColumn } from './board-column';
import { BoardStages } from './board-stages';
import { ClosedColumn } from './closed-column';
import { DealCard, type Deal } from './deal-card';
import { useMoveDeal } from './move-deal';
import type { Pipeline } from './pipelines';
import { Board as BoardTotals, type BoardQuery } from './sales.graphql';
import classes from './board.module.css';

export type ColumnTotals = BoardQuery['pipelineBoard'][number];

interface Props {
  readonly pipeline: Pipeline;
  readonly query: ListQuery;
}

/** The deals of a pipeline by their stages, moved by mouse, touch and keys. */
export function Board({ pipeline, query }: Props) {
  const { t } = useTranslation('sales');
  const narrow = useMediaQuery('(max-width: 40em)') ?? false;
  const readOnly = useMe()?.role === 'READ_ONLY';
  const { move, dialog } = useMoveDeal();
  const [dragged, setDragged] = useState<Deal>();
  /** Deals that are shown where they were put, until the graph says so too. */
  const [moved, setMoved] = useState<ReadonlyMap<string, { readonly deal: Deal; readonly stageId: string }>>(new Map());
  const {
    data: totals,
    error,
    refetch,
  } = useQuery({
    queryKey: ['records', 'OPPORTUNITY', 'board', pipeline.id, query.filter],
    queryFn: async ({ signal }) =>
      (await ask(BoardTotals, { pipelineId: pipeline.id, filter: query.filter ?? null }, { signal })).pipelineBoard,
  });
  const put = useCallback(
    (deal: Deal, stageId: string) => {
      const stage = pipeline.stages.find(({ id }) => id === stageId);
      if (!stage || stageId === deal.stage.id) return;
      setMoved((before) => new Map(before).set(deal.id, { deal, stageId }));
      void move({ id: deal.id, name: deal.name, stageId: deal.stage.id }, stage).finally(() =>
        setMoved((before) => new Map([...before].filter(([id]) => id !== deal.id))),
      );
    },
    [pipeline, move],
  );
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: toNextColumn }),
  );
  const stageName = useCallback(
    (id: UniqueIdentifier | undefined) => pipeline.stages.find((stage) => stage.id === id)?.name ?? '',
    [pipeline],
  );
  const accessibility = useMemo(() => {
    const deal = (active: { data: { current: unknown } }) => (active.data.current as unknown as { deal: Deal }).deal;
    const announcements: Announcements = {
      onDragStart: ({ active }) => t('dragStart', { deal: deal(active as never).name, stage: deal(active as never).stage.name }),
      onDragOver: ({ over }) => (over ? t('dragOver', { stage: stageName(over.id) }) : t('dragOut')),
      onDragEnd: ({ active, over }) =>
        over ? t('dragEnd', { deal: deal(active as never).name, stage: stageName(over.id) }) : t('dragOut'),
      onDragCancel: ({ active }) => t('dragCancel', { deal: deal(active as never).name }),
    };
    return { announcements, screenReaderInstructions: { draggable: t('dragHelp') } };
  }, [t, stageName]);

  if (error && !totals) return <Failed error={error} again={() => void refetch()} />;
  const totalsOf = (stageId: string) => totals?.find(({ stage }) => stage.id === stageId);
  const [open, closed] = [
    pipeline.stages.filter(({ category }) => category === 'OPEN'),
    pipeline.stages.filter(({ category }) => category !== 'OPEN'),
  ];
  if (narrow) {
    return (
      <>
        <BoardStages stages={pipeline.stages} query={query} totalsOf={totalsOf} moved={moved} put={put} readOnly={readOnly} />
        {dialog}
      </>
    );
  }
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    setDragged(undefined);
    const { deal } = active.data.current as { deal: Deal };
    if (over) put(deal, String(over.id));
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={byPointer}
      accessibility={accessibility}
      onDragStart={({ active }) => setDragged((active.data.current as { deal: Deal }).deal)}
      onDragCancel={() => setDragged(undefined)}
      onDragEnd={onDragEnd}
    >
      <div className={classes['board']} role="group" aria-label={t('boardOf', { pipeline: pipeline.name })}>
        {open.map((stage) => (
          <BoardColumn
            key={stage.id}
            stage={stage}
            stages={pipeline.stages}
            query={query}
            totals={totalsOf(stage.id)}
            moved={moved}
            put={put}
            readOnly={readOnly}
          />
        ))}
        <div className={classes['closed']}>
          {closed.map((stage) => (
            <ClosedColumn key={stage.id} stage={stage} totals={totalsOf(stage.id)} dragging={dragged !== undefined} />
          ))}
        </div>
      </div>
      <DragOverlay dropAnimation={null}>{dragged && <DealCard deal={dragged} lifted />}</DragOverlay>
      {dialog}
    </DndContext>
  );
}

/** The column under the pointer; by keys, the nearest one. */
const byPointer: CollisionDetection = (given) => {
  const under = pointerWithin(given);
  return under.length > 0 || given.pointerCoordinates ? under : closestCenter(given);
};

/** Left and right go from column to column. */
const toNextColumn: KeyboardCoordinateGetter = (event, { context: { droppableRects, over, active, collisionRect } }) => {
  const step = event.code === 'ArrowRight' ? 1 : event.code === 'ArrowLeft' ? -1 : 0;
  if (step === 0 || !collisionRect) return undefined;
  event.preventDefault();
  const columns = [...droppableRects].sort(([, one], [, other]) => one.left - other.left || one.top - other.top);
  const from = over?.id ?? (active?.data.current as { deal: Deal } | undefined)?.deal.stage.id;
  const to = columns[columns.findIndex(([id]) => id === from) + step];
  return to && { x: to[1].left + (to[1].width - collisionRect.width) / 2, y: to[1].top + (to[1].height - collisionRect.height) / 2 };
};
