import { ActionIcon, AppShell, Burger, Group, Indicator, Kbd, Popover, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure, useNetwork } from '@mantine/hooks';
import { IconBell, IconHelp, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { CommandHost } from '../records/run-command';
import { slices } from '../slices';
import { ask } from './graph';
import { useKeys } from './keys';
import { useLive } from './live';
import { useOrganisation } from './me';
import { Navigation } from './navigation';
import { NewMenu } from './new-menu';
import { PageLoading } from './page-states';
import { PersonMenu } from './person-menu';
import classes from './shell.module.css';
import { UnreadNotifications } from './shell.graphql';

const Palette = lazy(() => import('./palette'));
const KeysHelp = lazy(() => import('./keys-help'));

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation();
  const [menu, { toggle: toggleMenu, close: closeMenu }] = useDisclosure();
  const [palette, { open: openPalette, close: closePalette }] = useDisclosure();
  const [help, { open: openHelp, close: closeHelp }] = useDisclosure();
  const { pathname } = useLocation();
  const { online } = useNetwork();
  const organisation = useOrganisation();
  useEffect(closeMenu, [pathname, closeMenu]);
  useKeys({ openPalette, openHelp });
  useLive();

  return (
    <AppShell
      layout="alt"
      header={{ height: 48 }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: !menu } }}
      classNames={{ navbar: classes['navbar']!, header: classes['header']! }}
    >
      <a href="#content" className={classes['skip']}>
        {t('skip')}
      </a>
      <AppShell.Header>
        <Group h="100%" px="sm" gap="xs" wrap="nowrap">
          <Burger opened={menu} onClick={toggleMenu} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
          <UnstyledButton className={classes['search']!} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
            <IconSearch size={15} aria-hidden />
            <Text component="span" size="sm" truncate>
              {t('searchOrRun')}
            </Text>
            <Kbd size="xs" visibleFrom="xs" ml="auto">
              {navigator.platform.startsWith('Mac') ? '⌘K' : 'Ctrl K'}
            </Kbd>
          </UnstyledButton>
          <Group gap={4} ml="auto" wrap="nowrap">
            <NewMenu />
            <ActionIcon size={32} onClick={openHelp} aria-label={t('keys')} visibleFrom="sm">
              <IconHelp size={18} />
            </ActionIcon>
            <Bell />
            <PersonMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('navigation')}>
        <Group h={32} px={8} mb="xs" wrap="nowrap" justify="space-between">
          <Text fw={600} size="sm" truncate>
            {organisation?.name}
          </Text>
          <Burger opened={menu} onClick={toggleMenu} hiddenFrom="sm" size="sm" aria-label={t('menu')} />
        </Group>
        <Navigation />
      </AppShell.Navbar>
      <AppShell.Main className={classes['main']!}>
        {!online && (
          <Text role="status" size="sm" className={classes['offline']!}>
            {t('offlineBanner')}
          </Text>
        )}
        <div id="content" className={classes['content']} tabIndex={-1}>
          <Suspense fallback={<PageLoading />}>
            <Outlet />
          </Suspense>
        </div>
      </AppShell.Main>
      <CommandHost />
      <Suspense>{palette && <Palette close={closePalette} />}</Suspense>
      <Suspense>{help && <KeysHelp close={closeHelp} />}</Suspense>
    </AppShell>
  );
}

const Notifications = slices.find(({ notifications }) => notifications)?.notifications;

function Bell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { data } = useQuery({
    queryKey: ['notifications', 'unread'],
    queryFn: ({ signal }) => ask(UnreadNotifications, {}, { signal }),
    refetchInterval: 120_000,
  });
  const unread = data?.unreadNotifications ?? 0;
  if (!Notifications) return null;
  return (
    <Popover opened={opened} onChange={(open) => !open && close()} position="bottom-end" width={380} shadow="md" trapFocus withinPortal>
      <Indicator label={unread > 99 ? '99+' : unread} size={16} offset={5} color="red.9" disabled={unread === 0}>
        <Popover.Target>
          <ActionIcon size={32} onClick={toggle} aria-label={unread > 0 ? t('notificationsUnread', { count: unread }) : t('notifications')}>
            <IconBell size={18} />
          </ActionIcon>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown p={0} maw="calc(100vw - 16px)" aria-label={t('notifications')}>
        <Suspense fallback={<PageLoading />}>{opened && <Notifications close={close} />}</Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
