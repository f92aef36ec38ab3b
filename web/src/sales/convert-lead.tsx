import { Alert, Fieldset, Group, Modal, Radio, Select, Skeleton, Stack, Switch, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, GraphProblem } from '../app/graph';
import { FieldEdit } from '../records/edit';
import { Form, problemOf, problemsOf } from '../records/form';
import type { Field } from '../records/record-type';
import { ReferencePicker } from '../records/reference-picker';
import { fieldOf, toInput, type ReferenceValue } from '../records/values';
import type { CommandDialogProps } from '../slice';
import { opportunity } from './opportunity';
import { usePipelines } from './pipelines';
import { ConvertLead as Convert, LeadToConvert, type LeadToConvertQuery } from './sales.graphql';
import { useSimilar } from './similar';
import { newId } from '../app/new-id';

type Lead = NonNullable<LeadToConvertQuery['lead']>;

/** Makes of a lead an account, a person and a deal, in one dialog: each new, or one that is there. */
export default function ConvertLead({ about, close }: CommandDialogProps) {
  const { t } = useTranslation('sales');
  const { data: lead, error } = useQuery({
    queryKey: ['record', 'LEAD', about?.id, 'convert'],
    enabled: about !== undefined,
    queryFn: async ({ signal }) => (await ask(LeadToConvert, { id: about!.id }, { signal })).lead,
  });
  if (!about) return null;
  return (
    <Modal opened onClose={close} size="lg" title={t('convertTitle', { name: about.title })}>
      {error ? <Alert color="red">{error.message}</Alert> : lead ? <Conversion lead={lead} close={close} /> : <Skeleton h={320} />}
    </Modal>
  );
}

/** What a lead is to become part of: something new, one that is found to be likely the same, or another one that somebody names. */
interface Chosen {
  readonly is: string;
  readonly other: ReferenceValue | null;
}

const NEW = 'new';
const OTHER = 'other';

function Conversion({ lead, close }: { readonly lead: Lead; readonly close: () => void }) {
  const { t } = useTranslation('sales');
  const client = useQueryClient();
  const navigate = useNavigate();
  const pipelines = usePipelines();
  const { contacts = [], accounts = [] } = useSimilar(lead);
  const [account, setAccount] = useState<Chosen>();
  const [contact, setContact] = useState<Chosen>();
  const [withDeal, setWithDeal] = useState(true);
  const [name, setName] = useState(lead.company ?? lead.name);
  const [pipelineId, setPipeline] = useState<string>();
  const [stageId, setStage] = useState<string>();
  const [amount, setAmount] = useState<unknown>(null);
  const commandId = useRef(newId());

  // The same address is the same person, whose company is then known too; anything less a person decides.
  const same = contacts.find(({ reason }) => reason === 'SAME_EMAIL')?.contact;
  const contactNow = contact ?? { is: same?.id ?? NEW, other: null };
  const samePersonsAccount = contactNow.is === same?.id ? same?.account : undefined;
  const accountNow = account ?? { is: samePersonsAccount?.id ?? NEW, other: null };
  const accountChoices = new Map([
    ...(samePersonsAccount ? [[samePersonsAccount.id, samePersonsAccount.name] as const] : []),
    ...accounts.map(({ account: { id, name, domain }, reason }) => [id, said(name, domain, t(`reason_${reason}`))] as const),
  ]);
  const contactChoices = new Map(
    contacts.map(({ contact: { id, name, account: at }, reason }) => [id, said(name, at?.name, t(`reason_${reason}`))] as const),
  );
  const pipeline = pipelines?.find(({ id }) => id === pipelineId) ?? pipelines?.[0];
  const stages = pipeline?.stages.filter(({ category }) => category === 'OPEN') ?? [];
  const stage = stages.find(({ id }) => id === stageId) ?? stages[0];
  const convert = useMutation({
    mutationFn: () => {
      const ids = { accountId: idOf(accountNow), contactId: idOf(contactNow) };
      const deal = { opportunityName: name, pipelineId: pipeline?.id, stageId: stage?.id, amount: toInput(amountField, amount) as never };
      return ask(Convert, {
        input: { id: lead.id, ...ids, createOpportunity: withDeal, ...(withDeal && deal), commandId: commandId.current },
      });
    },
    onSuccess: ({ convertLead: { opportunity: made, account: there } }) => {
      const shown = [['records'], ['record'], ['timeline'], ['duplicates']];
      void Promise.all(shown.map((queryKey) => client.invalidateQueries({ queryKey })));
      close();
      notifications.show({ color: 'green', message: t('convertedNow', { name: lead.name }) });
      void navigate({ to: made ? `${opportunity.path}/${made.id}` : `/accounts/${there?.id}` } as never);
    },
    // What is changed now is another command; the same press after a lost answer is the same.
    onError: (problem) => {
      if (problem instanceof GraphProblem && problem.code !== 'OFFLINE') commandId.current = newId();
    },
  });
  const { error } = convert;
  return (
    <Form
      submit={t('convert')}
      mutation={convert}
      fields={['accountId', 'contactId', 'opportunityName', 'stageId', 'amount']}
      save={convert.mutate}
      cancel={close}
    >
      <Part
        legend={t('account')}
        of="ACCOUNT"
        chosen={accountNow}
        onChange={setAccount}
        fresh={lead.company ? t('newCalled', { name: lead.company }) : t('newUnnamed')}
        found={accountChoices}
        error={problemOf(error, 'accountId')}
      />
      <Part
        legend={t('person')}
        of="CONTACT"
        chosen={contactNow}
        onChange={setContact}
        fresh={t('newCalled', { name: lead.name })}
        found={contactChoices}
        error={problemOf(error, 'contactId')}
      />
      <Fieldset legend={t('deal')}>
        <Stack gap="sm">
          <Switch label={t('makeDeal')} checked={withDeal} onChange={(event) => setWithDeal(event.currentTarget.checked)} />
          {withDeal && (
            <>
              <TextInput
                label={t('dealName')}
                value={name}
                error={problemOf(error, 'opportunityName')}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Group grow align="start">
                {pipelines && pipelines.length > 1 && (
                  <Select
                    label={t('pipeline')}
                    allowDeselect={false}
                    data={pipelines.map(({ id, name }) => ({ value: id, label: name }))}
                    value={pipeline?.id ?? null}
                    onChange={(id) => id && setPipeline(id)}
                  />
                )}
                <Select
                  label={t('stage')}
                  allowDeselect={false}
                  data={stages.map(({ id, name }) => ({ value: id, label: name }))}
                  value={stage?.id ?? null}
                  error={problemOf(error, 'stageId')}
                  onChange={(id) => id && setStage(id)}
                />
              </Group>
              <FieldEdit field={amountField} value={amount} autoFocus onChange={setAmount} errors={problemsOf(error, 'amount')} />
            </>
          )}
        </Stack>
      </Fieldset>
    </Form>
  );
}

const amountField: Field = fieldOf(opportunity, 'amount')!;

const idOf = ({ is, other }: Chosen): string | undefined => (is === NEW ? undefined : is === OTHER ? other?.id : is);

const said = (name: string, more: string | null | undefined, why: string): string => `${[name, more].filter(Boolean).join(' · ')} (${why})`;

interface PartProps {
  readonly legend: string;
  readonly of: 'ACCOUNT' | 'CONTACT';
  readonly chosen: Chosen;
  readonly onChange: (chosen: Chosen) => void;
  readonly fresh: string;
  readonly found: ReadonlyMap<string, string>;
  readonly error: string | undefined;
}

function Part({ legend, of, chosen, onChange, fresh, found, error }: PartProps): ReactNode {
  const { t } = useTranslation('sales');
  return (
    <Fieldset legend={legend}>
      <Radio.Group aria-label={legend} value={chosen.is} onChange={(is) => onChange({ ...chosen, is })} error={error}>
        <Stack gap={8}>
          <Radio value={NEW} label={fresh} />
          {[...found].map(([id, label]) => (
            <Radio key={id} value={id} label={label} />
          ))}
          <Radio value={OTHER} label={t('otherOne')} />
        </Stack>
      </Radio.Group>
      {chosen.is === OTHER && (
        <ReferencePicker
          of={of}
          many={false}
          aria-label={legend}
          autoFocus
          value={chosen.other}
          onChange={(other) => onChange({ is: OTHER, other: other as ReferenceValue | null })}
        />
      )}
    </Fieldset>
  );
}
