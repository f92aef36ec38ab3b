import { Alert, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RecordLink } from '../records/record-link';
import { useSimilar, type Somebody } from './similar';

/** In the dialog that makes a lead: customers who may be the same. */
export default function SimilarCustomers({ values }: { readonly values: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation('sales');
  const { contacts = [], accounts = [] } = useSimilar(values as Somebody);
  if (contacts.length + accounts.length === 0) return null;
  const found = [
    ...contacts.map(({ contact, reason }) => ({ kind: 'CONTACT', id: contact.id, title: contact.name, reason })),
    ...accounts.map(({ account, reason }) => ({ kind: 'ACCOUNT', id: account.id, title: account.name, reason })),
  ];
  return (
    <Alert color="yellow" title={t('alreadyCustomer')} role="status">
      <Stack gap={4}>
        {found.map(({ kind, id, title, reason }) => (
          <Group key={id} gap={6} wrap="nowrap">
            <RecordLink kind={kind} id={id}>
              {title}
            </RecordLink>
            <Text size="xs">{t(`reason_${reason}`)}</Text>
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}
