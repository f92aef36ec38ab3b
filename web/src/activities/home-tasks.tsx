import { Anchor, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../records/queries';
import { TaskList } from './task-list';
import type { TasksQueryVariables } from './tasks.graphql';
import { useTimes } from './times';
import { useTasks } from './use-tasks';

/** Of the start page: what is due today, and above it what is late. */
export default function HomeTasks() {
  const me = useMe()?.id;
  const { startOfDay } = useTimes();
  const [today, tomorrow] = [startOfDay(0), startOfDay(1)];
  const mine = { assigneeId: { eq: me ?? '' }, open: { eq: true } };
  if (!me) return <Skeleton h={120} />;
  return (
    <Stack gap="md">
      <Part word="view_overdue" filter={{ ...mine, dueAt: { lt: today } }} view="overdue" quiet />
      <Part word="today" filter={{ ...mine, dueAt: { gte: today, lt: tomorrow } }} view="day" />
    </Stack>
  );
}

interface PartProps {
  readonly word: string;
  readonly filter: NonNullable<TasksQueryVariables['filter']>;
  readonly view: string;
  /** Not shown where there is nothing. */
  readonly quiet?: boolean;
}

function Part({ word, filter, view, quiet = false }: PartProps) {
  const { t } = useTranslation('activities');
  const { tasks, total = 0, error } = useTasks(filter, [{ field: 'dueAt' }], 8);
  if (quiet && tasks?.length === 0) return null;
  return (
    <section aria-label={t(word)}>
      <Group justify="space-between">
        <Title order={3} size="sm">
          {t(word)}
        </Title>
        <Anchor component={Link} to="/tasks" search={{ view } as never} size="xs">
          {tasks && total > tasks.length ? t('records:showAll', { total }) : t('toTasks')}
        </Anchor>
      </Group>
      {!tasks && (error ? <Text size="sm">{error.message}</Text> : <Skeleton h={60} mt="xs" />)}
      {tasks?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('empty_day')}
        </Text>
      )}
      {tasks && tasks.length > 0 && <TaskList tasks={tasks} label={t(word)} />}
    </section>
  );
}
