import { InvalidInput } from '@throughline/decider';

/** A place in a list that is ordered by time, newest first. */
export interface Place {
  readonly at: string;
  readonly id: string;
}

export const encodeCursor = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

export function decodeCursor(cursor: string): Place {
  try {
    const [at, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown];
    if (typeof at === 'string' && typeof id === 'string' && !Number.isNaN(Date.parse(at))) return { at, id };
  } catch {
    // Told below.
  }
  throw new InvalidInput({ after: 'is not a cursor of this list' });
}
