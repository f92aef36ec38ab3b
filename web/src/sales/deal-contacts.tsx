import { ActionIcon, Autocomplete, Group, Stack, Text, Title } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { AddButton } from '../records/add-button';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import type { RecordType, RecordValues } from '../records/record-type';
import { ReferencePicker } from '../records/reference-picker';
import type { ReferenceValue } from '../records/values';
import { useChangeDeal } from './change-deal';
import { Committee, DealParts, type CommitteeRole } from './sales.graphql';

const roles: readonly CommitteeRole[] = [
  'DECISION_MAKER',
  'ECONOMIC_BUYER',
  'TECHNICAL_BUYER',
  'CHAMPION',
  'INFLUENCER',
  'USER',
  'GATEKEEPER',
  'BLOCKER',
];

/** Who has a part in the decision about a deal, and who of the account's buying committee has none yet. */
export default function DealContacts({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('sales');
  const role = useMe()?.role;
  const [adding, setAdding] = useState(false);
  const { data: deal } = useQuery({
    queryKey: ['record', type.kind, record.id, 'parts'],
    queryFn: async ({ signal }) => (await ask(DealParts, { id: record.id }, { signal })).opportunity,
  });
  const { data: committee = [] } = useQuery({
    queryKey: ['record', 'ACCOUNT', deal?.account?.id, 'committee of deals'],
    enabled: !!deal?.account,
    queryFn: async ({ signal }) => (await ask(Committee, { id: deal!.account!.id }, { signal })).account?.committee ?? [],
  });
  const change = useChangeDeal({ id: record.id, revision: deal?.revision ?? 0 });
  if (!deal) return null;
  const known = deal.contactRoles.flatMap(({ contact, role }) => (contact ? [{ contact, role }] : []));
  // Whoever does not see all of them would take away those that they do not see.
  const readOnly = role === 'READ_ONLY' || deal.archived || known.length < deal.contactRoles.length;
  const parts = known.map(({ contact, role }) => ({ contactId: contact.id, role }));
  const save = (contactRoles: readonly { readonly contactId: string; readonly role: string | null }[]) => change.mutate({ contactRoles });
  const others = committee.filter(({ contact }) => !parts.some(({ contactId }) => contactId === contact.id));
  return (
    <Stack gap="sm">
      {known.map(({ contact, role }, at) => (
        <div key={contact.id}>
          <Group justify="space-between" wrap="nowrap" gap={4} mih={28}>
            <RecordLink kind="CONTACT" id={contact.id} fw={500}>
              {contact.name}
            </RecordLink>
            {!readOnly && (
              <ActionIcon
                size="sm"
                aria-label={t('removePerson', { name: contact.name })}
                onClick={() => save(parts.filter((_, index) => index !== at))}
              >
                <IconX size={14} />
              </ActionIcon>
            )}
          </Group>
          {contact.title && (
            <Text size="xs" c="dimmed" truncate>
              {contact.title}
            </Text>
          )}
          {readOnly ? (
            role && <Text size="xs">{role}</Text>
          ) : (
            <RoleInput
              key={role}
              label={`${t('role')}, ${contact.name}`}
              role={role}
              save={(next) => save(parts.map((part, index) => (index === at ? { ...part, role: next } : part)))}
            />
          )}
        </div>
      ))}
      {known.length === 0 && !adding && (
        <Text size="sm" c="dimmed">
          {t('nobodyHere')}
        </Text>
      )}
      {adding && (
        <ReferencePicker
          of="CONTACT"
          many={false}
          aria-label={t('person')}
          autoFocus
          value={null}
          onChange={(value) => {
            setAdding(false);
            const { id } = (value ?? {}) as Partial<ReferenceValue>;
            if (id && !parts.some(({ contactId }) => contactId === id)) save([...parts, { contactId: id, role: null }]);
          }}
        />
      )}
      {!readOnly && !adding && <AddButton onClick={() => setAdding(true)}>{t('addPerson')}</AddButton>}
      {others.length > 0 && (
        <div>
          <Title order={3} size="xs" mb={4}>
            {t('committeeOf', { account: deal.account!.name })}
          </Title>
          {others.map(({ contact, role }) => (
            <Group key={contact.id} justify="space-between" wrap="nowrap" gap={4} mih={44}>
              <div style={{ minWidth: 0 }}>
                <RecordLink kind="CONTACT" id={contact.id}>
                  {contact.name}
                </RecordLink>
                <Text size="xs" c="dimmed">
                  {t(`role_${role}`)}
                </Text>
              </div>
              {!readOnly && (
                <ActionIcon
                  aria-label={t('addNamed', { name: contact.name })}
                  onClick={() => save([...parts, { contactId: contact.id, role: t(`role_${role}`) }])}
                >
                  <IconPlus size={16} />
                </ActionIcon>
              )}
            </Group>
          ))}
        </div>
      )}
    </Stack>
  );
}

interface RoleProps {
  readonly label: string;
  readonly role: string | null;
  readonly save: (role: string | null) => void;
}

/** Any words, the usual ones offered. */
function RoleInput({ label, role, save }: RoleProps) {
  const { t } = useTranslation('sales');
  const [text, setText] = useState(role ?? '');
  const done = (next: string) => {
    if (next.trim() !== (role ?? '')) save(next.trim() || null);
  };
  return (
    <Autocomplete
      size="xs"
      aria-label={label}
      placeholder={t('role')}
      data={roles.map((value) => t(`role_${value}`))}
      value={text}
      onChange={setText}
      onOptionSubmit={done}
      onBlur={() => done(text)}
      onKeyDown={(event) => event.key === 'Enter' && !event.defaultPrevented && done(text)}
    />
  );
}
