import { Spotlight, createSpotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { IconArrowRight, IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFavourites } from '../records/favourite';
import { runCommand } from '../records/run-command';
import { recordType } from '../slices';
import { commandsOf, useSubject } from './commands';
import { ask } from './graph';
import { useMe } from './me';
import { navigationOf } from './navigation';
import { Search } from './palette.graphql';

const [store, actions] = createSpotlight();

/** Finds records as somebody types, runs commands and goes places. */
export default function Palette({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const role = useMe()?.role;
  const subject = useSubject();
  const [text, setText] = useState('');
  const asked = text.trim();
  const { data: favourites = [] } = useFavourites();
  const { data, isFetching, error } = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => ask(Search, { text: asked }, { signal }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  useEffect(() => actions.open(), []);

  const matches = (label: string) =>
    asked === '' ||
    asked
      .toLowerCase()
      .split(/\s+/)
      .every((word) => label.toLowerCase().includes(word));
  const go = (to: string) => void navigate({ to });
  const found = asked === '' ? favourites : (data?.search ?? []);
  const records = found.flatMap((hit) => (recordType(hit.kind) ? [{ ...hit, type: recordType(hit.kind)! }] : []));
  const commands = commandsOf(role, subject?.kind).filter(({ label }) => matches(t(label)));
  const places = navigationOf(role).filter(({ label }) => matches(`${t('goTo', { place: t(label) })}`));

  return (
    <Spotlight.Root
      store={store}
      query={text}
      onQueryChange={setText}
      onSpotlightClose={close}
      shortcut={null}
      clearQueryOnClose={false}
      scrollable
      maxHeight="60dvh"
    >
      <Spotlight.Search
        placeholder={t('searchOrRun')}
        aria-label={t('searchOrRun')}
        leftSection={<IconSearch size={18} aria-hidden />}
        aria-busy={isFetching}
      />
      <Spotlight.ActionsList aria-label={t('results')}>
        {records.length > 0 && (
          <Spotlight.ActionsGroup label={t(asked === '' ? 'favourites' : 'records')}>
            {records.map(({ id, title, type, ...hit }) => (
              <Spotlight.Action
                key={id}
                label={title}
                description={[t(type.label), 'subtitle' in hit && hit.subtitle].filter(Boolean).join(' · ')}
                leftSection={<type.icon size={18} aria-hidden />}
                onClick={() => go(`${type.path}/${id}`)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {commands.length > 0 && (
          <Spotlight.ActionsGroup label={t('commands')}>
            {commands.map(({ key, label, icon: CommandIcon, on }) => (
              <Spotlight.Action
                key={key}
                label={t(label)}
                {...(on && subject && { description: subject.title })}
                leftSection={<CommandIcon size={18} aria-hidden />}
                onClick={() => runCommand(key, on && subject)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {places.length > 0 && (
          <Spotlight.ActionsGroup label={t('places')}>
            {places.map(({ path, label }) => (
              <Spotlight.Action
                key={path}
                label={t('goTo', { place: t(label) })}
                leftSection={<IconArrowRight size={18} aria-hidden />}
                onClick={() => go(path)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {records.length + commands.length + places.length === 0 && (
          <Spotlight.Empty>{error ? error.message : isFetching ? t('searching') : t('nothingFound')}</Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
      {data?.searchNotice && asked !== '' && <Spotlight.Footer>{data.searchNotice}</Spotlight.Footer>}
    </Spotlight.Root>
  );
}
