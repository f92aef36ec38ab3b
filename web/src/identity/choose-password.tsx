import { Button, Loader, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { request } from '../app/graph';
import { OutsidePage } from '../app/outside-page';
import { Problem, problemOf } from '../records/form';
import { takeToken } from './links';

/** Whom the link is for. */
export interface PasswordLink {
  readonly email: string;
  readonly name: string;
  readonly organisation: string;
}

export interface Chosen {
  readonly token: string;
  readonly password: string;
  readonly name: string;
}

interface Props {
  readonly title: string;
  readonly text: (link: PasswordLink) => string;
  readonly submit: string;
  /** Null: the link is good no longer. */
  readonly find: (token: string, signal: AbortSignal) => Promise<PasswordLink | null>;
  readonly choose: (chosen: Chosen) => Promise<unknown>;
  /** They may write their name otherwise than whoever invited them. */
  readonly named?: boolean;
}

/** What a link opens by which somebody chooses a password; they are signed in then. */
export function ChoosePassword({ title, text, submit, find, choose, named = false }: Props) {
  const { t } = useTranslation('identity');
  const [token] = useState(takeToken);
  const { data, error, refetch } = useQuery({
    queryKey: ['password link', token],
    queryFn: ({ signal }) => (token ? find(token, signal) : null),
    staleTime: Infinity,
  });
  if (data) {
    return (
      <OutsidePage title={title} text={text(data)}>
        <Form link={data} named={named} submit={submit} choose={({ password, name }) => choose({ token, password, name })} />
      </OutsidePage>
    );
  }
  if (error) return <Said title={title} text={error.message} end={<Button onClick={() => void refetch()}>{t('records:retry')}</Button>} />;
  if (data === undefined)
    return <Said title={title} text="" end={<Loader type="dots" role="status" aria-label={t('records:loading')} />} />;
  return (
    <Said title={t('deadLink')} text={t('deadLinkText')} end={<Button onClick={() => location.assign('/')}>{t('toSignIn')}</Button>} />
  );
}

function Said({ title, text, end }: { readonly title: string; readonly text: string; readonly end: ReactNode }) {
  return (
    <OutsidePage title={title}>
      <Stack gap="md">
        {text && <Text size="sm">{text}</Text>}
        {end}
      </Stack>
    </OutsidePage>
  );
}

interface FormProps {
  readonly link: PasswordLink;
  readonly named: boolean;
  readonly submit: string;
  readonly choose: (chosen: Omit<Chosen, 'token'>) => Promise<unknown>;
}

function Form({ link, named, submit, choose }: FormProps) {
  const { t } = useTranslation('identity');
  const [name, setName] = useState(link.name);
  const [password, setPassword] = useState('');
  const [error, setError] = useState<Error>();
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await choose({ password, name });
      await request('/session', { method: 'POST', body: JSON.stringify({ email: link.email, password }) });
      location.assign('/');
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Stack gap="sm">
        <TextInput label={t('email')} type="email" autoComplete="username" value={link.email} readOnly />
        {named && (
          <TextInput
            label={t('name')}
            autoComplete="name"
            value={name}
            error={problemOf(error, 'name')}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <PasswordInput
          label={t('newPassword')}
          description={t('passwordRule')}
          autoComplete="new-password"
          autoFocus
          value={password}
          error={problemOf(error, 'password')}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        />
        <Problem error={error} fields={['name', 'password']} text={problemOf(error, 'token') && t('deadLinkText')} />
        <Button type="submit" loading={busy} mt="xs">
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
