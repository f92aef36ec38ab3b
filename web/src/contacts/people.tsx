import { Anchor, Group, Stack, Switch, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import { runCommand } from '../records/run-command';
import type { RecordType, RecordValues } from '../records/record-type';
import { People as PeopleOf } from './contacts.graphql';

/** Who is with an account, and who was. */
export default function People({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('contacts');
  const [past, setPast] = useState(false);
  const readOnly = useMe()?.role === 'READ_ONLY';
  const { data } = useQuery({
    queryKey: ['record', type.kind, record.id, 'people', past],
    queryFn: async ({ signal }) => (await ask(PeopleOf, { id: record.id, past }, { signal })).account?.contacts ?? null,
  });
  const people = data?.edges.map(({ node }) => node);
  return (
    <Stack gap="xs">
      {people?.map(({ id, name, title, email, phone }) => (
        <div key={id}>
          <RecordLink kind="CONTACT" id={id} fw={500}>
            {name}
          </RecordLink>
          <Text size="xs" c="dimmed" truncate>
            {[title, email ?? phone].filter(Boolean).join(' · ')}
          </Text>
        </div>
      ))}
      {people?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noPeople')}
        </Text>
      )}
      {data && data.totalCount > data.edges.length && (
        <Anchor
          component={Link}
          size="xs"
          to="/contacts"
          search={{ filter: { op: 'and', of: [{ field: 'account', is: 'anyOf', value: [record.id] }] } } as never}
        >
          {t('records:showAll', { total: data.totalCount })}
        </Anchor>
      )}
      <Group justify="space-between">
        <Switch size="xs" label={t('showPast')} checked={past} onChange={(event) => setPast(event.currentTarget.checked)} />
        {!readOnly && (
          <AddButton onClick={() => runCommand('contacts.newContact', { kind: type.kind, id: record.id, title: type.title(record) })}>
            {t('addPerson')}
          </AddButton>
        )}
      </Group>
    </Stack>
  );
}
