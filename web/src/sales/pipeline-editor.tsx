import { ActionIcon, Button, Fieldset, Group, MultiSelect, NumberInput, Paper, Select, Stack, TextInput, Tooltip } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { Form, Problem, problemOf } from '../records/form';
import { useKeptRecord } from '../records/kept';
import { ReferencePicker } from '../records/reference-picker';
import type { ReferenceValue } from '../records/values';
import classes from './pipeline-editor.module.css';
import type { Pipeline } from './pipelines';
import {
  ArchivePipeline,
  Board,
  CreatePipeline,
  UpdatePipeline,
  type StageCategory,
  type StageEntryRole,
  type StageInput,
} from './sales.graphql';
import { newId } from '../app/new-id';

const requirable = ['accountId', 'amount', 'closeDate', 'competitors', 'contactIds', 'margin', 'nextStep', 'ownerId', 'productIds'];
/** What is wrong with a stage is said at these of its inputs. */
const said = ['name', 'probability', 'requiredFields'];
const categories: readonly StageCategory[] = ['OPEN', 'WON', 'LOST'];

interface StageDraft {
  readonly id?: string;
  readonly name: string;
  readonly probability: string;
  readonly category: StageCategory;
  readonly requiredFields: readonly string[];
  readonly stuckAfterDays: number | null;
  readonly entryRole: StageEntryRole | null;
}

interface Draft {
  readonly revision: number;
  readonly name: string;
  readonly stages: readonly StageDraft[];
  readonly assignee: ReferenceValue | null;
  readonly task: string;
  readonly days: number;
}

const stage = (name: string, probability: string, category: StageCategory = 'OPEN'): StageDraft => ({
  name,
  probability,
  category,
  requiredFields: [],
  stuckAfterDays: null,
  entryRole: null,
});

function draftOf(pipeline: Pipeline | undefined, t: (word: string) => string): Draft {
  if (!pipeline) {
    const stages = [stage(t('firstStage'), '10'), stage(t('dealStatus_WON'), '100', 'WON'), stage(t('dealStatus_LOST'), '0', 'LOST')];
    return { revision: 0, name: '', stages, assignee: null, task: '', days: 1 };
  }
  const { revision, name, stages, onboarding } = pipeline;
  return {
    revision,
    name,
    stages,
    assignee: onboarding ? { id: onboarding.assigneeId, $title: onboarding.assignee?.name ?? onboarding.assigneeId } : null,
    task: onboarding?.title ?? '',
    days: onboarding?.dueInBusinessDays ?? 1,
  };
}

/** A pipeline's stages in their order; without one, a pipeline that is to be made. What is written is kept until it is saved or taken back. */
export function PipelineEditor({ pipeline, close }: { readonly pipeline?: Pipeline; readonly close?: () => void }) {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const [draft, change, reset] = useKeptRecord<Draft>(`pipeline ${pipeline?.id ?? 'new'}`, draftOf(pipeline, t));
  const { data: totals } = useQuery({
    queryKey: ['records', 'OPPORTUNITY', 'board', pipeline?.id, undefined],
    enabled: pipeline !== undefined,
    queryFn: async ({ signal }) => (await ask(Board, { pipelineId: pipeline!.id }, { signal })).pipelineBoard,
  });
  const { stages } = draft;
  const setStages = (next: readonly StageDraft[]) => change({ stages: next });
  const set = (at: number, part: Partial<StageDraft>) => setStages(stages.map((one, index) => (index === at ? { ...one, ...part } : one)));
  const swap = (at: number, to: number) =>
    setStages(stages.map((one, index) => (index === at ? stages[to]! : index === to ? stages[at]! : one)));

  const saved = async (word: string) => {
    const shown = [
      ['settings', 'pipelines'],
      ['records', 'OPPORTUNITY'],
      ['record', 'OPPORTUNITY'],
    ];
    await Promise.all(shown.map((queryKey) => client.invalidateQueries({ queryKey })));
    reset();
    notifications.show({ color: 'green', message: t(word, { name: draft.name }) });
    close?.();
  };
  const input = () => ({
    name: draft.name,
    stages: stages.map(({ id, name, probability, category, requiredFields, stuckAfterDays, entryRole }): StageInput => ({
      ...(id && { id }),
      name,
      probability,
      category,
      requiredFields,
      stuckAfterDays,
      entryRole,
    })),
    onboarding: draft.assignee ? { assigneeId: draft.assignee.id, title: draft.task, dueInBusinessDays: draft.days } : null,
    commandId: newId(),
  });
  const save = useMutation<unknown, Error>({
    mutationFn: () =>
      pipeline
        ? ask(UpdatePipeline, { input: { ...input(), id: pipeline.id, expectedRevision: draft.revision } })
        : ask(CreatePipeline, { input: input() }),
    onSuccess: () => saved('pipelineSaved'),
  });
  const archive = useMutation({
    mutationFn: (id: string) => ask(ArchivePipeline, { input: { id, commandId: newId() } }),
    onSuccess: () => saved('pipelineArchived'),
  });
  const { error } = save;
  const deals = (id: string | undefined) => totals?.find((column) => column.stage.id === id)?.count ?? 0;
  return (
    <Form
      submit={t('records:save')}
      mutation={save}
      fields={['name', ...stages.flatMap((_, at) => said.map((one) => `stages.${at}.${one}`)), 'onboarding']}
      save={save.mutate}
      discard={() => {
        reset();
        save.reset();
        close?.();
      }}
    >
      <TextInput
        label={t('name')}
        required
        maw={320}
        value={draft.name}
        error={problemOf(error, 'name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <Stack component="ol" gap="xs" className={classes['stages']!} aria-label={t('stages')}>
        {stages.map((one, at) => (
          <Paper component="li" withBorder p="xs" key={one.id ?? at}>
            <div className={classes['stage']}>
              <TextInput
                size="xs"
                label={t('stage')}
                required
                value={one.name}
                error={problemOf(error, `stages.${at}.name`)}
                onChange={(event) => set(at, { name: event.currentTarget.value })}
              />
              <Select
                size="xs"
                label={t('category')}
                allowDeselect={false}
                data={categories.map((value) => ({ value, label: t(`category_${value}`) }))}
                value={one.category}
                onChange={(value) => value && set(at, { category: value })}
              />
              <NumberInput
                size="xs"
                label={t('probability')}
                suffix=" %"
                min={0}
                max={100}
                value={one.probability}
                error={problemOf(error, `stages.${at}.probability`)}
                onChange={(value) => set(at, { probability: String(value) })}
              />
              <NumberInput
                size="xs"
                label={t('stuckAfterDays')}
                placeholder={t('asUsual')}
                min={1}
                disabled={one.category !== 'OPEN'}
                value={one.stuckAfterDays ?? ''}
                onChange={(value) => set(at, { stuckAfterDays: value === '' ? null : Number(value) })}
              />
              <Select
                size="xs"
                label={t('entryRole')}
                placeholder={t('entryRole_none')}
                clearable
                data={(['MANAGER', 'ADMIN'] as const).map((value) => ({ value, label: t(`entryRole_${value}`) }))}
                value={one.entryRole}
                onChange={(entryRole) => set(at, { entryRole })}
              />
              <MultiSelect
                size="xs"
                className={classes['fields']!}
                label={t('requiredFields')}
                placeholder={one.requiredFields.length > 0 ? '' : t('nothingRequired')}
                data={requirable.map((value) => ({ value, label: t(`require_${value}`) }))}
                value={[...one.requiredFields]}
                error={problemOf(error, `stages.${at}.requiredFields`)}
                onChange={(requiredFields) => set(at, { requiredFields })}
              />
            </div>
            <Group gap={2} wrap="nowrap" className={classes['buttons']!}>
              <ActionIcon disabled={at === 0} aria-label={t('stageUp', { name: one.name })} onClick={() => swap(at, at - 1)}>
                <IconArrowUp size={16} />
              </ActionIcon>
              <ActionIcon
                disabled={at === stages.length - 1}
                aria-label={t('stageDown', { name: one.name })}
                onClick={() => swap(at, at + 1)}
              >
                <IconArrowDown size={16} />
              </ActionIcon>
              <Tooltip label={t('stageHasDeals', { count: deals(one.id) })} disabled={deals(one.id) === 0}>
                <ActionIcon
                  data-disabled={deals(one.id) > 0 || undefined}
                  aria-disabled={deals(one.id) > 0}
                  aria-label={t('records:remove', { what: one.name })}
                  onClick={() => deals(one.id) === 0 && setStages(stages.filter((_, index) => index !== at))}
                >
                  <IconTrash size={16} />
                </ActionIcon>
              </Tooltip>
            </Group>
          </Paper>
        ))}
      </Stack>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconPlus size={14} />}
        style={{ alignSelf: 'start' }}
        onClick={() => {
          const closed = stages.findIndex(({ category }) => category !== 'OPEN');
          const at = closed < 0 ? stages.length : closed;
          setStages([...stages.slice(0, at), stage('', '0'), ...stages.slice(at)]);
        }}
      >
        {t('addStage')}
      </Button>
      <Fieldset legend={t('onboarding')}>
        <Group align="start" grow>
          <ReferencePicker
            of="USER"
            many={false}
            label={t('onboardingFor')}
            value={draft.assignee}
            error={problemOf(error, 'onboarding.assigneeId')}
            onChange={(assignee) => change({ assignee: assignee as ReferenceValue | null })}
          />
          <TextInput
            label={t('onboardingTask')}
            disabled={!draft.assignee}
            value={draft.task}
            error={problemOf(error, 'onboarding.title')}
            onChange={(event) => change({ task: event.currentTarget.value })}
          />
          <NumberInput
            label={t('onboardingDays')}
            disabled={!draft.assignee}
            min={0}
            value={draft.days}
            error={problemOf(error, 'onboarding.dueInBusinessDays')}
            onChange={(days) => change({ days: Number(days) })}
          />
        </Group>
      </Fieldset>
      {pipeline && (
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: 'start' }}
          loading={archive.isPending}
          onClick={() => archive.mutate(pipeline.id)}
        >
          {t('archivePipeline')}
        </Button>
      )}
      <Problem error={archive.error} />
    </Form>
  );
}
