import type { EventInitOf, EventOf } from '@throughline/contracts';
import { ActivityEventSchema, ActivityKind } from '@throughline/contracts/activities';
import { NotFound, type Decider } from '@throughline/decider';

export { ActivityKind };

export interface Facts {
  readonly about: readonly string[];
  readonly subject: string;
  readonly body: string;
  /** When it took place, ISO 8601 UTC. */
  readonly at: string;
  readonly durationMinutes: number;
  /** Users. */
  readonly mentions: readonly string[];
}

export type ActivityCommand =
  | { type: 'Log'; kind: ActivityKind; facts: Facts; id: string }
  /** What is absent stays as it is. */
  | { type: 'Correct'; changes: Partial<Facts>; id: string }
  | { type: 'Remove' };

export type Activity = { readonly status: 'none' } | { readonly status: 'removed' } | ({ readonly status: 'logged' } & Facts);

export type ActivityEvent = EventOf<typeof ActivityEventSchema>;
type ActivityEventInit = EventInitOf<typeof ActivityEventSchema>;

function decide(command: ActivityCommand, state: Activity): readonly ActivityEventInit[] {
  if (command.type === 'Log')
    return state.status === 'none' ? [{ type: 'ActivityLogged', data: { kind: command.kind, ...sealed(command.facts, command.id) } }] : [];
  if (command.type === 'Remove' && state.status === 'removed') return [];
  if (state.status !== 'logged') throw new NotFound('activity');
  switch (command.type) {
    case 'Correct': {
      const given = Object.fromEntries(Object.entries(command.changes).filter(([, value]) => value !== undefined));
      const next: Facts = { ...factsOf(state), ...given };
      if (JSON.stringify(next) === JSON.stringify(factsOf(state))) return [];
      const newlyMentioned = next.mentions.filter((user) => !state.mentions.includes(user));
      return [{ type: 'ActivityCorrected', data: { ...sealed(next, command.id), newlyMentioned } }];
    }
    case 'Remove':
      return [{ type: 'ActivityRemoved', data: {} }];
  }
}

/** The words are sealed with the key of the first record they are about. */
const sealed = (facts: Facts, id: string) => ({
  ...facts,
  about: [...facts.about],
  mentions: [...facts.mentions],
  subjectId: facts.about[0] ?? id,
});

const factsOf = ({ about, subject, body, at, durationMinutes, mentions }: Facts): Facts => ({
  about,
  subject,
  body,
  at,
  durationMinutes,
  mentions,
});

function evolve(state: Activity, event: ActivityEvent): Activity {
  switch (event.type) {
    case 'ActivityLogged':
    case 'ActivityCorrected':
      return state.status === 'removed' ? state : { status: 'logged', ...factsOf(event.data) };
    case 'ActivityRemoved':
      return { status: 'removed' };
  }
}

export const activity = {
  category: 'activity',
  events: ActivityEventSchema,
  initialState: { status: 'none' } as Activity,
  decide,
  evolve,
} satisfies Decider<Activity, ActivityCommand, ActivityEvent, ActivityEventInit> & { events: unknown };
