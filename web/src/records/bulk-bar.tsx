import { Button, Group, Menu, Modal, Progress, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { follow, startBulkEdit, undoBulkEdit, type BulkEdit, type BulkRange } from './bulk-edit';
import { FieldEdit } from './edit';
import { Form } from './form';
import { refreshLists, useMe, type Count, type ListQuery } from './queries';
import { countText } from './record-list-page';
import type { Field, RecordType } from './record-type';
import type { Selection } from './selection';
import { offerUndo } from './undo';
import { inputName, isEditable, toInput } from './values';
import { newId } from '../app/new-id';

interface Props {
  readonly type: RecordType;
  readonly selection: Selection;
  readonly query: ListQuery;
  readonly count: Count | undefined;
  /** Ids of the rows that are loaded. */
  readonly records: readonly string[];
}

/** What can be done with the rows that are chosen. */
export function BulkBar({ type, selection, query, count, records }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const readOnly = useMe()?.role === 'READ_ONLY';
  const [field, setField] = useState<Field>();
  const run = useBulkEdit(type);
  const { bulk, archive } = type.mutations;
  const range: BulkRange = selection.all ? { filter: query.filter ?? {} } : { ids: [...selection.ids] };
  const chosen = selection.all && count ? countText(count, formats.number) : formats.number(selection.count);
  const more = !selection.all && count !== undefined && count.totalCount > records.length && records.every((id) => selection.has(id));
  return (
    <Group role="toolbar" aria-label={t('records:selection')} gap="xs" px="md" py={6} bg="var(--mantine-primary-color-light)">
      <Text size="sm" fw={600} role="status">
        {t('records:selected', { total: chosen })}
      </Text>
      {more && (
        <Button size="compact-sm" variant="subtle" onClick={selection.selectAll}>
          {t('records:selectAll', { total: countText(count, formats.number) })}
        </Button>
      )}
      {bulk && !readOnly && (
        <>
          <Menu withinPortal position="bottom-start">
            <Menu.Target>
              <Button size="compact-sm" variant="default">
                {t('records:editField')}
              </Button>
            </Menu.Target>
            <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
              {type.fields
                .filter((one) => (isEditable(type, one) && !one.single) || one.bulk)
                .map((one) => (
                  <Menu.Item key={one.key} onClick={() => setField(one)}>
                    {t(one.label)}
                  </Menu.Item>
                ))}
            </Menu.Dropdown>
          </Menu>
          {archive && (
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                void run(range, { archive: true });
                selection.clear();
              }}
            >
              {t('records:archive')}
            </Button>
          )}
        </>
      )}
      <Button size="compact-sm" variant="subtle" color="gray" onClick={selection.clear}>
        {t('records:clearSelection')}
      </Button>
      {field && (
        <EditMany
          field={field}
          title={t('records:editMany', { field: t(field.label), total: chosen })}
          close={() => setField(undefined)}
          save={(value) => {
            setField(undefined);
            void run(range, { set: { [field.bulk ?? inputName(field)!]: toInput(field, value) } });
            selection.clear();
          }}
        />
      )}
    </Group>
  );
}

interface EditManyProps {
  readonly field: Field;
  readonly title: string;
  readonly close: () => void;
  readonly save: (value: unknown) => void;
}

function EditMany({ field, title, close, save }: EditManyProps) {
  const { t } = useTranslation('records');
  const [value, setValue] = useState<unknown>(field.kind === 'yesNo' ? false : null);
  return (
    <Modal opened onClose={close} title={title}>
      <Form submit={t('change')} save={() => save(value)} cancel={close}>
        <FieldEdit field={{ ...field, required: false }} value={value} onChange={setValue} autoFocus />
      </Form>
    </Modal>
  );
}

/** Begins a change of many, shows how far it is and what was refused, and offers to take it back. */
export function useBulkEdit(type: RecordType) {
  const client = useQueryClient();
  const { t } = useTranslation();
  return async (range: BulkRange, change: Readonly<Record<string, unknown>>): Promise<void> => {
    const id = newId();
    const show = (edit: BulkEdit | undefined) => ({
      id,
      autoClose: false as const,
      withCloseButton: false,
      message: <Doing edit={edit} text={t('records:changing')} />,
    });
    const wait = async (begun: Promise<BulkEdit>): Promise<BulkEdit> => {
      notifications.show(show(undefined));
      try {
        return await follow(type, await begun, (edit) => notifications.update(show(edit)));
      } finally {
        notifications.hide(id);
        refreshLists(client, type);
        void client.invalidateQueries({ queryKey: ['record', type.kind] });
      }
    };
    const fail = (error: Error) => void notifications.show({ color: 'red', message: error.message });
    try {
      const done = await wait(startBulkEdit(type, range, change));
      if (done.problem) fail(new Error(done.problem));
      if (done.refused.length > 0) refused(done, t('records:refused', { count: done.failed }));
      if (done.changed > 0)
        offerUndo(t('records:changedMany', { count: done.changed }), () => {
          wait(undoBulkEdit(type, done.id)).then((undone) => {
            notifications.show({ message: t('records:undoneMany', { count: undone.changed }) });
            if (undone.refused.length > 0) refused(undone, t('records:leftAsTheyAre', { count: undone.failed }));
          }, fail);
        });
      else if (done.failed === 0) notifications.show({ message: t('records:nothingToChange') });
    } catch (error) {
      fail(error as Error);
    }
  };
}

function refused({ refused: records }: BulkEdit, title: string): void {
  const reasons = new Map<string, number>();
  for (const { message } of records) reasons.set(message, (reasons.get(message) ?? 0) + 1);
  const text = [...reasons].slice(0, 5).map(([message, count]) => (count > 1 ? `${message} (${count})` : message));
  notifications.show({
    color: 'orange',
    autoClose: 20_000,
    title,
    message: <span style={{ whiteSpace: 'pre-line' }}>{text.join('\n')}</span>,
  });
}

function Doing({ edit, text }: { readonly edit: BulkEdit | undefined; readonly text: string }) {
  const done = edit ? edit.changed + edit.unchanged + edit.failed : 0;
  return (
    <Stack gap={6}>
      <Text size="sm">
        {text} {edit && `${done} / ${edit.total}`}
      </Text>
      <Progress value={edit && edit.total > 0 ? (100 * done) / edit.total : 5} aria-label={text} animated />
    </Stack>
  );
}
