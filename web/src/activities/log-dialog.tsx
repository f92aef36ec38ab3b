import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Form } from '../records/form';
import { useKept } from '../records/kept';
import { useChange } from '../records/use-change';
import type { CommandDialogProps } from '../slice';
import { activityInput, emptyActivity, isWorthLogging, type ActivityDraft } from './activity-draft';
import { ActivityFields } from './activity-fields';
import { LogActivity } from './activities.graphql';
import { isActivity } from './kinds';
import { useOpenRecord } from './open-record';
import { newId } from '../app/new-id';

/** Logs a call, a meeting, a mail or a note about what is given, what is open, or what is named. */
export default function LogDialog({ about, defaults, close }: CommandDialogProps) {
  const { t } = useTranslation('activities');
  const open = useOpenRecord();
  const subject = about ?? open;
  const kind = defaults?.['kind'];
  const [draft, change, reset] = useKept<ActivityDraft>(
    `dialog log ${about?.id ?? ''}`,
    { ...emptyActivity, kind: 'CALL', about: subject ? [subject] : [] },
    typeof kind === 'string' && isActivity(kind) ? { kind } : {},
  );
  const log = useChange(LogActivity, subject?.kind ?? 'CONTACT');
  const commandId = useRef(newId());
  // What is open is known a moment later.
  useEffect(() => {
    if (open && !about && draft.about.length === 0) change({ about: [open] });
  }, [open?.id]);

  const save = () =>
    log.mutate(
      { ...activityInput(draft), commandId: commandId.current },
      {
        onSuccess: () => {
          reset();
          close();
          notifications.show({ message: t('logged', { kind: t(`kind_${draft.kind}`) }) });
        },
      },
    );
  return (
    <Modal opened onClose={close} title={t('logTitle')} size="lg">
      <Form
        submit={t(`log_${draft.kind}`)}
        mutation={log}
        ready={isWorthLogging(draft)}
        save={save}
        discard={() => {
          reset();
          close();
        }}
      >
        <ActivityFields
          draft={draft}
          autoFocus
          onChange={(changes) => {
            commandId.current = newId();
            change(changes);
          }}
        />
      </Form>
    </Modal>
  );
}
