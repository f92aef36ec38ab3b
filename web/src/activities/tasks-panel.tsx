import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import type { RecordType, RecordValues } from '../records/record-type';
import { runCommand } from '../records/run-command';
import { TaskList } from './task-list';
import { useTasks } from './use-tasks';

/** What is to be done about a record. */
export default function TasksPanel({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('activities');
  const readOnly = useMe()?.role === 'READ_ONLY' || record['archived'] === true;
  const filter = { about: { eq: record.id }, open: { eq: true } };
  const { tasks, total = 0, error, hasNextPage, fetchNextPage } = useTasks(filter, [{ field: 'dueAt' }], 10);
  return (
    <Stack gap={4}>
      {error && !tasks && (
        <Text size="sm" role="alert">
          {error.message}
        </Text>
      )}
      {!tasks && !error && <Skeleton h={36} />}
      {tasks?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noTasks')}
        </Text>
      )}
      {tasks && tasks.length > 0 && <TaskList tasks={tasks} here={record.id} label={t('tasks')} />}
      <Group justify="space-between">
        {hasNextPage && (
          <Anchor component="button" size="xs" onClick={() => void fetchNextPage()}>
            {t('records:showAll', { total })}
          </Anchor>
        )}
        {!readOnly && (
          <AddButton onClick={() => runCommand('activities.newTask', { kind: type.kind, id: record.id, title: type.title(record) })}>
            {t('newTask')}
          </AddButton>
        )}
      </Group>
    </Stack>
  );
}
