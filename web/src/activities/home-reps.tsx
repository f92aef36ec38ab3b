import { ActionIcon, Anchor, Group, Skeleton, Table, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { actorName } from '../records/actor-name';
import { useFormats } from '../app/formats';
import { addDays, spanDays } from '../records/filter';
import { LoggedCounts, type ActivityKind } from './activities.graphql';
import { activityIcons } from './kinds';

const columns = [
  ['CALL', 'calls'],
  ['MEETING', 'meetings'],
  ['EMAIL', 'emails'],
  ['NOTE', 'notes'],
] as const satisfies readonly (readonly [ActivityKind, string])[];

/** Of a manager's start page: how much everybody called, met, mailed and noted in a week. */
export default function HomeReps() {
  const { t } = useTranslation('activities');
  const formats = useFormats();
  const [back, setBack] = useState(0);
  const monday = addDays(spanDays('thisWeek', formats.day())[0], -7 * back);
  const [since, until] = [monday, addDays(monday, 7)].map((day) => formats.fromWall(`${day} 00:00:00`)) as [string, string];
  const { data, error } = useQuery({
    queryKey: ['timeline', 'logged', 'counts', since],
    queryFn: async ({ signal }) => (await ask(LoggedCounts, { since, until }, { signal })).loggedCounts,
  });
  const most = Math.max(1, ...(data ?? []).map((row) => columns.reduce((sum, [, key]) => sum + row[key], 0)));
  return (
    <>
      <Group gap={4} mb="xs">
        <ActionIcon aria-label={t('weekBefore')} onClick={() => setBack(back + 1)}>
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Text size="sm" aria-live="polite">
          {back === 0 ? t('thisWeek') : t('weekOf', { day: formats.date(monday) })}
        </Text>
        <ActionIcon aria-label={t('weekAfter')} disabled={back === 0} onClick={() => setBack(back - 1)}>
          <IconChevronRight size={16} />
        </ActionIcon>
      </Group>
      {!data && (error ? <Text size="sm">{error.message}</Text> : <Skeleton h={120} />)}
      {data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('nothingLogged')}
        </Text>
      )}
      {data && data.length > 0 && (
        <Table.ScrollContainer minWidth={320}>
          <Table verticalSpacing={4} aria-label={t('byRep')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('person')}</Table.Th>
                {columns.map(([kind, key]) => {
                  const KindIcon = activityIcons[kind];
                  return (
                    <Table.Th key={kind} ta="right">
                      <Group gap={4} justify="end" wrap="nowrap">
                        <KindIcon size={14} aria-hidden />
                        <Text component="span" size="xs" fw={600} visibleFrom="xs" style={{ whiteSpace: 'nowrap' }}>
                          {t(key)}
                        </Text>
                      </Group>
                    </Table.Th>
                  );
                })}
                <Table.Th ta="right">{t('total')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map(({ by: actor, ...row }) => {
                const by = { id: actor.id, name: actorName(actor) };
                const total = columns.reduce((sum, [, key]) => sum + row[key], 0);
                const to = (kind?: ActivityKind) => ({ by: by.id, who: by.name, since, until, ...(kind && { kind }) }) as never;
                return (
                  <Table.Tr key={by.id}>
                    <Table.Th scope="row" fw={500}>
                      {by.name}
                    </Table.Th>
                    {columns.map(([kind, key]) => (
                      <Table.Td key={kind} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
                        {row[key] > 0 ? (
                          <Anchor
                            component={Link}
                            to="/activities"
                            search={to(kind)}
                            size="sm"
                            aria-label={`${by.name}, ${t(key)}: ${row[key]}`}
                          >
                            {formats.number(row[key])}
                          </Anchor>
                        ) : (
                          <Text component="span" size="sm" c="dimmed">
                            0
                          </Text>
                        )}
                      </Table.Td>
                    ))}
                    <Table.Td ta="right" w="30%">
                      <Group gap="xs" justify="end" wrap="nowrap">
                        <span
                          aria-hidden
                          style={{
                            height: 8,
                            width: `${(100 * total) / most}%`,
                            borderRadius: 4,
                            background: 'var(--mantine-primary-color-filled)',
                          }}
                        />
                        <Anchor
                          component={Link}
                          to="/activities"
                          search={to()}
                          size="sm"
                          fw={600}
                          aria-label={`${by.name}, ${t('total')}: ${total}`}
                        >
                          {formats.number(total)}
                        </Anchor>
                      </Group>
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
