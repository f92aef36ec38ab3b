import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { mutateRecord } from '../records/queries';
import { offerUndo } from '../records/undo';
import { lead } from './lead';
import { newId } from '../app/new-id';

type LeadInput = { readonly id: string } & Readonly<Record<string, unknown>>;

/** Runs a mutation about a lead and shows everywhere what came of it; rejects with what stands against it. */
export function useChangeLead(): (mutation: string, input: LeadInput) => Promise<void> {
  const client = useQueryClient();
  return useCallback(
    async (mutation, input) => {
      await mutateRecord(client, lead, mutation, { commandId: newId(), ...input });
      const shown = [['records', lead.kind], ['record', lead.kind], ['timeline']];
      await Promise.all(shown.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
    [client],
  );
}

/** What is done about a lead in one go, with an offer to take it back. */
export function useLeadActions() {
  const { t } = useTranslation('sales');
  const change = useChangeLead();
  return useCallback(
    (id: string) => {
      const run = (word: string, mutation: string, input: object, back: string, backInput: object = {}) =>
        change(mutation, { id, ...input }).then(() => offerUndo(t(word), () => void change(back, { id, ...backInput }).catch(tell)), tell);
      return {
        qualify: () => run('qualifiedNow', 'qualifyLead', {}, 'reopenLead'),
        reopen: () => change('reopenLead', { id }).catch(tell),
        archive: () => run('archivedLeadNow', 'archiveLead', {}, 'restoreLead'),
        assign: (ownerId: string, before: string | null) =>
          run('assignedNow', 'assignLead', { ownerId }, 'assignLead', { ownerId: before }),
      };
    },
    [change, t],
  );
}

const tell = ({ message }: Error) => void notifications.show({ color: 'red', message });
