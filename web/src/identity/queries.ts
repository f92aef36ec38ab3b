import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { ask, GraphProblem, type TypedOperation } from '../app/graph';
import { People, Teams, type PeopleQuery, type TeamsQuery } from './identity.graphql';
import { newId } from '../app/new-id';

export type Person = PeopleQuery['users']['edges'][number]['node'];
export type Team = TeamsQuery['teams']['edges'][number]['node'];

/** Everybody who signs in, may, or did, by name. */
export const usePeople = () =>
  useQuery({
    queryKey: ['settings', 'people'],
    queryFn: ({ signal }) => everything((after) => ask(People, { after }, { signal }).then(({ users }) => users)),
  });

/** All teams, by name. */
export const useTeams = () =>
  useQuery({
    queryKey: ['settings', 'teams'],
    queryFn: ({ signal }) => everything((after) => ask(Teams, { after }, { signal }).then(({ teams }) => teams)),
  });

interface Page<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

async function everything<Node>(ask: (after: string | null) => Promise<Page<Node>>): Promise<readonly Node[]> {
  const all: Node[] = [];
  for (let after: string | null = null; ;) {
    const { edges, pageInfo }: Page<Node> = await ask(after);
    all.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return all;
    after = pageInfo.endCursor;
  }
}

/**
 * Sends a form. What settings show is asked again afterwards, and who the person is. The same form once more, after an answer that never came, is the
 * same command.
 */
export function useSave<Result, Variables extends { readonly input: object }>(
  operation: TypedOperation<Result, Variables>,
  saved: (result: Result) => unknown = () => {},
) {
  const client = useQueryClient();
  const last = useRef({ input: '', commandId: '' });
  return useMutation({
    mutationFn: (input: Variables['input']) => {
      const text = JSON.stringify(input);
      if (last.current.input !== text) last.current = { input: text, commandId: newId() };
      return ask(operation, { input: { commandId: last.current.commandId, ...input } } as unknown as Variables);
    },
    // Looked at again, it is as somebody else has left it.
    onError: async (error) => {
      if (!(error instanceof GraphProblem) || error.code !== 'CONFLICT') return;
      await Promise.all(['people', 'teams'].map((of) => client.invalidateQueries({ queryKey: ['settings', of] })));
    },
    onSuccess: async (result) => {
      last.current = { input: '', commandId: '' };
      await Promise.all([['settings'], ['me'], ['find', 'USER']].map((queryKey) => client.invalidateQueries({ queryKey })));
      await saved(result);
    },
  });
}
