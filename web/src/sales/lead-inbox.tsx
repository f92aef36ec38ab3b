import { Anchor, Badge, Button, Group, Kbd, ScrollArea, SegmentedControl, Skeleton, Stack, Tabs, Text, Title } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconArrowLeft, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { Facts } from '../records/facts';
import { askCounts, fieldsByKey, useMe, useRecord, useRecordList, type ListQuery } from '../records/queries';
import { Failed, Notice } from '../records/notice';
import page from '../records/record-list-page.module.css';
import type { RecordValues } from '../records/record-type';
import { runCommand } from '../records/run-command';
import { useUndoKey } from '../records/undo';
import { lead } from './lead';
import { useLeadActions } from './lead-actions';
import classes from './lead-inbox.module.css';
import { LeadButtons } from './lead-standing';

const whose = ['mine', 'unassigned', 'all'] as const;
type Whose = (typeof whose)[number];
const statuses = ['NEW', 'QUALIFIED'] as const;

interface Search {
  readonly of?: string;
  readonly status?: string;
  readonly lead?: string;
}

const fields = fieldsByKey(lead, ['status', 'source', 'note', 'email', 'phone', 'owner', 'createdAt']);

/** Leads that wait for somebody, one after the other: J and K, then qualify, disqualify, convert, assign or archive by a key. */
export default function LeadInbox() {
  const { t } = useTranslation('sales');
  const me = useMe();
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const narrow = useMediaQuery('(max-width: 48em)') ?? false;
  const of: Whose = whose.find((one) => one === search.of) ?? 'mine';
  const status = statuses.find((one) => one === search.status) ?? 'NEW';
  const change = (changed: Search) =>
    void navigate({ to: '.', search: (before: Record<string, unknown>) => ({ ...before, ...changed }), replace: true } as never);
  const queries = useMemo(
    () => Object.fromEntries(whose.map((one) => [one, queryOf(one, status, me?.id)])) as Record<Whose, ListQuery>,
    [status, me?.id],
  );
  const { data: counts } = useQuery({
    queryKey: ['records', lead.kind, 'inbox', status, me?.id],
    enabled: me !== undefined,
    queryFn: ({ signal }) =>
      askCounts(
        lead,
        whose.map((one) => queries[one].filter),
        signal,
      ),
  });
  const rows = useRecordList(lead, fields, queries[of], { enabled: me !== undefined });
  const leads = rows.data?.pages.flatMap(({ edges }) => edges.map(({ node }) => node));
  useUndoKey();

  // Whoever is done with a lead reads the one that takes its place.
  const place = useRef(0);
  const found = leads?.findIndex(({ id }) => id === search.lead) ?? -1;
  if (found >= 0) place.current = found;
  const at = found >= 0 ? found : Math.min(place.current, (leads?.length ?? 0) - 1);
  const open = narrow && search.lead === undefined ? undefined : leads?.[at];
  const go = (step: number) => {
    const next = leads?.[Math.max(0, Math.min(at + step, leads.length - 1))];
    if (next) change({ lead: next.id });
    if (at + step > (leads?.length ?? 0) - 5 && rows.hasNextPage && !rows.isFetchingNextPage) void rows.fetchNextPage();
  };
  const actions = useLeadActions();
  const about = open && { kind: lead.kind, id: open.id, title: lead.title(open) };
  const may = open !== undefined && me?.role !== 'READ_ONLY';
  useHotkeys([
    ['j', () => go(1)],
    ['k', () => go(-1)],
    ['Enter', () => open && void navigate({ to: `${lead.path}/${open.id}` as string })],
    ['q', () => may && status === 'NEW' && void actions(open.id).qualify()],
    ['d', () => may && runCommand('sales.disqualifyLead', about)],
    ['v', () => may && runCommand('sales.convertLead', about)],
    ['a', () => may && me && void actions(open.id).assign(me.id, ownerOf(open)?.id ?? null)],
    ['e', () => may && void actions(open.id).archive()],
  ]);

  return (
    <div className={page['page']}>
      <div className={page['head']}>
        <Title order={1} size="h3">
          {t('inbox')}
        </Title>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('status')}
            value={status}
            onChange={(value) => change({ status: value, lead: undefined } as Search)}
            data={statuses.map((value) => ({ value, label: t(`leadStatus_${value}`) }))}
          />
          <Button component={Link} to={lead.path as string} size="xs" variant="default">
            {t('allLeads')}
          </Button>
          {me?.role !== 'READ_ONLY' && (
            <Button size="xs" leftSection={<IconPlus size={16} />} onClick={() => runCommand('sales.newLead')}>
              {t('newLead')}
            </Button>
          )}
        </Group>
      </div>
      <Tabs value={of} onChange={(value) => change({ of: value ?? 'mine', lead: undefined } as Search)} className={classes['tabs']!}>
        <Tabs.List>
          {whose.map((one, index) => (
            <Tabs.Tab
              key={one}
              value={one}
              rightSection={
                counts && (
                  <Badge size="sm" variant="light" color="gray">
                    {counts[index]!.totalCount}
                  </Badge>
                )
              }
            >
              {t(`inbox_${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={of} className={classes['panel']!}>
          {rows.error && !leads ? (
            <Failed error={rows.error} again={() => void rows.refetch()} />
          ) : !leads ? (
            <Stack p="md" gap="xs" aria-busy aria-label={t('records:loading')}>
              {[1, 2, 3, 4, 5].map((line) => (
                <Skeleton key={line} h={56} />
              ))}
            </Stack>
          ) : leads.length === 0 ? (
            <Notice title={t('inboxEmpty')} text={t(`inboxEmpty_${of}`)} />
          ) : (
            <div className={classes['panes']}>
              {!(narrow && open) && (
                <ScrollArea className={classes['list']!} viewportProps={{ tabIndex: 0, 'aria-label': t('leads') }}>
                  <ul className={classes['leads']}>
                    {leads.map((one) => (
                      <Line key={one.id} record={one} current={one.id === open?.id} onOpen={() => change({ lead: one.id })} />
                    ))}
                  </ul>
                  {rows.hasNextPage && (
                    <Button variant="subtle" fullWidth loading={rows.isFetchingNextPage} onClick={() => void rows.fetchNextPage()}>
                      {t('moreLeads')}
                    </Button>
                  )}
                </ScrollArea>
              )}
              {open && (
                <div className={classes['open']}>
                  {narrow && (
                    <Button
                      size="compact-sm"
                      variant="subtle"
                      leftSection={<IconArrowLeft size={14} />}
                      onClick={() => change({ lead: undefined } as Search)}
                    >
                      {t('inbox')}
                    </Button>
                  )}
                  <Open key={open.id} record={open} readOnly={me?.role === 'READ_ONLY'} />
                </div>
              )}
            </div>
          )}
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

function queryOf(of: Whose, status: string, me: string | undefined): ListQuery {
  const owned = of === 'all' ? {} : { ownerId: of === 'mine' ? { eq: me } : { isNull: true } };
  return { filter: { status: { eq: status }, ...owned }, orderBy: [{ field: 'createdAt', direction: 'DESC' }] };
}

const ownerOf = (record: RecordValues) => record['owner'] as { readonly id: string; readonly name: string } | null;

interface LineProps {
  readonly record: RecordValues;
  readonly current: boolean;
  readonly onOpen: () => void;
}

function Line({ record, current, onOpen }: LineProps) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const line = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) line.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const { source, note, createdAt } = record as unknown as { source: string | null; note: string | null; createdAt: string };
  return (
    <li>
      <button ref={line} type="button" className={classes['lead']} aria-current={current || undefined} onClick={onOpen}>
        <span className={classes['line']}>
          <span className={classes['name']}>{lead.title(record)}</span>
          <span className={classes['age']}>{formats.relative(createdAt)}</span>
        </span>
        <span className={classes['more']}>{[lead.subtitle?.(record), source ?? t('noSource')].filter(Boolean).join(' · ')}</span>
        {note && <span className={classes['more']}>{note}</span>}
      </button>
    </li>
  );
}

function Open({ record: listed, readOnly }: { readonly record: RecordValues; readonly readOnly: boolean }) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const { data } = useRecord(lead, listed.id);
  const record = data ?? listed;
  const { note, source, createdAt, status } = record as unknown as Record<string, string | null>;
  const title = lead.title(record);
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
          <Anchor component={Link} to={`${lead.path}/${record.id}` as string} inherit c="inherit">
            {title}
          </Anchor>
        </Title>
        <Text size="sm" c="dimmed">
          {[
            lead.subtitle?.(record),
            source ?? t('noSource'),
            createdAt && formats.dateTime(createdAt),
            ownerOf(record)?.name ?? t('nobodys'),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
      </div>
      {!readOnly && <LeadButtons id={record.id} title={title} status={status ?? 'NEW'} />}
      {note && (
        <section aria-label={t('note')} className={classes['message']}>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {note}
          </Text>
        </section>
      )}
      <div className={classes['facts']}>
        <Facts type={lead} record={record} readOnly={readOnly} />
      </div>
      {!readOnly && (
        <Group gap="md" visibleFrom="sm" className={classes['keys']!}>
          {(['j', 'k', 'q', 'd', 'v', 'a', 'e'] as const).map((key) => (
            <Group key={key} gap={4}>
              <Kbd size="xs">{key.toUpperCase()}</Kbd>
              <Text size="xs">{t(`key_${key}`)}</Text>
            </Group>
          ))}
        </Group>
      )}
    </Stack>
  );
}
