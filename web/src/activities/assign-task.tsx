import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ReferencePicker } from '../records/reference-picker';
import { useChange } from '../records/use-change';
import type { ReferenceValue } from '../records/values';
import { ReassignTask, type TaskRowFragment } from './tasks.graphql';

/** Gives a task to somebody. */
export default function AssignTask({ task, close }: { readonly task: TaskRowFragment; readonly close: () => void }) {
  const { t } = useTranslation('activities');
  const [person, setPerson] = useState<ReferenceValue | null>(task.assignee && { id: task.assignee.id, $title: task.assignee.name });
  const reassign = useChange(ReassignTask, 'TASK');
  const save = () => person && reassign.mutate({ id: task.id, assigneeId: person.id }, { onSuccess: close });
  return (
    <Modal opened onClose={close} title={t('assignTitle', { title: task.title })} closeButtonProps={{ 'aria-label': t('records:close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Stack gap="md">
          <ReferencePicker
            of="USER"
            many={false}
            required
            autoFocus
            label={t('assignee')}
            value={person}
            onChange={(value) => setPerson(value as ReferenceValue | null)}
          />
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('records:cancel')}
            </Button>
            <Button type="submit" disabled={!person} loading={reassign.isPending}>
              {t('assign')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
