import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { filterName, type Condition } from './filter';
import type { Line } from './list-table';
import { askCounts, askRows, selection, type ListQuery } from './queries';
import { countText } from './record-list-page';
import type { Field, RecordType, RecordValues } from './record-type';
import { FindUsers } from './search.graphql';
import { choiceText, useChoicesOf } from './show';

interface GroupOf {
  readonly key: string;
  readonly title: string;
  readonly filter: Readonly<Record<string, unknown>>;
  /** As the filter bar says it. */
  readonly condition: Condition;
}

/** So many rows of a group stand in it; all of them are a filter away. */
const SHOWN = 50;

/** The rows of a list by the values of a field, each value with how many there are; empty ones are left out. */
export function useGroups(
  type: RecordType,
  field: Field | undefined,
  columns: readonly Field[],
  query: ListQuery,
  narrow: (condition: Condition) => void,
) {
  const { t } = useTranslation();
  const formats = useFormats();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const groups = useGroupsOf(field);
  const narrowed = (group: GroupOf) => (query.filter ? { and: [query.filter, group.filter] } : group.filter);
  const counts = useQuery({
    queryKey: ['records', type.kind, 'groups', field?.key, query.filter, groups.map(({ key }) => key)],
    enabled: field !== undefined && groups.length > 0,
    queryFn: ({ signal }) => askCounts(type, groups.map(narrowed), signal),
    placeholderData: keepPreviousData,
  });
  const there = groups.flatMap((group, at) => {
    const count = counts.data?.[at];
    return count && count.totalCount > 0 ? [{ group, count }] : [];
  });
  const loaded = useQueries({
    queries: there.map(({ group }) => ({
      queryKey: ['records', type.kind, 'group', field?.key, group.key, query, selection(type, columns)],
      enabled: !closed.has(group.key),
      queryFn: ({ signal }: { signal: AbortSignal }) => askRows(type, columns, { ...query, filter: narrowed(group) }, SHOWN, signal),
      placeholderData: keepPreviousData,
    })),
    combine: dataOf,
  });
  const lines = useMemo(
    () =>
      there.flatMap(({ group, count }, at): readonly Line[] => {
        const open = !closed.has(group.key);
        const toggle = () => setClosed((before) => new Set(open ? [...before, group.key] : [...before].filter((key) => key !== group.key)));
        const head: Line = { kind: 'group', key: group.key, title: group.title, count: countText(count, formats.number), open, toggle };
        if (!open) return [head];
        const records = loaded[at]?.map((record): Line => ({ kind: 'record', record }));
        if (!records) return [head, { kind: 'loading', key: `${group.key} loading` }];
        const more = count.totalCount > records.length;
        const text = t('records:showAll', { total: countText(count, formats.number) });
        return [
          head,
          ...records,
          ...(more ? [{ kind: 'more' as const, key: `${group.key} more`, text, show: () => narrow(group.condition) }] : []),
        ];
      }),
    [counts.data, groups, closed, formats, t, loaded],
  );
  return {
    lines: field && !counts.data ? waiting : lines,
    error: counts.error,
    again: () => counts.refetch(),
  };
}

const dataOf = (answers: readonly { readonly data: readonly RecordValues[] | undefined }[]) => answers.map(({ data }) => data);

const waiting: readonly Line[] = [1, 2, 3, 4].map((at) => ({ kind: 'loading', key: `group ${at}` }));
const nobody: Field = { key: '', kind: 'text', label: '' };

function useGroupsOf(field: Field | undefined): readonly GroupOf[] {
  const { t } = useTranslation();
  const choices = useChoicesOf(field ?? nobody);
  const users = useQuery({
    queryKey: ['find', 'USER', 'all'],
    enabled: field?.of === 'USER',
    staleTime: 60_000,
    queryFn: async ({ signal }) => (await ask(FindUsers, { filter: {} }, { signal })).users.edges.map(({ node }) => node),
  }).data;
  return useMemo(() => {
    if (!field) return [];
    const name = filterName(field)!;
    const of = (value: string, title: string): GroupOf => ({
      key: value,
      title,
      filter: { [name]: { eq: value } },
      condition: { field: field.key, is: 'anyOf', value: [value] },
    });
    const without: GroupOf = {
      key: '',
      title: t('records:without', { field: t(field.label) }),
      filter: { [name]: { isNull: true } },
      condition: { field: field.key, is: 'empty' },
    };
    if (field.kind === 'yesNo')
      return ([true, false] as const).map((value) => ({
        key: String(value),
        title: t(value ? 'records:yes' : 'records:no'),
        filter: { [name]: { eq: value } },
        condition: { field: field.key, is: value ? 'yes' : 'no' } as const,
      }));
    const named =
      field.of === 'USER'
        ? (users ?? []).map((user) => of(user.id, user.name))
        : choices.map((choice) => of(choice.value, choiceText(choice, t)));
    return named.length > 0 ? [...named, without] : [];
  }, [field, choices, users, t]);
}
