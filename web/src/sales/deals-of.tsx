import { Anchor, Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import { runCommand } from '../records/run-command';
import type { RecordType, RecordValues } from '../records/record-type';
import { dealStatuses } from './opportunity';
import { DealsOfAccount, DealsOfContact } from './sales.graphql';

/** On the page of a person or an account: the deals they have a part in. */
export default function DealsOf({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('sales');
  const formats = useFormats();
  const readOnly = useMe()?.role === 'READ_ONLY' || record['archived'] === true;
  const ofContact = type.kind === 'CONTACT';
  const { data } = useQuery({
    queryKey: ['record', type.kind, record.id, 'deals'],
    queryFn: async ({ signal }) =>
      ofContact
        ? (await ask(DealsOfContact, { id: record.id }, { signal })).contact?.opportunities
        : (await ask(DealsOfAccount, { id: record.id }, { signal })).account?.opportunities,
  });
  const deals = data?.edges.map(({ node }) => node);
  const all = { op: 'and', of: [{ field: ofContact ? 'contacts' : 'account', is: 'anyOf', value: [record.id] }] };
  return (
    <Stack gap="xs">
      {deals?.map(({ id, name, status, stage, amount, closeDate, closedOn }) => (
        <div key={id}>
          <Group gap={6} wrap="nowrap" justify="space-between">
            <RecordLink kind="OPPORTUNITY" id={id} fw={500}>
              {name}
            </RecordLink>
            <Badge
              size="sm"
              variant="light"
              tt="none"
              color={dealStatuses.find(({ value }) => value === status)!.color!}
              style={{ flexShrink: 0 }}
              autoContrast
            >
              {status === 'OPEN' ? stage.name : t(`dealStatus_${status}`)}
            </Badge>
          </Group>
          <Text size="xs" c="dimmed" truncate>
            {[amount && formats.money(amount), (closedOn ?? closeDate) && formats.date((closedOn ?? closeDate)!)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </div>
      ))}
      {deals?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noDeals')}
        </Text>
      )}
      {data && data.totalCount > data.edges.length && (
        <Anchor component={Link} size="xs" to="/deals" search={{ layout: 'list', filter: all } as never}>
          {t('records:showAll', { total: data.totalCount })}
        </Anchor>
      )}
      {!readOnly && (
        <AddButton onClick={() => runCommand('sales.newDeal', { kind: type.kind, id: record.id, title: type.title(record) })}>
          {t('newDeal')}
        </AddButton>
      )}
    </Stack>
  );
}
