import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TaskForm } from './task-form';
import type { TaskRowFragment } from './tasks.graphql';

export default function EditTask({ task, close }: { readonly task: TaskRowFragment; readonly close: () => void }) {
  const { t } = useTranslation('activities');
  return (
    <Modal opened onClose={close} title={t('editTask')} size="lg">
      <TaskForm keep={`task edit ${task.id}`} about={[]} task={task} onSaved={close} onDiscard={close} />
    </Modal>
  );
}
