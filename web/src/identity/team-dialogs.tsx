import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CreateTeam, UpdateTeam } from './identity.graphql';
import { FormProblem, TeamSelect } from './parts';
import { problemOf, useSave, type Team } from './queries';
import { possibleParents } from './team-tree';

interface NameProps {
  /** Absent: a new one. */
  readonly team?: Team;
  readonly under?: Team;
  readonly close: () => void;
}

export function NameTeam({ team, under, close }: NameProps) {
  const { t } = useTranslation('identity');
  const [name, setName] = useState(team?.name ?? '');
  const create = useSave(CreateTeam, close);
  const update = useSave(UpdateTeam, close);
  const { error, isPending } = team ? update : create;
  const submit = () =>
    team
      ? update.mutate({ id: team.id, name, expectedRevision: team.revision })
      : create.mutate({ name, ...(under && { parentId: under.id }) });
  const title = team ? t('rename') : under ? t('addBelowNamed', { name: under.name }) : t('addTeam');
  return (
    <TeamForm title={title} submit={submit} busy={isPending} close={close}>
      <TextInput
        label={t('teamName')}
        data-autofocus
        value={name}
        error={problemOf(error, 'name')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <FormProblem error={error} fields={['name']} />
    </TeamForm>
  );
}

interface MoveProps {
  readonly team: Team;
  readonly teams: readonly Team[];
  readonly close: () => void;
}

export function MoveTeam({ team, teams, close }: MoveProps) {
  const { t } = useTranslation('identity');
  const [parentId, setParentId] = useState(team.parentId);
  const { mutate, isPending, error } = useSave(UpdateTeam, close);
  const submit = () => mutate({ id: team.id, parentId, expectedRevision: team.revision });
  return (
    <TeamForm title={t('moveNamed', { name: team.name })} submit={submit} busy={isPending} close={close}>
      <TeamSelect
        label={t('above')}
        none={t('top')}
        among={possibleParents(teams, team.id)}
        value={parentId}
        onChange={setParentId}
        error={problemOf(error, 'parentId')}
      />
      <FormProblem error={error} fields={['parentId']} />
    </TeamForm>
  );
}

interface FormProps {
  readonly title: string;
  readonly submit: () => void;
  readonly busy: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}

function TeamForm({ title, submit, busy, close, children }: FormProps) {
  const { t } = useTranslation('records');
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': t('close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Stack gap="sm">
          {children}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
