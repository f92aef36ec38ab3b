import { ActionIcon, Badge, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { IconCheck, IconDots, IconPencil, IconUser } from '@tabler/icons-react';
import { lazy, Suspense, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import classes from './task-list.module.css';
import type { TaskRowFragment } from './tasks.graphql';
import { useTimes } from './times';
import { useFinish } from './use-tasks';

const EditTask = lazy(() => import('./edit-task'));
const AssignTask = lazy(() => import('./assign-task'));

interface Props {
  readonly tasks: readonly TaskRowFragment[];
  /** The record on whose page they stand. */
  readonly here?: string;
  readonly label: string;
}

/** Tasks, each with what ends it. */
export function TaskList({ tasks, here, label }: Props) {
  return (
    <ul className={classes['list']} aria-label={label}>
      {tasks.map((task) => (
        <TaskLine key={task.id} task={task} {...(here !== undefined && { here })} />
      ))}
    </ul>
  );
}

/** The task after the one that has the focus, or before it; the first where none has. */
export function focusTask(step: 1 | -1): void {
  const boxes = [...document.querySelectorAll<HTMLElement>('[data-task] [role=checkbox]')];
  const at = boxes.findIndex((box) => box.closest('[data-task]')!.contains(document.activeElement));
  boxes[at < 0 ? 0 : at + step]?.focus();
}

function TaskLine({ task, here }: { readonly task: TaskRowFragment; readonly here?: string }) {
  const { t } = useTranslation('activities');
  const { dayTime } = useTimes();
  const me = useMe();
  const finish = useFinish();
  const [busy, setBusy] = useState(false);
  const [dialog, setDialog] = useState<'edit' | 'assign'>();
  const { title, dueAt, open, assignee, about, kind, escalated } = task;
  const readOnly = me?.role === 'READ_ONLY';
  const done = open === busy;
  const overdue = open && dueAt !== null && Date.parse(dueAt) < Date.now();
  const end = () => setDialog(undefined);
  const toggle = () => {
    if (readOnly || busy) return;
    setBusy(true);
    void finish(task).finally(() => setBusy(false));
  };
  const keys: Readonly<Record<string, () => void>> = {
    j: () => focusTask(1),
    ArrowDown: () => focusTask(1),
    k: () => focusTask(-1),
    ArrowUp: () => focusTask(-1),
    ...(!readOnly && {
      x: () => {
        focusTask(1);
        toggle();
      },
      e: () => setDialog('edit'),
      a: () => setDialog('assign'),
    }),
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Not what is typed in the dialogs, which stand elsewhere on the page.
    if (!event.currentTarget.contains(event.target as Node) || event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    // On a record's page the letters mean something else by themselves.
    event.stopPropagation();
    run();
  };
  return (
    <li className={classes['task']} data-task={task.id} onKeyDown={onKeyDown} {...(done && { 'data-done': true })}>
      <UnstyledButton
        className={classes['box']!}
        role="checkbox"
        aria-checked={done}
        aria-label={t('done', { title })}
        aria-disabled={readOnly}
        aria-keyshortcuts="x"
        onClick={(event) => {
          // By Enter or Space: the next one is at hand.
          if (event.detail === 0) focusTask(1);
          toggle();
        }}
      >
        <span className={classes['circle']}>
          <IconCheck size={12} stroke={3} aria-hidden />
        </span>
      </UnstyledButton>
      <div style={{ minWidth: 0 }}>
        <Group gap={6} wrap="nowrap" className={classes['title']!}>
          <RecordLink kind="TASK" id={task.id} fw={500}>
            {title}
          </RecordLink>
          {escalated && open && (
            <Badge size="xs" color="red" variant="light" autoContrast>
              {t('escalated')}
            </Badge>
          )}
        </Group>
        <div className={classes['line']}>
          {dueAt && (
            <Text component="span" size="xs" {...(overdue ? { className: classes['overdue']! } : { c: 'dimmed' })}>
              {overdue ? t('overdueSince', { when: dayTime(dueAt) }) : dayTime(dueAt)}
            </Text>
          )}
          {kind && (
            <Text component="span" size="xs" c="dimmed">
              {kind}
            </Text>
          )}
          {assignee && assignee.id !== me?.id && (
            <Text component="span" size="xs" c="dimmed">
              {assignee.name}
            </Text>
          )}
          {about
            .filter(({ id }) => id !== here)
            .map(({ id, kind: of, title: name }) => (
              <Text key={id} component="span" size="xs">
                <RecordLink kind={of} id={id}>
                  {name}
                </RecordLink>
              </Text>
            ))}
        </div>
      </div>
      {!readOnly && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={t('moreOf', { label: title })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setDialog('edit')}>
              {t('edit')}
            </Menu.Item>
            <Menu.Item leftSection={<IconUser size={16} />} onClick={() => setDialog('assign')}>
              {t('assign')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Suspense>
        {dialog === 'edit' && <EditTask task={task} close={end} />}
        {dialog === 'assign' && <AssignTask task={task} close={end} />}
      </Suspense>
    </li>
  );
}
