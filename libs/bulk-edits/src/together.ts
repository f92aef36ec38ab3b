import { toEvent, type EventInitOf, type EventOf, type StreamSchema } from '@throughline/contracts';
import type { Decider } from '@throughline/decider';

/** Several commands on one record as one: each is decided on what those before it made of the record, and either all are done or none. */
export function together<S extends StreamSchema, State, Command>(
  decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
): Decider<State, readonly Command[], EventOf<S>, EventInitOf<S>> & { readonly events: S } {
  return {
    ...decider,
    decide(commands, state, context) {
      const events: EventInitOf<S>[] = [];
      for (const command of commands) {
        const decided = decider.decide(command, state, context);
        events.push(...decided);
        state = decided.reduce((before, event) => decider.evolve(before, toEvent(decider.events, event)), state);
      }
      return events;
    },
  };
}
