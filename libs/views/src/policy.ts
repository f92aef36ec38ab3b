import type { EventInitOf, EventOf, RecordedEventOf, StreamSchema } from '@throughline/contracts';
import type { CommandHandler, Decider } from '@throughline/decider';
import type { DataSource } from 'typeorm';

/**
 * Turns facts into next commands: `(event, own state, moment) → commands`. Pure but for `load`, so that it can be run against the past.
 * What it answers is executed as actor `policy:<name>`, with command ids made from the event's id, the policy's name and the place in the
 * list: however often an event is delivered, it is done once, and what a former version of the policy did stands.
 */
export interface Policy<S extends StreamSchema = StreamSchema, Type extends EventOf<S>['type'] = EventOf<S>['type'], State = undefined> {
  /** Kebab case: `start-onboarding`. */
  readonly name: string;
  /** Raised when what it decides changes; recorded as the cause of what it does. */
  readonly version: number;
  /** Of its own service, or PUBLIC ones of others. */
  readonly streams: readonly S[];
  /** The types of events that set it off. */
  readonly on: readonly Type[];
  /** `now`: events recorded before the policy was first started are not acted on. */
  readonly from: 'beginning' | 'now';
  /**
   * Events of one answer are acted on one after the other, each when the views show what the one before did; others side by side. Default: events of one
   * stream. For a policy that must not do for two events what it does for the first.
   */
  together?(this: void, event: EventFor<S, Type>): string;
  /** What it has to know, from the service's own views and streams; the views show the event already. */
  load?(this: void, event: EventFor<S, Type>, reads: PolicyReads): Promise<State>;
  react(this: void, event: EventFor<S, Type>, state: State, moment: Moment): readonly PolicyCommand[];
}

export type EventFor<S extends StreamSchema, Type extends string> = Extract<RecordedEventOf<S>, { readonly type: Type }>;

/** Any policy, whatever its events and state. */
export interface AnyPolicy extends Omit<Policy, 'on' | 'together' | 'load' | 'react'> {
  readonly on: readonly string[];
  together?(this: void, event: never): string;
  load?(this: void, event: never, reads: PolicyReads): Promise<unknown>;
  react(this: void, event: never, state: never, moment: Moment): readonly PolicyCommand[];
}

export interface PolicyReads {
  readonly dataSource: DataSource;
  readonly load: CommandHandler['load'];
}

export interface Moment {
  /** ISO 8601, UTC. */
  readonly now: string;
  /** The id of a record that this reaction creates: the same for the same event and name, however often it is delivered. */
  id(name: string): string;
}

/** A command on one record. Made by {@link does}, which checks its type. */
export interface PolicyCommand {
  readonly decider: Decider<unknown, unknown, never, never> & { readonly events: StreamSchema };
  readonly id: string;
  readonly command: unknown;
}

/** Infers the types of a policy's events and state. */
export function policy<S extends StreamSchema, const Type extends EventOf<S>['type'], State = undefined>(
  definition: Policy<S, Type, State>,
): Policy<S, Type, State> {
  return definition;
}

/** `does(task, moment.id('task'), { type: 'create', title })`: a command that a policy answers with. */
export function does<S extends StreamSchema, State, Command>(
  decider: Decider<State, Command, EventOf<S>, EventInitOf<S>> & { readonly events: S },
  id: string,
  command: Command,
): PolicyCommand {
  return { decider: decider as unknown as PolicyCommand['decider'], id, command };
}
