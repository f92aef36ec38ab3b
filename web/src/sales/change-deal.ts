import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { mutateRecord } from '../records/queries';
import type { RecordValues } from '../records/record-type';
import { opportunity } from './opportunity';
import { newId } from '../app/new-id';

/** Changes a deal's lists, such as its products, where nobody else has changed the deal meanwhile; what shows it is asked again. */
export function useChangeDeal(deal: { readonly id: string; readonly revision: number }) {
  const client = useQueryClient();
  const again = () =>
    Promise.all(
      [['record', opportunity.kind, deal.id], ['records', opportunity.kind], ['timeline']].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
  return useMutation<RecordValues, Error, Readonly<Record<string, unknown>>>({
    mutationFn: (input) =>
      mutateRecord(client, opportunity, 'updateOpportunity', {
        ...input,
        id: deal.id,
        expectedRevision: deal.revision,
        commandId: newId(),
      }),
    onSettled: again,
    onError: ({ message }) => notifications.show({ color: 'red', message }),
  });
}
