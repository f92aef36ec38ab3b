import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GraphProblem } from '../app/graph';
import { FieldEdit } from '../records/edit';
import type { Field } from '../records/record-type';
import { inputName, isEmpty, toInput } from '../records/values';
import type { DealInput, StandingDeal } from './move-deal';
import { opportunity } from './opportunity';
import { useProductChoices, type Stage } from './pipelines';

interface Props {
  readonly deal: StandingDeal;
  readonly stage: Pick<Stage, 'id' | 'name'>;
  readonly refused: GraphProblem;
  /** Changes the deal; rejects with what stands against it. */
  readonly change: (mutation: string, input: DealInput) => Promise<void>;
  readonly moved: () => void;
  readonly close: () => void;
}

/** The rule's words, and the fields that it asks for: filled in, the deal moves. */
export function MissingFields({ deal, stage, refused, change, moved, close }: Props) {
  const { t } = useTranslation('sales');
  const [problem, setProblem] = useState(refused);
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const [saving, setSaving] = useState(false);
  const fields = [...new Set([...missingOf(refused), ...missingOf(problem)])].flatMap((name) => requiredField(name) ?? []);
  const save = async () => {
    setSaving(true);
    try {
      const given = fields.filter((field) => !isEmpty(toInput(field, values[field.key])));
      const input = Object.fromEntries(given.map((field) => [inputName(field)!, inputOf(field, values[field.key])]));
      if (Object.keys(input).length > 0) await change('updateOpportunity', { ...input, id: deal.id });
      await change('moveOpportunity', { id: deal.id, stageId: stage.id });
      moved();
    } catch (error) {
      setProblem(error instanceof GraphProblem ? error : new GraphProblem('INTERNAL', (error as Error).message));
      setSaving(false);
    }
  };
  const wrong = problem.code === 'BAD_USER_INPUT' ? problem.fields : {};
  return (
    <Modal
      opened
      onClose={close}
      title={t('missingTitle', { deal: deal.name, stage: stage.name })}
      closeButtonProps={{ 'aria-label': t('records:close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          <Alert color="yellow" role="alert">
            <Text size="sm">{problem.message}</Text>
          </Alert>
          {fields.map((field, at) => (
            <FieldEdit
              key={field.key}
              field={field}
              value={values[field.key]}
              autoFocus={at === 0}
              onChange={(value) => setValues((before) => ({ ...before, [field.key]: value }))}
              {...(wrong[inputName(field)!] && { errors: { '': wrong[inputName(field)!]! } })}
            />
          ))}
          <Group justify="end">
            <Button variant="default" onClick={close}>
              {t('records:cancel')}
            </Button>
            <Button type="submit" loading={saving}>
              {t('fillAndMove')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** The fields that would satisfy the rule, as it names them. */
export function missingOf({ code, extensions }: GraphProblem): readonly string[] {
  const { fields } = extensions;
  return code === 'RULE_VIOLATED' && Array.isArray(fields) ? (fields as string[]) : [];
}

/** Products are a list of lines elsewhere; here one is enough. */
const product: Field = { key: 'product', kind: 'reference', label: 'sales:product', useChoices: useProductChoices, input: 'productIds' };

const inputOf = (field: Field, value: unknown) => (field === product ? [toInput(field, value)] : toInput(field, value));

/** The field of a rule's name for it: `closeDate`, `accountId`, `contactIds`. */
function requiredField(name: string): Field | undefined {
  if (name === 'productIds') return product;
  return opportunity.fields.find((field) => inputName(field) === name);
}
