import { Autocomplete, Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, problemOf } from '../records/form';
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
  const disqualify = useMutation({
    mutationFn: () => change('disqualifyLead', { id: about!.id, reason }),
    onSuccess: () => {
      close();
      offerUndo(t('disqualifiedNow', { name: about!.title }), () => {
        change('reopenLead', { id: about!.id }).catch(({ message }: Error) => notifications.show({ color: 'red', message }));
      });
    },
  });
  if (!about) return null;
  return (
    <Modal opened onClose={close} title={t('disqualifyTitle', { name: about.title })}>
      <Form
        submit={t('disqualify')}
        mutation={disqualify}
        fields={['reason']}
        ready={reason.trim() !== ''}
        save={disqualify.mutate}
        cancel={close}
      >
        <Autocomplete
          label={t('disqualifiedReason')}
          description={t('lostReason_help')}
          required
          data={[...reasons]}
          value={reason}
          onChange={setReason}
          openOnFocus
          data-autofocus
          error={problemOf(disqualify.error, 'reason')}
        />
      </Form>
    </Modal>
  );
}
