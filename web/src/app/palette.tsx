import { Combobox, Group, Modal, ScrollArea, Text, TextInput, useCombobox } from '@mantine/core';
import { IconArrowRight, IconSearch, type Icon } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFavourites } from '../records/favourite';
import { runCommand } from '../records/run-command';
import type { Command, CommandSubject } from '../slice';
import { recordType } from '../slices';
import { commandsOf, commandsOn, useSubject } from './commands';
import { ask } from './graph';
import { useMe } from './me';
import { navigationOf } from './navigation';
import { Search } from './palette.graphql';
import classes from './palette.module.css';

interface Entry {
  readonly key: string;
  readonly icon: Icon;
  readonly label: string;
  readonly description?: string | undefined;
  readonly run: () => void;
}

/** Finds records as somebody types, runs commands and goes places. */
export default function Palette({ close }: { readonly close: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const role = useMe()?.role;
  const subject = useSubject();
  const [text, setText] = useState('');
  const asked = text.trim();
  const combobox = useCombobox({ opened: true, onOpenedChange: (opened) => !opened && close() });
  const { data: favourites = [] } = useFavourites();
  const { data, isFetching, error } = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => ask(Search, { text: asked }, { signal }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });

  const words = asked.toLowerCase().split(/\s+/);
  const matches = (label: string) => words.every((word) => label.toLowerCase().includes(word));
  const go = (to: string) => void navigate({ to });
  const records = (asked === '' ? favourites : (data?.search ?? [])).flatMap((hit): Entry[] => {
    const type = recordType(hit.kind);
    const description = [type && t(type.label), 'subtitle' in hit && hit.subtitle].filter(Boolean).join(' · ');
    return type ? [{ key: hit.id, icon: type.icon, label: hit.title, description, run: () => go(`${type.path}/${hit.id}`) }] : [];
  });
  const entryOf = ({ key, label, icon }: Command, about?: CommandSubject): Entry => ({
    key,
    icon,
    label: t(label),
    description: about?.title,
    run: () => runCommand(key, about),
  });
  const commands = [
    ...(subject ? commandsOn(subject.kind, role).map((command) => entryOf(command, subject)) : []),
    ...commandsOf(role).map((command) => entryOf(command)),
  ];
  const places = navigationOf(role).map(({ path, label }): Entry => ({
    key: path,
    icon: IconArrowRight,
    label: t('goTo', { place: t(label) }),
    run: () => go(path),
  }));
  const groups = [
    { label: t(asked === '' ? 'favourites' : 'records'), entries: records },
    { label: t('commands'), entries: commands.filter(({ label }) => matches(label)) },
    { label: t('places'), entries: places.filter(({ label }) => matches(label)) },
  ].filter(({ entries }) => entries.length > 0);
  const entries = groups.flatMap((group) => group.entries);
  const first = entries[0]?.key;
  const { selectFirstOption, resetSelectedOption } = combobox;
  useEffect(() => {
    if (first === undefined) resetSelectedOption();
    else selectFirstOption();
    // The store's functions are others at every rendering.
  }, [first, asked]);

  return (
    <Modal.Root opened onClose={close} size="lg" yOffset="8dvh">
      <Modal.Overlay />
      <Modal.Content aria-label={t('searchOrRun')}>
        <Combobox
          store={combobox}
          onOptionSubmit={(key) => {
            close();
            entries.find((entry) => entry.key === key)?.run();
          }}
        >
          <Combobox.EventsTarget>
            <TextInput
              variant="unstyled"
              size="md"
              classNames={{ input: classes['input']! }}
              aria-label={t('searchOrRun')}
              placeholder={t('searchOrRun')}
              leftSection={<IconSearch size={18} aria-hidden />}
              aria-busy={isFetching}
              data-autofocus
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
            />
          </Combobox.EventsTarget>
          <ScrollArea.Autosize mah="60dvh" type="scroll">
            <Combobox.Options p={6} aria-label={t('results')}>
              {groups.map(({ label, entries }) => (
                <Combobox.Group key={label} label={label}>
                  {entries.map(({ key, icon: EntryIcon, label, description }) => (
                    <Combobox.Option key={key} value={key}>
                      <Group gap="sm" wrap="nowrap">
                        <EntryIcon size={18} aria-hidden className={classes['icon']!} />
                        <Text size="sm" truncate>
                          {label}
                        </Text>
                        {description && (
                          <Text size="xs" truncate className={classes['description']!}>
                            {description}
                          </Text>
                        )}
                      </Group>
                    </Combobox.Option>
                  ))}
                </Combobox.Group>
              ))}
              {entries.length === 0 && (
                <Combobox.Empty>{error ? error.message : isFetching ? t('searching') : t('nothingFound')}</Combobox.Empty>
              )}
            </Combobox.Options>
          </ScrollArea.Autosize>
          {data?.searchNotice && asked !== '' && <Combobox.Footer>{data.searchNotice}</Combobox.Footer>}
        </Combobox>
      </Modal.Content>
    </Modal.Root>
  );
}
