import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Suspense, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FieldEdit, isCompound } from './edit';
import { Form, problemsOf } from './form';
import { useKept } from './kept';
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
  const [draft, change, forget] = useKept<Readonly<Record<string, unknown>>>(`new ${type.kind}`, {}, defaults);
  // The same press again, after an answer that never came, makes no second record.
  const commandId = useRef(newId());
  const fields = fieldsByKey(type, type.newFields ?? []).filter((field) => inputName(field) !== undefined);
  const { duplicates: Duplicates } = type;

  const set = (field: Field, value: unknown) => {
    commandId.current = newId();
    change({ [field.key]: value });
  };
  const create = useMutation({
    mutationFn: () => {
      const named = [...new Set([...fields, ...fieldsByKey(type, Object.keys(defaults ?? {}))])];
      const given = named.map((field) => [inputName(field)!, toInput(field, draft[field.key])] as const);
      const input = { ...Object.fromEntries(given.filter(([, value]) => !isEmpty(value))), commandId: commandId.current };
      return mutateRecord(client, type, type.mutations.create!, input);
    },
    onSuccess: (record) => {
      forget();
      refreshLists(client, type);
      // Pages of others show it too: the account its people, the parent its branches.
      for (const key of ['record', 'timeline', 'duplicates']) void client.invalidateQueries({ queryKey: [key] });
      close();
      notifications.show({ color: 'green', message: t('records:created', { title: type.title(record) }) });
      if (onCreated) onCreated(record);
      else void navigate({ to: `${type.path}/${record.id}` as string });
    },
  });
  return (
    <Modal opened onClose={close} title={t('records:newOf', { label: t(type.label) })} size="lg">
      <Form
        submit={t('records:create')}
        mutation={create}
        fields={fields.map((field) => inputName(field)!)}
        save={create.mutate}
        discard={() => {
          forget();
          close();
        }}
      >
        <div className={classes['fields']}>
          {fields.map((field, at) => (
            <div key={field.key} {...(isCompound(field) && { 'data-wide': true })}>
              <FieldEdit
                field={field}
                value={draft[field.key]}
                record={draft as unknown as RecordValues}
                onChange={(value) => set(field, value)}
                autoFocus={at === 0}
                errors={problemsOf(create.error, inputName(field)!)}
              />
            </div>
          ))}
        </div>
        {Duplicates && (
          <Suspense>
            <Duplicates values={draft} />
          </Suspense>
        )}
      </Form>
    </Modal>
  );
}
