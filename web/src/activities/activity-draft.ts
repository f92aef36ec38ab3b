import type { CommandSubject } from '../slice';
import type { ActivityKind, LogActivityInput } from './activities.graphql';
import { withIds, type Person } from './mentions';

/** What somebody is about to log. */
export interface ActivityDraft {
  readonly kind: ActivityKind;
  readonly subject: string;
  readonly body: string;
  /** Those whose names were chosen after an `@`. */
  readonly mentioned: readonly Person[];
  /** ISO 8601; null: now. */
  readonly at: string | null;
  readonly minutes: number | null;
  readonly about: readonly CommandSubject[];
}

export const emptyActivity: ActivityDraft = { kind: 'NOTE', subject: '', body: '', mentioned: [], at: null, minutes: null, about: [] };

export function activityInput({ kind, subject, body, mentioned, at, minutes, about }: ActivityDraft): LogActivityInput {
  return {
    kind,
    about: about.map(({ id }) => id),
    ...(subject.trim() !== '' && { subject }),
    ...(body.trim() !== '' && { body: withIds(body, mentioned) }),
    ...(at !== null && { at }),
    ...(minutes !== null && hasDuration(kind) && { durationMinutes: minutes }),
  };
}

/** A call may be logged without a word; a note is its words. */
export const isWorthLogging = ({ kind, subject, body, about }: ActivityDraft): boolean =>
  about.length > 0 && (kind !== 'NOTE' || subject.trim() !== '' || body.trim() !== '');

export const hasDuration = (kind: ActivityKind): boolean => kind === 'CALL' || kind === 'MEETING';
