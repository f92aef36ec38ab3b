import { ActionIcon, Group, Stack, Text, TextInput } from '@mantine/core';
import { DateInput } from '@mantine/dates';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { Form } from '../records/form';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import type { RecordType, RecordValues } from '../records/record-type';
import { ReferencePicker } from '../records/reference-picker';
import { useChange } from '../records/use-change';
import type { ReferenceValue } from '../records/values';
import { LinkContactToAccount, Positions as PositionsOf, RemovePosition } from './contacts.graphql';

/** Where a person works and has worked, the present first. */
export default function Positions({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('contacts');
  const formats = useFormats();
  const readOnly = useMe()?.role === 'READ_ONLY';
  const [adding, setAdding] = useState(false);
  const remove = useChange(RemovePosition, 'CONTACT');
  const { data } = useQuery({
    queryKey: ['record', type.kind, record.id, 'positions'],
    queryFn: async ({ signal }) => (await ask(PositionsOf, { id: record.id }, { signal })).contact?.positions ?? [],
  });
  const positions = data?.toSorted((one, other) => Number(one.until !== null) - Number(other.until !== null));
  return (
    <Stack gap="xs">
      {positions?.map(({ id, account, title, since, until }) => {
        const name = account?.name ?? t('hidden');
        const time = since || until ? `${since ? formats.date(since) : '…'} – ${until ? formats.date(until) : t('present')}` : undefined;
        return (
          <Group key={id} justify="space-between" wrap="nowrap" gap={4} align="start">
            <div style={{ minWidth: 0 }}>
              {account ? (
                <RecordLink kind="ACCOUNT" id={account.id} fw={until === null ? 500 : 400}>
                  {name}
                </RecordLink>
              ) : (
                <Text size="sm" c="dimmed">
                  {name}
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {[title, time].filter(Boolean).join(' · ')}
              </Text>
            </div>
            {!readOnly && (
              <ActionIcon
                size="sm"
                aria-label={t('removePosition', { account: name })}
                onClick={() => remove.mutate({ contactId: record.id, positionId: id })}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </Group>
        );
      })}
      {positions?.length === 0 && !adding && (
        <Text size="sm" c="dimmed">
          {t('noPositions')}
        </Text>
      )}
      {adding && <AddPosition contactId={record.id} close={() => setAdding(false)} />}
      {!readOnly && !adding && <AddButton onClick={() => setAdding(true)}>{t('addPosition')}</AddButton>}
    </Stack>
  );
}

function AddPosition({ contactId, close }: { readonly contactId: string; readonly close: () => void }) {
  const { t } = useTranslation('contacts');
  const [account, setAccount] = useState<ReferenceValue | null>(null);
  const [title, setTitle] = useState('');
  const [since, setSince] = useState<string | null>(null);
  const [until, setUntil] = useState<string | null>(null);
  const link = useChange(LinkContactToAccount, 'CONTACT');
  return (
    <Form
      submit={t('addPosition')}
      mutation={link}
      ready={account !== null}
      size="xs"
      save={() => link.mutate({ contactId, accountId: account!.id, title: title.trim() || null, since, until }, { onSuccess: close })}
      cancel={close}
    >
      <ReferencePicker
        of="ACCOUNT"
        many={false}
        label={t('account')}
        autoFocus
        value={account}
        onChange={(value) => setAccount(value as ReferenceValue | null)}
      />
      <TextInput size="sm" label={t('title')} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      <Group grow gap={6}>
        <DateInput size="sm" label={t('since')} clearable value={since} onChange={setSince} />
        <DateInput
          size="sm"
          label={t('until')}
          description={t('until_help')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          clearable
          value={until}
          onChange={setUntil}
        />
      </Group>
    </Form>
  );
}
