import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { FindRecords } from '../records/search.graphql';
import type { CommandSubject } from '../slice';
import { recordType } from '../slices';

interface Props {
  readonly value: readonly CommandSubject[];
  readonly onChange: (value: readonly CommandSubject[]) => void;
  readonly label: string;
  readonly required?: boolean;
  readonly error?: string | undefined;
}

/** Names the records that something is about, of any kind. */
export function AboutPicker({ value, onChange, ...input }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 120);
  const known = useRef(new Map<string, CommandSubject>());
  for (const subject of value) known.current.set(subject.id, subject);
  const { data = [], isFetching } = useQuery({
    queryKey: ['find', 'any', asked],
    queryFn: async ({ signal }) =>
      (await ask(FindRecords, { text: asked, kinds: ['CONTACT', 'ACCOUNT', 'LEAD', 'OPPORTUNITY'] }, { signal })).search,
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const found = asked === '' ? [] : data;
  for (const { kind, id, title } of found) known.current.set(id, { kind, id, title });
  const shown = [...new Set([...value.map(({ id }) => id), ...found.map(({ id }) => id)])];
  return (
    <MultiSelect
      {...input}
      searchable
      hidePickedOptions
      size="sm"
      placeholder={value.length === 0 ? t('activities:findRecord') : ''}
      data={shown.map((id) => ({ value: id, label: known.current.get(id)!.title }))}
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      nothingFoundMessage={t(asked === '' ? 'activities:findRecord' : isFetching ? 'records:searching' : 'records:nothingFound')}
      renderOption={({ option }) => {
        const type = recordType(known.current.get(option.value)?.kind ?? '');
        return (
          <div>
            {option.label}
            {type && <div style={{ fontSize: 'var(--mantine-font-size-xs)', color: 'var(--mantine-color-dimmed)' }}>{t(type.label)}</div>}
          </div>
        );
      }}
      value={value.map(({ id }) => id)}
      onChange={(ids) => onChange(ids.map((id) => known.current.get(id)!))}
    />
  );
}
