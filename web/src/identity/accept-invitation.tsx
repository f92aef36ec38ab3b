import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { ChoosePassword } from './choose-password';
import { AcceptInvitation as Accept, Invitation } from './identity.graphql';

/** What the link of an invitation opens. */
export default function AcceptInvitation() {
  const { t } = useTranslation('identity');
  return (
    <ChoosePassword
      title={t('invitation')}
      text={({ organisation }) => t('invitationText', { organisation })}
      submit={t('join')}
      named
      find={async (token, signal) => (await ask(Invitation, { token }, { signal })).invitation}
      choose={(input) => ask(Accept, { input })}
    />
  );
}
