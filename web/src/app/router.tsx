import { createRootRoute, createRoute, createRouter, lazyRouteComponent, useParams, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordType } from '../records/record-type';
import type { Page } from '../slice';
import { recordTypes, slices } from '../slices';
import { NothingHere, PageFailed, PageLoading } from './page-states';
import { Shell } from './shell';

const RecordListPage = lazy(() => import('../records/record-list-page').then((module) => ({ default: module.RecordListPage })));
const RecordPage = lazy(() => import('../records/record-page').then((module) => ({ default: module.RecordPage })));

const root = createRootRoute({ component: Shell, notFoundComponent: NothingHere });
const pages: readonly Page[] = slices.flatMap(({ pages = [] }) => pages);

const home = createRoute({ getParentRoute: () => root, path: '/', component: lazyRouteComponent(() => import('./home')) });

/** A slice's page stands before the list or the page that a kind of record has by itself. */
const ofRecords = recordTypes.flatMap((type) => {
  const list = { path: type.path, component: () => <List type={type} /> };
  const page = { path: `${type.path}/$id`, component: () => <One type={type} /> };
  return [list, page].filter(({ path }) => !pages.some((other) => other.path === path));
});

const ofSlices = pages.map((page) => ({ path: page.path, component: () => <Titled page={page} /> }));

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings')),
});

const settingsPages = slices
  .flatMap(({ settings = [] }) => settings)
  .map(({ path, component: Component, label }) =>
    createRoute({ getParentRoute: () => settings, path, component: () => <Titled page={{ path, title: label, component: Component }} /> }),
  );

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    ...[...ofRecords, ...ofSlices].map((options) => createRoute({ getParentRoute: () => root, ...options })),
    settings.addChildren(settingsPages),
  ]),
  defaultErrorComponent: PageFailed,
  defaultPreload: false,
  scrollRestoration: true,
});

function List({ type }: { readonly type: RecordType }) {
  const { t } = useTranslation();
  useTitle(t(type.plural));
  return (
    <Suspense fallback={<PageLoading />}>
      <RecordListPage key={type.kind} type={type} />
    </Suspense>
  );
}

function One({ type }: { readonly type: RecordType }) {
  const { id } = useParams({ strict: false }) as { id: string };
  const { asOf } = useSearch({ strict: false }) as { asOf?: unknown };
  const { t } = useTranslation();
  useTitle(t(type.label));
  return (
    <Suspense fallback={<PageLoading />}>
      <RecordPage key={id} type={type} id={id} {...(typeof asOf === 'string' && { asOf })} />
    </Suspense>
  );
}

function Titled({ page: { title, component: Component } }: { readonly page: Page }) {
  const { t } = useTranslation();
  useTitle(t(title));
  return (
    <Suspense fallback={<PageLoading />}>
      <Component />
    </Suspense>
  );
}

function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Throughline`;
  }, [title]);
}
