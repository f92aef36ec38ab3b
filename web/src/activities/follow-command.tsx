import { notifications } from '@mantine/notifications';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { CommandDialogProps } from '../slice';
import { useFollow, useFollowing } from './follow';

/** Follows the record that it is called from, or no longer does. */
export default function FollowCommand({ about, close }: CommandDialogProps) {
  const { t } = useTranslation('activities');
  const { data } = useFollowing();
  const follow = useFollow();
  const begun = useRef(false);
  useEffect(() => {
    if (!data || !about || begun.current) return;
    begun.current = true;
    const followed = data.some(({ id }) => id === about.id);
    void follow(about.id, !followed).then(() => {
      notifications.show({ message: t(followed ? 'followsNoMore' : 'followsNow', { title: about.title }) });
      close();
    });
  }, [data, about, follow, close, t]);
  return null;
}
