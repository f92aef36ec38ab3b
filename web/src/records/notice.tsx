import { Button, Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';

/** What could not be had, and a way to try again. */
export function Failed({ error, again }: { readonly error: Error; readonly again: () => void }) {
  const { t } = useTranslation('records');
  const offline = error instanceof GraphProblem && error.code === 'OFFLINE';
  return (
    <Notice title={t(offline ? 'offline' : 'failed')} text={offline ? t('offlineText') : error.message}>
      <Button onClick={again}>{t('retry')}</Button>
    </Notice>
  );
}

/** Instead of what there would be to see. */
export function Notice({ title, text, children }: { readonly title: string; readonly text: string; readonly children?: ReactNode }) {
  return (
    <Center mih={280} p="lg" role="status">
      <Stack align="center" gap="xs" maw={420}>
        <Title order={2} size="h4" ta="center">
          {title}
        </Title>
        <Text size="sm" c="dimmed" ta="center">
          {text}
        </Text>
        {children}
      </Stack>
    </Center>
  );
}
