import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, problemOf } from '../records/form';
import { UpdateUser } from './identity.graphql';
import { RoleSelect, TeamSelect } from './parts';
import { useSave, type Person } from './queries';

export default function EditPerson({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const { t } = useTranslation('identity');
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [teamId, setTeamId] = useState(person.teamId);
  const update = useSave(UpdateUser, close);
  const changes = {
    ...(name !== person.name && { name }),
    ...(role !== person.role && { role }),
    ...(teamId !== person.teamId && { teamId }),
  };
  return (
    <Modal opened onClose={close} title={person.email}>
      <Form
        submit={t('records:save')}
        mutation={update}
        fields={['name', 'teamId']}
        save={() =>
          Object.keys(changes).length === 0 ? close() : update.mutate({ id: person.id, expectedRevision: person.revision, ...changes })
        }
        cancel={close}
      >
        <TextInput
          label={t('name')}
          data-autofocus
          value={name}
          error={problemOf(update.error, 'name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleSelect value={role} onChange={setRole} />
        <TeamSelect value={teamId} error={problemOf(update.error, 'teamId')} onChange={setTeamId} />
      </Form>
    </Modal>
  );
}
