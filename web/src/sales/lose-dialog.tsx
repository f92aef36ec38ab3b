import { Alert, Autocomplete, Button, Group, Modal, Stack } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { useLostReasons } from './pipelines';

interface Props {
  readonly name: string;
  /** Rejects with why it cannot be. */
  readonly lose: (reason: string, closedOn: string) => Promise<void>;
  readonly close: () => void;
}

/** Why a deal is lost, and since when. */
export function LoseDialog({ name, lose, close }: Props) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const reasons = useLostReasons();
  const [reason, setReason] = useState('');
  const [closedOn, setClosedOn] = useState<string>(formats.day());
  const [error, setError] = useState<Error>();
  const [saving, setSaving] = useState(false);
  return (
    <Modal opened onClose={close} title={t('loseTitle', { name })} closeButtonProps={{ 'aria-label': t('records:close') }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSaving(true);
          lose(reason, closedOn).catch((problem: Error) => {
            setError(problem);
            setSaving(false);
          });
        }}
      >
        <Stack gap="sm">
          <Autocomplete
            label={t('lostReason')}
            description={t('lostReason_help')}
            data={[...reasons]}
            value={reason}
            onChange={setReason}
            data-autofocus
            openOnFocus
            comboboxProps={{ withinPortal: true }}
          />
          <DateInput
            label={t('closedOn')}
            locale={formats.locale}
            maxDate={formats.day()}
            value={closedOn}
            onChange={(day) => day && setClosedOn(day)}
          />
          {error && (
            <Alert color="red" role="alert">
              {error.message}
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('records:cancel')}
            </Button>
            <Button type="submit" color="red" loading={saving}>
              {t('lose')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
