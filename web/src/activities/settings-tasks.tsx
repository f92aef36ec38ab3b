import { Alert, Button, Group, NumberInput, Skeleton, Stack, Switch, Table, TagsInput, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useFormats } from '../app/formats';
import { useMe } from '../records/queries';
import { Failed } from '../records/record-page';
import { ReferencePicker } from '../records/reference-picker';
import type { ReferenceValue } from '../records/values';
import { problemText } from './activity-draft';
import { SetTaskEscalation, SetTaskKinds, TaskEscalation, TaskKinds, type TaskEscalationQuery } from './tasks.graphql';
import { newId } from '../app/new-id';

/** Which kinds of tasks there are, and who is told of those that stay undone. */
export default function TaskSettings() {
  const { t } = useTranslation('activities');
  const admin = useMe()?.role === 'ADMIN';
  const kinds = useQuery({
    queryKey: ['settings', 'taskKinds'],
    queryFn: async ({ signal }) => (await ask(TaskKinds, {}, { signal })).taskKinds,
  });
  const escalation = useQuery({
    queryKey: ['settings', 'taskEscalation'],
    queryFn: async ({ signal }) => (await ask(TaskEscalation, {}, { signal })).taskEscalation,
  });
  return (
    <Stack gap="xl" maw={640}>
      <Title order={1} size="h3">
        {t('tasks')}
      </Title>
      <section>
        <Title order={2} size="h5" mb="xs">
          {t('taskKinds')}
        </Title>
        {kinds.data ? (
          <Kinds kinds={kinds.data} />
        ) : kinds.error ? (
          <Failed error={kinds.error} again={() => void kinds.refetch()} />
        ) : (
          <Skeleton h={60} />
        )}
      </section>
      <section>
        <Title order={2} size="h5" mb="xs">
          {t('escalation')}
        </Title>
        <Text size="sm" c="dimmed" mb="sm">
          {t('escalationText')}
        </Text>
        {escalation.data ? (
          <Escalation rule={escalation.data} readOnly={!admin} />
        ) : escalation.error ? (
          <Failed error={escalation.error} again={() => void escalation.refetch()} />
        ) : (
          <Skeleton h={120} />
        )}
      </section>
    </Stack>
  );
}

function useSave() {
  const { t } = useTranslation('activities');
  const client = useQueryClient();
  const [problem, setProblem] = useState<string>();
  const [saving, setSaving] = useState(false);
  const save = async (change: Promise<unknown>) => {
    setSaving(true);
    setProblem(undefined);
    try {
      await change;
      await client.invalidateQueries({ queryKey: ['settings'] });
      notifications.show({ message: t('settingsSaved') });
    } catch (error) {
      setProblem(problemText(error as Error));
    } finally {
      setSaving(false);
    }
  };
  return { save, saving, problem };
}

function Kinds({ kinds }: { readonly kinds: readonly string[] }) {
  const { t } = useTranslation('activities');
  const [named, setNamed] = useState<readonly string[]>(kinds);
  const { save, saving, problem } = useSave();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save(ask(SetTaskKinds, { input: { kinds: named, commandId: newId() } }));
      }}
    >
      <TagsInput
        label={t('taskKinds')}
        description={t('taskKindsText')}
        value={[...named]}
        onChange={setNamed}
        {...(problem !== undefined && { error: problem })}
      />
      <Group justify="end" mt="sm">
        <Button type="submit" loading={saving} disabled={named.length === 0 || JSON.stringify(named) === JSON.stringify(kinds)}>
          {t('records:save')}
        </Button>
      </Group>
    </form>
  );
}

type Rule = TaskEscalationQuery['taskEscalation'];

function Escalation({ rule, readOnly }: { readonly rule: Rule; readonly readOnly: boolean }) {
  const { t } = useTranslation('activities');
  const { dateTime } = useFormats();
  const [enabled, setEnabled] = useState(rule.enabled);
  const [days, setDays] = useState(rule.afterBusinessDays);
  const [person, setPerson] = useState<ReferenceValue | null>(rule.toUser && { id: rule.toUser.id, $title: rule.toUser.name });
  const { save, saving, problem } = useSave();
  return (
    <>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const input = { enabled, afterBusinessDays: days, toUserId: person?.id ?? null, commandId: newId() };
          void save(ask(SetTaskEscalation, { input }));
        }}
      >
        <Stack gap="sm">
          <Switch
            label={t('escalationEnabled')}
            disabled={readOnly}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
          <NumberInput
            label={t('afterBusinessDays')}
            w={200}
            min={1}
            max={100}
            allowDecimal={false}
            disabled={readOnly}
            value={days}
            onChange={(value) => typeof value === 'number' && setDays(value)}
          />
          {readOnly ? (
            <Text size="sm">
              {t('escalateTo')}: {rule.toUser?.name ?? t('managersOfTeam')}
            </Text>
          ) : (
            <ReferencePicker
              of="USER"
              many={false}
              label={t('escalateTo')}
              placeholder={t('managersOfTeam')}
              value={person}
              onChange={(value) => setPerson(value as ReferenceValue | null)}
            />
          )}
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          {readOnly ? (
            <Text size="sm" c="dimmed">
              {t('forAdministrators')}
            </Text>
          ) : (
            <Group justify="end">
              <Button type="submit" loading={saving}>
                {t('records:save')}
              </Button>
            </Group>
          )}
        </Stack>
      </form>
      {rule.history.length > 0 && (
        <>
          <Title order={3} size="sm" mt="md" mb="xs">
            {t('history')}
          </Title>
          <Table aria-label={t('history')}>
            <Table.Tbody>
              {rule.history.slice(0, 20).map(({ at, actor, enabled: on, afterBusinessDays, toUser }) => (
                <Table.Tr key={at}>
                  <Table.Td>{dateTime(at)}</Table.Td>
                  <Table.Td>{actor.name}</Table.Td>
                  <Table.Td>
                    {on ? t('ruleWas', { count: afterBusinessDays, who: toUser?.name ?? t('managersOfTeam') }) : t('ruleOff')}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </>
  );
}
