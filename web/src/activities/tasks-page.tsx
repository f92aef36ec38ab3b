import { Anchor, Button, Group, Kbd, SegmentedControl, Skeleton, Stack, Tabs, Text, TextInput, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { More } from '../records/pages';
import { useMe } from '../records/queries';
import { Failed } from '../records/notice';
import { useUndoKey } from '../records/undo';
import { useChange } from '../records/use-change';
import { useKept } from '../records/kept';
import { focusTask, TaskList } from './task-list';
import classes from './tasks-page.module.css';
import { CreateTask, type TaskRowFragment, type TasksQueryVariables } from './tasks.graphql';
import { useTimes, type Times } from './times';
import { useTasks } from './use-tasks';
import { newId } from '../app/new-id';

const views = ['day', 'overdue', 'upcoming', 'done'] as const;
type View = (typeof views)[number];

/** What there is to do: today, and what else. */
export default function TasksPage() {
  const { t } = useTranslation('activities');
  const search: { view?: unknown; of?: unknown } = useSearch({ strict: false });
  const view = views.find((one) => one === search.view) ?? 'day';
  const everybody = search.of === 'all';
  const me = useMe();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const go = (next: View, all: boolean) =>
    void navigate({ to: '/tasks', search: { ...(next !== 'day' && { view: next }), ...(all && { of: 'all' }) } as object });
  useUndoKey();
  useHotkeys([
    ['j', () => focusTask(1)],
    ['k', () => focusTask(-1)],
    ['n', () => input.current?.focus()],
    ...views.map((one, at) => [String(at + 1), () => go(one, everybody)] as [string, () => void]),
  ]);
  return (
    <div className={classes['page']}>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('tasks')}
        </Title>
        <Group gap="sm">
          <SegmentedControl
            size="xs"
            aria-label={t('whose')}
            value={everybody ? 'all' : 'mine'}
            onChange={(value) => go(view, value === 'all')}
            data={[
              { value: 'mine', label: t('mine') },
              { value: 'all', label: t('everybody') },
            ]}
          />
          <Anchor component={Link} to="/tasks/all" size="sm">
            {t('allTasks')}
          </Anchor>
        </Group>
      </Group>
      <Tabs value={view} onChange={(next) => next && go(next as View, everybody)} mt="xs">
        <Tabs.List>
          {views.map((one) => (
            <Tabs.Tab key={one} value={one} px={10}>
              {t(`view_${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          {me && me.role !== 'READ_ONLY' && <InlineNewTask input={input} />}
          {me && <Agenda key={`${view} ${everybody}`} view={view} assigneeId={everybody ? undefined : me.id} />}
        </Tabs.Panel>
      </Tabs>
      <Text size="xs" c="dimmed" mt="lg" visibleFrom="sm">
        <Kbd size="xs">J</Kbd> <Kbd size="xs">K</Kbd> {t('keyMove')} · <Kbd size="xs">X</Kbd> {t('keyDone')} · <Kbd size="xs">E</Kbd>{' '}
        {t('edit')} · <Kbd size="xs">A</Kbd> {t('assign')} · <Kbd size="xs">N</Kbd> {t('newTask')}
      </Text>
    </div>
  );
}

/** Due today, of the one who writes it. */
function InlineNewTask({ input }: { readonly input: RefObject<HTMLInputElement | null> }) {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const { dayFromNow } = useTimes();
  const [{ title }, change, reset] = useKept('task inline', { title: '' });
  const create = useChange(CreateTask, 'TASK');
  const commandId = useRef(newId());
  const save = () => {
    if (title.trim() === '' || create.isPending) return;
    create.mutate(
      { title, dueAt: formats.fromWall(`${dayFromNow(0)} 17:00:00`), commandId: commandId.current },
      {
        onSuccess: () => {
          reset();
          commandId.current = newId();
        },
      },
    );
  };
  return (
    <form
      className={classes['new']}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Group gap="xs" wrap="nowrap" align="start">
        <TextInput
          ref={input}
          style={{ flex: 1 }}
          leftSection={<IconPlus size={16} aria-hidden />}
          aria-label={t('newTaskToday')}
          placeholder={t('newTaskToday')}
          value={title}
          error={create.error?.message}
          onChange={(event) => {
            commandId.current = newId();
            change({ title: event.currentTarget.value });
          }}
          onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()}
        />
        <Button type="submit" loading={create.isPending} disabled={title.trim() === ''}>
          {t('add')}
        </Button>
      </Group>
    </form>
  );
}

function Agenda({ view, assigneeId }: { readonly view: View; readonly assigneeId: string | undefined }) {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const times = useTimes();
  const [filter, orderBy] = queryOf(view, times);
  const mine = assigneeId === undefined ? [] : [{ assigneeId: { eq: assigneeId } }];
  const { tasks, error, refetch, ...pages } = useTasks({ and: [...mine, ...filter] }, orderBy);
  if (!tasks)
    return error ? (
      <Failed error={error} again={() => void refetch()} />
    ) : (
      <Stack gap="xs" mt="md">
        {[1, 2, 3, 4].map((line) => (
          <Skeleton key={line} h={36} />
        ))}
      </Stack>
    );
  if (tasks.length === 0)
    return (
      <Text c="dimmed" size="sm" ta="center" py="xl" role="status">
        {t(`empty_${view}`)}
      </Text>
    );
  const groups = [...Map.groupBy(tasks, (task) => groupOf(task, view, (moment) => formats.day(new Date(moment)), times))];
  return (
    <>
      {groups.map(([day, those]) => {
        const title = day === 'overdue' ? t('view_overdue') : day === 'none' ? t('noDue') : times.dayTitle(day);
        return (
          <section key={day} aria-label={title}>
            <Title order={2} size="sm" mt="md" mb={4}>
              {title}
            </Title>
            <TaskList tasks={those} label={title} />
          </section>
        );
      })}
      <More pages={pages} />
    </>
  );
}

type Filters = readonly NonNullable<TasksQueryVariables['filter']>[];

function queryOf(view: View, { startOfDay }: Times): [Filters, TasksQueryVariables['orderBy']] {
  const tomorrow = startOfDay(1);
  const open = { open: { eq: true } };
  switch (view) {
    case 'day':
      return [[open, { dueAt: { lt: tomorrow } }], [{ field: 'dueAt' }]];
    case 'overdue':
      // To the minute, so that the same is asked until it is no longer so.
      return [[open, { dueAt: { lt: `${new Date().toISOString().slice(0, 16)}:00.000Z` } }], [{ field: 'dueAt' }]];
    case 'upcoming':
      return [[open, { or: [{ dueAt: { gte: tomorrow } }, { dueAt: { isNull: true } }] }], [{ field: 'dueAt' }]];
    case 'done':
      return [[{ open: { eq: false } }], [{ field: 'completedAt', direction: 'DESC' }]];
  }
}

function groupOf({ dueAt, completedAt }: TaskRowFragment, view: View, dayOf: (moment: string) => string, { dayFromNow }: Times): string {
  if (view === 'done') return completedAt ? dayOf(completedAt) : 'none';
  if (!dueAt) return 'none';
  if (view === 'day' && dayOf(dueAt) < dayFromNow(0)) return 'overdue';
  return dayOf(dueAt);
}
