import { Badge, Button, Modal, Select, Switch, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { Confirm } from '../records/confirm';
import { Form, problemOf } from '../records/form';
import type { Role } from '../slice';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { ApiKeys as Keys, CreateApiKey, RevokeApiKey, type ApiKeysQuery } from './identity.graphql';
import { RoleSelect, ShownOnce, TeamSelect } from './parts';
import { useSave } from './queries';

type ApiKey = ApiKeysQuery['apiKeys'][number];

const isOver = ({ expiresAt }: ApiKey): boolean => expiresAt !== null && Date.parse(expiresAt) <= Date.now();

/** Ways in for programs. */
export default function ApiKeys() {
  const { t } = useTranslation('identity');
  const query = useQuery({ queryKey: ['settings', 'apiKeys'], queryFn: ({ signal }) => ask(Keys, {}, { signal }) });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const [past, setPast] = useState(false);
  const { mutateAsync: revoke } = useSave(RevokeApiKey);
  return (
    <SettingsPage
      title={t('apiKeys')}
      text={t('apiKeysText')}
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
          {t('makeKey')}
        </Button>
      }
    >
      <Loaded query={query}>
        {({ apiKeys }) => {
          const good = apiKeys.filter((key) => !key.revoked && !isOver(key));
          const shown = past ? apiKeys : good;
          return (
            <>
              {shown.length > 0 ? <KeysTable apiKeys={shown} revoke={setRevoking} /> : <Text c="dimmed">{t('noKeys')}</Text>}
              {apiKeys.length > good.length && (
                <Switch label={t('pastKeys')} checked={past} onChange={(event) => setPast(event.currentTarget.checked)} />
              )}
            </>
          );
        }}
      </Loaded>
      {making && <MakeKey close={() => setMaking(false)} />}
      {revoking && (
        <Confirm
          title={t('revokeNamed', { name: revoking.name })}
          text={t('revokeText')}
          confirm={t('revoke')}
          act={() => revoke({ id: revoking.id })}
          close={() => setRevoking(undefined)}
        />
      )}
    </SettingsPage>
  );
}

function KeysTable({ apiKeys, revoke }: { readonly apiKeys: readonly ApiKey[]; readonly revoke: (key: ApiKey) => void }) {
  const { t } = useTranslation('identity');
  const formats = useFormats();
  return (
    <Table verticalSpacing="xs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('keyName')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('role')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('team')}</Table.Th>
          <Table.Th visibleFrom="md">{t('madeOn')}</Table.Th>
          <Table.Th visibleFrom="sm">{t('goodUntil')}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{t('records:more')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {apiKeys.map((key) => (
          <Table.Tr key={key.id}>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              <Text size="sm" fw={500}>
                {key.name}
              </Text>
              <Text size="xs" c="dimmed" hiddenFrom="sm">
                {t(`role_${key.role}`)}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">{t(`role_${key.role}`)}</Table.Td>
            <Table.Td visibleFrom="sm">{key.team?.name ?? '–'}</Table.Td>
            <Table.Td visibleFrom="md">{formats.date(formats.day(new Date(key.createdAt)))}</Table.Td>
            <Table.Td visibleFrom="sm">{key.expiresAt ? formats.dateTime(key.expiresAt) : t('untilRevoked')}</Table.Td>
            <Table.Td ta="end">
              {key.revoked || isOver(key) ? (
                <Badge color="gray" variant="dot" tt="none">
                  {t(key.revoked ? 'revoked' : 'over')}
                </Badge>
              ) : (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="red"
                  onClick={() => revoke(key)}
                  aria-label={t('revokeNamed', { name: key.name })}
                >
                  {t('revoke')}
                </Button>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const lifetimes = ['30', '90', '365', 'ever'] as const;

function MakeKey({ close }: { readonly close: () => void }) {
  const { t } = useTranslation('identity');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('MEMBER');
  const [teamId, setTeamId] = useState<string | null>(null);
  const [days, setDays] = useState<string>('365');
  const [expiresAt, setExpiresAt] = useState(() => inDays('365'));
  const [secret, setSecret] = useState<string>();
  const create = useSave(CreateApiKey, ({ createApiKey }) => (createApiKey.secret ? setSecret(createApiKey.secret) : close()));
  return (
    <Modal opened onClose={close} title={t(secret ? 'keyMade' : 'makeKey')} size={secret ? 'lg' : 'md'} closeOnClickOutside={!secret}>
      {secret ? (
        <ShownOnce label={t('key')} secret={secret} text={t('keyText')} close={close} />
      ) : (
        <Form
          submit={t('makeKey')}
          mutation={create}
          fields={['name', 'teamId', 'expiresAt']}
          save={() => create.mutate({ name, role, teamId, expiresAt })}
          cancel={close}
        >
          <TextInput
            label={t('keyName')}
            description={t('keyNameHelp')}
            data-autofocus
            value={name}
            error={problemOf(create.error, 'name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RoleSelect value={role} onChange={setRole} />
          <TeamSelect value={teamId} error={problemOf(create.error, 'teamId')} onChange={setTeamId} />
          <Select
            label={t('goodFor')}
            allowDeselect={false}
            data={lifetimes.map((value) => ({ value, label: t(`goodFor_${value}`) }))}
            value={days}
            error={problemOf(create.error, 'expiresAt')}
            onChange={(value) => {
              if (!value) return;
              setDays(value);
              setExpiresAt(inDays(value));
            }}
          />
        </Form>
      )}
    </Modal>
  );
}

const inDays = (days: string): string | null => (days === 'ever' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString());
