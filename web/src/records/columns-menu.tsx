import { ActionIcon, Button, Checkbox, Group, Popover, ScrollArea, Stack, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconColumns3 } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordType } from './record-type';
import { fieldOf, selectOf } from './values';

interface Props {
  readonly type: RecordType;
  readonly columns: readonly string[];
  readonly onChange: (keys: readonly string[] | undefined) => void;
}

/** Which fields a list shows, and in which order. */
export function ColumnsMenu({ type, columns, onChange }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const others = type.fields
    .filter(({ key }) => key !== type.titleField && !columns.includes(key))
    .filter((field) => selectOf(field) !== '');
  const matches = (key: string) => t(fieldOf(type, key)!.label).toLowerCase().includes(text.trim().toLowerCase());
  const move = (key: string, by: -1 | 1) => {
    const at = columns.indexOf(key);
    const moved = columns.filter((other) => other !== key);
    moved.splice(at + by, 0, key);
    onChange(moved);
  };
  return (
    <Popover position="bottom-end" shadow="md" width={280} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconColumns3 size={14} />}>
          {t('records:columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <TextInput
          size="xs"
          mb="xs"
          data-autofocus
          aria-label={t('records:findField')}
          placeholder={t('records:findField')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <ScrollArea.Autosize mah={340}>
          <Stack gap={2}>
            {columns.filter(matches).map((key) => {
              const label = t(fieldOf(type, key)?.label ?? key);
              const at = columns.indexOf(key);
              return (
                <Group key={key} justify="space-between" wrap="nowrap" gap={4}>
                  <Checkbox size="xs" py={4} label={label} checked onChange={() => onChange(columns.filter((other) => other !== key))} />
                  <Group gap={0} wrap="nowrap">
                    <ActionIcon
                      size="sm"
                      disabled={at === 0}
                      aria-label={t('records:moveUp', { field: label })}
                      onClick={() => move(key, -1)}
                    >
                      <IconChevronUp size={14} />
                    </ActionIcon>
                    <ActionIcon
                      size="sm"
                      disabled={at === columns.length - 1}
                      aria-label={t('records:moveDown', { field: label })}
                      onClick={() => move(key, 1)}
                    >
                      <IconChevronDown size={14} />
                    </ActionIcon>
                  </Group>
                </Group>
              );
            })}
            {others
              .filter(({ key }) => matches(key))
              .map(({ key, label }) => (
                <Checkbox key={key} size="xs" py={4} label={t(label)} checked={false} onChange={() => onChange([...columns, key])} />
              ))}
          </Stack>
        </ScrollArea.Autosize>
        <Button size="compact-xs" variant="subtle" mt="xs" onClick={() => onChange(undefined)}>
          {t('records:usualColumns')}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
