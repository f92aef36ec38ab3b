import { Autocomplete, Modal } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { Form } from '../records/form';
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
  const losing = useMutation({ mutationFn: () => lose(reason, closedOn) });
  return (
    <Modal opened onClose={close} title={t('loseTitle', { name })}>
      <Form submit={t('lose')} color="red" mutation={losing} save={losing.mutate} cancel={close}>
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
        <DateInput label={t('closedOn')} maxDate={formats.day()} value={closedOn} onChange={(day) => day && setClosedOn(day)} />
      </Form>
    </Modal>
  );
}
