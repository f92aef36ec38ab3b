import type { RecordedEventOf, StreamSchema } from '@throughline/contracts';

/**
 * Turns facts into next commands: `(event, own state, clock) → commands`. Pure, so that it can be run against the past.
 * `S` is the state that `load` reads from the service's own views and streams; the runner executes what `react` answers, as actor
 * `policy:<name>`, each command with an id made from the event's id and its place in the list, so that however often the event is
 * delivered, it is done once.
 */
export interface Policy<S extends StreamSchema = StreamSchema, State = unknown, Command = unknown, Services = unknown> {
  readonly name: string;
  /** Raised when what it decides changes; recorded as the cause of what it does. */
  readonly version: number;
  readonly streams: readonly S[];
  /** `now`: events recorded before the policy was first started are not acted on. */
  readonly from: 'beginning' | 'now';
  load(this: void, event: RecordedEventOf<S>, services: Services): Promise<State>;
  react(this: void, event: RecordedEventOf<S>, state: State, clock: { readonly now: string }): readonly Command[];
}
