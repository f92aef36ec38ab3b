import { Alert, Button, Group, Skeleton, Stack, TagsInput, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Failed } from '../records/record-page';
import { LostReasons, SetLostReasons } from './sales.graphql';
import { newId } from '../app/new-id';

/** The words that are offered where a deal is lost or a lead disqualified. */
export default function LostReasonSettings() {
  const { t } = useTranslation('sales');
  const { data, error, refetch } = useQuery({
    queryKey: ['settings', 'lostReasons'],
    queryFn: async ({ signal }) => (await ask(LostReasons, {}, { signal })).lostReasons,
  });
  return (
    <Stack gap="md" maw={640}>
      <Title order={1} size="h3">
        {t('lostReasons')}
      </Title>
      <Text size="sm">{t('lostReasons_help')}</Text>
      {data ? (
        <Reasons key={data.join('\n')} reasons={data} />
      ) : error ? (
        <Failed error={error} again={() => void refetch()} />
      ) : (
        <Skeleton h={60} />
      )}
    </Stack>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const [draft, setDraft] = useState<readonly string[]>(reasons);
  const [error, setError] = useState<Error>();
  const save = async () => {
    try {
      await ask(SetLostReasons, { input: { reasons: draft, commandId: newId() } });
      await client.invalidateQueries({ queryKey: ['settings', 'lostReasons'] });
      notifications.show({ color: 'green', message: t('saved') });
    } catch (problem) {
      setError(problem as Error);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Stack gap="sm">
        <TagsInput label={t('reasons')} description={t('reasons_help')} splitChars={[';']} value={[...draft]} onChange={setDraft} />
        {error && (
          <Alert color="red" role="alert">
            {error.message}
          </Alert>
        )}
        <Group justify="end">
          <Button type="submit">{t('records:save')}</Button>
        </Group>
      </Stack>
    </form>
  );
}
