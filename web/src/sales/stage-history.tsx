import { Text, Timeline } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import type { RecordType, RecordValues } from '../records/record-type';
import { DealPath } from './sales.graphql';

/** The stages that a deal has been in, and for how long. */
export default function StageHistory({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const { data: deal } = useQuery({
    queryKey: ['record', type.kind, record.id, 'path'],
    queryFn: async ({ signal }) => (await ask(DealPath, { id: record.id }, { signal })).opportunity,
  });
  const stays = deal?.history.toReversed() ?? [];
  return (
    <Timeline bulletSize={12} lineWidth={2} active={-1}>
      {stays.map(({ stage, enteredAt, leftAt }) => (
        <Timeline.Item key={enteredAt + stage} title={<Text size="sm">{stage}</Text>}>
          <Text size="xs" c="dimmed">
            {formats.date(formats.day(new Date(enteredAt)))}
            {' · '}
            {t('days', { count: Math.floor(((leftAt ? Date.parse(leftAt) : Date.now()) - Date.parse(enteredAt)) / 86_400_000) })}
          </Text>
        </Timeline.Item>
      ))}
    </Timeline>
  );
}
