import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import type { ImportRun } from './checking';
import classes from './imports.module.css';

/** What an import did, or would do. */
export function Counts({ run }: { readonly run: Pick<ImportRun, 'rows' | 'created' | 'updated' | 'unchanged' | 'failed'> }) {
  const { t } = useTranslation('imports');
  const { number } = useFormats();
  return (
    <dl className={classes['counts']}>
      {(['rows', 'created', 'updated', 'unchanged', 'failed'] as const).map((key) => (
        <div key={key} data-refused={(key === 'failed' && run.failed > 0) || undefined}>
          <Text component="dt" size="xs">
            {t(key)}
          </Text>
          <Text component="dd" size="xl" fw={600}>
            {number(run[key])}
          </Text>
        </div>
      ))}
    </dl>
  );
}
