import { Button, Group, Skeleton, Stack, Switch, Text, Title, UnstyledButton } from '@mantine/core';
import { notifications as told } from '@mantine/notifications';
import { IconAlertTriangle, IconAt, IconClock, IconFileImport, IconUserCheck, type Icon } from '@tabler/icons-react';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { Failed } from '../records/notice';
import { recordType } from '../slices';
import {
  MarkAllNotificationsRead,
  MarkNotificationRead,
  Notifications,
  type NotificationKind,
  type NotificationsQuery,
} from './notifications.graphql';
import classes from './notifications.module.css';
import { newId } from '../app/new-id';

type Notification = NotificationsQuery['notifications']['edges'][number]['node'];

const icons: Readonly<Record<NotificationKind, Icon>> = {
  ASSIGNED: IconUserCheck,
  MENTIONED: IconAt,
  DUE: IconClock,
  ESCALATED: IconAlertTriangle,
  IMPORT_FINISHED: IconFileImport,
};

/** What the bell shows: what one was told, newest first. */
export default function NotificationList({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('activities');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [unreadOnly, setUnreadOnly] = useState(false);
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['notifications', 'list', unreadOnly],
    queryFn: async ({ pageParam, signal }) =>
      (await ask(Notifications, { unread: unreadOnly || null, after: pageParam }, { signal })).notifications,
    initialPageParam: null as string | null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
  });
  const all = data?.pages.flatMap(({ edges }) => edges.map(({ node }) => node));
  const after = (marked: Promise<unknown>) =>
    marked.then(
      () => client.invalidateQueries({ queryKey: ['notifications'] }),
      (problem: Error) => void told.show({ color: 'red', message: problem.message }),
    );
  const open = ({ id, kind, read, about }: Notification) => {
    if (!read) void after(ask(MarkNotificationRead, { input: { id, commandId: newId() } }));
    const type = about && recordType(about.kind);
    const to = type ? `${type.path}/${about.id}` : kind === 'IMPORT_FINISHED' ? '/import' : undefined;
    if (to === undefined) return;
    close();
    void navigate({ to });
  };
  return (
    <div>
      <Group justify="space-between" px="sm" pt="sm" pb="xs" wrap="nowrap">
        <Title order={2} size="sm">
          {t('notifications')}
        </Title>
        <Button
          size="compact-xs"
          variant="subtle"
          disabled={!all?.some(({ read }) => !read)}
          onClick={() => void after(ask(MarkAllNotificationsRead, { input: { commandId: newId() } }))}
        >
          {t('markAllRead')}
        </Button>
      </Group>
      <Switch
        size="xs"
        px="sm"
        pb="xs"
        label={t('unreadOnly')}
        checked={unreadOnly}
        onChange={(event) => setUnreadOnly(event.currentTarget.checked)}
      />
      <div className={classes['list']}>
        {error && !all && <Failed error={error} again={() => void refetch()} />}
        {!all && !error && (
          <Stack gap="xs" p="sm">
            {[1, 2, 3].map((line) => (
              <Skeleton key={line} h={36} />
            ))}
          </Stack>
        )}
        {all?.length === 0 && (
          <Text size="sm" c="dimmed" ta="center" p="lg">
            {t('noNotifications')}
          </Text>
        )}
        {all?.map((one) => (
          <Told key={one.id} notification={one} open={() => open(one)} />
        ))}
        {hasNextPage && (
          <Button variant="subtle" size="xs" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('earlier')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Told({ notification: { kind, at, read, about }, open }: { readonly notification: Notification; readonly open: () => void }) {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const KindIcon = icons[kind];
  return (
    <UnstyledButton className={classes['told']!} onClick={open} {...(!read && { 'data-unread': true })}>
      <KindIcon size={18} aria-hidden />
      <span style={{ minWidth: 0 }}>
        <Text component="span" size="sm" fw={read ? 400 : 600} display="block" style={{ overflowWrap: 'anywhere' }}>
          {about ? t(`told_${kind}`, { title: about.title }) : t(`toldPlain_${kind}`)}
        </Text>
        <Text component="span" size="xs" c="dimmed" title={formats.dateTime(at)}>
          {formats.relative(at)}
          {!read && <span className={classes['hidden']}> · {t('unread')}</span>}
        </Text>
      </span>
    </UnstyledButton>
  );
}
