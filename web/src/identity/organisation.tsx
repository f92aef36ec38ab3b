import { Chip, Group, Input, Select, SimpleGrid, TextInput } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { Form, problemOf } from '../records/form';
import { useKeptRecord } from '../records/kept';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { currencies, timeZones, weekdays } from './choices';
import { Organisation as Ask, UpdateOrganisation, type OrganisationQuery } from './identity.graphql';
import { useSave } from './queries';

export default function Organisation() {
  const { t } = useTranslation('identity');
  const query = useQuery({ queryKey: ['settings', 'organisation'], queryFn: ({ signal }) => ask(Ask, {}, { signal }) });
  return (
    <SettingsPage title={t('organisation')} text={t('organisationText')} width={680}>
      <Loaded query={query}>{({ organisation }) => <OrganisationForm organisation={organisation} />}</Loaded>
    </SettingsPage>
  );
}

const fields = ['name', 'timeZone', 'currency', 'workingDays', 'holidays'] as const;

function OrganisationForm({ organisation }: { readonly organisation: OrganisationQuery['organisation'] }) {
  const { t, i18n } = useTranslation('identity');
  const formats = useFormats();
  const [values, set, reset] = useKeptRecord('organisation', {
    revision: organisation.revision,
    name: organisation.name,
    timeZone: organisation.timeZone,
    currency: organisation.currency,
    workingDays: [...organisation.workingDays],
    holidays: [...organisation.holidays],
  });
  const saved = () => {
    reset();
    notifications.show({ color: 'green', message: t('saved') });
  };
  const update = useSave(UpdateOrganisation, saved);
  const { error } = update;
  const changed = fields.filter((field) => JSON.stringify(values[field]) !== JSON.stringify(organisation[field]));
  return (
    <Form
      submit={t('records:save')}
      mutation={update}
      fields={fields}
      ready={changed.length > 0}
      // What is not changed here stays as somebody else may have set it meanwhile.
      save={() => update.mutate(Object.fromEntries(changed.map((field) => [field, values[field]])))}
      discard={changed.length > 0 ? reset : undefined}
    >
      <TextInput
        label={t('name')}
        value={values.name}
        error={problemOf(error, 'name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t('timeZone')}
          searchable
          allowDeselect={false}
          data={timeZones(organisation.timeZone)}
          value={values.timeZone}
          error={problemOf(error, 'timeZone')}
          onChange={(timeZone) => timeZone && set({ timeZone })}
        />
        <Select
          label={t('currency')}
          description={t('currencyHelp')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          searchable
          allowDeselect={false}
          data={currencies(i18n.language)}
          value={values.currency}
          error={problemOf(error, 'currency')}
          onChange={(currency) => currency && set({ currency })}
        />
      </SimpleGrid>
      <Input.Wrapper label={t('workingDays')} error={problemOf(error, 'workingDays')} labelElement="div">
        <Chip.Group multiple value={values.workingDays.map(String)} onChange={(days) => set({ workingDays: days.map(Number).toSorted() })}>
          <Group gap={6} mt={4} role="group" aria-label={t('workingDays')}>
            {weekdays(formats.locale).map(({ day, name }) => (
              <Chip key={day} value={String(day)} size="sm">
                {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </Input.Wrapper>
      <DatePickerInput
        type="multiple"
        label={t('holidays')}
        description={t('holidaysHelp')}
        locale={i18n.language}
        valueFormatter={() => values.holidays.map((day) => formats.date(day)).join(', ')}
        clearable
        clearButtonProps={{ 'aria-label': t('records:clear') }}
        value={values.holidays}
        error={problemOf(error, 'holidays')}
        onChange={(holidays) => set({ holidays: holidays.toSorted() })}
      />
    </Form>
  );
}
