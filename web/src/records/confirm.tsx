import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Problem } from './form';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Rejects with the words to show. */
  readonly act: () => Promise<unknown>;
  readonly close: () => void;
}

/** Asks once more before something that cannot be taken back by a key. */
export function Confirm({ title, text, confirm, act, close }: Props) {
  const { t } = useTranslation('records');
  const { mutate, isPending, error } = useMutation({ mutationFn: act, onSuccess: close });
  return (
    <Modal opened onClose={close} title={title}>
      <Stack gap="sm">
        <Text size="sm">{text}</Text>
        <Problem error={error} />
        <Group justify="end" gap="sm">
          <Button variant="default" onClick={close} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" onClick={() => mutate()} loading={isPending}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
