import { Button, Input, PasswordInput, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { signOut } from '../app/session';
import { Confirm } from '../records/confirm';
import { Form, Problem, problemOf } from '../records/form';
import { useMe } from '../records/queries';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { languages, timeZones } from './choices';
import { ChangePassword, Profile as Ask, SignOutEverywhere, UpdateProfile, type ProfileQuery } from './identity.graphql';
import { useSave } from './queries';

type Mine = NonNullable<ProfileQuery['me']>;

/** One's own: what colleagues read, how one is shown things, and how one signs in. */
export default function Profile() {
  const { t } = useTranslation('identity');
  const query = useQuery({ queryKey: ['settings', 'profile'], queryFn: ({ signal }) => ask(Ask, {}, { signal }) });
  return (
    <div style={{ padding: 'var(--mantine-spacing-md)' }}>
      <SettingsPage title={t('profile')} width={680}>
        <Loaded query={query}>
          {({ me }) =>
            me && (
              <Stack gap="xl">
                <AboutMe me={me} />
                <Preferences me={me} />
                <Password />
                <Sessions />
              </Stack>
            )
          }
        </Loaded>
      </SettingsPage>
    </div>
  );
}

function Part({ title, text, children }: { readonly title: string; readonly text?: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h5" mb={text ? 2 : 'xs'}>
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" mb="xs">
          {text}
        </Text>
      )}
      {children}
    </section>
  );
}

const saidOfMe = ['name', 'title', 'phone'] as const;

function AboutMe({ me }: { readonly me: Mine }) {
  const { t } = useTranslation('identity');
  const email = useMe()?.email;
  const readOnly = useMe()?.role === 'READ_ONLY';
  const before = { name: me.name, title: me.title ?? '', phone: me.phone ?? '' };
  const [values, setValues] = useState(before);
  const update = useSave(UpdateProfile, () => notifications.show({ color: 'green', message: t('saved') }));
  const input = (field: (typeof saidOfMe)[number]) => ({
    label: t(field),
    value: values[field],
    error: problemOf(update.error, field),
    disabled: readOnly,
    onChange: (event: { currentTarget: { value: string } }) => setValues({ ...values, [field]: event.currentTarget.value }),
  });
  const inputs = (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput {...input('name')} autoComplete="name" />
      <TextInput label={t('email')} value={email ?? ''} readOnly variant="filled" />
      <TextInput {...input('title')} autoComplete="organization-title" />
      <TextInput {...input('phone')} type="tel" autoComplete="tel" />
    </SimpleGrid>
  );
  return (
    <Part title={t('aboutMe')} text={t(readOnly ? 'aboutMeReadOnly' : 'aboutMeText')}>
      {readOnly ? (
        inputs
      ) : (
        <Form
          submit={t('records:save')}
          mutation={update}
          fields={saidOfMe}
          ready={saidOfMe.some((field) => values[field] !== before[field])}
          save={() => update.mutate({ name: values.name, title: values.title || null, phone: values.phone || null })}
        >
          {inputs}
        </Form>
      )}
    </Part>
  );
}

/** Each takes effect as it is chosen. */
function Preferences({ me }: { readonly me: Mine }) {
  const { t } = useTranslation('identity');
  const { mutate, variables, isPending, error } = useSave(UpdateProfile);
  // What was chosen stands at once.
  const { language, timeZone, theme } = { ...me, ...(isPending && (variables as Partial<Mine>)) };
  return (
    <Part title={t('preferences')}>
      <Stack gap="sm">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t('language')}
            placeholder={t('asBrowser')}
            clearable
            data={language && !languages.some(({ value }) => value === language) ? [...languages, language] : languages}
            value={language}
            error={problemOf(error, 'language')}
            onChange={(language) => mutate({ language })}
          />
          <Select
            label={t('timeZone')}
            placeholder={t('asOrganisation')}
            clearable
            searchable
            data={timeZones(timeZone)}
            value={timeZone}
            error={problemOf(error, 'timeZone')}
            onChange={(timeZone) => mutate({ timeZone })}
          />
        </SimpleGrid>
        <div>
          <Input.Label component="div" id="theme" display="block" mb={4}>
            {t('theme')}
          </Input.Label>
          <SegmentedControl
            aria-labelledby="theme"
            data={(['SYSTEM', 'LIGHT', 'DARK'] as const).map((value) => ({ value, label: t(`theme_${value}`) }))}
            value={theme}
            onChange={(theme) => mutate({ theme: theme as Mine['theme'] })}
          />
        </div>
        <Problem error={error} fields={['language', 'timeZone']} />
      </Stack>
    </Part>
  );
}

function Password() {
  const { t } = useTranslation('identity');
  const [currentPassword, setCurrent] = useState('');
  const [newPassword, setNew] = useState('');
  const change = useSave(ChangePassword, () => {
    setCurrent('');
    setNew('');
    notifications.show({ color: 'green', message: t('passwordChanged') });
  });
  const visibility = { visibilityToggleButtonProps: { 'aria-label': t('showPassword') } };
  return (
    <Part title={t('password')} text={t('passwordText')}>
      <Form
        submit={t('changePassword')}
        mutation={change}
        fields={['currentPassword', 'newPassword']}
        ready={currentPassword !== '' && newPassword !== ''}
        save={() => change.mutate({ currentPassword, newPassword })}
      >
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <PasswordInput
            {...visibility}
            label={t('currentPassword')}
            autoComplete="current-password"
            value={currentPassword}
            error={problemOf(change.error, 'currentPassword')}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            {...visibility}
            label={t('newPassword')}
            description={t('passwordRule')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="new-password"
            value={newPassword}
            error={problemOf(change.error, 'newPassword')}
            onChange={(event) => setNew(event.currentTarget.value)}
          />
        </SimpleGrid>
      </Form>
    </Part>
  );
}

function Sessions() {
  const { t } = useTranslation('identity');
  const [asking, setAsking] = useState(false);
  const leave = async () => {
    await ask(SignOutEverywhere);
    await signOut();
  };
  return (
    <Part title={t('sessions')} text={t('sessionsText')}>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t('signOutEverywhere')}
      </Button>
      {asking && (
        <Confirm
          title={t('signOutEverywhere')}
          text={t('signOutText')}
          confirm={t('signOutEverywhere')}
          act={leave}
          close={() => setAsking(false)}
        />
      )}
    </Part>
  );
}
