import { ActionIcon, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconEye, IconEyeCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Following, FollowRecord, UnfollowRecord } from './notifications.graphql';
import { newId } from '../app/new-id';

/** The records that the reader follows. */
export function useFollowing() {
  return useQuery({
    queryKey: ['notifications', 'following'],
    queryFn: async ({ signal }) => (await ask(Following, {}, { signal })).following,
    staleTime: 60_000,
  });
}

/** Whether one is to follow a record from now on. */
export function useFollow(): (id: string, follow: boolean) => Promise<void> {
  const client = useQueryClient();
  return async (id, follow) => {
    try {
      const input = { id, commandId: newId() };
      await (follow ? ask(FollowRecord, { input }) : ask(UnfollowRecord, { input }));
      await client.invalidateQueries({ queryKey: ['notifications', 'following'] });
    } catch (error) {
      notifications.show({ color: 'red', message: (error as Error).message });
    }
  };
}

export function FollowButton({ id }: { readonly id: string }) {
  const { t } = useTranslation('activities');
  const { data } = useFollowing();
  const follow = useFollow();
  if (!data) return null;
  const followed = data.some((record) => record.id === id);
  return (
    <Tooltip label={t(followed ? 'following' : 'follow')}>
      <ActionIcon
        color={followed ? 'indigo' : 'gray'}
        aria-pressed={followed}
        aria-label={t('follow')}
        onClick={() => void follow(id, !followed)}
      >
        {followed ? <IconEyeCheck size={18} /> : <IconEye size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
