import { ActionIcon, Avatar, Badge, Button, Group, Menu, SegmentedControl, Table, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconDots, IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../records/confirm';
import { useMe } from '../records/queries';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { DeactivateUser, ReactivateUser } from './identity.graphql';
import EditPerson from './edit-person';
import InvitePerson from './invite-person';
import { PasswordLink } from './password-link';
import { usePeople, useSave, type Person } from './queries';

const states = ['all', 'active', 'invited', 'inactive'] as const;
type State = (typeof states)[number];

const stateOf = ({ active, invited }: Person): Exclude<State, 'all'> => (!active ? 'inactive' : invited ? 'invited' : 'active');

const colors = { active: 'teal', invited: 'blue', inactive: 'gray' } as const;

type Dialog = { readonly what: 'edit' | 'link' | 'deactivate' | 'reactivate'; readonly person: Person } | { readonly what: 'invite' };

/** Who signs in, and may: with what role, in which team. */
export default function People() {
  const { t } = useTranslation('identity');
  const [text, setText] = useState('');
  const [state, setState] = useState<State>('all');
  const [dialog, setDialog] = useState<Dialog>();
  const query = usePeople();
  const wanted = text.trim().toLocaleLowerCase();
  const shown = (person: Person) =>
    (state === 'all' ? person.active || wanted !== '' : stateOf(person) === state) &&
    [person.name, person.email, person.team?.name ?? '', person.title ?? ''].some((part) => part.toLocaleLowerCase().includes(wanted));
  return (
    <SettingsPage
      title={t('people')}
      text={t('peopleText')}
      action={
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setDialog({ what: 'invite' })}>
          {t('inviteShort')}
        </Button>
      }
    >
      <Group gap="sm">
        <TextInput
          aria-label={t('findPerson')}
          placeholder={t('findPerson')}
          leftSection={<IconSearch size={16} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          flex="1 1 200px"
        />
        <SegmentedControl
          aria-label={t('state')}
          value={state}
          onChange={(value) => setState(value as State)}
          data={states.map((one) => ({ value: one, label: t(`state_${one}`) }))}
        />
      </Group>
      <Loaded query={query}>
        {(people) => {
          const rows = people.filter(shown);
          return rows.length === 0 ? (
            <Text c="dimmed" role="status">
              {t('records:nothingFound')}
            </Text>
          ) : (
            <PeopleTable people={rows} open={setDialog} />
          );
        }}
      </Loaded>
      {dialog && <PersonDialog dialog={dialog} close={() => setDialog(undefined)} open={setDialog} />}
    </SettingsPage>
  );
}

function PeopleTable({ people, open }: { readonly people: readonly Person[]; readonly open: (dialog: Dialog) => void }) {
  const { t } = useTranslation('identity');
  return (
    <Table verticalSpacing="xs" highlightOnHover layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('person')}</Table.Th>
          <Table.Th visibleFrom="sm" w="24%">
            {t('team')}
          </Table.Th>
          <Table.Th visibleFrom="sm" w={150}>
            {t('role')}
          </Table.Th>
          <Table.Th w={130}>{t('state')}</Table.Th>
          <Table.Th w={48}>
            <VisuallyHidden>{t('records:more')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Table.Tr key={person.id}>
            <Table.Td>
              <Group gap="sm" wrap="nowrap">
                <Avatar size={32} radius="xl" name={person.name} variant="default" aria-hidden visibleFrom="xs" />
                <div style={{ minWidth: 0 }}>
                  <Text size="sm" fw={500} truncate title={person.name}>
                    {person.name}
                  </Text>
                  <Text size="xs" c="dimmed" truncate title={person.email}>
                    {person.email}
                  </Text>
                  <Text size="xs" c="dimmed" truncate hiddenFrom="sm">
                    {[t(`role_${person.role}`), person.team?.name].filter(Boolean).join(' · ')}
                  </Text>
                </div>
              </Group>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm" truncate title={person.team?.name}>
                {person.team?.name ?? '–'}
              </Text>
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <Text size="sm">{t(`role_${person.role}`)}</Text>
            </Table.Td>
            <Table.Td>
              <Badge variant="dot" color={colors[stateOf(person)]} tt="none">
                {t(`state_${stateOf(person)}`)}
              </Badge>
            </Table.Td>
            <Table.Td>
              <Actions person={person} open={open} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Actions({ person, open }: { readonly person: Person; readonly open: (dialog: Dialog) => void }) {
  const { t } = useTranslation('identity');
  const myself = useMe()?.id === person.id;
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={t('actionsOn', { name: person.name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {person.active && <Menu.Item onClick={() => open({ what: 'edit', person })}>{t('editPerson')}</Menu.Item>}
        {person.active && (
          <Menu.Item onClick={() => open({ what: 'link', person })}>{t(person.invited ? 'inviteAgain' : 'resetLink')}</Menu.Item>
        )}
        {person.active && !myself && (
          <Menu.Item color="red" onClick={() => open({ what: 'deactivate', person })}>
            {t('deactivate')}
          </Menu.Item>
        )}
        {!person.active && <Menu.Item onClick={() => open({ what: 'reactivate', person })}>{t('reactivate')}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

interface DialogProps {
  readonly dialog: Dialog;
  readonly close: () => void;
  readonly open: (dialog: Dialog) => void;
}

function PersonDialog({ dialog, close }: DialogProps) {
  const { t } = useTranslation('identity');
  const { mutateAsync: deactivate } = useSave(DeactivateUser);
  const { mutateAsync: reactivate } = useSave(ReactivateUser);
  switch (dialog.what) {
    case 'invite':
      return <InvitePerson close={close} />;
    case 'edit':
      return <EditPerson person={dialog.person} close={close} />;
    case 'link':
      return <PasswordLink person={dialog.person} close={close} />;
    case 'deactivate':
    case 'reactivate': {
      const { what, person } = dialog;
      const act = what === 'deactivate' ? deactivate : reactivate;
      return (
        <Confirm
          title={t(`${what}Person`, { name: person.name })}
          text={t(`${what}Text`)}
          confirm={t(what)}
          act={() => act({ id: person.id })}
          close={close}
        />
      );
    }
  }
}
