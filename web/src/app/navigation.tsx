import { Stack, Title } from '@mantine/core';
import { IconHome, IconSettings, type Icon } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFavourites } from '../records/favourite';
import { useRecents } from '../records/recents';
import type { RecordType } from '../records/record-type';
import { useTitlesOf } from '../records/titles';
import type { NavigationItem } from '../slice';
import { forRole, recordType, slices } from '../slices';
import { useMe } from './me';
import classes from './shell.module.css';

/** For those of a role, in their order. */
export function navigationOf(role: string | undefined): readonly NavigationItem[] {
  const places = slices.flatMap(({ navigation = [] }) => navigation);
  return forRole(places, role).toSorted((one, other) => one.order - other.order);
}

export function Navigation() {
  const { t } = useTranslation();
  const places = navigationOf(useMe()?.role);
  return (
    <Stack component="nav" gap={2} h="100%" aria-label={t('departments')}>
      <Item to="/" icon={IconHome} exact>
        {t('home')}
      </Item>
      {places.map(({ path, label, icon }) => (
        <Item key={path} to={path} icon={icon}>
          {t(label)}
        </Item>
      ))}
      <Favourites />
      <Recents />
      <div style={{ marginTop: 'auto' }}>
        <Item to="/settings" icon={IconSettings}>
          {t('settings')}
        </Item>
      </div>
    </Stack>
  );
}

interface ItemProps {
  readonly to: string;
  readonly icon: Icon;
  readonly exact?: boolean;
  readonly children: string;
}

function Item({ to, icon: ItemIcon, exact = false, children }: ItemProps) {
  return (
    <Link to={to as string} className={classes['link']!} activeOptions={{ exact, includeSearch: false }}>
      <ItemIcon size={16} aria-hidden />
      <span>{children}</span>
    </Link>
  );
}

function Favourites() {
  const { t } = useTranslation();
  const { data: favourites = [] } = useFavourites();
  const shown = favourites.flatMap((one) => (recordType(one.kind) ? [{ ...one, type: recordType(one.kind)! }] : []));
  return <Records title={t('favourites')} records={shown} />;
}

const RECENTS = 5;

function Recents() {
  const { t } = useTranslation();
  const recents = useRecents()
    .filter(({ kind }) => recordType(kind))
    .slice(0, RECENTS);
  const titles = useTitlesOf(recents);
  const shown = recents.flatMap(({ kind, id }) => (titles.has(id) ? [{ id, title: titles.get(id)!, type: recordType(kind)! }] : []));
  return <Records title={t('recents')} records={shown} />;
}

interface RecordsProps {
  readonly title: string;
  readonly records: readonly { readonly id: string; readonly title: string; readonly type: RecordType }[];
}

function Records({ title, records }: RecordsProps) {
  if (records.length === 0) return null;
  return (
    <>
      <Title order={2} size="xs" c="dimmed" fw={600} px={8} mt="md" mb={4}>
        {title}
      </Title>
      {records.map(({ id, title, type }) => (
        <Item key={id} to={`${type.path}/${id}`} icon={type.icon}>
          {title}
        </Item>
      ))}
    </>
  );
}
