import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ask, type TypedOperation } from '../app/graph';
import { newId } from '../app/new-id';

/** Runs an operation that changes something about a record, after which everything shown of it is asked again. Problems are told. */
export function useChange<Result, Variables extends { readonly input: object }>(
  operation: TypedOperation<Result, Variables>,
  kind: string,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Variables['input']) => ask(operation, { input: { commandId: newId(), ...input } } as unknown as Variables),
    onSuccess: () =>
      Promise.all([['record', kind], ['records', kind], ['timeline']].map((queryKey) => client.invalidateQueries({ queryKey }))),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });
}
