import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { ChoosePassword } from './choose-password';
import { PasswordReset, ResetPassword as Reset } from './identity.graphql';

/** What the link opens by which an administrator lets somebody choose another password. */
export default function ResetPassword() {
  const { t } = useTranslation('identity');
  return (
    <ChoosePassword
      title={t('newPassword')}
      text={({ name, organisation }) => t('resetPageText', { name, organisation })}
      submit={t('savePassword')}
      find={async (token, signal) => (await ask(PasswordReset, { token }, { signal })).passwordReset}
      choose={({ token, password }) => ask(Reset, { input: { token, password } })}
    />
  );
}
