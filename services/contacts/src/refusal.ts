import { InvalidInput } from '@throughline/decider';
import { InvalidValue } from '@throughline/domain';

/** What `work` answers, or why a row of a file cannot be taken. */
export function attempt<T>(work: () => T): T | { refuse: string } {
  try {
    return work();
  } catch (error) {
    return refusal(error);
  }
}

export async function attemptLater<T>(work: () => Promise<T>): Promise<T | { refuse: string }> {
  try {
    return await work();
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): { refuse: string } {
  if (error instanceof InvalidValue || error instanceof InvalidInput) return { refuse: error.message };
  throw error;
}
