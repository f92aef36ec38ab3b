import { notifications } from '@mantine/notifications';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { keepMine } from './conflict';
import { freshRecord, mutateRecord, patchRecord } from './queries';
import type { Field, RecordType, RecordValues } from './record-type';
import { offerUndo } from './undo';
import { inputName, sameValue, toInput, valueOf } from './values';
import { newId } from '../app/new-id';

/** Sets one field of a record: shown at once, taken back where it is refused, with an offer to undo. Rejects with what the graph says against it. */
export function useUpdate(type: RecordType) {
  const client = useQueryClient();
  const { t } = useTranslation();
  return useCallback(
    async (record: RecordValues, field: Field, value: unknown): Promise<void> => {
      const before = valueOf(field, record);
      if (sameValue(field, before, value)) return;
      const label = t(field.label);
      const after = await setField(client, type, record, field, value);
      if (!after) return;
      offerUndo(t('records:changed', { field: label }), () => {
        setField(client, type, after, field, before).then(
          (undone) => undone && notifications.show({ message: t('records:undone', { field: label }) }),
          (error: Error) => notifications.show({ color: 'red', message: error.message }),
        );
      });
    },
    [client, type, t],
  );
}

/** Answers the record as it then is; undefined where somebody else had changed the field, and their value stays. */
async function setField(
  client: QueryClient,
  type: RecordType,
  record: RecordValues,
  field: Field,
  value: unknown,
): Promise<RecordValues | undefined> {
  const before = valueOf(field, record);
  patchRecord(client, type, record.id, { [field.key]: value });
  try {
    const changed = await mutateRecord(client, type, type.mutations.update!, {
      id: record.id,
      [inputName(field)!]: toInput(field, value),
      expectedRevision: record.revision,
      commandId: newId(),
    });
    // Those that it names, and named before, show it on their pages.
    if (field.kind === 'reference') void client.invalidateQueries({ queryKey: ['record', field.of] });
    return changed;
  } catch (error) {
    patchRecord(client, type, record.id, { [field.key]: before });
    if (!(error instanceof GraphProblem) || error.code !== 'CONFLICT') throw error;
    const theirs = await freshRecord(client, type, record.id);
    if (!theirs) throw error;
    patchRecord(client, type, record.id, theirs);
    // Somebody was faster: with another field, which changes nothing here, or with this one, which a person decides.
    const same = sameValue(field, before, valueOf(field, theirs));
    if (!same && !(await keepMine({ field, mine: value, theirs: valueOf(field, theirs) }))) return undefined;
    return setField(client, type, theirs, field, value);
  }
}
