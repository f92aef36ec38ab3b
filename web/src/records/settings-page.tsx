import { Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly text?: string;
  /** What is done here most, at the end of the title's line. */
  readonly action?: ReactNode;
  readonly width?: number;
  readonly children: ReactNode;
}

export function SettingsPage({ title, text, action, width = 960, children }: Props) {
  return (
    <Stack gap="md" maw={width} px={{ base: 0, sm: 'md' }} pb="xl">
      <div>
        <Group justify="space-between" align="start" wrap="nowrap">
          <Title order={1} size="h3">
            {title}
          </Title>
          {action}
        </Group>
        {text && (
          <Text size="sm" c="dimmed" mt={4} maw={640}>
            {text}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}
