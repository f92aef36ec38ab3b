import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { More, usePages } from '../records/pages';
import { RecordLink } from '../records/record-link';
import { Failed, Notice } from '../records/notice';
import { LeadsOfSubmissions, Submissions, type FormSubmissionFilter, type SubmissionFactsFragment } from './forms.graphql';
import classes from './marketing.module.css';

/** What visitors posted, the last one first. */
export function useSubmissions(filter: FormSubmissionFilter, enabled = true) {
  return usePages(
    ['records', 'FORM', 'submissions', filter],
    async (after, signal) => (await ask(Submissions, { filter, after }, { signal })).formSubmissions,
    { enabled },
  );
}

export function SubmissionList({ filter }: { readonly filter: FormSubmissionFilter }) {
  const { t } = useTranslation('marketing');
  const formats = useFormats();
  const { nodes: submissions, error, refetch, ...pages } = useSubmissions(filter);
  const leads = useLeads(submissions ?? []);
  if (error && !submissions) return <Failed error={error} again={() => void refetch()} />;
  if (!submissions) return <Skeleton h={160} />;
  if (submissions.length === 0) return <Notice title={t('noSubmissions')} text={t('noSubmissionsText')} />;
  return (
    <>
      <div className={classes['scroll']} tabIndex={0} role="region" aria-label={t('submissions')}>
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('when')}</th>
              <th scope="col">{t('what')}</th>
              <th scope="col">{t('from')}</th>
              <th scope="col">{t('lead')}</th>
            </tr>
          </thead>
          <tbody>
            {submissions.map((submission) => {
              const lead = leads.get(submission.id);
              return (
                <tr key={submission.id}>
                  <td>{formats.dateTime(submission.createdAt)}</td>
                  <td>
                    <Values submission={submission} />
                  </td>
                  <td>
                    <Source submission={submission} />
                  </td>
                  <td>
                    {lead ? (
                      <RecordLink kind="LEAD" id={lead.id}>
                        {lead.name}
                      </RecordLink>
                    ) : (
                      '–'
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <More pages={pages} />
    </>
  );
}

export function Values({ submission: { values } }: { readonly submission: SubmissionFactsFragment }) {
  return (
    <dl className={classes['values']}>
      {values.map(({ key, label, value }) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The campaign, and the page that it came from: told by the visitor's browser, so it is text and no link. */
export function Source({ submission }: { readonly submission: SubmissionFactsFragment }) {
  const { t } = useTranslation('marketing');
  const { utmSource, utmMedium, utmCampaign, utmTerm, utmContent, referrer } = submission;
  const campaign = [utmSource, utmMedium, utmCampaign, utmTerm, utmContent].filter(Boolean).join(' · ');
  if (!campaign && !referrer) return t('unknownSource');
  return (
    <>
      {campaign && <Text size="sm">{campaign}</Text>}
      {referrer && (
        <Text size="xs" className={classes['referrer']!}>
          {referrer}
        </Text>
      )}
    </>
  );
}

/** Which lead came of each; of one who had posted before it is theirs. */
function useLeads(submissions: readonly SubmissionFactsFragment[]): ReadonlyMap<string, { readonly id: string; readonly name: string }> {
  const ids = submissions.map(({ id }) => id);
  const addresses = new Map(submissions.map(({ id, values }) => [id, values.find(({ value }) => isEmail(value))?.value.toLowerCase()]));
  const emails = [...new Set([...addresses.values()].filter((address) => address !== undefined))];
  const { data = [] } = useQuery({
    queryKey: ['records', 'LEAD', 'ofSubmissions', ids],
    enabled: ids.length > 0,
    queryFn: async ({ signal }) => (await ask(LeadsOfSubmissions, { ids, emails }, { signal })).leads.edges.map(({ node }) => node),
  });
  return new Map(
    submissions.flatMap(({ id }) => {
      const lead =
        data.find(({ submissionId }) => submissionId === id) ??
        data.find(({ email }) => email && email.toLowerCase() === addresses.get(id));
      return lead ? [[id, lead] as const] : [];
    }),
  );
}

const isEmail = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);
