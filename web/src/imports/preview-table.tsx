import { Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { translated } from '../app/messages';
import type { RefusedRow } from './checking';
import type { StepProps } from './columns-step';
import classes from './imports.module.css';
import { fieldLabel } from './kinds';

const SHOWN = 10;

/** The first rows as they would be taken, and what stands against them. */
export function PreviewTable({ kind, chosen, plan, refused }: Omit<StepProps, 'change'> & { readonly refused: readonly RefusedRow[] }) {
  const { t } = useTranslation('imports');
  const fields = kind.fields.filter(({ key }) => Object.values(plan.mapping).includes(key) || plan.defaults[key]);
  const reasons = new Map(refused.map(({ cells, reason }) => [cells.join('\t'), reason]));
  const columns = new Map(Object.entries(plan.mapping).map(([column, key]) => [key, chosen.header.indexOf(column)]));
  const valueOf = (row: readonly string[], key: string) => {
    const cell = row[columns.get(key) ?? -1]?.trim() ?? '';
    return plan.values[key]?.[cell] ?? (cell || plan.defaults[key] || '');
  };
  return (
    <div>
      <Title order={2} size="h5" mb="xs" id="import-preview">
        {t('firstRows')}
      </Title>
      <div className={classes['scroll']} tabIndex={0} role="region" aria-labelledby="import-preview">
        <table className={classes['preview']}>
          <thead>
            <tr>
              <th scope="col">{t('row')}</th>
              {refused.length > 0 && <th scope="col">{t('problem')}</th>}
              {fields.map((field) => (
                <th key={field.key} scope="col">
                  {fieldLabel(kind, field)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chosen.rows.slice(0, SHOWN).map((row, at) => {
              const reason = reasons.get(row.join('\t'));
              return (
                <tr key={at} data-refused={reason !== undefined || undefined}>
                  <th scope="row">{at + 2}</th>
                  {refused.length > 0 && <td className={classes['reason']}>{reason === undefined ? '' : translated(reason)}</td>}
                  {fields.map(({ key }) => (
                    <td key={key}>{valueOf(row, key).slice(0, 80)}</td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
