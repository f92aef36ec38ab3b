import { Badge, Button, Group, Skeleton, Text } from '@mantine/core';
import { IconArrowRightCircle, IconCheck, IconRotate, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { useMe } from '../records/queries';
import { RecordLink } from '../records/record-link';
import { runCommand } from '../records/run-command';
import type { RecordType, RecordValues } from '../records/record-type';
import { leadStatuses } from './lead';
import { useLeadActions } from './lead-actions';
import { LeadStanding as Standing } from './sales.graphql';

/** How far a lead has come, what is next to be done about it, and what it became. */
export default function LeadStanding({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('sales');
  const readOnly = useMe()?.role === 'READ_ONLY' || record['archived'] === true;
  const { data: lead } = useQuery({
    queryKey: ['record', type.kind, record.id, 'standing'],
    queryFn: async ({ signal }) => (await ask(Standing, { id: record.id }, { signal })).lead,
  });
  if (!lead) return <Skeleton h={32} />;
  const { status, disqualifiedReason, account, contact, opportunity } = lead;
  return (
    <Group gap="sm">
      <Badge size="lg" variant="light" tt="none" autoContrast color={leadStatuses.find(({ value }) => value === status)!.color!}>
        {t(`leadStatus_${status}`)}
      </Badge>
      {disqualifiedReason && status === 'DISQUALIFIED' && <Text size="sm">{disqualifiedReason}</Text>}
      {status === 'CONVERTED' && (
        <Group gap="xs">
          <Text size="sm">{t('became')}</Text>
          {opportunity && (
            <RecordLink kind="OPPORTUNITY" id={opportunity.id}>
              {opportunity.name}
            </RecordLink>
          )}
          {contact && (
            <RecordLink kind="CONTACT" id={contact.id}>
              {contact.name}
            </RecordLink>
          )}
          {account && (
            <RecordLink kind="ACCOUNT" id={account.id}>
              {account.name}
            </RecordLink>
          )}
        </Group>
      )}
      {!readOnly && <LeadButtons id={record.id} title={type.title(record)} status={status} />}
    </Group>
  );
}

interface ButtonsProps {
  readonly id: string;
  readonly title: string;
  readonly status: string;
}

export function LeadButtons({ id, title, status }: ButtonsProps) {
  const { t } = useTranslation('sales');
  const actions = useLeadActions()(id);
  const about = { kind: 'LEAD', id, title };
  if (status === 'CONVERTED') return null;
  if (status === 'DISQUALIFIED') {
    return (
      <Button size="xs" variant="default" leftSection={<IconRotate size={14} />} onClick={() => void actions.reopen()}>
        {t('reopen')}
      </Button>
    );
  }
  return (
    <Group gap={6}>
      <Button size="xs" leftSection={<IconArrowRightCircle size={14} />} onClick={() => runCommand('sales.convertLead', about)}>
        {t('convertIt')}
      </Button>
      {status === 'NEW' && (
        <Button size="xs" variant="default" leftSection={<IconCheck size={14} />} onClick={() => void actions.qualify()}>
          {t('qualify')}
        </Button>
      )}
      <Button size="xs" variant="default" leftSection={<IconX size={14} />} onClick={() => runCommand('sales.disqualifyLead', about)}>
        {t('disqualifyIt')}
      </Button>
    </Group>
  );
}
