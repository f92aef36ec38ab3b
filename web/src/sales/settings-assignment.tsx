import { ActionIcon, Badge, Button, Group, Modal, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Form, problemOf } from '../records/form';
import { useKeptRecord } from '../records/kept';
import { Loaded } from '../records/loaded';
import { ReferencePicker } from '../records/reference-picker';
import { SettingsPage } from '../records/settings-page';
import type { ReferenceValue } from '../records/values';
import {
  ArchiveAssignmentRule,
  AssignmentRules,
  CreateAssignmentRule,
  UpdateAssignmentRule,
  type AssignmentRulesQuery,
  type AssignmentStrategy,
} from './sales.graphql';
import { newId } from '../app/new-id';

type Rule = AssignmentRulesQuery['assignmentRules'][number];
const conditions = ['source', 'country', 'industry'] as const;
const key = ['settings', 'assignmentRules'];

/** Who gets a lead that comes without an owner: the first rule that fits says so. */
export default function AssignmentSettings() {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const [edited, setEdited] = useState<Rule | 'new'>();
  const query = useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => (await ask(AssignmentRules, {}, { signal })).assignmentRules,
  });
  const settled = {
    onSettled: () => client.invalidateQueries({ queryKey: key }),
    onError: ({ message }: Error) => void notifications.show({ color: 'red', message }),
  };
  const remove = useMutation({
    mutationFn: (id: string) => ask(ArchiveAssignmentRule, { input: { id, commandId: newId() } }),
    ...settled,
  });
  const swap = useMutation({
    mutationFn: async ([one, other]: readonly [Rule, Rule]) => {
      await ask(UpdateAssignmentRule, { input: { id: one.id, position: other.position, commandId: newId() } });
      await ask(UpdateAssignmentRule, { input: { id: other.id, position: one.position, commandId: newId() } });
    },
    ...settled,
  });
  return (
    <SettingsPage
      title={t('assignment')}
      text={t('assignment_help')}
      width={760}
      action={
        <Button leftSection={<IconPlus size={16} />} onClick={() => setEdited('new')}>
          {t('newRule')}
        </Button>
      }
    >
      <Loaded query={query}>
        {(rules) =>
          rules.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t('noRules')}
            </Text>
          ) : (
            <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
              {rules.map((rule, at) => (
                <Paper key={rule.id} component="li" withBorder p="sm">
                  <Group justify="space-between" wrap="nowrap" align="start">
                    <div style={{ minWidth: 0 }}>
                      <Group gap="xs">
                        <Text fw={600}>{rule.name}</Text>
                        <Badge variant="light" tt="none" color="gray">
                          {t(`strategy_${rule.strategy}`)}
                        </Badge>
                      </Group>
                      <Text size="sm">
                        {conditions.flatMap((name) => (rule.when[name] ? [`${t(name)}: ${rule.when[name]}`] : [])).join(' · ') ||
                          t('everyLead')}
                      </Text>
                      <Text size="sm" c="dimmed">
                        {rule.users.map(({ name }) => name).join(', ')}
                      </Text>
                    </div>
                    <Group gap={2} wrap="nowrap">
                      <ActionIcon
                        disabled={at === 0 || swap.isPending}
                        aria-label={t('stageUp', { name: rule.name })}
                        onClick={() => swap.mutate([rule, rules[at - 1]!])}
                      >
                        <IconArrowUp size={16} />
                      </ActionIcon>
                      <ActionIcon
                        disabled={at === rules.length - 1 || swap.isPending}
                        aria-label={t('stageDown', { name: rule.name })}
                        onClick={() => swap.mutate([rule, rules[at + 1]!])}
                      >
                        <IconArrowDown size={16} />
                      </ActionIcon>
                      <ActionIcon aria-label={t('records:edit', { field: rule.name })} onClick={() => setEdited(rule)}>
                        <IconPencil size={16} />
                      </ActionIcon>
                      <ActionIcon aria-label={t('records:remove', { what: rule.name })} onClick={() => remove.mutate(rule.id)}>
                        <IconTrash size={16} />
                      </ActionIcon>
                    </Group>
                  </Group>
                </Paper>
              ))}
            </Stack>
          )
        }
      </Loaded>
      {edited && <RuleDialog {...(edited !== 'new' && { rule: edited })} close={() => setEdited(undefined)} />}
    </SettingsPage>
  );
}

interface Draft {
  readonly revision: number;
  readonly name: string;
  readonly strategy: AssignmentStrategy;
  readonly users: readonly ReferenceValue[];
  readonly source: string;
  readonly country: string;
  readonly industry: string;
}

function RuleDialog({ rule, close }: { readonly rule?: Rule; readonly close: () => void }) {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const [draft, change, reset] = useKeptRecord<Draft>(`assignment rule ${rule?.id ?? 'new'}`, {
    revision: rule?.revision ?? 0,
    name: rule?.name ?? '',
    strategy: rule?.strategy ?? 'ROUND_ROBIN',
    users: rule?.users.map(({ id, name }) => ({ id, $title: name })) ?? [],
    source: rule?.when.source ?? '',
    country: rule?.when.country ?? '',
    industry: rule?.when.industry ?? '',
  });
  const save = useMutation<unknown, Error>({
    mutationFn: () => {
      const { name, strategy, users } = draft;
      const when = Object.fromEntries(conditions.map((one) => [one, draft[one].trim() || null]));
      const input = { name, strategy, when, userIds: users.map(({ id }) => id), commandId: newId() };
      return rule
        ? ask(UpdateAssignmentRule, { input: { ...input, id: rule.id, expectedRevision: draft.revision } })
        : ask(CreateAssignmentRule, { input });
    },
    onSuccess: async () => {
      reset();
      await client.invalidateQueries({ queryKey: key });
      close();
    },
  });
  const { error } = save;
  return (
    <Modal opened onClose={close} title={rule?.name ?? t('newRule')}>
      <Form
        submit={t('records:save')}
        mutation={save}
        fields={['name', ...conditions.map((one) => `when.${one}`), 'userIds']}
        save={save.mutate}
        discard={() => {
          reset();
          close();
        }}
      >
        <TextInput
          label={t('name')}
          required
          data-autofocus
          value={draft.name}
          error={problemOf(error, 'name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Group grow align="start">
          {conditions.map((one) => (
            <TextInput
              key={one}
              label={t(one)}
              placeholder={t('any')}
              value={draft[one]}
              error={problemOf(error, `when.${one}`)}
              onChange={(event) => change({ [one]: event.currentTarget.value })}
            />
          ))}
        </Group>
        <Select
          label={t('strategy')}
          allowDeselect={false}
          data={(['ROUND_ROBIN', 'FIRST'] as const).map((value) => ({ value, label: t(`strategy_${value}`) }))}
          value={draft.strategy}
          onChange={(strategy) => strategy && change({ strategy })}
        />
        <ReferencePicker
          of="USER"
          many
          label={t('ruleUsers')}
          value={draft.users}
          error={problemOf(error, 'userIds')}
          onChange={(users) => change({ users: users as readonly ReferenceValue[] })}
        />
      </Form>
    </Modal>
  );
}
