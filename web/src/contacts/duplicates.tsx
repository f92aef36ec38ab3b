import { Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ask } from '../app/graph';
import { RecordLink } from '../records/record-link';
import { toInput, type ReferenceValue } from '../records/values';
import type { Email, Phone } from '../records/show';
import { contact } from './contact';
import {
  PossibleDuplicateAccounts,
  PossibleDuplicates,
  type PossibleDuplicateAccountsInput,
  type PossibleDuplicatesInput,
} from './contacts.graphql';

export interface Duplicate {
  readonly kind: 'CONTACT' | 'ACCOUNT';
  readonly id: string;
  readonly title: string;
  readonly more: string;
  readonly reason: string;
}

type Values = Readonly<Record<string, unknown>>;

/** Records that are likely the same as what these values say; empty while there is too little to tell. */
export function useDuplicates(kind: 'CONTACT' | 'ACCOUNT', values: Values): readonly Duplicate[] | undefined {
  const [said] = useDebouncedValue<PossibleDuplicatesInput | PossibleDuplicateAccountsInput>(
    kind === 'CONTACT' ? ofContact(values) : ofAccount(values),
    250,
  );
  return useQuery({
    queryKey: ['duplicates', kind, said],
    enabled: Object.keys(said).length > 0,
    staleTime: 30_000,
    queryFn: async ({ signal }): Promise<readonly Duplicate[]> => {
      if (kind === 'ACCOUNT') {
        const { possibleDuplicateAccounts } = await ask(
          PossibleDuplicateAccounts,
          { input: said as PossibleDuplicateAccountsInput },
          { signal },
        );
        return possibleDuplicateAccounts.map(({ account, reason }) => ({
          kind,
          id: account.id,
          title: account.name,
          more: account.domain ?? '',
          reason,
        }));
      }
      const { possibleDuplicates } = await ask(PossibleDuplicates, { input: said as PossibleDuplicatesInput }, { signal });
      return possibleDuplicates.map(({ contact: { id, name, title, account, email }, reason }) => ({
        kind,
        id,
        title: name,
        more: [title, account?.name, email].filter(Boolean).join(' · '),
        reason,
      }));
    },
  }).data;
}

function ofContact(values: Values) {
  const field = (key: string) => contact.fields.find((one) => one.key === key)!;
  const list = (key: 'emails' | 'phones') => toInput(field(key), (values[key] as readonly (Email | Phone)[] | undefined) ?? []) as never[];
  const [emails, phones] = [list('emails'), list('phones')];
  const { givenName, familyName } = values as Record<string, string | undefined>;
  const accountId = (values['account'] as ReferenceValue | null | undefined)?.id;
  return {
    // A name alone says little: it is compared with those of the same account.
    ...(givenName?.trim() && familyName?.trim() && accountId && { givenName, familyName, accountId }),
    ...(emails.length > 0 && { emails }),
    ...(phones.length > 0 && { phones }),
  };
}

function ofAccount({ name, domain, phone }: Values) {
  return { ...(!!name && { name: String(name) }), ...(!!domain && { domain: String(domain) }), ...(!!phone && { phone: String(phone) }) };
}

export function DuplicateList({ duplicates }: { readonly duplicates: readonly Duplicate[] }) {
  const { t } = useTranslation('contacts');
  return (
    <Stack gap={6}>
      {duplicates.map(({ kind, id, title, more, reason }) => (
        <div key={id}>
          <Group gap={6} wrap="nowrap">
            <RecordLink kind={kind} id={id}>
              {title}
            </RecordLink>
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {t(`reason_${reason}`)}
            </Text>
          </Group>
          {more && (
            <Text size="xs" c="dimmed" truncate>
              {more}
            </Text>
          )}
        </div>
      ))}
    </Stack>
  );
}
