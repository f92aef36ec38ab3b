import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../app/graph';
import { SimilarAccounts, SimilarContacts, type SimilarAccountsQuery, type SimilarContactsQuery } from './sales.graphql';

export interface Somebody {
  readonly givenName?: string | null;
  readonly familyName?: string | null;
  readonly email?: string | null;
  readonly phone?: string | null;
  readonly company?: string | null;
}

export type SimilarContact = SimilarContactsQuery['possibleDuplicates'][number];
export type SimilarAccount = SimilarAccountsQuery['possibleDuplicateAccounts'][number];

/** Customers who are likely the same as a lead. Undefined: not known yet. */
export function useSimilar({ givenName, familyName, email, phone, company }: Somebody) {
  const [said] = useDebouncedValue(
    {
      person: {
        ...(givenName?.trim() && familyName?.trim() && { givenName, familyName }),
        ...(email?.trim() && { emails: [{ address: email.trim(), primary: true }] }),
        ...(phone?.trim() && { phones: [{ number: phone.trim() }] }),
      },
      company: company?.trim() ?? '',
    },
    250,
  );
  const contacts = useQuery({
    queryKey: ['duplicates', 'CONTACT', said.person],
    enabled: Object.keys(said.person).length > 0,
    staleTime: 30_000,
    retry: false,
    queryFn: async ({ signal }) => (await ask(SimilarContacts, { input: said.person }, { signal })).possibleDuplicates,
  });
  const accounts = useQuery({
    queryKey: ['duplicates', 'ACCOUNT', said.company],
    enabled: said.company !== '',
    staleTime: 30_000,
    retry: false,
    queryFn: async ({ signal }) => (await ask(SimilarAccounts, { input: { name: said.company } }, { signal })).possibleDuplicateAccounts,
  });
  return { contacts: contacts.data, accounts: accounts.data };
}
