import { Alert, Button, CopyButton, Group, Modal, Select, Skeleton, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { Failed } from '../records/record-page';
import type { Role } from '../slice';
import { problemElsewhere, useTeams } from './queries';
import { treeOf } from './team-tree';

export const roles: readonly Role[] = ['ADMIN', 'MANAGER', 'MEMBER', 'READ_ONLY'];

interface SettingsProps {
  readonly title: string;
  readonly text?: string;
  /** What is done here most, at the end of the title's line. */
  readonly action?: ReactNode;
  readonly width?: number;
  readonly children: ReactNode;
}

export function SettingsPage({ title, text, action, width = 960, children }: SettingsProps) {
  return (
    <Stack gap="md" maw={width} px={{ base: 0, sm: 'md' }} pb="xl">
      <div>
        <Group justify="space-between" align="start" wrap="nowrap">
          <Title order={1} size="h3">
            {title}
          </Title>
          {action}
        </Group>
        {text && (
          <Text size="sm" c="dimmed" mt={4} maw={640}>
            {text}
          </Text>
        )}
      </div>
      {children}
    </Stack>
  );
}

/** What was asked for, or that it is loading, or why it did not come. */
export function Loaded<T>({ query, children }: { readonly query: UseQueryResult<T>; readonly children: (data: T) => ReactNode }) {
  const { t } = useTranslation('records');
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  return (
    <Stack gap="xs" role="status" aria-label={t('loading')}>
      {[1, 2, 3, 4].map((row) => (
        <Skeleton key={row} h={36} />
      ))}
    </Stack>
  );
}

/** Why a form was refused, where that is not said at its fields. */
export function FormProblem({ error, fields }: { readonly error: Error | null | undefined; readonly fields: readonly string[] }) {
  const { t } = useTranslation('identity');
  const problem = problemElsewhere(error, fields);
  const code = error instanceof GraphProblem ? error.code : undefined;
  return (
    problem && (
      <Alert color="red" variant="light" role="alert">
        {code === 'CONFLICT' ? t('changedMeanwhile') : code === 'OFFLINE' ? t('records:offlineText') : problem}
      </Alert>
    )
  );
}

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

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly confirm: string;
  /** Rejects with the words to show. */
  readonly act: () => Promise<unknown>;
  readonly close: () => void;
}

/** Asks once more before something that cannot be taken back by a key. */
export function Confirm({ title, text, confirm, act, close }: ConfirmProps) {
  const { t } = useTranslation('records');
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    setError(undefined);
    act().then(close, (problem: Error) => {
      setError(problem);
      setBusy(false);
    });
  };
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="sm">
        <Text size="sm">{text}</Text>
        <FormProblem error={error} fields={[]} />
        <Group justify="end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" onClick={go} loading={busy}>
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
