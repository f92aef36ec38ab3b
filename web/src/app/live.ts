import { notifications } from '@mantine/notifications';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RecordValues } from '../records/record-type';
import { ask, listen } from './graph';
import { Changes, NewestNotification, type ChangesSubscription } from './live.graphql';

type Change = ChangesSubscription['changes'];

/** Lists are asked for again no more often: a colleague's import changes ten records a second. */
const LISTS_EVERY_MS = 1_000;
/** When a record's service is asked once more that did not know yet what happened. */
const AGAIN_MS = 700;

/** Shows what others change, as it happens. */
export function useLive(): void {
  const client = useQueryClient();
  useEffect(() => {
    const lists = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const everything = () => void client.invalidateQueries();
    const refreshLists = (kind: string) => {
      lists.add(kind);
      timer ??= setTimeout(() => {
        timer = undefined;
        for (const one of lists) void client.invalidateQueries({ queryKey: ['records', one] });
        lists.clear();
      }, LISTS_EVERY_MS);
    };
    const next = ({ changes: { kind, id, revision } }: { readonly changes: Change }) => {
      if (kind === 'MANY') everything();
      else if (kind === 'NOTIFICATION') void tellNewest(client);
      else if (kind === 'TIMELINE') void client.invalidateQueries({ queryKey: ['timeline', id] });
      else if (kind !== 'PRESENCE') {
        refreshRecord(client, kind, id!, revision);
        refreshLists(kind);
      }
    };
    const stop = listen(Changes, {}, { next, missed: everything });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client]);
}

function refreshRecord(client: QueryClient, kind: string, id: string, revision: number | null): void {
  const queryKey = ['record', kind, id];
  void client.invalidateQueries({ queryKey: ['title', kind, id] });
  void client.invalidateQueries({ queryKey }).then(() => {
    const [, shown] = client.getQueriesData<RecordValues | null>({ queryKey: [...queryKey, 'fields'] })[0] ?? [];
    if (shown?.revision !== undefined && revision !== null && shown.revision < revision)
      setTimeout(() => void client.invalidateQueries({ queryKey }), AGAIN_MS);
  });
}

let told: string | undefined;

/** The newest notification, once, in the corner; the bell counts them. */
async function tellNewest(client: QueryClient): Promise<void> {
  void client.invalidateQueries({ queryKey: ['notifications'] });
  const newest = (await ask(NewestNotification, {}).catch(() => undefined))?.notifications.edges[0]?.node;
  if (!newest || newest.id === told) return;
  told = newest.id;
  notifications.show({ id: newest.id, message: newest.title });
}
