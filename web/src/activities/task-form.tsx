import { Button, Group, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { useFormats } from '../app/formats';
import { Form, problemOf } from '../records/form';
import { useKept } from '../records/kept';
import { useMe } from '../records/queries';
import { ReferencePicker } from '../records/reference-picker';
import { useChange } from '../records/use-change';
import type { ReferenceValue } from '../records/values';
import type { CommandSubject } from '../slice';
import { AboutPicker } from './about-picker';
import type { Person } from './mentions';
import { useTaskKinds } from './task';
import { CreateTask, UpdateTask, type TaskRowFragment } from './tasks.graphql';
import { useTimes } from './times';
import { newId } from '../app/new-id';

interface Draft {
  readonly title: string;
  readonly body: string;
  readonly kind: string | null;
  readonly dueAt: string | null;
  /** Undefined: the one who makes it. */
  readonly assignee: Person | null | undefined;
  readonly about: readonly CommandSubject[];
  /** Of the task as it was when somebody began to change it. */
  readonly revision: number | undefined;
}

interface Props {
  /** Under which name the browser keeps what is typed. */
  readonly keep: string;
  readonly about: readonly CommandSubject[];
  /** The task that is changed; without it a new one is made. */
  readonly task?: TaskRowFragment;
  readonly onSaved: () => void;
  readonly onDiscard?: () => void;
  /** Within a record's page: what it is about is that record. */
  readonly compact?: boolean;
}

/** By when somebody usually means who says a day. */
const END_OF_DAY = '17:00:00';

export function TaskForm({ keep, about, task, onSaved, onDiscard, compact = false }: Props) {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const { dayFromNow } = useTimes();
  const me = useMe();
  const kinds = useTaskKinds();
  const [draft, change, reset] = useKept<Draft>(keep, {
    title: task?.title ?? '',
    body: task?.body ?? '',
    kind: task?.kind ?? null,
    dueAt: task?.dueAt ?? null,
    assignee: task ? (task.assignee ?? null) : undefined,
    about: task?.about ?? about,
    revision: task?.revision,
  });
  const create = useChange(CreateTask, 'TASK');
  const update = useChange(UpdateTask, 'TASK');
  const mutation = task ? update : create;
  const { error } = mutation;
  const commandId = useRef(newId());
  const conflict = error instanceof GraphProblem && error.code === 'CONFLICT';
  // The record that is open is known a moment after the dialog is.
  const [first] = about;
  useEffect(() => {
    if (first && !task && draft.about.length === 0) change({ about: [first] });
  }, [first?.id]);

  const set = (changes: Partial<Draft>) => {
    commandId.current = newId();
    change(changes);
  };
  const save = () => {
    const { title, body, kind, dueAt, assignee } = draft;
    const input = {
      title,
      body: body.trim() || null,
      kind,
      dueAt,
      ...(assignee !== undefined && { assigneeId: assignee?.id ?? null }),
      about: draft.about.map(({ id }) => id),
      commandId: commandId.current,
    };
    const onSuccess = () => {
      reset();
      commandId.current = newId();
      notifications.show({ message: t(task ? 'taskSaved' : 'taskMade', { title }) });
      onSaved();
    };
    if (task) update.mutate({ ...input, id: task.id, ...(!conflict && { expectedRevision: draft.revision }) }, { onSuccess });
    else create.mutate(input, { onSuccess });
  };
  const due = (days: number) => formats.fromWall(`${dayFromNow(days)} ${END_OF_DAY}`);
  const assignee = draft.assignee === undefined ? me : draft.assignee;
  return (
    <Form
      submit={t(conflict ? 'saveAnyway' : task ? 'records:save' : 'makeTask')}
      mutation={mutation}
      fields={['title', 'dueAt', 'assigneeId', 'kind', 'body']}
      problem={conflict ? t('conflict') : undefined}
      ready={draft.title.trim() !== ''}
      size={compact ? 'xs' : 'sm'}
      save={save}
      discard={
        onDiscard &&
        (() => {
          reset();
          onDiscard();
        })
      }
    >
      <TextInput
        label={t('title')}
        required
        autoFocus
        data-autofocus
        value={draft.title}
        error={problemOf(error, 'title')}
        onChange={(event) => set({ title: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <div>
          <DateTimePicker
            label={t('dueAt')}
            clearable
            value={draft.dueAt ? formats.toWall(draft.dueAt) : null}
            error={problemOf(error, 'dueAt')}
            onChange={(wall) =>
              set({ dueAt: wall ? formats.fromWall(wall.endsWith('00:00:00') ? `${wall.slice(0, 10)} ${END_OF_DAY}` : wall) : null })
            }
          />
          <Group gap={4} mt={4}>
            {([0, 1, 7] as const).map((days) => (
              <Button key={days} size="compact-xs" variant="default" onClick={() => set({ dueAt: due(days) })}>
                {t(`due_${days}`)}
              </Button>
            ))}
          </Group>
        </div>
        <ReferencePicker
          of="USER"
          many={false}
          label={t('assignee')}
          value={assignee ? { id: assignee.id, $title: assignee.name } : null}
          error={problemOf(error, 'assigneeId')}
          onChange={(value) => {
            const person = value as ReferenceValue | null;
            set({ assignee: person && { id: person.id, name: person.$title ?? String(person['name']) } });
          }}
        />
      </SimpleGrid>
      {!compact && <AboutPicker label={t('about')} value={draft.about} onChange={(those) => set({ about: those })} />}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Select
          label={t('kind')}
          clearable
          data={[...kinds]}
          value={draft.kind}
          error={problemOf(error, 'kind')}
          onChange={(kind) => set({ kind })}
        />
      </SimpleGrid>
      {!compact && (
        <Textarea
          label={t('text')}
          autosize
          minRows={2}
          maxRows={12}
          value={draft.body}
          error={problemOf(error, 'body')}
          onChange={(event) => set({ body: event.currentTarget.value })}
        />
      )}
    </Form>
  );
}
