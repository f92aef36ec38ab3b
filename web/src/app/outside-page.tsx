import { Box, Center, Paper, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

interface Props {
  readonly title: string;
  readonly text?: string;
  readonly width?: number;
  readonly children: ReactNode;
}

/** A page for those who have no session. */
export function OutsidePage({ title, text, width = 400, children }: Props) {
  useDocumentTitle(`${title} · Throughline`);
  return (
    <Center component="main" mih="100dvh" p="md" bg="var(--mantine-color-default-hover)">
      <Box w="100%" maw={width}>
        <Text fw={700} size="lg" mb="md" ta="center">
          Throughline
        </Text>
        <Paper withBorder p={{ base: 'md', xs: 'xl' }} radius="lg">
          <Title order={1} size="h3" mb={text ? 4 : 'md'}>
            {title}
          </Title>
          {text && (
            <Text size="sm" c="dimmed" mb="md">
              {text}
            </Text>
          )}
          {children}
        </Paper>
      </Box>
    </Center>
  );
}
