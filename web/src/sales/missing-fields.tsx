import { Alert, Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GraphProblem } from '../app/graph';
import { FieldEdit } from '../records/edit';
import { Form, missingOf, problemsOf } from '../records/form';
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
  const [problem, setProblem] = useState<Error>(refused);
  const [values, setValues] = useState<Readonly<Record<string, unknown>>>({});
  const fields = [...new Set([...missingOf(refused), ...missingOf(problem)])].flatMap((name) => requiredField(name) ?? []);
  const move = useMutation({
    mutationFn: async () => {
      const given = fields.filter((field) => !isEmpty(toInput(field, values[field.key])));
      const input = Object.fromEntries(given.map((field) => [inputName(field)!, inputOf(field, values[field.key])]));
      if (Object.keys(input).length > 0) await change('updateOpportunity', { ...input, id: deal.id });
      await change('moveOpportunity', { id: deal.id, stageId: stage.id });
    },
    onSuccess: moved,
    onError: setProblem,
  });
  return (
    <Modal opened onClose={close} title={t('missingTitle', { deal: deal.name, stage: stage.name })}>
      <Form submit={t('fillAndMove')} mutation={{ isPending: move.isPending, error: null }} save={move.mutate} cancel={close}>
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
            errors={missingOf(problem).length > 0 ? {} : problemsOf(problem, inputName(field)!)}
          />
        ))}
      </Form>
    </Modal>
  );
}

/** Products are a list of lines elsewhere; here one is enough. */
const product: Field = { key: 'product', kind: 'reference', label: 'sales:product', useChoices: useProductChoices, input: 'productIds' };

const inputOf = (field: Field, value: unknown) => (field === product ? [toInput(field, value)] : toInput(field, value));

/** The field of a rule's name for it: `closeDate`, `accountId`, `contactIds`. */
function requiredField(name: string): Field | undefined {
  if (name === 'productIds') return product;
  return opportunity.fields.find((field) => inputName(field) === name);
}
