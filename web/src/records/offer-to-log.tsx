import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { runCommand } from './run-command';
import type { RecordType, RecordValues } from './record-type';

/** Whoever calls or writes from a record is asked whether it should be logged there. */
export function useOfferToLog(type?: RecordType, record?: RecordValues): (kind: 'CALL' | 'EMAIL') => void {
  const { t } = useTranslation('records');
  return (kind) => {
    if (!type || !record) return;
    const about = { kind: type.kind, id: record.id, title: type.title(record) };
    const id = `log ${record.id}`;
    const log = () => {
      notifications.hide(id);
      runCommand('activities.log', about, { kind });
    };
    notifications.show({
      id,
      autoClose: 60_000,
      message: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{t(kind === 'CALL' ? 'logCall' : 'logEmail', { title: about.title })}</Text>
          <Button size="compact-sm" variant="light" onClick={log}>
            {t('log')}
          </Button>
        </Group>
      ),
    });
  };
}
