import { MultiSelect, Select, type ComboboxItem } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef, useState, type FocusEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { recordType } from '../slices';
import { askRows } from './queries';
import { FindRecords, FindUsers, type SearchKind } from './search.graphql';
import { referenceTitle, type ReferenceValue } from './values';

export interface Found {
  readonly id: string;
  readonly title: string;
  readonly subtitle?: string | undefined;
}

/** What a person may name as they type: users by name, records as the search box finds them, and the latest where nothing is typed. */
export async function findRecords(of: string, text: string, signal?: AbortSignal): Promise<readonly Found[]> {
  const options = { ...(signal && { signal }) };
  if (of === 'USER') {
    const filter = { active: { eq: true }, ...(text && { name: { contains: text } }) };
    const { users } = await ask(FindUsers, { filter }, options);
    return users.edges.map(({ node }) => ({ id: node.id, title: node.name, subtitle: node.email }));
  }
  const type = recordType(of);
  if (!text && type) {
    const rows = await askRows(type, [], { filter: undefined, orderBy: [{ field: 'updatedAt', direction: 'DESC' }] }, 12, signal);
    return rows.map((row) => ({ id: row.id, title: type.title(row), subtitle: type.subtitle?.(row) }));
  }
  const { search } = await ask(FindRecords, { text, kinds: [of as SearchKind] }, options);
  return search.map(({ id, title, subtitle }) => ({ id, title, subtitle: subtitle ?? undefined }));
}

interface Props {
  readonly of: string;
  readonly many: boolean;
  readonly value: ReferenceValue | readonly ReferenceValue[] | null | undefined;
  readonly onChange: (value: ReferenceValue | readonly ReferenceValue[] | null) => void;
  /** Offered before all that is found. */
  readonly first?: readonly Found[];
  readonly withinPortal?: boolean;
  /** Opens at once. */
  readonly opened?: boolean;
  readonly label?: string;
  readonly 'aria-label'?: string;
  readonly description?: string;
  readonly error?: string | undefined;
  readonly required?: boolean;
  readonly autoFocus?: boolean;
  readonly placeholder?: string;
}

/** Names a record, or several, of what the reader may see. */
export function ReferencePicker({ of, many, value, onChange, opened = false, first = [], withinPortal = true, ...input }: Props) {
  const { t } = useTranslation('records');
  const chosen = (Array.isArray(value) ? value : value ? [value] : []) as readonly ReferenceValue[];
  const field = { key: 'reference', kind: 'reference', label: '', of } as const;
  // The text is the title of what is chosen from the start, so that it is selected by the focus and typing replaces it.
  const [text, setText] = useState(() => (!many && chosen[0] ? referenceTitle(field, chosen[0]) : ''));
  const [debounced] = useDebouncedValue(text, 120);
  const titles = useRef(new Map<string, Found>());
  for (const one of chosen) titles.current.set(one.id, { id: one.id, title: referenceTitle(field, one) });
  // The picker puts the title of what is chosen into its text: that is not what somebody looks for.
  const looked = chosen.some(({ id }) => titles.current.get(id)?.title === debounced) ? '' : debounced.trim();
  const { data = [], isFetching } = useQuery({
    queryKey: ['find', of, looked],
    queryFn: ({ signal }) => findRecords(of, looked, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  for (const found of [...first, ...data]) titles.current.set(found.id, found);
  const shown = [
    ...new Map([...first, ...chosen.map(({ id }) => titles.current.get(id)!), ...data].map((found) => [found.id, found])).values(),
  ];
  const named = (id: string): ReferenceValue => chosen.find((one) => one.id === id) ?? { id, $title: titles.current.get(id)?.title ?? id };
  const common = {
    ...input,
    size: 'sm',
    comboboxProps: { withinPortal },
    searchable: true,
    data: shown.map(({ id, title }) => ({ value: id, label: title })),
    // The graph has filtered.
    filter: ({ options }: { options: unknown[] }) => options as ComboboxItem[],
    searchValue: text,
    onSearchChange: setText,
    onFocus: (event: FocusEvent<HTMLInputElement>) => event.currentTarget.select(),
    nothingFoundMessage: t(isFetching ? 'searching' : 'nothingFound'),
    renderOption: ({ option }: { option: ComboboxItem }) => <Option found={titles.current.get(option.value)} label={option.label} />,
    ...(opened && { defaultDropdownOpened: true }),
  } as const;
  return many ? (
    <MultiSelect {...common} hidePickedOptions value={chosen.map(({ id }) => id)} onChange={(ids) => onChange(ids.map(named))} />
  ) : (
    <Select
      {...common}
      clearable={!input.required}
      allowDeselect={false}
      value={chosen[0]?.id ?? null}
      onChange={(id) => onChange(id === null ? null : named(id))}
    />
  );
}

function Option({ found, label }: { readonly found: Found | undefined; readonly label: string }) {
  return (
    <div style={{ minWidth: 0 }}>
      <div style={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{label}</div>
      {found?.subtitle && (
        <div
          style={{
            fontSize: 'var(--mantine-font-size-xs)',
            color: 'var(--mantine-color-dimmed)',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
          }}
        >
          {found.subtitle}
        </div>
      )}
    </div>
  );
}
