import { Grid, Paper, Skeleton, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { HomePanel } from '../slice';
import { forRole, slices } from '../slices';
import { useMe } from './me';

/** The first page: what departments show of the day and of the numbers. */
export default function Home() {
  const { t } = useTranslation();
  const me = useMe();
  useDocumentTitle(`${t('home')} · Throughline`);
  const ofSlices = slices.flatMap(({ home = [] }) => home);
  const panels = forRole(ofSlices, me?.role).toSorted((one, other) => one.order - other.order);
  return (
    <div style={{ padding: 'var(--mantine-spacing-md)' }}>
      <Title order={1} size="h3" mb="md">
        {t(greeting(), { name: me?.name.split(' ')[0] })}
      </Title>
      <Grid>
        {panels.map((panel) => (
          <Panel key={panel.key} panel={panel} />
        ))}
      </Grid>
    </div>
  );
}

const always = () => true;

function Panel({ panel: { title, columns, useShown = always, component: Component } }: { readonly panel: HomePanel }) {
  const { t } = useTranslation();
  if (!useShown()) return null;
  return (
    <Grid.Col span={{ base: 12, md: columns }}>
      <Paper withBorder p="md" h="100%" component="section" aria-label={t(title)}>
        <Title order={2} size="h5" mb="sm">
          {t(title)}
        </Title>
        <Suspense fallback={<Skeleton h={120} />}>
          <Component />
        </Suspense>
      </Paper>
    </Grid.Col>
  );
}

function greeting(): string {
  const hour = new Date().getHours();
  return hour < 5 || hour >= 18 ? 'goodEvening' : hour < 12 ? 'goodMorning' : 'goodDay';
}
