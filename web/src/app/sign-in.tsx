import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OutsidePage } from './outside-page';
import { SignInForm } from './sign-in-form';

export default function SignIn() {
  const { t } = useTranslation();
  return (
    <OutsidePage title={t('signIn')}>
      <SignInForm />
      <Text size="sm" c="dimmed" mt="md">
        {t('forgotten')}
      </Text>
    </OutsidePage>
  );
}
