import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { FieldEdit, isCompound } from './edit';
import classes from './new-record-dialog.module.css';
import { fieldsByKey, mutateRecord, refreshLists } from './queries';
import type { Field, RecordType, RecordValues } from './record-type';
import { inputName, isEmpty, toInput } from './values';
import { newId } from '../app/new-id';

interface Props {
  readonly type: RecordType;
  /** What it begins with, by keys of fields, as records hold them: a reference is `{ id, $title }`. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  readonly close: () => void;
  /** Instead of going to its page. */
  readonly onCreated?: (record: RecordValues) => void;
}

/** Makes a record. What is typed outlives the dialog, the page and a session that is over, until it is saved or discarded. */
export function NewRecordDialog({ type, defaults, close, onCreated }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [draft, setDraft, forget] = useDraft(`new ${type.kind}`, defaults);
  const [error, setError] = useState<Error>();
  const [saving, setSaving] = useState(false);
  // The same press again, after an answer that never came, makes no second record.
  const commandId = useRef(newId());
  const fields = fieldsByKey(type, type.newFields ?? []).filter((field) => inputName(field) !== undefined);
  const { duplicates: Duplicates } = type;

  const set = (field: Field, value: unknown) => {
    commandId.current = newId();
    setDraft({ ...draft, [field.key]: value });
  };
  const save = async () => {
    setSaving(true);
    setError(undefined);
    try {
      const named = [...new Set([...fields, ...fieldsByKey(type, Object.keys(defaults ?? {}))])];
      const given = named.map((field) => [inputName(field)!, toInput(field, draft[field.key])] as const);
      const input = { ...Object.fromEntries(given.filter(([, value]) => !isEmpty(value))), commandId: commandId.current };
      const record = await mutateRecord(client, type, type.mutations.create!, input);
      forget();
      refreshLists(client, type);
      // Pages of others show it too: the account its people, the parent its branches.
      for (const key of ['record', 'timeline', 'duplicates']) void client.invalidateQueries({ queryKey: [key] });
      close();
      notifications.show({ color: 'green', message: t('records:created', { title: type.title(record) }) });
      if (onCreated) onCreated(record);
      else void navigate({ to: `${type.path}/${record.id}` as string });
    } catch (problem) {
      setError(problem as Error);
      setSaving(false);
    }
  };
  const problems = (field: Field) => fieldProblems(field, error);
  const elsewhere = error && !fields.some((field) => problems(field) !== undefined);
  return (
    <Modal
      opened
      onClose={close}
      title={t('records:newOf', { label: t(type.label) })}
      size="lg"
      closeButtonProps={{ 'aria-label': t('records:close') }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        }}
      >
        <Stack gap="sm">
          <div className={classes['fields']}>
            {fields.map((field, at) => (
              <div key={field.key} {...(isCompound(field) && { 'data-wide': true })}>
                <FieldEdit
                  field={field}
                  value={draft[field.key]}
                  record={draft as unknown as RecordValues}
                  onChange={(value) => set(field, value)}
                  autoFocus={at === 0}
                  {...(problems(field) && { errors: problems(field)! })}
                />
              </div>
            ))}
          </div>
          {Duplicates && (
            <Suspense>
              <Duplicates values={draft} />
            </Suspense>
          )}
          {elsewhere && (
            <Alert color="red" role="alert">
              {error.message}
            </Alert>
          )}
          <Group justify="end" className={classes['foot']!}>
            <Button
              variant="default"
              onClick={() => {
                forget();
                close();
              }}
            >
              {t('records:discard')}
            </Button>
            <Button type="submit" loading={saving}>
              {t('records:create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function fieldProblems(field: Field, error: Error | undefined): Readonly<Record<string, string>> | undefined {
  if (!(error instanceof GraphProblem)) return undefined;
  const name = inputName(field)!;
  const own = Object.entries(error.fields).filter(([path]) => path === name || path.startsWith(`${name}.`));
  return own.length > 0 ? Object.fromEntries(own.map(([path, text]) => [path.slice(name.length + 1), text])) : undefined;
}

type Draft = Readonly<Record<string, unknown>>;

/** Kept by the browser for this tab, so that it is there again after whatever happened. */
export function useDraft(key: string, defaults: Draft = {}): [Draft, (draft: Draft) => void, () => void] {
  const kept = useRef(true);
  const [draft, setDraft] = useState<Draft>(() => {
    try {
      return { ...(JSON.parse(sessionStorage.getItem(key) ?? '{}') as Draft), ...defaults };
    } catch {
      return defaults;
    }
  });
  useEffect(() => {
    if (kept.current) sessionStorage.setItem(key, JSON.stringify(draft));
  }, [key, draft]);
  const forget = () => {
    kept.current = false;
    sessionStorage.removeItem(key);
  };
  return [draft, setDraft, forget];
}
