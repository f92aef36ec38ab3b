import { Group, Kbd, Modal, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { commandsOf } from './commands';
import { useMe } from './me';
import { navigationOf } from './navigation';

/** Of lists and records, whose pages know them. */
const elsewhere = {
  keysOfLists: [
    ['/', 'keySearchList'],
    ['n', 'keyNew'],
    ['↑ ↓ ← →', 'keyMove'],
    ['Enter', 'keyOpen'],
    ['Space', 'keyPeek'],
    ['j k', 'keyNext'],
    ['x', 'keySelect'],
    ['Ctrl z', 'keyUndo'],
  ],
  keysOfFields: [
    ['Enter', 'keyEdit'],
    ['Esc', 'keyRevert'],
    ['Ctrl z', 'keyUndo'],
  ],
} as const;

export default function KeysHelp({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const role = useMe()?.role;
  const everywhere: (readonly [string, string])[] = [
    ['Ctrl k', t('searchOrRun')],
    ['?', t('keys')],
    ...commandsOf(role).flatMap(({ hotkey, label }) => (hotkey ? [[hotkey.replaceAll('+', ' '), t(label)] as const] : [])),
  ];
  const going: (readonly [string, string])[] = [
    ['g h', t('home')],
    ...navigationOf(role).flatMap(({ key, label }) => (key ? [[`g ${key}`, t(label)] as const] : [])),
    ['g s', t('settings')],
  ];
  return (
    <Modal opened onClose={close} title={t('keys')} size="lg">
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xl">
        <Keys title={t('keysEverywhere')} keys={everywhere} />
        <Keys title={t('keysGoing')} keys={going} />
        {Object.entries(elsewhere).map(([title, keys]) => (
          <Keys key={title} title={t(title)} keys={keys.map(([key, word]) => [key, t(word)])} />
        ))}
      </SimpleGrid>
    </Modal>
  );
}

function Keys({ title, keys }: { readonly title: string; readonly keys: readonly (readonly [string, string])[] }) {
  return (
    <Stack gap={6} component="section">
      <Title order={3} size="sm">
        {title}
      </Title>
      {keys.map(([key, meaning]) => (
        <Group key={meaning} justify="space-between" wrap="nowrap">
          <Text size="sm">{meaning}</Text>
          <Group gap={4} wrap="nowrap">
            {key.split(' ').map((one) => (
              <Kbd key={one} size="xs">
                {one}
              </Kbd>
            ))}
          </Group>
        </Group>
      ))}
    </Stack>
  );
}
