import { ActionIcon, Button, Group, Popover, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPencil } from '@tabler/icons-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { FieldEdit, isCompound } from './edit';
import classes from './inline-field.module.css';
import type { Field, RecordType, RecordValues } from './record-type';
import { FieldValue } from './show';
import { useUpdate } from './use-update';
import { inputName, isEditable, isEmpty, valueOf } from './values';

interface Props {
  readonly type: RecordType;
  readonly record: RecordValues;
  readonly field: Field;
  readonly compact?: boolean;
  readonly readOnly?: boolean;
  /** Begins as an input. */
  readonly editing?: boolean;
  readonly onDone?: () => void;
}

/** A value that a click or Enter makes an input of: Enter, or leaving it, saves; Escape leaves it as it was. */
export function InlineField({ type, record, field, compact = false, readOnly = false, editing = false, onDone }: Props) {
  const { t } = useTranslation();
  const update = useUpdate(type);
  const value = valueOf(field, record);
  // What is changed is the record as it was when the change began: what somebody else saves meanwhile is not overwritten unseen.
  const [draft, setDraft] = useState<{ readonly value: unknown; readonly of: RecordValues } | undefined>(
    editing ? { value, of: record } : undefined,
  );
  const [problem, setProblem] = useState<Readonly<Record<string, string>>>();
  const label = t(field.label);
  const shown = isEmpty(value) ? (
    <Text size="sm" c="dimmed" className={compact ? classes['hint'] : undefined}>
      {compact ? ' ' : t('records:notSet')}
    </Text>
  ) : (
    <FieldValue type={type} record={record} field={field} compact={compact} />
  );
  if (readOnly || !isEditable(type, field, record) || record['archived'] === true) return <div className={classes['still']}>{shown}</div>;

  const stop = () => {
    setDraft(undefined);
    setProblem(undefined);
    onDone?.();
  };
  const save = (next: unknown) => {
    const of = draft?.of ?? record;
    setDraft(undefined);
    setProblem(undefined);
    onDone?.();
    update(of, field, next).catch((error: Error) => {
      // What was typed comes back, with what is wrong with it.
      setDraft({ value: next, of });
      setProblem(problemsOf(field, error));
      if (!(error instanceof GraphProblem) || error.code !== 'BAD_USER_INPUT') notifications.show({ color: 'red', message: error.message });
    });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      stop();
    } else if (
      event.key === 'Enter' &&
      !event.defaultPrevented &&
      !(event.target instanceof HTMLTextAreaElement && !event.ctrlKey && !event.metaKey)
    ) {
      if (event.target instanceof HTMLButtonElement || isPicked(field)) return;
      event.preventDefault();
      event.stopPropagation();
      if (draft) save(draft.value);
    } else event.stopPropagation();
  };
  const button = (
    <div className={classes['value']} onClick={() => setDraft({ value, of: record })}>
      <div className={classes['shown']}>{shown}</div>
      <ActionIcon
        size="sm"
        className={classes['pencil']!}
        aria-label={t('records:edit', { field: label })}
        aria-haspopup={isCompound(field) ? 'dialog' : undefined}
      >
        <IconPencil size={14} />
      </ActionIcon>
    </div>
  );
  if (!draft) return button;

  const edit = (
    <FieldEdit
      field={field}
      value={draft.value}
      record={record}
      inline
      autoFocus
      {...(problem && { errors: problem })}
      onChange={(next) => setDraft({ value: next, of: draft.of })}
      onPick={save}
    />
  );
  if (isCompound(field)) return <Form {...{ button, edit, keys, stop, label }} save={() => save(draft.value)} />;
  const leave = (event: { currentTarget: Node; relatedTarget: EventTarget | null }) => {
    if (event.currentTarget.contains(event.relatedTarget as Node | null) || problem) return;
    if (isPicked(field)) stop();
    else save(draft.value);
  };
  return (
    <div className={classes['input']} onKeyDown={keys} onBlur={leave} onClick={(event) => event.stopPropagation()}>
      {edit}
    </div>
  );
}

/** Chosen from what opens: Enter chooses, and saves by that. */
const isPicked = ({ kind }: Field): boolean => kind === 'choice' || kind === 'reference' || kind === 'yesNo';

interface FormProps {
  readonly button: ReactNode;
  readonly edit: ReactNode;
  readonly label: string;
  readonly keys: (event: KeyboardEvent) => void;
  readonly save: () => void;
  readonly stop: () => void;
}

function Form({ button, edit, label, keys, save, stop }: FormProps) {
  const { t } = useTranslation('records');
  return (
    <Popover
      opened
      position="bottom-start"
      width={340}
      trapFocus
      returnFocus
      shadow="md"
      closeOnClickOutside={false}
      onDismiss={stop}
      withRoles={false}
    >
      <Popover.Target>{<div>{button}</div>}</Popover.Target>
      <Popover.Dropdown role="dialog" onKeyDown={keys} aria-label={label} onClick={(event) => event.stopPropagation()}>
        <Stack gap="sm">
          {edit}
          <Group justify="end" gap="xs">
            <Button size="xs" variant="default" onClick={stop}>
              {t('cancel')}
            </Button>
            <Button size="xs" onClick={save}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** The graph names problems by path in its input: here they stand under the field alone. */
export function problemsOf(field: Field, error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof GraphProblem)) return { '': (error as Error).message };
  const name = inputName(field)!;
  const own = Object.entries(error.fields).filter(([path]) => path === name || path.startsWith(`${name}.`));
  return own.length > 0 ? Object.fromEntries(own.map(([path, text]) => [path.slice(name.length + 1), text])) : { '': error.message };
}
