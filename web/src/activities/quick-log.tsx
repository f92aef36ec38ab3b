import { Button, Group, Paper, Stack, Tabs, Text, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconCheckbox } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../records/form';
import { useKept } from '../records/kept';
import { useChange } from '../records/use-change';
import type { CommandSubject } from '../slice';
import { activityInput, emptyActivity, isWorthLogging, type ActivityDraft } from './activity-draft';
import { BodyInput, KindLabel, WhenInputs } from './activity-fields';
import { LogActivity, type ActivityKind } from './activities.graphql';
import { activityKinds } from './kinds';
import classes from './quick-log.module.css';
import { TaskForm } from './task-form';
import { newId } from '../app/new-id';

const keys: Readonly<Record<string, ActivityKind>> = { n: 'NOTE', c: 'CALL', m: 'MEETING', e: 'EMAIL' };

/** Logs what happened with a record, or makes a task about it, where its story stands. */
export function QuickLog({ about }: { readonly about: CommandSubject }) {
  const { t } = useTranslation('activities');
  const [task, setTask] = useState(false);
  const [draft, change, reset] = useKept<ActivityDraft>(`log ${about.id}`, { ...emptyActivity, about: [about] });
  const log = useChange(LogActivity, about.kind);
  const box = useRef<HTMLDivElement>(null);
  // The same press again, after an answer that never came, logs nothing twice.
  const commandId = useRef(newId());

  const focus = () => requestAnimationFrame(() => box.current?.querySelector<HTMLElement>('textarea, input[type=text]')?.focus());
  const set = (changes: Partial<ActivityDraft>) => {
    commandId.current = newId();
    change(changes);
  };
  const begin = (kind: ActivityKind) => {
    // In the peek beside a list, and behind a dialog, letters mean something else.
    if (box.current?.closest('[role=dialog]') || document.querySelector('[aria-modal=true]')) return;
    setTask(false);
    set({ kind });
    focus();
  };
  useHotkeys(Object.entries(keys).map(([key, kind]) => [key, () => begin(kind)]));

  const ready = isWorthLogging(draft) && !log.isPending;
  const save = () => {
    if (!ready) return;
    log.mutate(
      { ...activityInput({ ...draft, about: [about] }), commandId: commandId.current },
      {
        onSuccess: () => {
          reset();
          // Whoever has logged a call may have another.
          change({ kind: draft.kind });
          commandId.current = newId();
          notifications.show({ message: t('logged', { kind: t(`kind_${draft.kind}`) }) });
        },
      },
    );
  };
  return (
    <Paper withBorder p="xs" ref={box} className={classes['box']!}>
      <Tabs
        variant="pills"
        value={task ? 'TASK' : draft.kind}
        onChange={(tab) => {
          setTask(tab === 'TASK');
          if (tab && tab !== 'TASK') set({ kind: tab as ActivityKind });
          focus();
        }}
      >
        <Tabs.List aria-label={t('quickLog')} mb="xs" style={{ gap: 0 }}>
          {activityKinds.map((kind) => (
            <Tabs.Tab key={kind} value={kind} px={8} py={6} color="gray" variant="light">
              <KindLabel kind={kind} />
            </Tabs.Tab>
          ))}
          <Tabs.Tab value="TASK" px={8} py={6}>
            <Group gap={6} wrap="nowrap">
              <IconCheckbox size={14} aria-hidden data-kind />
              <Text component="span" size="xs" fw={500}>
                {t('task')}
              </Text>
            </Group>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value={draft.kind}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
            }}
          >
            <Stack gap="xs">
              {(draft.kind === 'EMAIL' || draft.kind === 'MEETING') && (
                <TextInput
                  size="sm"
                  aria-label={t('subject')}
                  placeholder={t('subject')}
                  value={draft.subject}
                  onChange={(event) => set({ subject: event.currentTarget.value })}
                />
              )}
              <BodyInput draft={draft} onChange={set} />
              <Problem error={log.error} />
              <Group justify="space-between" gap="xs">
                <WhenInputs draft={draft} onChange={set} />
                <Group gap="xs" ml="auto">
                  <Text size="xs" c="dimmed" visibleFrom="sm" data-hint>
                    {t('saveKey')}
                  </Text>
                  <Button type="submit" size="xs" disabled={!isWorthLogging(draft)} loading={log.isPending}>
                    {t(`log_${draft.kind}`)}
                  </Button>
                </Group>
              </Group>
            </Stack>
          </form>
        </Tabs.Panel>
        <Tabs.Panel value="TASK">
          {task && <TaskForm keep={`task about ${about.id}`} about={[about]} onSaved={() => setTask(false)} compact />}
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
}
