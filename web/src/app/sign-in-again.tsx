import { Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useMe } from './me';
import { SignInForm } from './sign-in-form';

/** Over the page that somebody is on, which stays as it is: what was typed is still there afterwards, and what was asked goes on. */
export function SignInAgain({ open }: { readonly open: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  return (
    <Modal opened={open} onClose={() => {}} withCloseButton={false} title={t('sessionOver')} centered closeOnEscape={false} zIndex={1000}>
      <Text size="sm" mb="md">
        {t('sessionOverText')}
      </Text>
      <SignInForm {...(me && { email: me.email })} />
    </Modal>
  );
}
