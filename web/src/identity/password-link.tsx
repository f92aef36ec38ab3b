import { Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { Form } from '../records/form';
import { CreatePasswordReset, InviteUser } from './identity.graphql';
import { linkTo } from './links';
import { ShownOnce } from './parts';
import { useSave, type Person } from './queries';

/** Another link: to come in, for who has not yet; to choose another password, for everybody else. */
export function PasswordLink({ person, close }: { readonly person: Person; readonly close: () => void }) {
  const { t } = useTranslation('identity');
  const formats = useFormats();
  const { id, email, name, role, teamId, invited } = person;
  const [link, setLink] = useState<{ url: string; until: string }>();
  const show = (path: '/invitation' | '/reset', token: string | null, expiresAt: string | null) =>
    token && expiresAt ? setLink({ url: linkTo(path, token), until: formats.dateTime(expiresAt) }) : close();
  const invite = useSave(InviteUser, ({ inviteUser: { token, expiresAt } }) => show('/invitation', token, expiresAt));
  const reset = useSave(CreatePasswordReset, ({ createPasswordReset: { token, expiresAt } }) => show('/reset', token, expiresAt));
  const kind = invited ? 'invite' : 'reset';
  return (
    <Modal opened onClose={close} size="lg" title={t(invited ? 'inviteAgain' : 'resetLink')} closeOnClickOutside={!link}>
      {link ? (
        <ShownOnce label={t('link')} secret={link.url} text={t(`${kind}Text`, { name, until: link.until })} close={close} />
      ) : (
        <Form
          submit={t('makeLink')}
          mutation={invited ? invite : reset}
          save={() => (invited ? invite.mutate({ email, name, role, teamId }) : reset.mutate({ userId: id }))}
          cancel={close}
        >
          <Text size="sm">{t(`${kind}Ask`, { name })}</Text>
        </Form>
      )}
    </Modal>
  );
}
