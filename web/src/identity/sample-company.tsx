import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Confirm } from '../records/confirm';
import { Problem } from '../records/form';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { LoadSampleCompany, RemoveSampleCompany, SampleCompany as Ask } from './identity.graphql';

const isBusy = (status: string | undefined): boolean => status === 'LOADING' || status === 'REMOVING';

/** Records to try things on. */
export default function SampleCompany() {
  const { t } = useTranslation('identity');
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const query = useQuery({
    queryKey: ['settings', 'sampleCompany'],
    queryFn: async ({ signal }) => (await ask(Ask, {}, { signal })).sampleCompany.status,
    refetchInterval: ({ state }) => (isBusy(state.data) ? 1_000 : false),
  });
  const begun = () => query.refetch();
  const { mutate: load, isPending, error } = useMutation({ mutationFn: () => ask(LoadSampleCompany), onSuccess: begun });
  const remove = () => ask(RemoveSampleCompany).then(begun);

  // When it is done, everything that is shown anywhere may have changed.
  const before = useRef(query.data);
  useEffect(() => {
    if (isBusy(before.current) && !isBusy(query.data)) void client.invalidateQueries();
    before.current = query.data;
  }, [query.data, client]);

  return (
    <SettingsPage title={t('sampleCompany')} text={t('sampleCompanyText')} width={680}>
      <Loaded query={query}>
        {(status) => (
          <Stack gap="md" align="start">
            <Group gap="xs" role="status" wrap="nowrap">
              {isBusy(status) && <Loader size="xs" aria-hidden />}
              <Text size="sm">{t(`sample_${status}`)}</Text>
            </Group>
            <Problem error={error} />
            {(status === 'ABSENT' || status === 'HALTED') && (
              <Button onClick={() => load()} loading={isPending}>
                {t('loadSample')}
              </Button>
            )}
            {(status === 'LOADED' || status === 'HALTED') && (
              <Button color="red" variant={status === 'HALTED' ? 'default' : 'filled'} onClick={() => setRemoving(true)}>
                {t('removeSample')}
              </Button>
            )}
          </Stack>
        )}
      </Loaded>
      {removing && (
        <Confirm
          title={t('removeSampleTitle')}
          text={t('removeSampleText')}
          confirm={t('removeSample')}
          act={remove}
          close={() => setRemoving(false)}
        />
      )}
    </SettingsPage>
  );
}
