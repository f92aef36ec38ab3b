import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useChange } from '../records/use-change';
import type { CommandDialogProps } from '../slice';
import { activityInput, emptyActivity, isWorthLogging, problemText, type ActivityDraft } from './activity-draft';
import { ActivityFields } from './activity-fields';
import { LogActivity } from './activities.graphql';
import { useKept } from '../records/kept';
import { isActivity } from './kinds';
import { useOpenRecord } from './open-record';
import { newId } from '../app/new-id';

/** Logs a call, a meeting, a mail or a note about what is given, what is open, or what is named. */
export default function LogDialog({ about, defaults, close }: CommandDialogProps) {
  const { t } = useTranslation('activities');
  const open = useOpenRecord();
  const subject = about ?? open;
  const kind = defaults?.['kind'];
  const [draft, change, reset] = useKept<ActivityDraft>(`dialog log ${about?.id ?? ''}`, {
    ...emptyActivity,
    kind: 'CALL',
    about: subject ? [subject] : [],
  });
  const log = useChange(LogActivity, subject?.kind ?? 'CONTACT');
  const commandId = useRef(newId());
  useEffect(() => {
    if (typeof kind === 'string' && isActivity(kind)) change({ kind });
  }, [kind, change]);
  // What is open is known a moment later.
  useEffect(() => {
    if (open && !about && draft.about.length === 0) change({ about: [open] });
  }, [open?.id]);

  const save = () => {
    if (!isWorthLogging(draft) || log.isPending) return;
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
  };
  return (
    <Modal opened onClose={close} title={t('logTitle')} size="lg" closeButtonProps={{ 'aria-label': t('records:close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save();
        }}
      >
        <Stack gap="sm">
          <ActivityFields
            draft={draft}
            autoFocus
            onChange={(changes) => {
              commandId.current = newId();
              change(changes);
            }}
          />
          {log.error && (
            <Alert color="red" role="alert">
              {problemText(log.error)}
            </Alert>
          )}
          <Group justify="end">
            <Button
              variant="default"
              onClick={() => {
                reset();
                close();
              }}
            >
              {t('records:discard')}
            </Button>
            <Button type="submit" disabled={!isWorthLogging(draft)} loading={log.isPending}>
              {t(`log_${draft.kind}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
