import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '../records/form';
import { ReferencePicker } from '../records/reference-picker';
import { useChange } from '../records/use-change';
import type { ReferenceValue } from '../records/values';
import { ReassignTask, type TaskRowFragment } from './tasks.graphql';

/** Gives a task to somebody. */
export default function AssignTask({ task, close }: { readonly task: TaskRowFragment; readonly close: () => void }) {
  const { t } = useTranslation('activities');
  const [person, setPerson] = useState<ReferenceValue | null>(task.assignee && { id: task.assignee.id, $title: task.assignee.name });
  const reassign = useChange(ReassignTask, 'TASK');
  return (
    <Modal opened onClose={close} title={t('assignTitle', { title: task.title })}>
      <Form
        submit={t('assign')}
        mutation={reassign}
        ready={person !== null}
        save={() => reassign.mutate({ id: task.id, assigneeId: person!.id }, { onSuccess: close })}
        cancel={close}
      >
        <ReferencePicker
          of="USER"
          many={false}
          required
          autoFocus
          data-autofocus
          label={t('assignee')}
          value={person}
          onChange={(value) => setPerson(value as ReferenceValue | null)}
        />
      </Form>
    </Modal>
  );
}
