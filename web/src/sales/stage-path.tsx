import { Alert, Badge, Button, Group, Skeleton, Text } from '@mantine/core';
import { IconClockExclamation, IconThumbDown, IconTrophy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { useMe } from '../records/queries';
import type { RecordType, RecordValues } from '../records/record-type';
import { useMoveDeal } from './move-deal';
import { usePipelines } from './pipelines';
import { DealPath } from './sales.graphql';
import classes from './stage-path.module.css';
import { whyStuck } from './stuck';

/** The way of a deal through its pipeline: where it stands, for how long it was where, and a click brings it on. */
export default function StagePath({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const readOnly = useMe()?.role === 'READ_ONLY' || record['archived'] === true;
  const pipelines = usePipelines();
  const { move, dialog } = useMoveDeal();
  const [going, setGoing] = useState<string>();
  const { data: deal } = useQuery({
    queryKey: ['record', type.kind, record.id, 'path'],
    queryFn: async ({ signal }) => (await ask(DealPath, { id: record.id }, { signal })).opportunity,
  });
  if (!deal || !pipelines) return <Skeleton h={64} />;
  // A pipeline that was put away is told by where its deal has been.
  const stages = pipelines.find(({ id }) => id === deal.pipeline.id)?.stages ?? [];
  const open = stages.filter(({ category }) => category === 'OPEN');
  const at = open.findIndex(({ id }) => id === deal.stage.id);
  const days = (stageId: string) => {
    const stays = deal.history.filter((stay) => stay.stageId === stageId);
    const spent = stays.reduce(
      (all, { enteredAt, leftAt }) => all + Date.parse(leftAt ?? new Date().toISOString()) - Date.parse(enteredAt),
      0,
    );
    return stays.length > 0 ? Math.floor(spent / 86_400_000) : undefined;
  };
  const go = (stage: (typeof stages)[number]) => {
    setGoing(stage.id);
    const from = { id: record.id, name: type.title(record), stageId: deal.stage.id };
    void move(from, stage).finally(() => setGoing(undefined));
  };
  const [won, lost] = [stages.find(({ category }) => category === 'WON'), stages.find(({ category }) => category === 'LOST')];
  return (
    <div className={classes['path']}>
      <ol className={classes['stages']} aria-label={t('stages')}>
        {open.map((stage, index) => {
          const spent = days(stage.id);
          return (
            <li key={stage.id} data-state={deal.status !== 'OPEN' ? 'closed' : index < at ? 'passed' : index === at ? 'here' : 'ahead'}>
              <button
                type="button"
                disabled={readOnly || going !== undefined || stage.id === deal.stage.id}
                aria-current={stage.id === deal.stage.id ? 'step' : undefined}
                aria-busy={going === stage.id || undefined}
                onClick={() => go(stage)}
              >
                <span className={classes['name']}>{stage.name}</span>
                {spent !== undefined && <span className={classes['days']}>{t('days', { count: spent })}</span>}
              </button>
            </li>
          );
        })}
      </ol>
      {deal.status === 'OPEN' ? (
        !readOnly && (
          <Group gap={6} wrap="nowrap">
            {won && (
              <Button size="xs" color="teal.9" leftSection={<IconTrophy size={14} />} loading={going === won.id} onClick={() => go(won)}>
                {t('win')}
              </Button>
            )}
            {lost && (
              <Button size="xs" variant="default" leftSection={<IconThumbDown size={14} />} onClick={() => go(lost)}>
                {t('lose')}
              </Button>
            )}
          </Group>
        )
      ) : (
        <Group gap={8}>
          <Badge size="lg" color={deal.status === 'WON' ? 'teal.9' : 'red.9'} tt="none">
            {t(`dealStatus_${deal.status}`)}
          </Badge>
          <Text size="sm">{[deal.closedOn && formats.date(deal.closedOn), deal.lostReason].filter(Boolean).join(' · ')}</Text>
          {!readOnly && open[0] && (
            <Button size="xs" variant="default" onClick={() => go(open[0]!)}>
              {t('reopen')}
            </Button>
          )}
        </Group>
      )}
      {deal.stuckBecause.length > 0 && (
        <Alert className={classes['stuck']!} color="orange" variant="light" p={8} icon={<IconClockExclamation size={18} />}>
          {whyStuck(deal).join(' · ')}
        </Alert>
      )}
      {dialog}
    </div>
  );
}
