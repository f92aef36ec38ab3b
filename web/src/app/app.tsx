import { Button, Center, Loader, MantineProvider, MantineThemeProvider, Stack, Text, Title, useMantineColorScheme } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page } from '../slice';
import { slices } from '../slices';
import { FormatsContext, formatsOf } from './formats';
import { client } from './client';
import { router } from './router';
import { startSession, useSession } from './session';
import { SignInAgain } from './sign-in-again';
import { dateTheme, theme, variables } from './theme';
import { useMeQuery } from './me';
import { languageOf, localeOf, speak } from './words';

const SignIn = lazy(() => import('./sign-in'));
const FirstVisit = lazy(() => import('./first-visit'));

export function App() {
  return (
    <QueryClientProvider client={client}>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <Notifications position="bottom-right" />
        <Suspense fallback={<Waiting />}>
          <Visit />
        </Suspense>
      </MantineProvider>
    </QueryClientProvider>
  );
}

const publicPages: readonly Page[] = slices.flatMap(({ publicPages = [] }) => publicPages);

function Visit() {
  const session = useSession();
  const { t } = useTranslation();
  const open = publicPages.find(({ path }) => path === location.pathname);
  if (open) return <open.component />;
  switch (session.status) {
    case 'starting':
      return <Waiting />;
    case 'firstVisit':
      return <FirstVisit />;
    case 'signedOut':
      return <SignIn />;
    case 'unreachable':
      return (
        <Center component="main" h="100dvh" p="lg">
          <Stack align="center" gap="xs" maw={420}>
            <Title order={1} size="h3">
              {t('unreachable')}
            </Title>
            <Text c="dimmed" ta="center">
              {t('unreachableText')}
            </Text>
            <Button onClick={() => void startSession()}>{t('retry')}</Button>
          </Stack>
        </Center>
      );
    case 'signedIn':
    case 'over':
      return (
        <AsThePersonLikesIt>
          <RouterProvider router={router} />
          <SignInAgain open={session.status === 'over'} />
        </AsThePersonLikesIt>
      );
  }
}

/** Their language, time zone and theme. */
function AsThePersonLikesIt({ children }: { readonly children: ReactNode }) {
  const { data } = useMeQuery();
  const { setColorScheme } = useMantineColorScheme();
  const { i18n } = useTranslation();
  const { me, organisation } = data ?? {};
  const language = languageOf(me?.language);
  const theme = me?.theme;
  useEffect(() => {
    if (language && language !== i18n.language) void speak(language);
  }, [language, i18n]);
  useEffect(() => {
    if (theme) setColorScheme(theme === 'SYSTEM' ? 'auto' : theme === 'DARK' ? 'dark' : 'light');
  }, [theme, setColorScheme]);
  const locale = localeOf(me?.language);
  const timeZone = me?.timeZone ?? organisation?.timeZone;
  const currency = organisation?.currency;
  const formats = useMemo(() => (timeZone && currency ? formatsOf(locale, timeZone, currency) : undefined), [locale, timeZone, currency]);
  const dates = useMemo(() => formats && dateTheme(formats), [formats]);
  if (!formats) return <Waiting />;
  return (
    <MantineThemeProvider theme={dates!}>
      <FormatsContext value={formats}>{children}</FormatsContext>
    </MantineThemeProvider>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Center h="100dvh" role="status" aria-label={t('loading')}>
      <Loader type="dots" />
    </Center>
  );
}
