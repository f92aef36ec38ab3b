import { Stack, Title } from '@mantine/core';
import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { forRole, slices } from '../slices';
import { useMe } from './me';
import { NothingHere } from './page-states';
import classes from './settings.module.css';

/** Settings of all departments, those that the person's role may see. */
export default function Settings() {
  const { t } = useTranslation();
  const role = useMe()?.role;
  const { pathname } = useLocation();
  const ofSlices = slices.flatMap(({ settings = [] }) => settings);
  const pages = forRole(ofSlices, role).toSorted((one, other) => one.order - other.order);
  const addresses = pages.map(({ path }) => `/settings/${path.replace(/^\//, '')}`);
  if (pathname === '/settings' && addresses[0]) return <Navigate to={addresses[0]} replace />;
  if (!addresses.some((address) => pathname.startsWith(address))) return <NothingHere />;
  return (
    <div className={classes['page']}>
      <nav aria-label={t('settings')} className={classes['pages']}>
        <Title order={2} size="sm" mb="xs" px={8}>
          {t('settings')}
        </Title>
        <Stack gap={2}>
          {pages.map(({ label }, at) => (
            <Link key={addresses[at]} to={addresses[at] as string} className={classes['link']!}>
              {t(label)}
            </Link>
          ))}
        </Stack>
      </nav>
      <div className={classes['content']}>
        <Outlet />
      </div>
    </div>
  );
}
