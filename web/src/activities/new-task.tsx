import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { CommandDialogProps } from '../slice';
import { useOpenRecord } from './open-record';
import { TaskForm } from './task-form';

/** A task about what is given, or what is open. */
export default function NewTask({ about, close }: CommandDialogProps) {
  const { t } = useTranslation('activities');
  const open = useOpenRecord();
  const subject = about ?? open;
  return (
    <Modal opened onClose={close} title={t('newTask')} size="lg">
      <TaskForm keep={`task ${about?.id ?? ''}`} about={subject ? [subject] : []} onSaved={close} onDiscard={close} />
    </Modal>
  );
}
