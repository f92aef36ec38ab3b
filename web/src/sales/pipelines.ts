import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask } from '../app/graph';
import type { Choice, RecordValues } from '../records/record-type';
import { AllPipelines, LostReasons, PriceBooks, ProductNames, type AllPipelinesQuery } from './sales.graphql';

export type Pipeline = AllPipelinesQuery['pipelines']['edges'][number]['node'];
export type Stage = Pipeline['stages'][number];

const none: readonly never[] = [];

/** Those in use; the first is where a deal begins of which nothing else is said. */
export const pipelinesQuery = queryOptions({
  queryKey: ['settings', 'pipelines'],
  queryFn: async ({ signal }) => (await ask(AllPipelines, {}, { signal })).pipelines.edges.map(({ node }) => node),
  staleTime: 60_000,
});

export const usePipelines = (): readonly Pipeline[] | undefined => useQuery(pipelinesQuery).data;

export function usePipelineChoices(): readonly Choice[] {
  const pipelines = usePipelines();
  return useMemo(() => pipelines?.map(({ id, name }) => ({ value: id, text: name })) ?? none, [pipelines]);
}

/** Of a deal that is about to be made, the open stages of its pipeline; else all, with their pipelines' names where there are several. */
export function useStageChoices(record?: RecordValues): readonly Choice[] {
  const pipelines = usePipelines();
  const isNew = record !== undefined && record.id === undefined;
  const of = (record?.['pipeline'] as RecordValues | null | undefined)?.id;
  return useMemo(() => {
    if (isNew) {
      const pipeline = pipelines?.find(({ id }) => id === of) ?? pipelines?.[0];
      return pipeline?.stages.filter(({ category }) => category === 'OPEN').map(({ id, name }) => ({ value: id, text: name })) ?? none;
    }
    return (
      pipelines?.flatMap(({ name, stages }) =>
        stages.map((stage) => ({ value: stage.id, text: pipelines.length > 1 ? `${stage.name} · ${name}` : stage.name })),
      ) ?? none
    );
  }, [pipelines, isNew, of]);
}

export const productsQuery = queryOptions({
  queryKey: ['settings', 'products'],
  queryFn: async ({ signal }) => (await ask(ProductNames, {}, { signal })).products.edges.map(({ node }) => node),
  staleTime: 60_000,
});

export const useProducts = () => useQuery(productsQuery).data;

export function useProductChoices(): readonly Choice[] {
  const products = useProducts();
  return useMemo(() => products?.map(({ id, name }) => ({ value: id, text: name })) ?? none, [products]);
}

export function usePriceBooks() {
  return useQuery({
    queryKey: ['settings', 'priceBooks'],
    queryFn: async ({ signal }) => (await ask(PriceBooks, {}, { signal })).priceBooks,
    staleTime: 60_000,
  }).data;
}

export function usePriceBookChoices(): readonly Choice[] {
  const books = usePriceBooks();
  return useMemo(() => books?.filter(({ archived }) => !archived).map(({ id, name }) => ({ value: id, text: name })) ?? none, [books]);
}

/** Offered where a deal is lost or a lead disqualified. */
export const lostReasonsQuery = queryOptions({
  queryKey: ['settings', 'lostReasons'],
  queryFn: async ({ signal }) => (await ask(LostReasons, {}, { signal })).lostReasons,
  staleTime: 60_000,
});

export const useLostReasons = (): readonly string[] => useQuery(lostReasonsQuery).data ?? none;
