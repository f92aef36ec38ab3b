import { Button } from '@mantine/core';
import { useInfiniteQuery, type InfiniteData, type QueryKey, type UseInfiniteQueryOptions } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

interface Page {
  readonly edges: readonly { readonly node: unknown }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

type Options<P> = Partial<UseInfiniteQueryOptions<P, Error, InfiniteData<P, string | null>, QueryKey, string | null>>;

/** What the graph lists a page at a time: all the nodes that came so far, undefined until the first page did. */
export function usePages<P extends Page>(
  queryKey: QueryKey,
  ask: (after: string | null, signal: AbortSignal) => Promise<P>,
  options: Options<P> = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: null,
    getNextPageParam: ({ pageInfo }) => (pageInfo.hasNextPage ? pageInfo.endCursor : undefined),
    ...options,
  });
  const nodes: readonly P['edges'][number]['node'][] | undefined = query.data?.pages.flatMap(({ edges }) => edges.map(({ node }) => node));
  return { ...query, nodes };
}

interface MoreProps {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** Below a list of pages: asks for the next one, where there is one. */
export function More({ pages: { hasNextPage, isFetchingNextPage, fetchNextPage } }: { readonly pages: MoreProps }) {
  const { t } = useTranslation('records');
  if (!hasNextPage) return null;
  return (
    <Button variant="subtle" size="compact-sm" mt="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      {t('showMore')}
    </Button>
  );
}
