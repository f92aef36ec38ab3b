import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UpdateUser } from './identity.graphql';
import { FormProblem, RoleSelect, TeamSelect } from './parts';
import { problemOf, useSave, type Person } from './queries';

export default function EditPerson({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const { t } = useTranslation('identity');
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [teamId, setTeamId] = useState(person.teamId);
  const { mutate, isPending, error } = useSave(UpdateUser, close);
  const changes = {
    ...(name !== person.name && { name }),
    ...(role !== person.role && { role }),
    ...(teamId !== person.teamId && { teamId }),
  };
  return (
    <Modal opened onClose={close} title={person.email} closeButtonProps={{ 'aria-label': t('records:close') }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (Object.keys(changes).length === 0) close();
          else mutate({ id: person.id, expectedRevision: person.revision, ...changes });
        }}
      >
        <Stack gap="sm">
          <TextInput
            label={t('name')}
            data-autofocus
            value={name}
            error={problemOf(error, 'name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <RoleSelect value={role} onChange={setRole} />
          <TeamSelect value={teamId} error={problemOf(error, 'teamId')} onChange={setTeamId} />
          <FormProblem error={error} fields={['name', 'teamId']} />
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('records:cancel')}
            </Button>
            <Button type="submit" loading={isPending}>
              {t('records:save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
