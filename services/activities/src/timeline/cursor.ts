import { InvalidInput } from '@throughline/decider';

/** A place in a list that is ordered by time, newest first. */
export interface Place {
  readonly at: string;
  readonly id: string;
  /** Of the record, where one command does several things at one moment. Default 0. */
  readonly revision?: number;
}

export const encodeCursor = ({ at, id, revision = 0 }: Place): string =>
  Buffer.from(JSON.stringify([at, id, revision])).toString('base64url');

export function decodeCursor(cursor: string): Required<Place> {
  try {
    const [at, id, revision = 0] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof at === 'string' && typeof id === 'string' && isRevision(revision) && !Number.isNaN(Date.parse(at)))
      return { at, id, revision };
  } catch {
    // Told below.
  }
  throw new InvalidInput({ after: 'is not a cursor of this list' });
}

const isRevision = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31;
