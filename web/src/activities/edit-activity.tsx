import { Modal } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { Form } from '../records/form';
import { useChange } from '../records/use-change';
import { activityInput, emptyActivity, isWorthLogging, type ActivityDraft } from './activity-draft';
import { ActivityFields } from './activity-fields';
import { UpdateActivity, type EntryFragment } from './activities.graphql';
import { isActivity } from './kinds';
import { withNames } from './mentions';
import { newId } from '../app/new-id';

/** Corrects what was logged. */
export default function EditActivity({ entry, close }: { readonly entry: EntryFragment; readonly close: () => void }) {
  const { t } = useTranslation('activities');
  const { activity } = entry;
  // As it was when somebody began to correct it: what happens meanwhile is shown behind the dialog.
  const [revision] = useState(activity?.revision);
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
        ...(!conflict && { expectedRevision: revision }),
      },
      { onSuccess: close },
    );
  };
  return (
    <Modal opened onClose={close} title={t('editEntry')} size="lg">
      <Form
        submit={t(conflict ? 'saveAnyway' : 'records:save')}
        mutation={update}
        problem={conflict ? t('conflict') : undefined}
        ready={isWorthLogging(draft)}
        save={save}
        cancel={close}
      >
        <ActivityFields
          draft={draft}
          fixedKind
          autoFocus
          onChange={(changes) => {
            commandId.current = newId();
            setDraft((before) => ({ ...before, ...changes }));
          }}
        />
      </Form>
    </Modal>
  );
}
