import { useDraggable } from '@dnd-kit/core';
import { ActionIcon, Avatar, Menu, Text, Tooltip } from '@mantine/core';
import { IconArrowsMove, IconClockExclamation } from '@tabler/icons-react';
import { memo, useMemo, type KeyboardEventHandler, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats, type Money } from '../app/formats';
import { RecordLink } from '../records/record-link';
import type { RecordValues } from '../records/record-type';
import classes from './board.module.css';
import type { Stage } from './pipelines';
import { whyStuck } from './stuck';

/** As lists hold it that ask for {@link cardFields}. */
export interface Deal extends RecordValues {
  readonly name: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
  readonly account: { readonly id: string; readonly name: string } | null;
  readonly stage: { readonly id: string; readonly name: string };
  readonly amount: Money | null;
  readonly closeDate: string | null;
  readonly nextStep: string | null;
  readonly owner: { readonly id: string; readonly name: string } | null;
  readonly stuckBecause: readonly string[];
}

export const cardFields: readonly string[] = ['stage', 'amount', 'closeDate', 'nextStep', 'owner', 'stuckBecause'];

interface Props {
  readonly deal: Deal;
  /** In the hand of whoever drags it. */
  readonly lifted?: boolean;
  readonly handle?: ReactNode;
}

export const DealCard = memo(function DealCard({ deal, lifted = false, handle }: Props) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const { id, name, account, amount, closeDate, nextStep, owner } = deal;
  const stuckBecause = whyStuck(deal);
  return (
    <article
      className={classes['card']}
      data-lifted={lifted || undefined}
      data-stuck={stuckBecause.length > 0 || undefined}
      aria-label={name}
    >
      <div className={classes['cardHead']}>
        <RecordLink kind="OPPORTUNITY" id={id} fw={600}>
          {name}
        </RecordLink>
        {handle}
      </div>
      {account && (
        <Text size="xs" truncate c="dimmed">
          {account.name}
        </Text>
      )}
      <div className={classes['cardFoot']}>
        <Text size="sm" fw={500} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {amount ? formats.money(amount) : t('noAmount')}
        </Text>
        <span className={classes['cardEnd']}>
          {stuckBecause.length > 0 && (
            <Tooltip label={stuckBecause.join(' · ')} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
              <span className={classes['stuck']} tabIndex={0} role="img" aria-label={t('stuck', { why: stuckBecause.join('; ') })}>
                <IconClockExclamation size={16} />
              </span>
            </Tooltip>
          )}
          {owner && (
            <Tooltip label={owner.name}>
              <Avatar
                size={22}
                radius="xl"
                variant="default"
                name={owner.name}
                role="img"
                aria-label={t('ownedBy', { name: owner.name })}
              />
            </Tooltip>
          )}
        </span>
      </div>
      {(closeDate || nextStep) && (
        <Text size="xs" truncate {...(nextStep && { title: nextStep })}>
          {[closeDate && formats.date(closeDate), nextStep].filter(Boolean).join(' · ')}
        </Text>
      )}
    </article>
  );
});

interface MovableProps {
  readonly deal: Deal;
  readonly stages: readonly Stage[];
  readonly put: (deal: Deal, stageId: string) => void;
}

/** Dragged by mouse and touch, and by keys from its button, whose menu says the stages where dragging is no way. */
export const MovableDeal = memo(function MovableDeal({ deal, stages, put }: MovableProps) {
  const { setNodeRef, setActivatorNodeRef, listeners, attributes, isDragging } = useDraggable({ id: deal.id, data: { deal } });
  const { onKeyDown, ...pointer } = (listeners ?? {}) as { onKeyDown?: KeyboardEventHandler };
  const helpId = attributes['aria-describedby'];
  // Every card is asked to render when one is lifted; what is in it stays as it is.
  const handle = useMemo(
    () => <MoveMenu deal={deal} stages={stages} put={put} buttonRef={setActivatorNodeRef} onKeyDown={onKeyDown} helpId={helpId} />,
    [deal, stages, put, setActivatorNodeRef, onKeyDown, helpId],
  );
  return (
    <div ref={setNodeRef} className={classes['movable']} data-dragging={isDragging || undefined} {...pointer}>
      <DealCard deal={deal} handle={handle} />
    </div>
  );
});

interface MoveMenuProps extends MovableProps {
  readonly buttonRef?: (element: HTMLElement | null) => void;
  readonly onKeyDown?: KeyboardEventHandler | undefined;
  readonly helpId?: string;
}

export function MoveMenu({ deal, stages, put, buttonRef, onKeyDown, helpId }: MoveMenuProps) {
  const { t } = useTranslation('sales');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          ref={buttonRef}
          size={24}
          aria-label={t('moveDeal', { name: deal.name })}
          {...(helpId && { 'aria-describedby': helpId })}
          {...(onKeyDown && { onKeyDown })}
        >
          <IconArrowsMove size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('moveTo')}</Menu.Label>
        {stages.map(({ id, name }) => (
          <Menu.Item key={id} disabled={id === deal.stage.id} onClick={() => put(deal, id)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
