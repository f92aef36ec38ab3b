import { ActionIcon, Avatar, Badge, Button, Group, Menu, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { IconArchive, IconArchiveOff, IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { commandsOn } from '../app/commands';
import { newId } from '../app/new-id';
import { FavouriteStar } from './favourite';
import { mutateRecord, refreshLists, useMe } from './queries';
import type { RecordType, RecordValues } from './record-type';
import { runCommand } from './run-command';
import { offerUndo } from './undo';

interface Props {
  readonly type: RecordType;
  readonly record: RecordValues;
  /** In the peek: the keys of commands belong to the page below. */
  readonly compact?: boolean;
  /** Before what can be done. */
  readonly children?: ReactNode;
}

/** What the record is called, and what can be done about it. */
export function RecordHeader({ type, record, compact = false, children }: Props) {
  const { t } = useTranslation();
  const title = type.title(record);
  const subtitle = type.subtitle?.(record);
  const commands = commandsOn(type.kind, useMe()?.role);
  const archive = useArchive(type);
  const about = { kind: type.kind, id: record.id, title };
  const archived = record['archived'] === true;
  useHotkeys(compact || archived ? [] : commands.flatMap(({ key, hotkey }) => (hotkey ? [[hotkey, () => runCommand(key, about)]] : [])));
  const shown = compact ? [] : commands.filter(({ buttonless }) => !buttonless).slice(0, 3);
  const more = commands.filter((command) => !shown.includes(command));
  const canArchive = archived ? type.mutations.restore : type.mutations.archive;
  return (
    <Group justify="space-between" wrap="nowrap" align="start" gap="md">
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Avatar radius="sm" variant="default" name={title} size={compact ? 36 : 44} visibleFrom="xs" />
        <div style={{ minWidth: 0 }}>
          <Group gap={4} wrap="nowrap">
            <Title order={compact ? 2 : 1} size={compact ? 'h4' : 'h3'} lineClamp={2} title={title} style={{ overflowWrap: 'anywhere' }}>
              {title}
            </Title>
            <FavouriteStar kind={type.kind} id={record.id} title={title} />
            {archived && <Badge color="gray">{t('records:archived')}</Badge>}
          </Group>
          {subtitle && (
            <Text size="sm" c="dimmed" truncate>
              {subtitle}
            </Text>
          )}
        </div>
      </Group>
      <Group gap={6} wrap="nowrap">
        {children}
        {!archived &&
          shown.map(({ key, label, icon: Icon }) => (
            <Button
              key={key}
              size="xs"
              variant="default"
              leftSection={<Icon size={16} />}
              onClick={() => runCommand(key, about)}
              visibleFrom="sm"
            >
              {t(label)}
            </Button>
          ))}
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t('records:more')}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {!archived &&
              shown.map(({ key, label, icon: Icon }) => (
                <Menu.Item key={key} hiddenFrom="sm" leftSection={<Icon size={16} />} onClick={() => runCommand(key, about)}>
                  {t(label)}
                </Menu.Item>
              ))}
            {!archived &&
              more.map(({ key, label, icon: Icon }) => (
                <Menu.Item key={key} leftSection={<Icon size={16} />} onClick={() => runCommand(key, about)}>
                  {t(label)}
                </Menu.Item>
              ))}
            {canArchive && (
              <Menu.Item
                leftSection={archived ? <IconArchiveOff size={16} /> : <IconArchive size={16} />}
                onClick={() => archive(record, !archived)}
              >
                {t(archived ? 'records:restore' : 'records:archive')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </Group>
  );
}

export function useArchive(type: RecordType): (record: RecordValues, archived: boolean) => void {
  const client = useQueryClient();
  const { t } = useTranslation();
  return function archive(record, archived, quietly = false) {
    const { archive: away, restore: back } = type.mutations;
    mutateRecord(client, type, (archived ? away : back)!, { id: record.id, commandId: newId() }).then(
      (after) => {
        refreshLists(client, type);
        const message = t(archived ? 'records:archivedNow' : 'records:restoredNow', { title: type.title(after) });
        if (quietly || !back || !away) notifications.show({ message });
        else offerUndo(message, () => (archive as (r: RecordValues, a: boolean, q: boolean) => void)(after, !archived, true));
      },
      (error: Error) => notifications.show({ color: 'red', message: error.message }),
    );
  } as (record: RecordValues, archived: boolean, quietly?: boolean) => void;
}
