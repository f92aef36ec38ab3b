import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, problemOf } from '../records/form';
import { CreateTeam, UpdateTeam } from './identity.graphql';
import { TeamSelect } from './parts';
import { useSave, type Team } from './queries';
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
  const mutation = team ? update : create;
  const save = () =>
    team
      ? update.mutate({ id: team.id, name, expectedRevision: team.revision })
      : create.mutate({ name, ...(under && { parentId: under.id }) });
  const title = team ? t('rename') : under ? t('addBelowNamed', { name: under.name }) : t('addTeam');
  return (
    <Modal opened onClose={close} title={title}>
      <Form submit={t('records:save')} mutation={mutation} fields={['name']} save={save} cancel={close}>
        <TextInput
          label={t('teamName')}
          data-autofocus
          value={name}
          error={problemOf(mutation.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </Form>
    </Modal>
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
  const update = useSave(UpdateTeam, close);
  const save = () => update.mutate({ id: team.id, parentId, expectedRevision: team.revision });
  return (
    <Modal opened onClose={close} title={t('moveNamed', { name: team.name })}>
      <Form submit={t('records:save')} mutation={update} fields={['parentId']} save={save} cancel={close}>
        <TeamSelect
          label={t('above')}
          none={t('top')}
          among={possibleParents(teams, team.id)}
          value={parentId}
          onChange={setParentId}
          error={problemOf(update.error, 'parentId')}
        />
      </Form>
    </Modal>
  );
}
