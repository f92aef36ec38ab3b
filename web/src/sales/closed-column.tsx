import { useDroppable } from '@dnd-kit/core';
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ColumnTotals } from './board';
import { ColumnHead } from './board-column';
import classes from './board.module.css';
import type { Stage } from './pipelines';

interface Props {
  readonly stage: Stage;
  readonly totals: ColumnTotals | undefined;
  readonly dragging: boolean;
}

/** Where a deal is dropped that is won or lost. What stands there already is a list of its own. */
export function ClosedColumn({ stage, totals, dragging }: Props) {
  const { t } = useTranslation('sales');
  const { setNodeRef, isOver } = useDroppable({ id: stage.id });
  const filter = { op: 'and', of: [{ field: 'stage', is: 'anyOf', value: [stage.id] }] };
  return (
    <section
      ref={setNodeRef}
      className={classes['target']}
      data-over={isOver || undefined}
      data-dragging={dragging || undefined}
      data-category={stage.category}
      aria-label={stage.name}
    >
      <ColumnHead stage={stage} totals={totals} />
      <Anchor component={Link} to="/deals" search={{ layout: 'list', filter } as never} size="xs">
        {t('showThem')}
      </Anchor>
    </section>
  );
}
