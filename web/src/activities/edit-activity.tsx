import { Alert, Button, Group, Modal, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { useChange } from '../records/use-change';
import { activityInput, emptyActivity, isWorthLogging, problemText, type ActivityDraft } from './activity-draft';
import { ActivityFields } from './activity-fields';
import { UpdateActivity, type EntryFragment } from './activities.graphql';
import { isActivity } from './kinds';
import { withNames } from './mentions';
import { newId } from '../app/new-id';

/** Corrects what was logged. */
export default function EditActivity({ entry, close }: { readonly entry: EntryFragment; readonly close: () => void }) {
  const { t } = useTranslation('activities');
  const { activity } = entry;
  const [draft, setDraft] = useState<ActivityDraft>(() => ({
    ...emptyActivity,
    kind: isActivity(entry.kind) ? entry.kind : 'NOTE',
    subject: activity?.subject ?? '',
    body: withNames(entry.body ?? '', activity?.mentions ?? []),
    mentioned: activity?.mentions ?? [],
    at: entry.at,
    minutes: activity?.durationMinutes ?? null,
    about: entry.about,
  }));
  const update = useChange(UpdateActivity, entry.about[0]?.kind ?? 'CONTACT');
  const commandId = useRef(newId());
  // Told once that somebody else changed it, a person who saves again means it.
  const conflict = update.error instanceof GraphProblem && update.error.code === 'CONFLICT';
  const save = () => {
    const { kind: _, ...changes } = activityInput(draft);
    update.mutate(
      {
        subject: null,
        body: null,
        durationMinutes: null,
        ...changes,
        id: entry.id,
        commandId: commandId.current,
        ...(activity && !conflict && { expectedRevision: activity.revision }),
      },
      { onSuccess: close },
    );
  };
  return (
    <Modal opened onClose={close} title={t('editEntry')} size="lg" closeButtonProps={{ 'aria-label': t('records:close') }}>
      <form
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
            fixedKind
            autoFocus
            onChange={(changes) => {
              commandId.current = newId();
              setDraft((before) => ({ ...before, ...changes }));
            }}
          />
          {update.error && (
            <Alert color="red" role="alert">
              {conflict ? t('conflict') : problemText(update.error)}
            </Alert>
          )}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('records:cancel')}
            </Button>
            <Button type="submit" disabled={!isWorthLogging(draft)} loading={update.isPending}>
              {t(conflict ? 'saveAnyway' : 'records:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
