import { ActionIcon, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useTyping } from './typing';

interface Props {
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Narrows a list as somebody types. By itself, so that a key renders the box and not the list. */
export function QuickSearch({ value, onChange }: Props) {
  const { t } = useTranslation('records');
  const { ref, text, type, clear, flush } = useTyping(value, onChange);
  useHotkeys([['/', () => ref.current?.focus()]]);
  return (
    <TextInput
      ref={ref}
      size="xs"
      w={220}
      leftSection={<IconSearch size={14} />}
      aria-label={t('quickSearch')}
      placeholder={t('quickSearch')}
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      onBlur={flush}
      onKeyDown={(event) => event.key === 'Escape' && (clear(), event.currentTarget.blur())}
      rightSection={
        text !== '' && (
          <ActionIcon size="xs" aria-label={t('clear')} onClick={clear}>
            <IconX size={12} />
          </ActionIcon>
        )
      }
    />
  );
}
