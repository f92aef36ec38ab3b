import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { TaskList } from './task-list';
import { useTimes } from './times';
import { useTasks } from './use-tasks';

/** Of a manager's start page: what is late, whoever has to do it. */
export default function HomeTeamOverdue() {
  const { t } = useTranslation('activities');
  const { startOfDay } = useTimes();
  const { tasks, total = 0, error } = useTasks({ open: { eq: true }, dueAt: { lt: startOfDay(0) } }, [{ field: 'dueAt' }], 8);
  if (!tasks) return error ? <Text size="sm">{error.message}</Text> : <Skeleton h={120} />;
  if (tasks.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('empty_overdue')}
      </Text>
    );
  return (
    <Stack gap="xs">
      <TaskList tasks={tasks} label={t('teamOverdue')} />
      <Anchor component={Link} to="/tasks" search={{ view: 'overdue', of: 'all' } as never} size="xs">
        {total > tasks.length ? t('records:showAll', { total }) : t('toTasks')}
      </Anchor>
    </Stack>
  );
}
