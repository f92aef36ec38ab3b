import { Button, Center, Loader, Stack, Text, Title } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

export function PageLoading() {
  const { t } = useTranslation();
  return (
    <Center mih={240} role="status" aria-label={t('loading')}>
      <Loader type="dots" size="sm" />
    </Center>
  );
}

export function NothingHere() {
  const { t } = useTranslation();
  return (
    <Center mih={280} p="lg">
      <Stack align="center" gap="xs">
        <Title order={1} size="h4">
          {t('nothingHere')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('nothingHereText')}
        </Text>
        <Button component={Link} to="/" variant="default">
          {t('home')}
        </Button>
      </Stack>
    </Center>
  );
}

/** A page that broke, or whose parts did not load; the shell around it goes on. */
export function PageFailed({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  // A newer version was installed meanwhile: the files of this one are no longer there.
  const { message } = error as Error;
  const outdated = /dynamically imported module|module script/i.test(message);
  return (
    <Center mih={280} p="lg" role="alert">
      <Stack align="center" gap="xs" maw={420}>
        <Title order={1} size="h4" ta="center">
          {t(outdated ? 'outdated' : 'pageFailed')}
        </Title>
        <Text size="sm" c="dimmed" ta="center">
          {outdated ? t('outdatedText') : message}
        </Text>
        <Button onClick={() => (outdated ? location.reload() : reset())}>{t(outdated ? 'reload' : 'retry')}</Button>
      </Stack>
    </Center>
  );
}
