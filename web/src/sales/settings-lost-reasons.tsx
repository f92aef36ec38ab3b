import { TagsInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Form } from '../records/form';
import { Loaded } from '../records/loaded';
import { SettingsPage } from '../records/settings-page';
import { lostReasonsQuery } from './pipelines';
import { SetLostReasons } from './sales.graphql';
import { newId } from '../app/new-id';

/** The words that are offered where a deal is lost or a lead disqualified. */
export default function LostReasonSettings() {
  const { t } = useTranslation('sales');
  const query = useQuery(lostReasonsQuery);
  return (
    <SettingsPage title={t('lostReasons')} text={t('lostReasons_help')} width={640}>
      <Loaded query={query}>{(reasons) => <Reasons key={reasons.join('\n')} reasons={reasons} />}</Loaded>
    </SettingsPage>
  );
}

function Reasons({ reasons }: { readonly reasons: readonly string[] }) {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const [draft, setDraft] = useState<readonly string[]>(reasons);
  const set = useMutation({
    mutationFn: () => ask(SetLostReasons, { input: { reasons: draft, commandId: newId() } }),
    onSuccess: async () => {
      await client.invalidateQueries(lostReasonsQuery);
      notifications.show({ color: 'green', message: t('saved') });
    },
  });
  return (
    <Form submit={t('records:save')} mutation={set} save={set.mutate}>
      <TagsInput label={t('reasons')} description={t('reasons_help')} splitChars={[';']} value={[...draft]} onChange={setDraft} />
    </Form>
  );
}
