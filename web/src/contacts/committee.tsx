import { ActionIcon, Group, Select, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Form } from '../records/form';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import type { RecordType, RecordValues } from '../records/record-type';
import { ReferencePicker } from '../records/reference-picker';
import { useChange } from '../records/use-change';
import type { ReferenceValue } from '../records/values';
import { committeeRoles } from './contact';
import {
  AddCommitteeMember,
  ChangeCommitteeMember,
  Committee,
  RemoveCommitteeMember,
  type CommitteeRole,
  type CommitteeStance,
} from './contacts.graphql';

const stances: readonly CommitteeStance[] = ['SUPPORTS', 'NEUTRAL', 'OPPOSES'];

/** Who has a part in what an account decides, and where they stand. */
export default function BuyingCommittee({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('contacts');
  const readOnly = useMe()?.role === 'READ_ONLY';
  const [adding, setAdding] = useState(false);
  const change = useChange(ChangeCommitteeMember, 'ACCOUNT');
  const remove = useChange(RemoveCommitteeMember, 'ACCOUNT');
  const { data: members } = useQuery({
    queryKey: ['record', type.kind, record.id, 'committee'],
    queryFn: async ({ signal }) => (await ask(Committee, { id: record.id }, { signal })).account?.committee ?? [],
  });
  return (
    <Stack gap="sm">
      {members?.map(({ contact, role, stance }) => {
        const member = { accountId: record.id, contactId: contact.id };
        return (
          <div key={contact.id}>
            <Group justify="space-between" wrap="nowrap" gap={4}>
              <RecordLink kind="CONTACT" id={contact.id} fw={500}>
                {contact.name}
              </RecordLink>
              {!readOnly && (
                <ActionIcon size="sm" aria-label={t('removeMember', { name: contact.name })} onClick={() => remove.mutate(member)}>
                  <IconX size={14} />
                </ActionIcon>
              )}
            </Group>
            <Group gap={6} grow>
              <Select
                size="xs"
                aria-label={`${t('role')}, ${contact.name}`}
                readOnly={readOnly}
                allowDeselect={false}
                data={committeeRoles.map(({ value, label }) => ({ value, label: t(label!) }))}
                value={role}
                onChange={(value) => value && change.mutate({ ...member, role: value as CommitteeRole })}
              />
              <Select
                size="xs"
                aria-label={`${t('stance')}, ${contact.name}`}
                readOnly={readOnly}
                placeholder={t('stance_none')}
                clearable={!readOnly}
                data={stances.map((value) => ({ value, label: t(`stance_${value}`) }))}
                value={stance}
                onChange={(value) => change.mutate({ ...member, stance: value })}
              />
            </Group>
          </div>
        );
      })}
      {members?.length === 0 && !adding && (
        <Text size="sm" c="dimmed">
          {t('noCommittee')}
        </Text>
      )}
      {adding && <AddMember accountId={record.id} close={() => setAdding(false)} />}
      {!readOnly && !adding && <AddButton onClick={() => setAdding(true)}>{t('addMember')}</AddButton>}
    </Stack>
  );
}

function AddMember({ accountId, close }: { readonly accountId: string; readonly close: () => void }) {
  const { t } = useTranslation('contacts');
  const [person, setPerson] = useState<ReferenceValue | null>(null);
  const [role, setRole] = useState<CommitteeRole>('INFLUENCER');
  const add = useChange(AddCommitteeMember, 'ACCOUNT');
  return (
    <Form
      submit={t('addMember')}
      mutation={add}
      ready={person !== null}
      size="xs"
      save={() => add.mutate({ accountId, contactId: person!.id, role }, { onSuccess: close })}
      cancel={close}
    >
      <ReferencePicker
        of="CONTACT"
        many={false}
        label={t('member')}
        autoFocus
        value={person}
        onChange={(value) => setPerson(value as ReferenceValue | null)}
      />
      <Select
        size="sm"
        label={t('role')}
        allowDeselect={false}
        data={committeeRoles.map(({ value, label }) => ({ value, label: t(label!) }))}
        value={role}
        onChange={(value) => value && setRole(value as CommitteeRole)}
      />
    </Form>
  );
}
