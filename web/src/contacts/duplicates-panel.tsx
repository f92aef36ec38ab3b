import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RecordType, RecordValues } from '../records/record-type';
import { DuplicateList, useDuplicates } from './duplicates';

/** On a record's page: who may be the same. */
export default function DuplicatesPanel({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('contacts');
  const duplicates = useDuplicates(type.kind as 'CONTACT' | 'ACCOUNT', record)?.filter(({ id }) => id !== record.id) ?? [];
  return duplicates.length > 0 ? (
    <DuplicateList duplicates={duplicates} />
  ) : (
    <Text size="sm" c="dimmed">
      {t('noDuplicates')}
    </Text>
  );
}
