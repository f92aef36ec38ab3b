import { Anchor, Badge, Button, Skeleton, Text, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { More, usePages } from '../records/pages';
import { useMe } from '../records/queries';
import { countText } from '../records/record-list-page';
import { Failed, Notice } from '../records/notice';
import { Forms } from './forms.graphql';
import classes from './marketing.module.css';

/** The organisation's forms, and what came of them. */
export default function FormsPage() {
  const { t } = useTranslation('marketing');
  const role = useMe()?.role;
  return (
    <div className={classes['page']}>
      <div className={classes['head']}>
        <Title order={1} size="h3">
          {t('forms')}
        </Title>
        {mayEdit(role) && (
          <Button component={Link} to="/forms/new" size="xs" leftSection={<IconPlus size={16} />}>
            {t('newForm')}
          </Button>
        )}
      </div>
      {role !== undefined && (mayEdit(role) ? <FormList /> : <Notice title={t('forManagers')} text={t('forManagersText')} />)}
    </div>
  );
}

export const mayEdit = (role: string | undefined): boolean => role === 'ADMIN' || role === 'MANAGER';

function FormList() {
  const { t } = useTranslation('marketing');
  const formats = useFormats();
  const {
    nodes: forms,
    error,
    refetch,
    ...pages
  } = usePages(['records', 'FORM', 'list'], async (after, signal) => (await ask(Forms, { after }, { signal })).forms);
  if (error && !forms) return <Failed error={error} again={() => void refetch()} />;
  if (!forms) return <Skeleton h={160} />;
  if (forms.length === 0)
    return (
      <Notice title={t('noForms')} text={t('noFormsText')}>
        <Button component={Link} to="/forms/new">
          {t('newForm')}
        </Button>
      </Notice>
    );
  return (
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('forms')}>
      <table className={classes['table']}>
        <thead>
          <tr>
            <th scope="col">{t('name')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col" data-number>
              {t('submissions')}
            </th>
            <th scope="col">{t('lastOne')}</th>
            <th scope="col">{t('changed')}</th>
          </tr>
        </thead>
        <tbody>
          {forms.map(({ id, key, name, archived, updatedAt, submissions }) => (
            <tr key={id}>
              <th scope="row">
                <Anchor component={Link} to={`/forms/${id}` as string} size="sm" fw={500}>
                  {name}
                </Anchor>
                <Text size="xs" c="dimmed">
                  /forms/{key}
                </Text>
              </th>
              <td>
                <State archived={archived} />
              </td>
              <td data-number>
                {submissions.edges.length === 0 ? (
                  formats.number(0)
                ) : (
                  <Anchor component={Link} to={`/forms/${id}` as string} search={{ tab: 'submissions' } as never} size="sm">
                    {countText(submissions, formats.number)}
                  </Anchor>
                )}
              </td>
              <td>{submissions.edges[0] ? formats.relative(submissions.edges[0].node.createdAt) : '–'}</td>
              <td>{formats.relative(updatedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <More pages={pages} />
    </div>
  );
}

export function State({ archived }: { readonly archived: boolean }) {
  const { t } = useTranslation('marketing');
  return (
    <Badge variant="light" color={archived ? 'gray' : 'green'} className={classes['state']!}>
      {t(archived ? 'closed' : 'open')}
    </Badge>
  );
}
