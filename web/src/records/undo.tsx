import { Button, Group, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useTranslation } from 'react-i18next';
import { newId } from '../app/new-id';

/** The last change that can be taken back, until its notification goes. */
let last: { readonly id: string; readonly undo: () => void } | undefined;

const FOR = 10_000;

/** Says what was done, and offers to take it back: by its button, or Ctrl+Z. */
export function offerUndo(message: string, undo: () => void): void {
  const id = newId();
  const taken = () => {
    if (last?.id === id) last = undefined;
    notifications.hide(id);
    undo();
  };
  last = { id, undo: taken };
  notifications.show({
    id,
    message: <Undoable message={message} undo={taken} />,
    autoClose: FOR,
    onClose: () => {
      if (last?.id === id) last = undefined;
    },
  });
}

function Undoable({ message, undo }: { readonly message: string; readonly undo: () => void }) {
  const { t } = useTranslation('records');
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{message}</Text>
      <Button size="compact-sm" variant="subtle" flex="none" onClick={undo}>
        {t('undo')}
      </Button>
    </Group>
  );
}

/** Ctrl+Z, outside of a text that is being typed, takes back the last change. */
export function useUndoKey(): void {
  useHotkeys([['mod+Z', () => last?.undo()]]);
}
