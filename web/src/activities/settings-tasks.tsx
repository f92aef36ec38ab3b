import { NumberInput, Switch, Table, TagsInput, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { actorName } from '../records/actor-name';
import { Form, problemOf } from '../records/form';
import { useMe } from '../records/queries';
import { Loaded } from '../records/loaded';
import { ReferencePicker } from '../records/reference-picker';
import { SettingsPage } from '../records/settings-page';
import type { ReferenceValue } from '../records/values';
import { SetTaskEscalation, SetTaskKinds, TaskEscalation, TaskKinds, type TaskEscalationQuery } from './tasks.graphql';
import { newId } from '../app/new-id';

/** Which kinds of tasks there are, and who is told of those that stay undone. */
export default function TaskSettings() {
  const { t } = useTranslation('activities');
  const kinds = useQuery({
    queryKey: ['settings', 'taskKinds'],
    queryFn: async ({ signal }) => (await ask(TaskKinds, {}, { signal })).taskKinds,
  });
  const escalation = useQuery({
    queryKey: ['settings', 'taskEscalation'],
    queryFn: async ({ signal }) => (await ask(TaskEscalation, {}, { signal })).taskEscalation,
  });
  return (
    <SettingsPage title={t('tasks')} width={640}>
      <section>
        <Title order={2} size="h5" mb="xs">
          {t('taskKinds')}
        </Title>
        <Loaded query={kinds}>{(those) => <Kinds kinds={those} />}</Loaded>
      </section>
      <section>
        <Title order={2} size="h5" mb="xs">
          {t('escalation')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('escalationText')}
        </Text>
        <Loaded query={escalation}>{(rule) => <Escalation rule={rule} />}</Loaded>
      </section>
    </SettingsPage>
  );
}

function useSet(set: () => Promise<unknown>) {
  const { t } = useTranslation('activities');
  const client = useQueryClient();
  return useMutation({
    mutationFn: set,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['settings'] });
      notifications.show({ message: t('settingsSaved') });
    },
  });
}

function Kinds({ kinds }: { readonly kinds: readonly string[] }) {
  const { t } = useTranslation('activities');
  const [named, setNamed] = useState<readonly string[]>(kinds);
  const set = useSet(() => ask(SetTaskKinds, { input: { kinds: named, commandId: newId() } }));
  return (
    <Form
      submit={t('records:save')}
      mutation={set}
      fields={['kinds']}
      ready={named.length > 0 && JSON.stringify(named) !== JSON.stringify(kinds)}
      save={set.mutate}
    >
      <TagsInput
        label={t('taskKinds')}
        description={t('taskKindsText')}
        value={[...named]}
        onChange={setNamed}
        error={problemOf(set.error, 'kinds')}
      />
    </Form>
  );
}

type Rule = TaskEscalationQuery['taskEscalation'];

/** What a rule says. */
function useInWords() {
  const { t } = useTranslation('activities');
  return ({ enabled, afterBusinessDays, toUser }: Pick<Rule, 'enabled' | 'afterBusinessDays' | 'toUser'>) =>
    enabled ? t('ruleWas', { count: afterBusinessDays, who: toUser?.name ?? t('managersOfTeam') }) : t('ruleOff');
}

function Escalation({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation('activities');
  const { dateTime } = useFormats();
  const inWords = useInWords();
  const admin = useMe()?.role === 'ADMIN';
  return (
    <>
      {admin ? (
        <EscalationForm rule={rule} />
      ) : (
        <>
          <Text size="sm">{inWords(rule)}</Text>
          <Text size="sm" c="dimmed">
            {t('forAdministrators')}
          </Text>
        </>
      )}
      {rule.history.length > 0 && (
        <>
          <Title order={3} size="sm" mt="md" mb="xs">
            {t('history')}
          </Title>
          <Table aria-label={t('history')}>
            <Table.Tbody>
              {rule.history.slice(0, 20).map((was) => (
                <Table.Tr key={was.at}>
                  <Table.Td>{dateTime(was.at)}</Table.Td>
                  <Table.Td>{actorName(was.actor)}</Table.Td>
                  <Table.Td>{inWords(was)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </>
  );
}

function EscalationForm({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation('activities');
  const [enabled, setEnabled] = useState(rule.enabled);
  const [days, setDays] = useState(rule.afterBusinessDays);
  const [person, setPerson] = useState<ReferenceValue | null>(rule.toUser && { id: rule.toUser.id, $title: rule.toUser.name });
  const input = { enabled, afterBusinessDays: days, toUserId: person?.id ?? null };
  const set = useSet(() => ask(SetTaskEscalation, { input: { ...input, commandId: newId() } }));
  return (
    <Form submit={t('records:save')} mutation={set} save={set.mutate}>
      <Switch label={t('escalationEnabled')} checked={enabled} onChange={(event) => setEnabled(event.currentTarget.checked)} />
      <NumberInput
        label={t('afterBusinessDays')}
        w={200}
        min={1}
        max={100}
        allowDecimal={false}
        value={days}
        onChange={(value) => typeof value === 'number' && setDays(value)}
      />
      <ReferencePicker
        of="USER"
        many={false}
        label={t('escalateTo')}
        placeholder={t('managersOfTeam')}
        value={person}
        onChange={(value) => setPerson(value as ReferenceValue | null)}
      />
    </Form>
  );
}
