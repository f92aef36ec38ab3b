import { Select, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { Failed } from '../records/notice';
import { Bar, Bars, Drill, moneyText } from './figures';
import { usePipelines } from './pipelines';
import { Board } from './sales.graphql';

/** What the open deals are worth, stage by stage. */
export default function PipelineByStage() {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const pipelines = usePipelines();
  const [wanted, setWanted] = useState<string>();
  const pipeline = pipelines?.find(({ id }) => id === wanted) ?? pipelines?.[0];
  const { data, error, refetch } = useQuery({
    queryKey: ['records', 'OPPORTUNITY', 'board', pipeline?.id, undefined],
    enabled: pipeline !== undefined,
    queryFn: async ({ signal }) => (await ask(Board, { pipelineId: pipeline!.id }, { signal })).pipelineBoard,
  });
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (pipelines?.length === 0) return <Text size="sm">{t('noPipelineText')}</Text>;
  if (!data || !pipeline) return <Skeleton h={160} />;
  const open = pipeline.stages.flatMap((stage) => {
    const column = data.find((one) => one.stage.id === stage.id);
    return stage.category === 'OPEN' && column ? [{ stage, column }] : [];
  });
  const longest = Math.max(...open.map(({ column }) => Number(column.total.amount)), 1);
  return (
    <Stack gap="sm">
      {pipelines && pipelines.length > 1 && (
        <Select
          size="xs"
          w={200}
          aria-label={t('pipeline')}
          allowDeselect={false}
          data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
          value={pipeline.id}
          onChange={(id) => id && setWanted(id)}
        />
      )}
      <Bars label={t('pipelineByStage')}>
        {open.map(({ stage, column }) => (
          <Bar
            key={stage.id}
            label={
              <Drill to="/deals" where={[{ field: 'stage', is: 'anyOf', value: [stage.id] }]}>
                {stage.name}
              </Drill>
            }
            value={moneyText([column.total, ...column.otherTotals], formats)}
            more={t('dealCount', { count: column.count })}
            part={Number(column.total.amount) / longest}
          />
        ))}
      </Bars>
    </Stack>
  );
}
