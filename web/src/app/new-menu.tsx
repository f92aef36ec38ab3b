import { Button, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { runCommand } from '../records/run-command';
import { commandsOf } from './commands';
import { useMe } from './me';

/** What can be begun from anywhere. */
export function NewMenu() {
  const { t } = useTranslation();
  const commands = commandsOf(useMe()?.role).filter(({ dialog }) => dialog);
  if (commands.length === 0) return null;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-sm" h={30} leftSection={<IconPlus size={16} aria-hidden />}>
          {t('new')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {commands.map(({ key, label, icon: CommandIcon }) => (
          <Menu.Item key={key} leftSection={<CommandIcon size={16} aria-hidden />} onClick={() => runCommand(key)}>
            {t(label)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
