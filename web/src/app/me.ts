import { useQuery } from '@tanstack/react-query';
import { ask } from './graph';
import { Me } from './session.graphql';

/** Who is signed in, and their organisation. */
export function useMeQuery() {
  return useQuery({ queryKey: ['me'], queryFn: ({ signal }) => ask(Me, {}, { signal }), staleTime: 300_000 });
}

export const useMe = () => useMeQuery().data?.me ?? undefined;

export const useOrganisation = () => useMeQuery().data?.organisation;
