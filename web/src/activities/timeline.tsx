import { ActionIcon, Button, Checkbox, Group, Indicator, Popover, Skeleton, Stack, Text } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { More, usePages } from '../records/pages';
import { useMe } from '../records/queries';
import { Failed } from '../records/notice';
import type { RecordType, RecordValues } from '../records/record-type';
import { slices } from '../slices';
import { Timeline } from './activities.graphql';
import { useDroppedMails } from './dropped-mails';
import { Entries } from './entries';
import { FollowButton } from './follow';
import { QuickLog } from './quick-log';

const MailDialog = lazy(() => import('./mail-dialog'));
const PAGE = 30;

/** What happened with a record, newest first, and above it what to write down of it. */
export default function RecordTimeline({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('activities');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const readOnly = useMe()?.role === 'READ_ONLY' || record['archived'] === true;
  const about = { kind: type.kind, id: record.id, title: type.title(record) };
  const { mails, over, done } = useDroppedMails(!readOnly);
  const kinds = described.filter(({ label }) => chosen.includes(label)).flatMap((one) => one.kinds);
  const {
    nodes: entries,
    error,
    refetch,
    ...pages
  } = usePages(
    ['timeline', record.id, kinds],
    async (after, signal) => (await ask(Timeline, { about: record.id, kinds, first: PAGE, after }, { signal })).timeline,
    { placeholderData: keepPreviousData },
  );
  return (
    <Stack gap="xs">
      {!readOnly && <QuickLog key={record.id} about={about} />}
      {over && (
        <Text size="sm" ta="center" p="sm" role="status" style={{ border: '2px dashed var(--mantine-primary-color-filled)' }}>
          {t('dropMails')}
        </Text>
      )}
      <Suspense>{mails && <MailDialog files={mails} about={about} close={done} />}</Suspense>
      <Group justify="space-between">
        <KindFilter chosen={chosen} onChange={setChosen} />
        {!readOnly && <FollowButton id={record.id} />}
      </Group>
      {error && !entries ? (
        <Failed error={error} again={() => void refetch()} />
      ) : !entries ? (
        [1, 2, 3].map((line) => <Skeleton key={line} h={48} />)
      ) : entries.length === 0 ? (
        <Text size="sm" c="dimmed" py="md" ta="center">
          {t(chosen.length > 0 ? 'nothingOfKinds' : 'nothingHappened')}
        </Text>
      ) : (
        <Entries entries={entries} here={record.id} />
      )}
      <More pages={pages} />
    </Stack>
  );
}

const described = slices.flatMap(({ timeline = [] }) => timeline);

function KindFilter({ chosen, onChange }: { readonly chosen: readonly string[]; readonly onChange: (labels: readonly string[]) => void }) {
  const { t } = useTranslation('activities');
  return (
    <Group gap="xs">
      <Popover position="bottom-start" withinPortal trapFocus>
        <Indicator disabled={chosen.length === 0} label={chosen.length} size={16} color="indigo.8">
          <Popover.Target>
            <ActionIcon variant="default" size={28} aria-label={t('filterKinds')}>
              <IconFilter size={16} />
            </ActionIcon>
          </Popover.Target>
        </Indicator>
        <Popover.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          <Checkbox.Group value={[...chosen]} onChange={onChange} aria-label={t('filterKinds')}>
            <Stack gap="xs">
              {described.map(({ label }) => (
                <Checkbox key={label} size="xs" value={label} label={t(label)} />
              ))}
            </Stack>
          </Checkbox.Group>
        </Popover.Dropdown>
      </Popover>
      {chosen.length > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={() => onChange([])}>
          {t('allKinds')}
        </Button>
      )}
    </Group>
  );
}
