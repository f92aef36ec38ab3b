import { Alert, Button, CopyButton, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../slice';
import { useTeams } from './queries';
import { treeOf } from './team-tree';

export const roles: readonly Role[] = ['ADMIN', 'MANAGER', 'MEMBER', 'READ_ONLY'];

export function RoleSelect({ value, onChange }: { readonly value: Role; readonly onChange: (role: Role) => void }) {
  const { t } = useTranslation('identity');
  return (
    <Select
      label={t('role')}
      description={t(`does_${value}`)}
      allowDeselect={false}
      data={roles.map((role) => ({ value: role, label: t(`role_${role}`) }))}
      value={value}
      onChange={(role) => role && onChange(role as Role)}
    />
  );
}

interface TeamSelectProps {
  readonly label?: string;
  /** Nothing chosen, in words. */
  readonly none?: string;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
  readonly error?: string | undefined;
  /** These, and not any other. */
  readonly among?: ReadonlySet<string>;
}

/** Teams in the order of their tree. */
export function TeamSelect({ label, none, among, value, onChange, error }: TeamSelectProps) {
  const { t } = useTranslation('identity');
  const { data = [] } = useTeams();
  const teams = treeOf(data).filter(({ team }) => !among || among.has(team.id));
  return (
    <Select
      label={label ?? t('team')}
      placeholder={none ?? t('noTeam')}
      clearable
      searchable
      nothingFoundMessage={t('records:nothingFound')}
      data={teams.map(({ team, path }) => ({ value: team.id, label: path.join(' › ') }))}
      value={value}
      onChange={onChange}
      error={error}
    />
  );
}

interface ShownOnceProps {
  readonly label: string;
  readonly secret: string;
  readonly text: string;
  readonly close: () => void;
}

/** A link or a key that nobody can be shown again. */
export function ShownOnce({ label, secret, text, close }: ShownOnceProps) {
  const { t } = useTranslation('identity');
  return (
    <Stack gap="sm">
      <Text size="sm">{text}</Text>
      <Group align="end" gap="xs" wrap="nowrap">
        <TextInput label={label} readOnly value={secret} style={{ flex: 1 }} onFocus={(event) => event.currentTarget.select()} />
        <CopyButton value={secret}>
          {({ copied, copy }) => (
            <Button data-autofocus leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Alert color="yellow" variant="light">
        {t('shownOnce')}
      </Alert>
      <Group justify="end">
        <Button variant="default" onClick={close}>
          {t('done')}
        </Button>
      </Group>
    </Stack>
  );
}
