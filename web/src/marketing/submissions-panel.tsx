import { Anchor, Skeleton, Spoiler, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../app/formats';
import { ask } from '../app/graph';
import { useMe } from '../records/queries';
import type { RecordType, RecordValues } from '../records/record-type';
import { AddressesOfContact, AddressesOfLead, type FormSubmissionFilter } from './forms.graphql';
import { mayEdit } from './forms-page';
import { Source, useSubmissions, Values } from './submission-list';

/** What a person posted by forms of ours. */
export default function SubmissionsPanel({ type, record }: { readonly type: RecordType; readonly record: RecordValues }) {
  const { t } = useTranslation('marketing');
  const formats = useFormats();
  const manages = mayEdit(useMe()?.role);
  const { data: filter } = useQuery({
    queryKey: ['record', type.kind, record.id, 'submissions'],
    enabled: manages,
    queryFn: ({ signal }) => filterFor(type.kind, record.id, signal),
  });
  const { nodes } = useSubmissions(filter ?? {}, manages && !!filter);
  if (!manages)
    return (
      <Text size="sm" c="dimmed">
        {t('inTimeline')}
      </Text>
    );
  if (filter !== null && !nodes) return <Skeleton h={40} />;
  const submissions = nodes ?? [];
  if (submissions.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('nothingPosted')}
      </Text>
    );
  return (
    <Stack gap="sm">
      {submissions.slice(0, 5).map((submission) => (
        <div key={submission.id}>
          <Text size="sm" fw={500}>
            {submission.form ? (
              <Anchor component={Link} to={`/forms/${submission.form.id}` as string} search={{ tab: 'submissions' } as never} inherit>
                {submission.form.name}
              </Anchor>
            ) : (
              t('form')
            )}
          </Text>
          <Text size="xs" c="dimmed">
            {formats.dateTime(submission.createdAt)}
          </Text>
          <Spoiler maxHeight={96} showLabel={t('more')} hideLabel={t('less')}>
            <Values submission={submission} />
            <Source submission={submission} />
          </Spoiler>
        </div>
      ))}
    </Stack>
  );
}

/** Null: there is nothing to look for. */
async function filterFor(kind: string, id: string, signal: AbortSignal): Promise<FormSubmissionFilter | null> {
  if (kind === 'CONTACT') {
    const { contact } = await ask(AddressesOfContact, { id }, { signal });
    const addresses = contact?.emails.map(({ address }) => address) ?? [];
    return addresses.length > 0 ? { email: { in: addresses } } : null;
  }
  const { lead } = await ask(AddressesOfLead, { id }, { signal });
  const ways = [
    ...(lead?.email ? [{ email: { eq: lead.email } }] : []),
    ...(lead?.submissionId ? [{ id: { eq: lead.submissionId } }] : []),
  ];
  return ways.length > 0 ? { or: ways } : null;
}
