import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { useDraft } from '../records/new-record-dialog';
import type { CommandDialogProps, Role } from '../slice';
import { InviteUser } from './identity.graphql';
import { linkTo } from './links';
import { FormProblem, RoleSelect, ShownOnce, TeamSelect } from './parts';
import { problemOf, useSave } from './queries';

/** Makes a link by which somebody comes in. It is handed on by whoever made it: there need be no mail server. */
export default function InvitePerson({ close }: Pick<CommandDialogProps, 'close'>) {
  const { t } = useTranslation('identity');
  const formats = useFormats();
  const [draft, setDraft, forget] = useDraft('invite a person');
  const [link, setLink] = useState<{ url: string; name: string; until: string }>();
  const {
    email = '',
    name = '',
    role = 'MEMBER',
    teamId = null,
  } = draft as { email?: string; name?: string; role?: Role; teamId?: string | null };
  const { mutate, isPending, error } = useSave(InviteUser, ({ inviteUser: { token, expiresAt, user } }) => {
    forget();
    if (token && expiresAt) setLink({ url: linkTo('/invitation', token), name: user.name, until: formats.dateTime(expiresAt) });
    else close();
  });
  const set = (change: object) => setDraft({ ...draft, ...change });
  return (
    <Modal
      opened
      onClose={close}
      title={t(link ? 'inviteDone' : 'invite')}
      size={link ? 'lg' : 'md'}
      closeButtonProps={{ 'aria-label': t('records:close') }}
      closeOnClickOutside={!link}
    >
      {link ? (
        <ShownOnce label={t('link')} secret={link.url} text={t('inviteText', link)} close={close} />
      ) : (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            mutate({ email, name, role, teamId });
          }}
        >
          <Stack gap="sm">
            <TextInput
              label={t('email')}
              type="email"
              data-autofocus
              autoComplete="off"
              value={email}
              error={problemOf(error, 'email')}
              onChange={(event) => set({ email: event.currentTarget.value })}
            />
            <TextInput
              label={t('name')}
              autoComplete="off"
              value={name}
              error={problemOf(error, 'name')}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
            <RoleSelect value={role} onChange={(role) => set({ role })} />
            <TeamSelect value={teamId} error={problemOf(error, 'teamId')} onChange={(teamId) => set({ teamId })} />
            <FormProblem error={error} fields={['email', 'name', 'teamId']} />
            <Group justify="end">
              <Button
                variant="default"
                onClick={() => {
                  forget();
                  close();
                }}
              >
                {t('records:discard')}
              </Button>
              <Button type="submit" loading={isPending}>
                {t('makeLink')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
