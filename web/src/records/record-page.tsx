import { Button, Grid, Skeleton, Stack, Tabs, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import type { Panel } from '../slice';
import { slices } from '../slices';
import { ConflictHost } from './conflict';
import { Facts } from './facts';
import { Failed, Notice } from './notice';
import { Presence } from './presence';
import { useMe, useRecord } from './queries';
import { RecordHeader } from './record-header';
import classes from './record-page.module.css';
import type { RecordType, RecordValues } from './record-type';
import { useNoteVisit } from './recents';
import { useUndoKey } from './undo';

interface Props {
  readonly type: RecordType;
  readonly id: string;
  readonly asOf?: string;
}

/** A record: what is known about it, what departments show beside it, and what can be done. */
export function RecordPage({ type, id, asOf }: Props) {
  const { t } = useTranslation();
  const { data: record, error, refetch } = useRecord(type, id, asOf);
  const readOnly = useMe()?.role === 'READ_ONLY';
  const facts = useRef<HTMLElement>(null);
  useNoteVisit(type.kind, id, !!record);
  useUndoKey();
  if (record === null || (error instanceof GraphProblem && error.code === 'BAD_USER_INPUT')) return <NotFound type={type} />;
  if (!record) return error ? <Failed error={error} again={() => void refetch()} /> : <Loading />;
  const side = panelsOn(type.kind, 'side');
  return (
    <div className={classes['page']}>
      <ConflictHost />
      <RecordHeader type={type} record={record}>
        <Presence id={id} within={facts} />
      </RecordHeader>
      {panelsOn(type.kind, 'top').map(({ key, title, component: Component }) => (
        <section key={key} className={classes['top']} aria-label={t(title)}>
          <Suspense fallback={<Skeleton h={40} />}>
            <Component type={type} record={record} />
          </Suspense>
        </section>
      ))}
      <div className={classes['columns']}>
        <aside ref={facts} className={classes['facts']} aria-label={type.title(record)}>
          <Facts type={type} record={record} readOnly={readOnly} />
        </aside>
        <div className={classes['main']}>
          <MainPanels type={type} record={record} />
        </div>
        {side.length > 0 && (
          <aside className={classes['side']}>
            <Stack gap="md">
              {side.map((panel) => (
                <SidePanel key={panel.key} panel={panel} type={type} record={record} />
              ))}
            </Stack>
          </aside>
        )}
      </div>
    </div>
  );
}

export function panelsOn(kind: string, place: Panel['place']): readonly Panel[] {
  return slices
    .flatMap(({ panels = [] }) => panels)
    .filter((panel) => panel.place === place && panel.on.includes(kind))
    .toSorted((one, other) => one.order - other.order);
}

function MainPanels({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation();
  const panels = panelsOn(type.kind, 'main');
  const [tab, setTab] = useState<string | null>(panels[0]?.key ?? null);
  if (panels.length === 0) return null;
  return (
    <Tabs value={tab} onChange={setTab} keepMounted={false}>
      <Tabs.List>
        {panels.map(({ key, title }) => (
          <Tabs.Tab key={key} value={key}>
            {t(title)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {panels.map(({ key, component: Component }) => (
        <Tabs.Panel key={key} value={key} pt="md">
          <Suspense fallback={<Skeleton h={120} />}>
            <Component type={type} record={record} />
          </Suspense>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function SidePanel({ panel, type, record }: { readonly panel: Panel; readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation();
  const { component: Component } = panel;
  return (
    <section className={classes['panel']} aria-label={t(panel.title)}>
      <Title order={2} size="sm" mb="xs">
        {t(panel.title)}
      </Title>
      <Suspense fallback={<Skeleton h={48} />}>
        <Component type={type} record={record} />
      </Suspense>
    </section>
  );
}

function Loading() {
  const { t } = useTranslation('records');
  return (
    <div className={classes['page']} aria-busy aria-label={t('loading')}>
      <Skeleton h={44} w={280} mb="lg" />
      <Grid>
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <Stack gap="sm">
            {[1, 2, 3, 4, 5, 6].map((line) => (
              <Skeleton key={line} h={22} />
            ))}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 8 }}>
          <Skeleton h={260} />
        </Grid.Col>
      </Grid>
    </div>
  );
}

function NotFound({ type }: { readonly type: RecordType }) {
  const { t } = useTranslation();
  return (
    <Notice title={t('records:notFound')} text={t('records:notFoundText')}>
      <Button component={Link} to={type.path as string} variant="default">
        {t(type.plural)}
      </Button>
    </Notice>
  );
}
