import { ActionIcon, Badge, Button, Group, Menu, Text, Title, Tooltip } from '@mantine/core';
import { useHotkeys, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import { IconArchive, IconDownload, IconLayoutRows, IconPlus, IconUpload } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useDeferredValue, useEffect, useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { BulkBar } from './bulk-bar';
import { ColumnsMenu } from './columns-menu';
import { ConflictHost } from './conflict';
import type { Condition, FilterGroup } from './filter';
import { FilterBar } from './filter-bar';
import { useGroups } from './groups';
import { filterOf, parseListSearch, type ListSearch } from './list-search';
import { ListTable, type Line } from './list-table';
import { NewRecordDialog } from './new-record-dialog';
import { Peek } from './peek';
import { fieldsByKey, useCount, useListQuery, useMe, useRecordList, type Count, type ListQuery } from './queries';
import { QuickSearch } from './quick-search';
import classes from './record-list-page.module.css';
import { Failed, Notice } from './notice';
import type { Field, RecordType } from './record-type';
import { runCommand } from './run-command';
import { SavedViews } from './saved-views';
import { useSelection } from './selection';
import { useUndoKey } from './undo';
import { fieldOf } from './values';

interface Props {
  readonly type: RecordType;
  /** Beside the buttons of the list, such as another way to see it. */
  readonly actions?: ReactNode;
  /** Instead of the rows, over what the list is narrowed to: a board. */
  readonly layout?: (shown: { readonly query: ListQuery; readonly search: ListSearch }) => ReactNode;
}

/** The state of a list, as the address holds it, and how to change it. */
export function useListSearch(): [ListSearch, (change: Partial<ListSearch>, replace?: boolean) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const parsed = useMemo(() => parseListSearch(search), [search]);
  const navigate = useNavigate();
  const change = useCallback(
    (changed: Partial<ListSearch>, replace = true) =>
      void navigate({
        to: '.',
        search: (before: Record<string, unknown>) =>
          Object.fromEntries(Object.entries({ ...before, ...changed }).filter(([, value]) => value !== undefined && value !== '')),
        replace,
      } as never),
    [navigate],
  );
  return [parsed, change];
}

/** The records of a kind, as a person narrows, orders, groups and lays them out. */
export function RecordListPage({ type, actions, layout }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const navigate = useNavigate();
  const [search, change] = useListSearch();
  const query = useListQuery(type, search);
  const readOnly = useMe()?.role === 'READ_ONLY';
  const columns = useMemo(
    () =>
      [fieldOf(type, type.titleField)!, ...fieldsByKey(type, search.columns ?? type.columns)].filter(
        (field, at, all) => all.indexOf(field) === at,
      ),
    [type, search.columns],
  );
  const [widths, setWidths] = useLocalStorage<Readonly<Record<string, number>>>({ key: `widths ${type.kind}`, defaultValue: {} });
  const narrow = useMediaQuery('(max-width: 40em)') ?? false;
  const [creating, setCreating] = useState(false);
  const groupField = search.group === undefined ? undefined : fieldOf(type, search.group);
  const rows = useRecordList(type, columns, query, { asOf: search.asOf, enabled: !groupField && !layout });
  const count = useCount(type, query.filter, search.asOf);
  const narrowTo = (condition: Condition) => change({ group: undefined, filter: and(search, condition) });
  const grouped = useGroups(type, groupField, columns, query, narrowTo);
  const newest = useMemo((): readonly Line[] => {
    if (groupField) return grouped.lines;
    const loaded = rows.data?.pages.flatMap(({ edges }) => edges.map(({ node }): Line => ({ kind: 'record', record: node }))) ?? [];
    if (!rows.data) return loading(14);
    return rows.hasNextPage ? [...loaded, ...loading(6)] : loaded;
  }, [groupField, grouped.lines, rows.data, rows.hasNextPage]);
  // New rows are rendered between keys, not before the next.
  const lines = useDeferredValue(newest);
  const rendered = lines === newest;
  const total = count.data?.totalCount ?? lines.length;
  const selection = useSelection(lines, total);
  const { clear } = selection;
  useEffect(() => clear(), [clear, query]);
  useUndoKey();
  useHotkeys([['n', () => type.mutations.create && !readOnly && setCreating(true)]]);

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = rows;
  const onEnd = useCallback(() => {
    // What came is rendered first: by the rows before it, the end would be near.
    if (rendered && !groupField && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [rendered, groupField, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const records = useMemo(() => lines.flatMap((line) => (line.kind === 'record' ? [line.record.id] : [])), [lines]);
  const at = search.peek === undefined ? -1 : records.indexOf(search.peek);
  const peekAt = (index: number) => (index >= 0 && index < records.length ? () => change({ peek: records[index] }) : undefined);
  const onOpen = (id: string) => void navigate({ to: `${type.path}/${id}` as string });
  const narrowed = query.filter !== undefined;
  const error = groupField ? grouped.error : rows.error;
  const empty = !error && lines.length === 0;

  return (
    <div className={classes['page']}>
      <ConflictHost />
      <div className={classes['head']}>
        <Group gap="sm" wrap="nowrap" miw={0}>
          <Title order={1} size="h3">
            {t(type.plural)}
          </Title>
          {count.data && (
            <Badge variant="light" color="gray" aria-label={t('records:total', { total: countText(count.data, formats.number) })}>
              {countText(count.data, formats.number)}
            </Badge>
          )}
          <SavedViews type={type} search={search} onChange={change} />
        </Group>
        <Group gap={6} wrap="nowrap">
          {actions}
          {type.files && !type.exportOnly && !readOnly && (
            <Tooltip label={t('records:import')}>
              <ActionIcon
                variant="default"
                size={30}
                aria-label={t('records:import')}
                onClick={() => runCommand('imports.start', undefined, { kind: type.files })}
              >
                <IconUpload size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          {type.files && (
            <Tooltip label={t('records:export')}>
              <ActionIcon
                variant="default"
                size={30}
                component="a"
                href={exportAddress(type, query)}
                download
                aria-label={t('records:export')}
              >
                <IconDownload size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          {type.mutations.create && !readOnly && (
            <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => setCreating(true)}>
              {t('records:newOf', { label: t(type.label) })}
            </Button>
          )}
        </Group>
      </div>
      <div className={classes['tools']}>
        <QuickSearch value={search.q ?? ''} onChange={(q) => change({ q })} />
        <FilterBar
          type={type}
          filter={filterOf(search)}
          onChange={(filter) => change({ filter: filter.of.length > 0 ? filter : undefined })}
        />
        <Group gap={6} ml="auto" wrap="nowrap">
          {!layout && (
            <>
              <Menu position="bottom-end" withinPortal>
                <Menu.Target>
                  <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconLayoutRows size={14} />}>
                    {groupField ? t('records:groupedBy', { field: t(groupField.label) }) : t('records:group')}
                  </Button>
                </Menu.Target>
                <Menu.Dropdown>
                  {groupField && <Menu.Item onClick={() => change({ group: undefined })}>{t('records:noGroups')}</Menu.Item>}
                  {type.fields.filter(groupable).map(({ key, label }) => (
                    <Menu.Item key={key} onClick={() => change({ group: key })}>
                      {t(label)}
                    </Menu.Item>
                  ))}
                </Menu.Dropdown>
              </Menu>
              <ColumnsMenu type={type} columns={columns.slice(1).map(({ key }) => key)} onChange={(keys) => change({ columns: keys })} />
            </>
          )}
          <Tooltip label={t('records:showArchived')}>
            <ActionIcon
              variant={search.archived ? 'light' : 'subtle'}
              aria-pressed={search.archived ?? false}
              aria-label={t('records:showArchived')}
              onClick={() => change({ archived: search.archived ? undefined : true })}
            >
              <IconArchive size={16} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </div>
      {selection.count > 0 && <BulkBar type={type} selection={selection} query={query} count={count.data} records={records} />}
      {layout ? (
        layout({ query, search })
      ) : error && lines.every((line) => line.kind !== 'record') ? (
        <Failed error={error} again={() => void (groupField ? grouped.again() : rows.refetch())} />
      ) : empty ? (
        <Notice
          title={t(narrowed ? 'records:nothingMatches' : 'records:nothingYet')}
          text={t(narrowed ? 'records:nothingMatchesText' : 'records:nothingYetText')}
        >
          {narrowed ? (
            <Button variant="default" onClick={() => change({ filter: undefined, q: undefined, archived: undefined })}>
              {t('records:clearFilters')}
            </Button>
          ) : (
            type.mutations.create &&
            !readOnly && <Button onClick={() => setCreating(true)}>{t('records:newOf', { label: t(type.label) })}</Button>
          )}
        </Notice>
      ) : (
        <ListTable
          type={type}
          columns={columns}
          lines={lines}
          total={total}
          order={query.orderBy[0]!}
          onOrder={(order) => change({ order })}
          onColumns={(keys) => change({ columns: keys })}
          widths={widths}
          onWidth={(key, width) => setWidths((before) => ({ ...before, [key]: width }))}
          selection={selection}
          peeked={search.peek}
          onPeek={(id) => change({ peek: search.peek === id ? undefined : id }, false)}
          onOpen={onOpen}
          onEnd={onEnd}
          readOnly={readOnly}
          narrow={narrow}
        />
      )}
      {error && lines.some((line) => line.kind === 'record') && (
        <Text size="sm" role="status" className={classes['stale']!}>
          {t('records:stale', { why: error.message })}
        </Text>
      )}
      {search.peek !== undefined && (
        <Peek
          type={type}
          id={search.peek}
          previous={peekAt(at - 1)}
          next={peekAt(at + 1)}
          close={() => change({ peek: undefined })}
          asOf={search.asOf}
        />
      )}
      {creating && <NewRecordDialog type={type} close={() => setCreating(false)} />}
    </div>
  );
}

/** By which rows are put together: fields of which all values are known. */
export const groupable = (field: Field): boolean =>
  field.filter !== false &&
  !field.many &&
  (field.kind === 'choice' ||
    field.kind === 'yesNo' ||
    (field.kind === 'reference' && (field.of === 'USER' || field.useChoices !== undefined)));

function and(search: ListSearch, condition: Condition): FilterGroup {
  const before = filterOf(search);
  return { op: 'and', of: before.op === 'and' ? [...before.of, condition] : [before, condition] };
}

const loading = (lines: number): readonly Line[] => Array.from({ length: lines }, (_, at) => ({ kind: 'loading', key: `loading ${at}` }));

export function countText({ totalCount, totalCountExact }: Count, number: (value: number) => string): string {
  return totalCountExact ? number(totalCount) : `${number(totalCount)}+`;
}

function exportAddress({ files }: RecordType, { filter, orderBy }: ListQuery): string {
  const asked = new URLSearchParams({ orderBy: JSON.stringify(orderBy), bom: 'true', ...(filter && { filter: JSON.stringify(filter) }) });
  return `/exports/${files}.csv?${asked}`;
}
