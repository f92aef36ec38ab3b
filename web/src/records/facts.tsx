import { Skeleton, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './facts.module.css';
import { FieldHistory } from './field-history';
import { InlineField } from './inline-field';
import type { Field, RecordType, RecordValues } from './record-type';
import { isHidden, valueOf } from './values';

interface Props {
  readonly type: RecordType;
  readonly record: RecordValues;
  readonly readOnly?: boolean;
}

/** A record's fields by their groups, each to be edited where it stands. */
export function Facts({ type, record, readOnly = false }: Props) {
  const { t } = useTranslation();
  const groups = new Map<string, Field[]>();
  for (const field of type.fields) {
    if (field.group === undefined || isHidden(field, record)) continue;
    const fields = groups.get(field.group);
    if (fields) fields.push(field);
    else groups.set(field.group, [field]);
  }
  return [...groups].map(([group, fields]) => (
    <section key={group} className={classes['group']} aria-label={t(group)}>
      <Text component="h2" size="xs" fw={600} c="dimmed" px={8} mb={4}>
        {t(group)}
      </Text>
      <dl className={classes['facts']}>
        {fields.map((field) => (
          <div key={field.key} className={classes['fact']}>
            <Text component="dt" size="sm" c="dimmed" className={classes['label']!} title={field.help && t(field.help)}>
              {t(field.label)}
            </Text>
            <dd className={classes['value']}>
              {valueOf(field, record) === undefined ? (
                <Skeleton h={16} m={6} w="60%" />
              ) : (
                <InlineField type={type} record={record} field={field} readOnly={readOnly} />
              )}
            </dd>
            <dd className={classes['history']}>
              <FieldHistory type={type} record={record} field={field} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ));
}
