import { Button, Group, Skeleton, Stack, Switch, Text, Title, UnstyledButton } from '@mantine/core';
import { notifications as told } from '@mantine/notifications';
import { IconAlertTriangle, IconAt, IconClock, IconEye, IconFileImport, IconUserCheck, type Icon } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { Failed } from '../records/notice';
import { More, usePages } from '../records/pages';
import { recordType } from '../slices';
import {
  MarkAllNotificationsRead,
  MarkNotificationRead,
  Notifications,
  type NotificationKind,
  type NotificationsQuery,
} from './notifications.graphql';
import { isActivity } from './kinds';
import classes from './notifications.module.css';
import { toldAs } from './sentences';
import { newId } from '../app/new-id';

type Notification = NotificationsQuery['notifications']['edges'][number]['node'];

const icons: Readonly<Record<NotificationKind, Icon>> = {
  ASSIGNED: IconUserCheck,
  MENTIONED: IconAt,
  DUE: IconClock,
  ESCALATED: IconAlertTriangle,
  IMPORT_FINISHED: IconFileImport,
  FOLLOWED: IconEye,
};

/** What the bell shows: what one was told, newest first. */
export default function NotificationList({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('activities');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [unreadOnly, setUnreadOnly] = useState(false);
  const {
    nodes: all,
    error,
    refetch,
    ...pages
  } = usePages(
    ['notifications', 'list', unreadOnly],
    async (after, signal) => (await ask(Notifications, { unread: unreadOnly || null, after }, { signal })).notifications,
  );
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
        <More pages={pages} />
      </div>
    </div>
  );
}

function Told({
  notification: { kind, at, read, about, entry },
  open,
}: {
  readonly notification: Notification;
  readonly open: () => void;
}) {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const KindIcon = icons[kind];
  const logged =
    entry && isActivity(entry.kind) ? [t(`kind_${entry.kind}`), entry.activity?.subject].filter(Boolean).join(' – ') : undefined;
  const what = logged ?? (entry && (toldAs(entry.title, t, formats) ?? entry.title));
  return (
    <UnstyledButton className={classes['told']!} onClick={open} {...(!read && { 'data-unread': true })}>
      <KindIcon size={18} aria-hidden />
      <span style={{ minWidth: 0 }}>
        <Text component="span" size="sm" fw={read ? 400 : 600} display="block" style={{ overflowWrap: 'anywhere' }}>
          {about ? t(`told_${kind}`, { title: about.title, what }) : t(`toldPlain_${kind}`)}
        </Text>
        <Text component="span" size="xs" c="dimmed" title={formats.dateTime(at)}>
          {formats.relative(at)}
          {!read && <span className={classes['hidden']}> · {t('unread')}</span>}
        </Text>
      </span>
    </UnstyledButton>
  );
}
