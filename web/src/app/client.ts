import { QueryClient } from '@tanstack/react-query';
import { GraphProblem } from './graph';

/** Answers are kept for as long as live changes tell when they are no longer true. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      // What was refused is refused again; what did not arrive may.
      retry: (failures, error) => failures < 2 && error instanceof GraphProblem && ['OFFLINE', 'UNAVAILABLE'].includes(error.code),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
