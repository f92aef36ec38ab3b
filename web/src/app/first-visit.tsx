import { Alert, Button, Group, PasswordInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { request, type GraphProblem } from './graph';
import { OutsidePage } from './outside-page';
import { signIn } from './session';

const currencies = Intl.supportedValuesOf('currency');
const timeZones = Intl.supportedValuesOf('timeZone');

/** Makes the organisation and its first administrator, who is signed in then. */
export default function FirstVisit() {
  const { t, i18n } = useTranslation();
  const [values, setValues] = useState({
    organisation: '',
    name: '',
    email: '',
    password: '',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: currencyOf(navigator.language),
  });
  const [problem, setProblem] = useState<GraphProblem>();
  const [busy, setBusy] = useState(false);
  const names = new Intl.DisplayNames(i18n.language, { type: 'currency' });

  const text = (key: 'organisation' | 'name' | 'email' | 'password') => ({
    label: t(key),
    required: true,
    withAsterisk: false,
    value: values[key],
    error: problem?.fields[key],
    onChange: (event: { currentTarget: { value: string } }) => set(key, event.currentTarget.value),
  });

  function set(key: keyof typeof values, value: string | null): void {
    if (value !== null) setValues((before) => ({ ...before, [key]: value }));
  }

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(undefined);
    try {
      await request('/setup', { method: 'POST', body: JSON.stringify(values) });
      await signIn(values.email, values.password);
    } catch (error) {
      setProblem(error as GraphProblem);
      setBusy(false);
    }
  }

  return (
    <OutsidePage title={t('welcome')} text={t('welcomeText')} width={520}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          {problem && Object.keys(problem.fields).length === 0 && (
            <Alert color="red" variant="light" role="alert">
              {problem.message}
            </Alert>
          )}
          <TextInput {...text('organisation')} autoComplete="organization" autoFocus />
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <Select
              label={t('timeZone')}
              data={timeZones.includes(values.timeZone) ? timeZones : [values.timeZone, ...timeZones]}
              value={values.timeZone}
              error={problem?.fields['timeZone']}
              onChange={(value) => set('timeZone', value)}
              searchable
              allowDeselect={false}
            />
            <Select
              label={t('currency')}
              data={currencies.map((code) => ({ value: code, label: `${code} · ${names.of(code)}` }))}
              value={values.currency}
              error={problem?.fields['currency']}
              onChange={(value) => set('currency', value)}
              searchable
              allowDeselect={false}
            />
          </SimpleGrid>
          <TextInput {...text('name')} autoComplete="name" />
          <TextInput {...text('email')} type="email" autoComplete="username" />
          <PasswordInput
            {...text('password')}
            description={t('passwordRule')}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
          />
          <Group justify="flex-end" mt="xs">
            <Button type="submit" loading={busy}>
              {t('begin')}
            </Button>
          </Group>
        </Stack>
      </form>
    </OutsidePage>
  );
}

/** What is paid with where the browser is from; euros where that is not known. */
function currencyOf(tag: string): string {
  const region = new Intl.Locale(tag).maximize().region ?? '';
  return (
    { US: 'USD', GB: 'GBP', CH: 'CHF', JP: 'JPY', CA: 'CAD', AU: 'AUD', IN: 'INR', SE: 'SEK', DK: 'DKK', NO: 'NOK', PL: 'PLN' }[region] ??
    'EUR'
  );
}
