import { Alert, Autocomplete, Button, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { offerUndo } from '../records/undo';
import type { CommandDialogProps } from '../slice';
import { useChangeLead } from './lead-actions';
import { useLostReasons } from './pipelines';

/** Why nothing will come of a lead. */
export default function DisqualifyLead({ about, close }: CommandDialogProps) {
  const { t } = useTranslation('sales');
  const change = useChangeLead();
  const reasons = useLostReasons();
  const [reason, setReason] = useState('');
  const [error, setError] = useState<Error>();
  const [saving, setSaving] = useState(false);
  if (!about) return null;
  const save = async () => {
    setSaving(true);
    try {
      await change('disqualifyLead', { id: about.id, reason });
      close();
      offerUndo(t('disqualifiedNow', { name: about.title }), () => {
        change('reopenLead', { id: about.id }).catch(({ message }: Error) => notifications.show({ color: 'red', message }));
      });
    } catch (problem) {
      setError(problem as Error);
      setSaving(false);
    }
  };
  const wrong = error instanceof GraphProblem ? error.fields['reason'] : undefined;
  return (
    <Modal
      opened
      onClose={close}
      title={t('disqualifyTitle', { name: about.title })}
      closeButtonProps={{ 'aria-label': t('records:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <Autocomplete
            label={t('disqualifiedReason')}
            description={t('lostReason_help')}
            required
            data={[...reasons]}
            value={reason}
            onChange={setReason}
            openOnFocus
            data-autofocus
            {...(wrong && { error: wrong })}
          />
          {error && !wrong && (
            <Alert color="red" role="alert">
              {error.message}
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('records:cancel')}
            </Button>
            <Button type="submit" loading={saving} disabled={reason.trim() === ''}>
              {t('disqualify')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
