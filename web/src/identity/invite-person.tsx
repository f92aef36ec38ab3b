import { Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { Form, problemOf } from '../records/form';
import { useKept } from '../records/kept';
import type { CommandDialogProps, Role } from '../slice';
import { InviteUser } from './identity.graphql';
import { linkTo } from './links';
import { RoleSelect, ShownOnce, TeamSelect } from './parts';
import { useSave } from './queries';

interface Draft {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly teamId: string | null;
}

/** Makes a link by which somebody comes in. It is handed on by whoever made it: there need be no mail server. */
export default function InvitePerson({ close }: Pick<CommandDialogProps, 'close'>) {
  const { t } = useTranslation('identity');
  const formats = useFormats();
  const [draft, change, forget] = useKept<Draft>('invite a person', { email: '', name: '', role: 'MEMBER', teamId: null });
  const [link, setLink] = useState<{ url: string; name: string; until: string }>();
  const invite = useSave(InviteUser, ({ inviteUser: { token, expiresAt, user } }) => {
    forget();
    if (token && expiresAt) setLink({ url: linkTo('/invitation', token), name: user.name, until: formats.dateTime(expiresAt) });
    else close();
  });
  return (
    <Modal opened onClose={close} title={t(link ? 'inviteDone' : 'invite')} size={link ? 'lg' : 'md'} closeOnClickOutside={!link}>
      {link ? (
        <ShownOnce label={t('link')} secret={link.url} text={t('inviteText', link)} close={close} />
      ) : (
        <Form
          submit={t('makeLink')}
          mutation={invite}
          fields={['email', 'name', 'teamId']}
          save={() => invite.mutate(draft)}
          discard={() => {
            forget();
            close();
          }}
        >
          <TextInput
            label={t('email')}
            type="email"
            data-autofocus
            autoComplete="off"
            value={draft.email}
            error={problemOf(invite.error, 'email')}
            onChange={(event) => change({ email: event.currentTarget.value })}
          />
          <TextInput
            label={t('name')}
            autoComplete="off"
            value={draft.name}
            error={problemOf(invite.error, 'name')}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <RoleSelect value={draft.role} onChange={(role) => change({ role })} />
          <TeamSelect value={draft.teamId} error={problemOf(invite.error, 'teamId')} onChange={(teamId) => change({ teamId })} />
        </Form>
      )}
    </Modal>
  );
}
