import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DuplicateList, useDuplicates } from './duplicates';

/** In the dialog that makes an account. */
export default function PossibleDuplicateAccounts({ values }: { readonly values: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation('contacts');
  const duplicates = useDuplicates('ACCOUNT', values) ?? [];
  if (duplicates.length === 0) return null;
  return (
    <Alert color="yellow" title={t('alreadyThere')} role="status">
      <DuplicateList duplicates={duplicates} />
    </Alert>
  );
}
